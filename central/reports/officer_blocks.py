"""Ratings per officer as the officers themselves and their agencies may see them: closed blocks, never live.

The same columns as the full report; no visits and no ratings apart, for those grow one by one.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from central.people.block_store import blocks_in
from central.people.blocks import SMALLEST, Block
from central.registry.lists import Post, agencies_of, lists_in_force, posts_of
from central.registry.names import AgencyNames, fold
from central.reports.model import Finding, ImportedFile, Proof, Report, Row, Site, Tile
from central.reports.officer_figures import figures_of
from central.reports.officer_ratings import KEY, TITLE, columns_of, item_row, note_of, total_row
from central.reports.period import Period
from central.reports.rating_counts import Count, Tally
from central.reports.roster import RosterOfficer, roster_in
from central.reports.words import UNKNOWN_OFFICER
from central.rules.counting import COUNTED
from kiosk_ui.words import date_text

_RULE = (
    f"Số liệu gộp thành khối từ {SMALLEST} lượt trở lên, có từ ngày hôm sau. Khối thuộc kỳ có ngày cuối của khối; "
    "khối đã khép không thay đổi và không tách ra. Lượt chưa đủ khối chưa hiện ở đây."
)


@dataclass(frozen=True, slots=True)
class Whose:
    """Which officers a reader may see: those of his agencies, and by their codes."""

    agencies: Collection[str] = ()
    officers: Collection[str] = ()


def make(connection: Connection, site: Site, period: Period, made_at: datetime, whose: Whose) -> Report:
    """Make the report from the blocks that are closed."""
    lists = lists_in_force(connection, site.id, ("officers", "agencies"))
    held = {kind: used.id for kind, used in lists.items()}
    agencies = AgencyNames(agencies_of(connection, held.get("agencies")))
    posts = posts_of(connection, held.get("officers"))
    named = {_canonical(agencies, name) for name in whose.agencies}
    own_posts = [post for post in posts if post.agency and _canonical(agencies, post.agency) in named]
    codes = {*whose.officers, *(post.code for post in own_posts)}
    found = blocks_in(connection, site.id, site.scale.code, codes, period.first, period.last)
    seen = [block for block in found if block.officer in whose.officers or _is_within(block, own_posts)]
    shown = [post for post in posts if post.code in whose.officers or post in own_posts]
    rows, total = _rows(roster_in(shown, agencies, period), seen, site)
    figures = figures_of(total)
    return Report(
        key=KEY,
        title=TITLE,
        site=site,
        period=period,
        made_at=made_at,
        columns=columns_of(site.scale),
        rows=rows,
        figures=figures,
        tiles=(Tile("Lượt đánh giá", figures["ratings"]), Tile("Tỷ lệ hài lòng", figures["satisfied_share"])),
        findings=(Finding("closed_blocks", _RULE), *_span(seen)),
        proof=Proof((), tuple(ImportedFile(one.kind, one.file, one.sha256) for one in lists.values())),
    )


def _canonical(agencies: AgencyNames, name: str) -> str:
    known = agencies.find(name)
    return fold(known.name if known else name)


def _is_within(block: Block, posts: Sequence[Post]) -> bool:
    """Whether one post of the agency covers every day of a block: a block is never cut where a post ends."""
    first, last = date.fromisoformat(block.first_day), date.fromisoformat(block.last_day)
    return any(post.code == block.officer and post.holds_on(first) and post.holds_on(last) for post in posts)


def _rows(roster: Sequence[RosterOfficer], seen: Sequence[Block], site: Site) -> tuple[tuple[Row, ...], Tally]:
    per_officer: dict[str, Tally] = {}
    for block in seen:
        got = per_officer.setdefault(block.officer, Tally(site.scale))
        for level, n in block.counts.items():
            got.add(Count(block.officer, block.scale, level, COUNTED, n))
    rows, total, known = [], Tally(site.scale), {officer.code for officer in roster}
    for number, officer in enumerate(roster, start=1):
        got = per_officer.get(officer.code, Tally(site.scale))
        lead = (number, officer.code, officer.name, "; ".join(officer.agencies))
        rows.append(item_row("officer", lead, got, note_of(got, 0), ()))
        total = total.plus(got)
    for code in sorted(per_officer.keys() - known):
        got = per_officer[code]
        rows.append(item_row("unknown_officer", (None, code, UNKNOWN_OFFICER, ""), got, note_of(got, 0), ()))
        total = total.plus(got)
    return (*rows, total_row(total, ())), total


def _span(seen: Sequence[Block]) -> tuple[Finding, ...]:
    if not seen:
        return ()
    first = min(date.fromisoformat(block.first_day) for block in seen)
    last = max(date.fromisoformat(block.last_day) for block in seen)
    return (Finding("blocks_span", f"Các khối của kỳ này gồm lượt từ {date_text(first)} đến {date_text(last)}."),)
