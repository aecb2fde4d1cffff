"""The quarter sheet of indicators: what can be computed with its source, the rest left for people to enter.

Points and classes come from a dated set (`indicator_sets/`); points that people gave come from an imported table. A sum
and its class stand only where every indicator has its points.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Connection

from central.feedback.figures import counts_by_topic, total
from central.registry.lists import ListInForce, agencies_of, lists_in_force, posts_of
from central.registry.names import Agency, AgencyNames, overlaps
from central.registry.services import NO_AGENCY, ServiceOwners, services_of
from central.reports.comparing import compared
from central.reports.dossier_tables import table_if_any
from central.reports.imported_ratings import PaperAnswer, entered_in
from central.reports.indicator_facts import Facts, dossiers_of, evidence_of, outcomes_of, points_of
from central.reports.indicator_points import APPRAISED, SELF, Given, given_in
from central.reports.indicator_set import IndicatorSet, set_on, sets_in
from central.reports.model import Cell, Column, Figure, Finding, Report, Row, Site, Source, Tile
from central.reports.participation import fact_of, served_in
from central.reports.period import Period
from central.reports.rated_agencies import Whose, said_in
from central.reports.refusal import ReportRefused
from central.reports.satisfaction_counts import together
from central.reports.sources import findings_about_lines, proof_of
from central.reports.statistics import percent
from central.reports.words import TO_ENTER, WHOLE_CENTRE
from kiosk_ui.words import count_text

PAPER, PAPER_SOURCE = "Phiếu giấy", "phiếu trả lời tích cực, trên số phiếu có trả lời câu này"
KEY = "indicators"
TITLE = "Phiếu chấm điểm theo bộ chỉ tiêu"
SUMMARY = "Điểm từng chỉ tiêu của mỗi cơ quan trong quý: phần tính được kèm nguồn số liệu, phần nhập tay để trống."


@dataclass(frozen=True, slots=True)
class Sheet:
    """The set, what was counted by agency ('' the whole centre), and the points that people gave."""

    indicators: IndicatorSet
    facts: Mapping[str, Facts]
    given: Mapping[tuple[str, int], Given]
    paper: Sequence[tuple[int | None, PaperAnswer]] = ()
    """What paper forms say of the whole centre, with the number of the indicator that it helps to judge."""

    def points(self, agency: str, no: int) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
        """Computed, self-given and appraised points of one indicator."""
        rule = next(one.points for one in self.indicators.indicators if one.no == no)
        computed = points_of(rule, self.facts.get(agency, Facts()))
        given = self.given.get((agency, no), Given())
        return computed, given.of(SELF), given.of(APPRAISED)

    def sum_of(self, agency: str, which: int) -> Decimal | None:
        """The sum of one kind of points; those that nobody gave are the computed ones. None: one is missing."""
        sums = Decimal(0)
        for one in self.indicators.indicators:
            points = self.points(agency, one.no)
            value = points[which] if points[which] is not None else points[0]
            if value is None:
                return None
            sums += value
        return sums


def make(connection: Connection, site: Site, period: Period, made_at: datetime) -> Report:
    """Make the report from one state of the store. Raises ReportRefused when no set holds at the end of the period."""
    held = set_on(period.last, sets_in())
    if held is None:
        raise ReportRefused("chưa có bộ chỉ tiêu nào cho kỳ này", "no set of indicators holds in this period")
    lists = lists_in_force(connection, site.id, ("agencies", "officers", "services"))
    listed = agencies_of(connection, lists["agencies"].id if "agencies" in lists else None)
    agencies = AgencyNames(listed)
    facts, used = _facts(connection, site, period, _Lists(lists, agencies), made_at.date())
    given, given_used = given_in(connection, site.id, period, agencies)
    sheet = Sheet(held, facts, given, entered_in(connection, site.id, period))
    names = _names(listed, sheet, period)
    beside = compared(connection, site, period, _figures(sheet), lambda before: None)
    return Report(
        key=KEY,
        title=TITLE,
        site=site,
        period=period,
        made_at=made_at,
        columns=_columns(),
        rows=tuple(_rows(sheet, names)),
        figures=beside.figures,
        tiles=_tiles(sheet, names),
        findings=(*_findings(sheet, names), *beside.findings, *findings_about_lines(connection, site, period)),
        facts=(fact_of(_ratings(facts), served_in(connection, site, period).n),),
        proof=proof_of(
            connection, site.id, [*(lists[kind] for kind in sorted(lists)), *used, *given_used, *beside.used]
        ),
    )


@dataclass(frozen=True, slots=True)
class _Lists:
    held: Mapping[str, ListInForce]
    agencies: AgencyNames

    def id(self, kind: str) -> int | None:
        return self.held[kind].id if kind in self.held else None


def _facts(
    connection: Connection, site: Site, period: Period, lists: _Lists, today: date
) -> tuple[dict[str, Facts], list[ListInForce]]:
    owners = ServiceOwners(services_of(connection, lists.id("services")), lists.agencies)
    whose = Whose(site, owners, posts_of(connection, lists.id("officers")), lists.agencies)
    said = said_in(connection, site, period, whose)
    outcomes, served = outcomes_of(connection, site.id, period, owners)
    found = table_if_any(connection, site.id, period, lists.agencies)
    dossiers = dossiers_of(found, lists.agencies, period)
    feedback = total(counts_by_topic(connection, site.id, period.first, period.last, site.is_workday, today))
    facts = {
        name: Facts(dossiers.get(name), said.get(name), served[name], outcomes.get(name, Counter()))
        for name in {*dossiers, *said, *served, *outcomes} - {NO_AGENCY}
    }
    brought: Counter[str] = sum(outcomes.values(), Counter())
    everybody = together(site.scale, said)
    facts[NO_AGENCY] = Facts(dossiers.get(NO_AGENCY), everybody, served.total(), brought, feedback)
    used = [ListInForce(one.id, one.kind, one.file, one.sha256) for one in found.used] if found else []
    return facts, used


def _ratings(facts: Mapping[str, Facts]) -> int:
    said = facts[NO_AGENCY].said
    return said.ratings if said else 0


def _names(listed: Sequence[Agency], sheet: Sheet, period: Period) -> list[str]:
    """The agencies of the sheet: those of the list in the period, then those of which something else is known."""
    days = (period.first, period.last)
    names = [one.name for one in listed if overlaps((one.valid_from, one.valid_to), days)]
    known = {*sheet.facts, *(agency for agency, _ in sheet.given)} - {NO_AGENCY}
    return list(dict.fromkeys([*names, *sorted(known)]))


def _columns() -> tuple[Column, ...]:
    return (
        Column("row_kind", "Loại dòng", "text", on_page=False),
        Column("no", "Số", "count"),
        Column("group", "Cơ quan", "text", on_page=False),
        Column("name", "Chỉ tiêu", "text"),
        Column("computed", "Điểm tính được", "points"),
        Column("self_points", "Điểm tự chấm", "points"),
        Column("appraised_points", "Điểm thẩm định", "points"),
        Column("grade", "Xếp loại", "text"),
        Column("part", "Số liệu tham khảo", "count"),
        Column("whole", "Trên tổng số", "count"),
        Column("part_share", "Tỷ lệ (%)", "percent"),
        Column("source", "Nguồn", "text"),
    )


def _rows(sheet: Sheet, names: Sequence[str]) -> Iterator[Row]:
    """Each indicator of the centre and of every agency, with its sum and class below."""
    for name in [NO_AGENCY, *names]:
        group = name or WHOLE_CENTRE
        kind = "centre" if name == NO_AGENCY else "agency"
        facts = sheet.facts.get(name, Facts())
        for one in sheet.indicators.indicators:
            evidence = evidence_of(one.evidence, facts)
            part, whole, words = evidence or (None, None, "")
            points = sheet.points(name, one.no)
            share = percent(part, whole) if part is not None and whole is not None and part <= whole else None
            source = words if one.points or any(point is not None for point in points) else TO_ENTER
            if source is TO_ENTER and words:
                source = f"{TO_ENTER}; tham khảo: {words}"
            source = source or TO_ENTER
            beside: tuple[Cell, ...] = ("", part, whole, share, source)
            yield Row(kind, "item", (kind, one.no, group, one.title, *points, *beside))
            if name == NO_AGENCY:
                yield from _paper_rows(sheet, one.no, group)
        yield _sum_row(sheet, name, f"{kind}_sum", group)


def _paper_rows(sheet: Sheet, no: int, group: str) -> Iterator[Row]:
    """What paper forms say of an indicator: below it, for whoever judges; no point follows from it."""
    for indicator, said in sheet.paper:
        if indicator == no:
            share = percent(said.positive, said.forms)
            cells = (None, None, None, "", said.positive, said.forms, share, PAPER_SOURCE)
            yield Row("paper_form", "item", ("paper_form", no, group, f"{PAPER}: {said.question}", *cells))


def _sum_row(sheet: Sheet, name: str, kind: str, group: str) -> Row:
    sums = tuple(sheet.sum_of(name, which) for which in range(3))
    final = sums[2] if sums[2] is not None else sums[1]
    grade = "" if final is None else sheet.indicators.class_of(final)
    missing = sum(all(p is None for p in sheet.points(name, one.no)) for one in sheet.indicators.indicators)
    note = f"còn {count_text(missing)} chỉ tiêu chưa có điểm" if missing else ""
    return Row(kind, "item", (kind, None, group, "Tổng điểm", *sums, grade, None, None, None, note))


def _figures(sheet: Sheet) -> dict[str, Figure]:
    """Points of the whole centre; what is not known is empty."""
    figures = {}
    for one in sheet.indicators.indicators:
        computed, own, appraised = sheet.points(NO_AGENCY, one.no)
        value = next((points for points in (appraised, own, computed) if points is not None), None)
        evidence = evidence_of(one.evidence, sheet.facts.get(NO_AGENCY, Facts()))
        part, whole = evidence[:2] if evidence else (None, None)
        source: Source = "entry" if value is not None and value is not computed else "both"
        figures[f"indicator_{one.no}"] = Figure(value, "points", part, whole, source=source)
    return figures


def _tiles(sheet: Sheet, names: Sequence[str]) -> tuple[Tile, ...]:
    graded = [name for name in names if (sheet.sum_of(name, 2) or sheet.sum_of(name, 1)) is not None]
    indicators = sheet.indicators.indicators
    known = sum(any(p is not None for p in sheet.points(NO_AGENCY, one.no)) for one in indicators)
    return (
        Tile("Chỉ tiêu tính được từ số liệu", Figure(known, "count"), (("trên {} chỉ tiêu", len(indicators)),)),
        Tile("Cơ quan đã đủ điểm", Figure(len(graded), "count"), (("trên {} cơ quan", len(names)),), "cơ quan"),
    )


def _findings(sheet: Sheet, names: Sequence[str]) -> list[Finding]:
    held = sheet.indicators
    classes = "; ".join(f"từ {one.at_least} điểm: {one.title}" for one in held.classes if one.at_least)
    text = (
        f"Bộ chỉ tiêu: {held.title}; mỗi chỉ tiêu tối đa {held.most} điểm, "
        f"tổng {held.most * len(held.indicators)} điểm. Xếp loại {classes}; còn lại: {held.class_of(Decimal(0))}."
    )
    findings = [Finding("indicator_set", text)]
    unknown = sorted({agency for agency, _ in sheet.given} - {*names, NO_AGENCY})
    if unknown:
        findings.append(Finding("unknown_agency", f"Cơ quan chưa có trong danh sách: {'; '.join(unknown)}."))
    return findings
