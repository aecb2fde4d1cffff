"""The report of visits: how many came, what became of them, how long they waited and were served (domain §3.2).

Waits and states were judged when the events were projected; here sums are read and put into a table.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import get_args

from sqlalchemy import Connection

from central.registry.lists import agencies_of, lists_in_force, posts_of
from central.registry.names import AgencyNames
from central.registry.services import ServiceOwners, services_of
from central.reports import throughput_findings
from central.reports.comparing import compared
from central.reports.durations import minutes
from central.reports.model import Cell, Column, Figure, Report, Row, RowRole, Site
from central.reports.period import Period
from central.reports.sources import findings_about_lines, proof_of
from central.reports.statistics import SMALL_SAMPLE as SMALLEST
from central.reports.statistics import Share
from central.reports.throughput_figures import figures_of, open_figure, tiles_of, totals_of
from central.reports.visit_counts import (
    TOTAL,
    WAIT_LIMIT_S,
    VisitNumbers,
    Visits,
    open_seconds_in,
    totals_in,
    visits_in,
)
from central.reports.words import NO_RATINGS, ROW_LABELS, SMALL_SAMPLE, UNKNOWN_OFFICER
from central.reports.words import VISIT_GROUPS as GROUPS
from central.reports.words import VISIT_WORDS as WORDS
from central.rules.visits import ABANDONED, ISSUED, MISSED, SERVED, VOID
from contract.events.tickets import Channel, Need, OutcomeCode

KEY = "throughput"
TITLE = "Lượt phục vụ và thời gian chờ"
SUMMARY = "Lượt lấy số, đã phục vụ, vắng mặt; thời gian chờ và phục vụ theo cơ quan, dịch vụ, quầy, cán bộ, giờ."


@dataclass(frozen=True, slots=True)
class Names:
    """What the keys of groups are called, and in which order they stand."""

    owners: ServiceOwners
    agencies: tuple[str, ...]
    officers: dict[str, str]
    period: Period

    def label(self, kind: str, key: str | int) -> str:
        """The words for one group."""
        match kind:
            case "agency":
                return str(key) or WORDS["no_agency"]
            case "service":
                return self.owners.name(str(key), self.period.last)
            case "counter":
                return f"Quầy {key}" if key else WORDS["not_called"]
            case "officer":
                return self.officers.get(str(key), f"{UNKNOWN_OFFICER}, mã {key}") if key else WORDS["no_officer"]
            case "hour":
                return f"{int(key):02} giờ – {int(key) + 1:02} giờ" if int(key) >= 0 else WORDS["no_hour"]
        return WORDS.get(f"{kind}_{key}", str(key))

    def place(self, kind: str, key: str | int) -> tuple[object, ...]:
        """Where a group stands: in the order of its list, else by its name; what has no key comes last."""
        known: dict[str, Iterable[str]] = {
            "agency": self.agencies, "service": self.owners.codes, "officer": self.officers,
            "need": get_args(Need), "channel": get_args(Channel), "priority": (),
        }  # fmt: skip
        listed = list(known.get(kind, ()))
        at = listed.index(str(key)) if str(key) in listed else len(listed)
        return (key in ("", -1), at, natural(str(key)))


def make(connection: Connection, site: Site, period: Period, made_at: datetime) -> Report:
    """Make the report from one state of the store."""
    lists = lists_in_force(connection, site.id, ("agencies", "officers", "services"))
    held = {kind: used.id for kind, used in lists.items()}
    agencies = agencies_of(connection, held.get("agencies"))
    owners = ServiceOwners(services_of(connection, held.get("services")), AgencyNames(agencies))
    officers = {post.code: post.name for post in posts_of(connection, held.get("officers"))}
    names = Names(owners, tuple(one.name for one in agencies), officers, period)
    numbers = visits_in(connection, site.id, period, owners.agency)

    def figures_in(before: Period) -> dict[str, Figure] | None:
        total, open_s = totals_in(connection, site.id, before), open_seconds_in(connection, site.id, before)
        opened = {} if open_s is None else open_figure(open_s)
        return opened if total is None else totals_of(total, before) | opened

    beside = compared(connection, site, period, figures_of(numbers, period), figures_in)
    return Report(
        key=KEY,
        title=TITLE,
        site=site,
        period=period,
        made_at=made_at,
        columns=_columns(),
        rows=tuple(_rows(numbers, names)),
        figures=beside.figures,
        tiles=tiles_of(beside.figures),
        findings=(
            *throughput_findings.about_visits(numbers, has_services="services" in lists),
            *beside.findings,
            *findings_about_lines(connection, site, period),
        ),
        proof=proof_of(connection, site.id, [*(lists[kind] for kind in sorted(lists)), *beside.used]),
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column("row_kind", "Loại dòng", "text", on_page=False),
        Column("no", "STT", "count"),
        Column("group", "Theo", "text", on_page=False),
        Column("code", "Mã", "text", on_page=False),
        Column("name", "Tên", "text"),
        Column("issued", "Lấy số", "count"),
        Column("served", "Đã phục vụ", "count"),
        Column("missed", "Vắng mặt", "count"),
        Column("abandoned", "Bỏ về, hết ngày", "count"),
        Column("void", "Hủy số", "count"),
        Column("unfinished", "Chưa xong", "count", on_page=False),
        Column("times", "Số lần", "count", on_page=False),
        Column("waits", "Lượt tính thời gian chờ", "count", on_page=False),
        Column("wait_mean_min", "Chờ trung bình (phút)", "minutes"),
        Column("wait_median_min", "Chờ trung vị (phút)", "minutes"),
        Column("wait_p90_min", "90 % chờ không quá (phút)", "minutes"),
        Column("work_wait_mean_min", "Chờ trong giờ làm việc, trung bình (phút)", "minutes", on_page=False),
        Column("work_wait_median_min", "Chờ trong giờ làm việc, trung vị (phút)", "minutes", on_page=False),
        Column("work_wait_p90_min", "90 % chờ trong giờ làm việc không quá (phút)", "minutes", on_page=False),
        Column("wait_within_15", "Lượt chờ không quá 15 phút", "count", on_page=False),
        Column("wait_within_15_share", "Chờ không quá 15 phút", "share"),
        Column("services", "Lượt tính thời gian phục vụ", "count", on_page=False),
        Column("service_mean_min", "Phục vụ trung bình (phút)", "minutes"),
        Column("service_median_min", "Phục vụ trung vị (phút)", "minutes"),
        Column("service_p90_min", "90 % phục vụ không quá (phút)", "minutes"),
        Column("open_min", "Quầy mở (phút)", "minutes"),
        Column("note", "Ghi chú", "text", on_page=False),
    )


def _rows(numbers: VisitNumbers, names: Names) -> Iterator[Row]:
    """Every group of every kind, the outcomes, the total, and what stands outside it."""
    for kind, group in GROUPS.items():
        if kind == "outcome":
            yield from _outcomes(numbers)
            continue
        keys = sorted(numbers.keys(kind), key=lambda key: names.place(kind, key))
        for number, key in enumerate(keys, start=1):
            lead = (kind, number, group, "" if key == -1 else str(key), names.label(kind, key))
            yield _row(kind, "item", lead, numbers.of((kind, key)))
    yield _row("total", "total", ("total", None, "", "", ROW_LABELS["total"]), numbers.of(TOTAL))
    for kind, n in (("unissued", numbers.unissued), ("undated", numbers.undated)):
        yield Row(kind, "apart", (kind, None, "", "", ROW_LABELS[kind], n, *_nothing(_AFTER_ISSUED), ""))


def _row(kind: str, role: RowRole, lead: tuple[Cell, ...], got: Visits) -> Row:
    is_timed = kind not in UNTIMED
    wait = got.took("wait")
    within = Share(wait.within(WAIT_LIMIT_S), wait.n)
    cells: tuple[Cell, ...] = (
        *lead,
        got.issued,
        *(got.state(state) for state in (SERVED, MISSED, ABANDONED, VOID, ISSUED)),
        None,
        *(_times(got, within) if is_timed else _nothing(_OF_TIMES)),
        minutes(Decimal(got.open_s)) if kind in ("counter", "officer", "total") else None,
        _note(got) if is_timed else "",
    )
    return Row(kind, role, cells, within if is_timed else None)


UNTIMED = ("need", "priority", "channel")
"""Groups of which visits are counted and no durations are kept."""

_OF_TIMES = 13


def _times(got: Visits, within: Share) -> tuple[Cell, ...]:
    """From `waits` to `service_p90_min`."""
    waits = (within.denominator, *_spent(got, "wait"), *_spent(got, "work_wait"))
    return (*waits, within.numerator, within.percent, got.took("service").n, *_spent(got, "service"))


def _spent(got: Visits, measure: str) -> tuple[Cell, ...]:
    took = got.took(measure)
    return (took.mean_min, took.median_min, took.p90_min)


def _outcomes(numbers: VisitNumbers) -> Iterator[Row]:
    """Visits by what they brought; one visit may stand in several."""
    order = [*get_args(OutcomeCode), ""]
    found = sorted(numbers.outcomes, key=lambda code: order.index(code) if code in order else len(order))
    for number, code in enumerate(found, start=1):
        visits, times = numbers.outcomes[code]
        label = WORDS.get(f"outcome_{code}", code)
        lead: tuple[Cell, ...] = ("outcome", number, GROUPS["outcome"], code, label, None, visits)
        yield Row("outcome", "item", (*lead, *_nothing(4), times if code else None, *_nothing(14), ""))


_AFTER_ISSUED = 20
"""Columns behind `issued` and before the note."""


def _nothing(columns: int) -> tuple[None, ...]:
    return (None,) * columns


def _note(got: Visits) -> str:
    if not got.issued and not got.open_s:
        return NO_RATINGS
    return SMALL_SAMPLE if 0 < got.took("wait").n < SMALLEST else ""


def natural(text: str) -> tuple[tuple[int, str], ...]:
    """A key of order by which 2 comes before 10."""
    parts = re.findall(r"\d+|\D+", text)
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts)
