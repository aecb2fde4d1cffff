"""Participation: ratings over three different bases, each named, never one in place of another (domain §3.1).

A base that nobody counted or imported is left empty, with the reason why.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from central.registry.names import AgencyNames
from central.registry.tables import TableInForce
from central.reports.dossier_figures import Counts, counts_of
from central.reports.dossier_tables import PeriodTable, table_if_any
from central.reports.model import Figure, Finding, Site, Source
from central.reports.period import Period
from central.reports.statistics import percent
from central.rules.visits import SERVED
from central.store.tables import visits_daily
from kiosk_ui.words import count_text

SERVED_BASE, RESOLVED, AT_CENTRE = "of_served", "of_resolved", "of_received_at_centre"

NAMES = {
    SERVED_BASE: "Trên số lượt đã phục vụ",
    RESOLVED: "Trên số hồ sơ đã giải quyết",
    AT_CENTRE: "Trên số hồ sơ nộp tại Trung tâm",
}
"""What each base is called, the preferred one first."""

WITH_POSTAL = "Trên số hồ sơ nộp tại Trung tâm và qua bưu chính"

_AT_CENTRE_COLUMNS = {"received_direct": NAMES[AT_CENTRE], "received_direct_postal": WITH_POSTAL}


@dataclass(frozen=True, slots=True)
class Base:
    """What ratings are divided by. ``n`` None: not known, and ``why_not`` says why."""

    key: str
    name: str
    n: int | None
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Bases:
    """The three bases of a period, and the imported tables they come from."""

    bases: tuple[Base, ...]
    used: tuple[TableInForce, ...]

    def of(self, key: str) -> int | None:
        """One of them."""
        return next((base.n for base in self.bases if base.key == key), None)


def bases_in(connection: Connection, site: Site, period: Period, agencies: AgencyNames) -> Bases:
    """What the ratings of a period can be divided by."""
    found = table_if_any(connection, site.id, period, agencies)
    return Bases((served_in(connection, site, period), *_of_dossiers(found)), found.used if found else ())


def figures_of(ratings: int, bases: Bases) -> dict[str, Figure]:
    """Every participation by its name; empty where its base is not known."""
    figures = {}
    for base in bases.bases:
        share = None if base.n is None else percent(ratings, base.n)
        numerator = None if base.n is None else ratings
        source: Source = "queue" if base.key == SERVED_BASE else "both"
        figures[f"participation_{base.key}"] = Figure(share, "percent", numerator, base.n, source=source)
    return figures


def fact_of(ratings: int, served: int | None) -> str:
    """What is printed beside every table of ratings: how many visits were rated of how many served."""
    if served is None:
        return "tham gia đánh giá: không tính được, Trung tâm không ghi lượt phục vụ"
    share = percent(ratings, served)
    counts = f"{count_text(ratings)}/{count_text(served)} lượt đã phục vụ"
    return f"tham gia đánh giá: {counts}" + ("" if share is None else f" ({share} %)".replace(".", ",", 1))


def findings_about(bases: Sequence[Base]) -> list[Finding]:
    """The bases that are missing, and why."""
    return [
        Finding(f"no_base_{base.key}", f"Chưa tính được tỷ lệ tham gia đánh giá “{base.name}”: {base.why_not}.")
        for base in bases
        if base.n is None
    ]


def served_in(connection: Connection, site: Site, period: Period) -> Base:
    """How many visits were served; not known in a centre without a queue."""
    daily = visits_daily.c
    days = daily.day.between(period.first.isoformat(), period.last.isoformat())
    statement = select(func.sum(daily.n)).where(daily.site == site.id, days, daily.state == SERVED)
    n = int(connection.scalar(statement) or 0)
    if not n and site.mode == "free":
        return Base(SERVED_BASE, NAMES[SERVED_BASE], None, "Trung tâm không ghi lượt phục vụ")
    return Base(SERVED_BASE, NAMES[SERVED_BASE], n)


def _of_dossiers(found: PeriodTable | None) -> tuple[Base, Base]:
    total = found.table.total if found else None
    if found is None or total is None:
        why = "chưa nạp bảng hồ sơ của kỳ này"
        return Base(RESOLVED, NAMES[RESOLVED], None, why), Base(AT_CENTRE, NAMES[AT_CENTRE], None, why)
    counts = counts_of(total, found.table)
    return Base(RESOLVED, NAMES[RESOLVED], counts.get("resolved_total")), _at_centre(counts, found.table.layout.key)


def _at_centre(counts: Counts, layout: str) -> Base:
    for column, name in _AT_CENTRE_COLUMNS.items():
        if column in counts:
            return Base(AT_CENTRE, name, counts[column])
    return Base(AT_CENTRE, NAMES[AT_CENTRE], None, f"bảng hồ sơ theo mẫu {layout} không tách số hồ sơ nộp trực tiếp")
