"""Every report, in plain sight: to add one, write its module and add its row here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from central.reports import (
    dissatisfaction,
    dossiers,
    feedback,
    indicators,
    monthly,
    officer_ratings,
    presence,
    satisfaction,
    throughput,
)
from central.reports.model import Report, Site
from central.reports.period import Period


@dataclass(frozen=True, slots=True)
class ReportType:
    """One report: its word in addresses and on the command line, its title, and what makes it."""

    key: str
    title: str
    summary: str
    make: Callable[[Connection, Site, Period, datetime], Report]


REPORTS: dict[str, ReportType] = {
    report.key: report
    for report in (
        ReportType(officer_ratings.KEY, officer_ratings.TITLE, officer_ratings.SUMMARY, officer_ratings.make),
        ReportType(satisfaction.KEY, satisfaction.TITLE, satisfaction.SUMMARY, satisfaction.make),
        ReportType(dissatisfaction.KEY, dissatisfaction.TITLE, dissatisfaction.SUMMARY, dissatisfaction.make),
        ReportType(throughput.KEY, throughput.TITLE, throughput.SUMMARY, throughput.make),
        ReportType(presence.KEY, presence.TITLE, presence.SUMMARY, presence.make),
        ReportType(feedback.KEY, feedback.TITLE, feedback.SUMMARY, feedback.make),
        ReportType(dossiers.KEY, dossiers.TITLE, dossiers.SUMMARY, dossiers.make),
        ReportType(indicators.KEY, indicators.TITLE, indicators.SUMMARY, indicators.make),
        ReportType(monthly.KEY, monthly.TITLE, monthly.SUMMARY, monthly.make),
    )
}
"""Reports by their key."""
