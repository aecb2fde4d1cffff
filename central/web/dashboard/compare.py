"""Sets agencies and officers beside each other: what the reader may see of the two reports, cut to what is compared.

Never ranked: rows stand in the order of their lists. Who sees closed blocks alone in the report sees them alone here.
"""

import dataclasses
from collections.abc import Collection
from datetime import date, timedelta

from central.dashboard.trend import ROLLING, months_back
from central.people.rights import REPORT_RIGHTS
from central.people.roles import Person
from central.reports.model import Report
from central.reports.period import Period
from central.reports.refusal import ReportRefused
from central.services import Services
from central.web.report_scope import scoped_report

OFFICERS, AGENCIES = "officer-ratings", "satisfaction"
THIS_MONTH = "thang"
CHOICES = {THIS_MONTH: "Tháng này", **{str(n): f"{n} tháng qua" for n in ROLLING}}
"""Which days are compared, by the word in the address."""

_BESIDE = frozenset({"group", "part", "whole", "part_share", "results_returned", "participation"})
"""Columns that say nothing about a single row, or stand for other rows."""


def period_of(choice: str, today: date) -> Period:
    """The days until yesterday; on the first of a month the month before."""
    yesterday = today - timedelta(days=1)
    if choice == THIS_MONTH:
        return Period(yesterday.replace(day=1), yesterday)
    return Period(months_back(today, int(choice)), yesterday)


def agencies_compared(services: Services, reader: Person, site: str, period: Period, today: date) -> Report | None:
    """Ratings by agency; None for who may not see the report of satisfaction, and where there is nothing."""
    report = _report(services, reader, AGENCIES, site, period, today)
    return None if report is None else _only(report, {"agency"}, "Theo cơ quan")


def officers_compared(services: Services, reader: Person, site: str, period: Period, today: date) -> Report | None:
    """Ratings by officer; None for who may see none, and where there is nothing."""
    report = _report(services, reader, OFFICERS, site, period, today)
    return None if report is None else _only(report, {"officer", "unknown_officer", "total"}, "Theo cán bộ")


def _report(services: Services, reader: Person, name: str, site: str, period: Period, today: date) -> Report | None:
    if not reader.roles_at(site) & REPORT_RIGHTS[name]:
        return None
    try:
        return scoped_report(services, reader, name, site, period, today)
    except ReportRefused:
        return None


def _only(report: Report, kinds: Collection[str], title: str) -> Report:
    """The rows of some kinds, without columns that are no part of the comparison."""
    kept = [
        place for place, column in enumerate(report.columns) if column.key not in _BESIDE and _is_shown(report, place)
    ]
    rows = tuple(
        dataclasses.replace(row, cells=tuple(row.cells[place] for place in kept))
        for row in report.rows
        if row.kind in kinds
    )
    columns = tuple(report.columns[place] for place in kept)
    return dataclasses.replace(report, title=title, columns=columns, rows=rows, tiles=(), parts=())


def _is_shown(report: Report, place: int) -> bool:
    column = report.columns[place]
    return column.on_page or column.key in ("row_kind", "officer_code")
