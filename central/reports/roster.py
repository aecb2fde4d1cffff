"""Who belongs into a table of officers: those whose post holds on a day of the period, in the order of the list."""

from collections.abc import Sequence
from dataclasses import dataclass

from central.registry.lists import Post
from central.registry.names import AgencyNames, overlaps
from central.reports.period import Period


@dataclass(frozen=True, slots=True)
class RosterOfficer:
    """One code of the list with its posts in the period; ``agencies`` as the agencies' list writes them."""

    code: str
    name: str
    agencies: tuple[str, ...]
    unknown_agencies: tuple[str, ...]
    posts: tuple[Post, ...]

    def holds_all(self, period: Period) -> bool:
        """Whether one post alone covers the period, so that no day needs a second look."""
        return any(post.holds_on(period.first) and post.holds_on(period.last) for post in self.posts)


def roster_in(posts: Sequence[Post], agencies: AgencyNames, period: Period) -> list[RosterOfficer]:
    """The officers of a period. A code with several posts is one officer with all its names and agencies."""
    by_code: dict[str, list[Post]] = {}
    for post in posts:
        if overlaps((post.valid_from, post.valid_to), (period.first, period.last)):
            by_code.setdefault(post.code, []).append(post)
    return [_officer(code, held, agencies, period) for code, held in by_code.items()]


def _officer(code: str, posts: list[Post], agencies: AgencyNames, period: Period) -> RosterOfficer:
    names, unknown = [], []
    for post in posts:
        if not post.agency:
            continue
        found = agencies.find(post.agency, period.first, period.last)
        names.append(found.name if found else post.agency)
        if found is None:
            unknown.append(post.agency)
    return RosterOfficer(
        code,
        "; ".join(dict.fromkeys(post.name for post in posts)),
        tuple(dict.fromkeys(names)),
        tuple(dict.fromkeys(unknown)),
        tuple(posts),
    )
