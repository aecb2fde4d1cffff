"""What of a report a reader may see at a site: everything, everything up to yesterday, or closed blocks alone.

Only the head of a centre sees a single rating with its time. Others see ratings from the next day on and by the
hour only over whole months, so that neither asking again and again nor the difference of two answers shows one.
"""

import dataclasses
from datetime import UTC, date, datetime, timedelta

from central.people.block_store import close_days
from central.people.rights import REPORT_RIGHTS
from central.people.roles import AGENCY, HEAD, OFFICER, Person
from central.reports import officer_blocks
from central.reports.making import make_report, site_of
from central.reports.model import Finding, Report
from central.reports.period import Period, preset_of
from central.reports.refusal import ReportRefused
from central.services import Services
from central.store.engine import reading

WITH_RATINGS = frozenset({"officer-ratings", "satisfaction", "dissatisfaction", "indicators", "monthly"})
ABOUT_OFFICERS = frozenset({"officer-ratings", "throughput", "presence", "monthly"})
"""Reports with figures of single officers; each look at one of these stands in the log."""

_OWN_VIEWS = frozenset({AGENCY, OFFICER})
_UNTIL_YESTERDAY = "Số đánh giá của hôm nay có từ ngày mai; kỳ này tính đến hết hôm qua."
_NO_HOURS = "Số đánh giá theo giờ chỉ có ở kỳ trọn tháng, quý, năm."


class NotYet(ReportRefused):
    """There may be ratings in this period, and they are not for this reader before tomorrow."""


def scoped_report(services: Services, reader: Person, name: str, site: str, period: Period, today: date) -> Report:
    """The report as this reader may see it. Raises ReportRefused when nothing of the period is for him yet."""
    roles = reader.roles_at(site)
    if name not in WITH_RATINGS or HEAD in roles:
        return make_report(services.engine, services.config, name, site, period)
    if not roles & (REPORT_RIGHTS[name] - _OWN_VIEWS):
        return _blocks(services, reader, site, period, today)
    yesterday = today - timedelta(days=1)
    if period.first > yesterday:
        raise NotYet("số đánh giá của hôm nay có từ ngày mai", "ratings of today are shown from tomorrow on")
    until = Period(period.first, min(period.last, yesterday))
    made = make_report(services.engine, services.config, name, site, until)
    return _without_moments(made, is_cut=until != period)


def _blocks(services: Services, reader: Person, site: str, period: Period, today: date) -> Report:
    close_days(services.engine, site, today)
    whose = officer_blocks.Whose(reader.details(site, AGENCY), reader.details(site, OFFICER))
    facts = site_of(services.config, site)
    with reading(services.engine) as connection:
        return officer_blocks.make(connection, facts, period, datetime.now(UTC).astimezone(facts.zone), whose)


def _without_moments(report: Report, *, is_cut: bool) -> Report:
    """The report without what would tell when a single rating was given."""
    has_hours = preset_of(report.period) is not None
    hidden = {"undated"} if has_hours else {"undated", "hour"}
    rows = tuple(row for row in report.rows if row.kind not in hidden)
    said = [Finding("until_yesterday", _UNTIL_YESTERDAY)] if is_cut else []
    if not has_hours and any(row.kind == "hour" for row in report.rows):
        said.append(Finding("no_hours", _NO_HOURS))
    parts = tuple(_without_moments(part, is_cut=False) for part in report.parts)
    return dataclasses.replace(report, rows=rows, parts=parts, findings=(*said, *report.findings))
