"""The report of satisfaction of a centre: levels and shares, by agency, counter, day and hour, and why people were not.

Ratings at counters, by QR code and on paper stand apart. Participation stands over each of its bases by name.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from central.registry.lists import ListInForce, agencies_of, lists_in_force, posts_of
from central.registry.names import AgencyNames
from central.registry.services import NO_AGENCY, ServiceOwners, services_of
from central.reports import participation
from central.reports.comparing import compared
from central.reports.imported_ratings import Imported, imported_in
from central.reports.model import Cell, Column, Figure, Finding, Report, Row, RowRole, Site
from central.reports.officer_findings import about_apart
from central.reports.participation import SERVED_BASE, Bases, bases_in, fact_of
from central.reports.period import Period
from central.reports.rated_agencies import Whose, said_by_all
from central.reports.rating_counts import Tally
from central.reports.satisfaction_counts import Levels, Satisfaction, satisfaction_in, total_before
from central.reports.satisfaction_figures import figures_of, tiles_of, totals_of
from central.reports.sources import findings_about_lines, proof_of
from central.reports.statistics import SMALL_SAMPLE as SMALLEST
from central.reports.statistics import Share, percent
from central.reports.throughput import natural
from central.reports.words import CHANNELS, NO_RATINGS, ROW_LABELS, SMALL_SAMPLE, VISIT_WORDS, WITHOUT_REASON
from central.reports.words import RATING_GROUPS as GROUPS
from contract.dissatisfaction import REASONS
from contract.scales import Scale
from kiosk_ui.words import count_text, date_text

KEY = "satisfaction"
TITLE = "Mức độ hài lòng tại Trung tâm"
SUMMARY = "Lượt đánh giá theo mức, tỷ lệ hài lòng và tham gia; theo cơ quan, quầy, ngày, giờ; lý do chưa hài lòng."

_OF_LEVELS = ("channel", "agency", "counter", "day", "hour")
_NOTHING: tuple[Cell, ...] = (None, None, None)


def make(connection: Connection, site: Site, period: Period, made_at: datetime) -> Report:
    """Make the report from one state of the store."""
    lists = lists_in_force(connection, site.id, ("agencies", "officers", "services"))
    held = {kind: used.id for kind, used in lists.items()}
    listed = agencies_of(connection, held.get("agencies"))
    agencies = AgencyNames(listed)
    owners = ServiceOwners(services_of(connection, held.get("services")), agencies)
    whose = Whose(site, owners, posts_of(connection, held.get("officers")), agencies)
    numbers = satisfaction_in(connection, site, period, whose)
    bases = bases_in(connection, site, period, agencies)
    imported = imported_in(connection, site.id, period, site.scale)

    def figures_in(before: Period) -> dict[str, Figure] | None:
        total = total_before(connection, site, before)
        if total is None:
            return None
        return totals_of(total, bases_in(connection, site, before, agencies), said_by_all(connection, site, before))

    beside = compared(connection, site, period, figures_of(numbers, bases, imported), figures_in)
    table = Table(numbers, bases, imported, tuple(agency.name for agency in listed))
    used = [ListInForce(one.id, one.kind, one.file, one.sha256) for one in (*bases.used, *imported.used)]
    return Report(
        key=KEY,
        title=TITLE,
        site=site,
        period=period,
        made_at=made_at,
        columns=_columns(site.scale),
        rows=tuple(table.rows()),
        figures=beside.figures,
        tiles=tiles_of(beside.figures, numbers),
        findings=(
            *_about_agencies(numbers, whose, set(lists)),
            *participation.findings_about(bases.bases),
            *about_apart(numbers.apart, numbers.undated, site.scale),
            *beside.findings,
            *findings_about_lines(connection, site, period),
        ),
        facts=(fact_of(numbers.ratings, bases.of(SERVED_BASE)),),
        proof=proof_of(connection, site.id, [*(lists[kind] for kind in sorted(lists)), *used, *beside.used]),
    )


def _columns(scale: Scale) -> tuple[Column, ...]:
    satisfied = " và ".join(level.title for level in scale.levels if level.satisfied)
    return (
        Column("row_kind", "Loại dòng", "text", on_page=False),
        Column("no", "STT", "count"),
        Column("group", "Theo", "text", on_page=False),
        Column("code", "Mã", "text", on_page=False),
        Column("name", "Tên", "text"),
        *(Column(level.code, level.title, "count") for level in scale.levels),
        Column("ratings", "Lượt", "count"),
        Column("satisfied_ratings", f"Lượt {satisfied}", "count", on_page=False),
        Column("satisfied_share", satisfied, "share"),
        Column("interval_low", "Cận dưới 95 %", "low"),
        Column("interval_high", "Cận trên 95 %", "high"),
        Column("part", "Số lượt, phiếu", "count"),
        Column("whole", "Trên tổng số", "count"),
        Column("part_share", "Tỷ lệ (%)", "percent"),
        Column("note", "Ghi chú", "text", on_page=False),
    )


@dataclass(frozen=True, slots=True)
class Table:
    """Writes the rows: groups, the total with its percents, and what stands outside it."""

    numbers: Satisfaction
    bases: Bases
    imported: Imported
    agencies: Sequence[str]

    def rows(self) -> Iterator[Row]:
        """Every row, in the order of the table."""
        numbers = self.numbers
        for number, base in enumerate(self.bases.bases, start=1):
            lead = ("participation", number, GROUPS["participation"], base.key, base.name)
            part = None if base.n is None else numbers.ratings
            yield self._parts("item", lead, part, base.n, base.why_not)
        for kind in _OF_LEVELS:
            for number, key in enumerate(sorted(numbers.groups[kind], key=lambda key: self._place(kind, key)), start=1):
                code = "" if key == -1 else str(key)
                lead = (kind, number, GROUPS[kind], code, _label(kind, key))
                yield self._levels("item", lead, numbers.groups[kind][key])
        yield from self._reasons()
        yield self._levels("total", ("total", None, "", "", ROW_LABELS["total"]), numbers.total)
        yield self._percents()
        for kind, got in {**numbers.apart, "undated": numbers.undated}.items():
            if kind != "undated" or got.total:
                yield self._apart(kind, got)
        yield from self._imported()

    def _levels(self, role: RowRole, lead: tuple[Cell, ...], levels: Levels) -> Row:
        share = Share(self.numbers.satisfied(levels), sum(levels.values()))
        note = NO_RATINGS if not share.denominator else SMALL_SAMPLE if share.is_small else ""
        counts = tuple(levels.get(level.code, 0) for level in self.numbers.scale.levels)
        return Row(
            str(lead[0]), role, (*lead, *counts, share.denominator, *_share_cells(share), *_NOTHING, note), share
        )

    def _parts(self, role: RowRole, lead: tuple[Cell, ...], part: int | None, whole: int | None, note: str) -> Row:
        """A row that divides one count by another, unless its note says why not; no level belongs to it."""
        blank: tuple[None, ...] = (None,) * (len(self.numbers.scale.levels) + 5)
        share = None if part is None or whole is None or note else percent(part, whole)
        return Row(str(lead[0]), role, (*lead, *blank, part, whole, share, note))

    def _reasons(self) -> Iterator[Row]:
        """Of the ratings below the satisfied levels, how many name each; one may name several."""
        said = self.numbers.said
        whole = said.dissatisfied
        if not whole:
            return
        named = [(code, words, said.reasons[code]) for code, words in REASONS.items() if said.reasons[code]]
        for number, (code, words, n) in enumerate([*named, ("", WITHOUT_REASON, said.without_reason)], start=1):
            few = SMALL_SAMPLE if whole < SMALLEST else ""
            yield self._parts("item", ("reason", number, GROUPS["reason"], code, words), n, whole, few)

    def _percents(self) -> Row:
        """The share of each level, under the total."""
        n = self.numbers.ratings
        shares = tuple(percent(self.numbers.total[level.code], n) for level in self.numbers.scale.levels)
        whole = percent(n, n)
        cells: tuple[Cell, ...] = ("percent", None, "", "", ROW_LABELS["percent"], *shares, whole)
        return Row("percent", "percent", (*cells, None, None, None, None, *_NOTHING, ""))

    def _apart(self, kind: str, got: Tally) -> Row:
        levels: tuple[Cell, ...] = tuple(got.level(level.code) for level in got.scale.levels)
        if kind == "other_scale":
            levels = (None,) * len(levels)
        others = got.total - got.of_scale
        note = f"trong đó {count_text(others)} lượt theo thang khác" if others and kind != "other_scale" else ""
        cells = (kind, None, "", "", ROW_LABELS[kind], *levels, got.total, None, None, None, None, *_NOTHING, note)
        return Row(kind, "apart", cells)

    def _imported(self) -> Iterator[Row]:
        for answer in self.imported.paper:
            name = f"{ROW_LABELS['paper_form']}: {answer.question}"
            yield self._parts("apart", ("paper_form", None, "", "", name), answer.positive, answer.forms, "")
        for one in self.imported.ratings:
            lead = ("imported_ratings", None, "", "", f"{ROW_LABELS['imported_ratings']}: {one.label}")
            satisfied = one.satisfied(self.numbers.scale)
            share = None if satisfied is None else Share(satisfied, one.total)
            counts: tuple[Cell, ...] = one.levels or (None,) * len(self.numbers.scale.levels)
            shares = _share_cells(share) if share else (None, None, None, None)
            yield Row("imported_ratings", "apart", (*lead, *counts, one.total, *shares, *_NOTHING, ""), share)

    def _place(self, kind: str, key: str | int) -> tuple[object, ...]:
        """Where a group stands: in the order of its list, else by its name; what has no key comes last."""
        order = list(CHANNELS) if kind == "channel" else list(self.agencies) if kind == "agency" else []
        at = order.index(str(key)) if str(key) in order else len(order)
        return (key in ("", -1), at, natural(str(key)))


def _share_cells(share: Share) -> tuple[Cell, ...]:
    interval = share.interval
    low, high = (interval.low, interval.high) if interval else (None, None)
    return (share.numerator, share.percent, low, high)


def _label(kind: str, key: str | int) -> str:
    match kind:
        case "agency":
            return str(key) or VISIT_WORDS["no_agency"]
        case "counter":
            return f"Quầy {key}"
        case "day":
            return date_text(date.fromisoformat(str(key)))
        case "hour":
            return f"{int(key):02} giờ – {int(key) + 1:02} giờ" if int(key) >= 0 else VISIT_WORDS["no_hour"]
    return CHANNELS.get(str(key), str(key))


def _about_agencies(numbers: Satisfaction, whose: Whose, lists: set[str]) -> list[Finding]:
    """Ratings of which nobody knows whose they are."""
    ownerless = sum(numbers.groups["agency"].get(NO_AGENCY, {}).values())
    if not ownerless:
        return []
    if whose.by_ticket and "services" not in lists:
        text = "Chưa nạp danh sách dịch vụ của trung tâm này: chưa biết các lượt đánh giá thuộc cơ quan nào."
        return [Finding("no_service_list", text)]
    what = "dịch vụ mà danh sách" if whose.by_ticket else "cán bộ mà danh sách"
    text = f"{count_text(ownerless)} lượt đánh giá thuộc {what} không ghi cơ quan vào ngày đó."
    return [Finding("unknown_agency", text, ownerless)]
