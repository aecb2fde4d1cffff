"""Adds the ratings of a period up by everything the report of satisfaction asks for."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from central.reports.model import Site
from central.reports.period import Period
from central.reports.rated_agencies import Said, Whose, by_hour, said_in
from central.reports.rating_counts import Count, Tally, counts_in, counts_undated, has_days_until, tally
from central.rules.counting import COUNTED
from central.store.tables import ratings_daily
from contract.scales import Scale

APART = ("unlinked", "duplicate", "late", "doubtful", "no_ticket", "other_scale", "set_aside")
"""Rows outside the total, always printed."""

Levels = Mapping[str, int]
"""Ratings by the code of their level."""


@dataclass(slots=True)
class Satisfaction:
    """Counted ratings of the site's scale: in all and by group; what stands apart; what was said why."""

    scale: Scale
    total: Counter[str] = field(default_factory=Counter)
    groups: dict[str, dict[str | int, Counter[str]]] = field(default_factory=dict)
    """By kind (agency, counter, day, hour, channel) and key."""
    said: Said = field(init=False)
    apart: dict[str, Tally] = field(default_factory=dict)
    undated: Tally = field(init=False)

    def __post_init__(self) -> None:
        self.said = Said(self.scale)
        self.undated = Tally(self.scale)

    @property
    def ratings(self) -> int:
        """How many there are."""
        return sum(self.total.values())

    def satisfied(self, levels: Levels) -> int:
        """Those at the satisfied levels."""
        return sum(levels.get(level.code, 0) for level in self.scale.levels if level.satisfied)

    def of_channels(self, *channels: str) -> Counter[str]:
        """The ratings that came through these."""
        return sum((self.groups["channel"].get(channel, Counter()) for channel in channels), Counter())


def satisfaction_in(connection: Connection, site: Site, period: Period, whose: Whose) -> Satisfaction:
    """Everything rated on the days of a period."""
    numbers = Satisfaction(site.scale)
    groups: dict[str, dict[str | int, Counter[str]]] = {
        kind: defaultdict(Counter) for kind in ("channel", "counter", "day")
    }
    daily = ratings_daily.c
    wanted = daily.day.between(period.first.isoformat(), period.last.isoformat())
    statement = select(daily.day, daily.counter, daily.channel, daily.level, daily.n).where(
        daily.site == site.id, wanted, daily.kind == COUNTED, daily.scale == site.scale.code
    )
    for day, counter, channel, level, n in connection.execute(statement):
        beside = (groups["day"][day], groups["counter"][counter], groups["channel"][channel])
        for levels in (numbers.total, *beside):
            levels[level] += n
    said = said_in(connection, site, period, whose)
    groups["agency"] = {agency: of.by_level for agency, of in said.items()}
    groups["hour"] = {hour: levels for hour, levels in by_hour(connection, site, period).items()}
    numbers.groups = groups
    numbers.said = together(site.scale, said)
    numbers.apart = _apart(counts_in(connection, site.id, period), site.scale)
    numbers.undated = tally(site.scale, counts_undated(connection, site.id))
    return numbers


def total_before(connection: Connection, site: Site, before: Period) -> Tally | None:
    """What counted in the period before; None when nothing was rated by its end."""
    if not has_days_until(connection, site.id, before.last):
        return None
    counts = counts_in(connection, site.id, before)
    return tally(site.scale, (c for c in counts if c.kind == COUNTED and c.scale == site.scale.code))


def together(scale: Scale, said: Mapping[str, Said]) -> Said:
    """What was said of all agencies."""
    total = Said(scale)
    for of_agency in said.values():
        total.by_level += of_agency.by_level
        total.reasons += of_agency.reasons
        total.without_reason += of_agency.without_reason
    return total


def _apart(counts: list[Count], scale: Scale) -> dict[str, Tally]:
    apart = {kind: Tally(scale) for kind in APART}
    for count in counts:
        if count.kind != COUNTED:
            apart[count.kind].add(count)
        elif count.scale != scale.code:
            apart["other_scale"].add(count)
    return apart
