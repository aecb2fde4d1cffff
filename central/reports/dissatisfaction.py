"""The figures of the monthly letter to each agency: ratings below the satisfied levels, and the reasons people gave.

Nothing here leads to a visit: no time, no day, no counter and no officer, counts over the whole period alone.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import Connection

from central.registry.lists import agencies_of, lists_in_force, posts_of
from central.registry.names import AgencyNames
from central.registry.services import NO_AGENCY, ServiceOwners, services_of
from central.reports.comparing import compared
from central.reports.model import Cell, Column, Figure, Finding, Report, Row, RowRole, Site, Tile
from central.reports.participation import fact_of, served_in
from central.reports.period import Period
from central.reports.rated_agencies import Said, Whose, reason_figures, said_by_all, said_in
from central.reports.rating_counts import has_days_until
from central.reports.satisfaction_counts import together
from central.reports.sources import findings_about_lines, proof_of
from central.reports.statistics import Share, percent
from central.reports.words import NO_RATINGS, SMALL_SAMPLE, VISIT_WORDS, WHOLE_CENTRE, WITHOUT_REASON
from contract.dissatisfaction import REASONS
from contract.scales import Scale
from kiosk_ui.words import count_text

KEY = "dissatisfaction"
TITLE = "Đánh giá chưa hài lòng gửi các cơ quan"
SUMMARY = "Số lượt chưa hài lòng của từng cơ quan trong kỳ, trên tổng số lượt đánh giá, và lý do người dân nêu."


def make(connection: Connection, site: Site, period: Period, made_at: datetime) -> Report:
    """Make the report from one state of the store."""
    lists = lists_in_force(connection, site.id, ("agencies", "officers", "services"))
    held = {kind: used.id for kind, used in lists.items()}
    listed = agencies_of(connection, held.get("agencies"))
    agencies = AgencyNames(listed)
    owners = ServiceOwners(services_of(connection, held.get("services")), agencies)
    whose = Whose(site, owners, posts_of(connection, held.get("officers")), agencies)
    said = said_in(connection, site, period, whose)

    def figures_in(before: Period) -> dict[str, Figure] | None:
        is_known = has_days_until(connection, site.id, before.last)
        return _figures(said_by_all(connection, site, before)) if is_known else None

    beside = compared(connection, site, period, _figures(together(site.scale, said)), figures_in)
    return Report(
        key=KEY,
        title=TITLE,
        site=site,
        period=period,
        made_at=made_at,
        columns=_columns(site.scale),
        rows=tuple(_rows(said, [agency.name for agency in listed], site.scale)),
        figures=beside.figures,
        tiles=_tiles(beside.figures, said, site.scale),
        findings=(*_findings(said), *beside.findings, *findings_about_lines(connection, site, period)),
        facts=(fact_of(together(site.scale, said).ratings, served_in(connection, site, period).n),),
        proof=proof_of(connection, site.id, [*(lists[kind] for kind in sorted(lists)), *beside.used]),
    )


def low_levels(scale: Scale) -> str:
    """The levels that do not count as satisfied, by name."""
    return ", ".join(level.title for level in scale.levels if not level.satisfied)


def _columns(scale: Scale) -> tuple[Column, ...]:
    return (
        Column("row_kind", "Loại dòng", "text", on_page=False),
        Column("no", "STT", "count"),
        Column("group", "Cơ quan", "text", on_page=False),
        Column("code", "Mã lý do", "text", on_page=False),
        Column("name", "Nội dung", "text"),
        Column("count", "Số lượt", "count"),
        Column("of", "Trên tổng số", "count"),
        Column("percent", f"Tỷ lệ ({low_levels(scale)})", "share"),
        Column("interval_low", "Cận dưới 95 %", "low"),
        Column("interval_high", "Cận trên 95 %", "high"),
        Column("reason_percent", "Tỷ lệ trong số chưa hài lòng (%)", "percent"),
        Column("note", "Ghi chú", "text", on_page=False),
    )


def _rows(said: Mapping[str, Said], order: list[str], scale: Scale) -> Iterator[Row]:
    """Of each agency its count over its denominator, then its reasons; at the end all of them together."""
    places = {name: place for place, name in enumerate(order)}
    names = sorted(said, key=lambda name: (name == NO_AGENCY, places.get(name, len(order)), name))
    words = f"Số lượt ở mức {low_levels(scale)}"
    for number, name in enumerate(names, start=1):
        group = name or VISIT_WORDS["no_agency"]
        yield _row("agency", "item", (number, group, "", words), said[name])
        yield from _reasons("reason", group, said[name])
    total = together(scale, said)
    yield from _reasons("total_reason", WHOLE_CENTRE, total)
    yield _row("total", "total", (None, "", "", f"{WHOLE_CENTRE}: {words[:1].lower()}{words[1:]}"), total)


def _row(kind: str, role: RowRole, lead: tuple[Cell, ...], got: Said) -> Row:
    share = Share(got.dissatisfied, got.ratings)
    interval = share.interval
    low, high = (interval.low, interval.high) if interval else (None, None)
    note = NO_RATINGS if not got.ratings else SMALL_SAMPLE if share.is_small else ""
    return Row(kind, role, (kind, *lead, got.dissatisfied, got.ratings, share.percent, low, high, None, note), share)


def _reasons(kind: str, group: str, got: Said) -> Iterator[Row]:
    """Why, of those who were not satisfied; one may have said several."""
    whole = got.dissatisfied
    is_few = Share(0, whole).is_small
    named = [(code, words, got.reasons[code]) for code, words in REASONS.items() if got.reasons[code]]
    silent = [("", WITHOUT_REASON, got.without_reason)] if got.without_reason else []
    for code, words, n in (*named, *silent):
        share = None if is_few else percent(n, whole)
        lead = (kind, None, group, code, words, n, whole)
        yield Row(kind, "item", (*lead, None, None, None, share, SMALL_SAMPLE if is_few else ""))


def _figures(total: Said) -> dict[str, Figure]:
    share = percent(total.dissatisfied, total.ratings)
    return {
        "ratings": Figure(total.ratings, "count"),
        "dissatisfied": Figure(total.dissatisfied, "count"),
        "dissatisfied_share": Figure(share, "percent", total.dissatisfied, total.ratings),
        "reason_none": Figure(total.without_reason, "count"),
        **reason_figures(total),
    }


def _tiles(figures: dict[str, Figure], said: Mapping[str, Said], scale: Scale) -> tuple[Tile, ...]:
    touched = sum(1 for got in said.values() if got.dissatisfied)
    of = (("trên {} lượt đánh giá", int(figures["ratings"].value or 0)),)
    return (
        Tile("Lượt chưa hài lòng", figures["dissatisfied"], of),
        Tile(low_levels(scale), figures["dissatisfied_share"]),
        Tile("Cơ quan có lượt chưa hài lòng", Figure(touched, "count"), (("trên {} cơ quan có đánh giá", len(said)),)),
        Tile("Không nêu lý do", figures["reason_none"]),
    )


def _findings(said: Mapping[str, Said]) -> list[Finding]:
    ownerless = said[NO_AGENCY].dissatisfied if NO_AGENCY in said else 0
    if not ownerless:
        return []
    text = f"{count_text(ownerless)} lượt chưa hài lòng chưa rõ thuộc cơ quan nào: không đưa vào văn bản gửi cơ quan."
    return [Finding("unknown_agency", text, ownerless)]
