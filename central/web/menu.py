"""The menu beside every page: built from the registry of reports, so that a new one appears by itself."""

from dataclasses import dataclass
from urllib.parse import urlencode

from central.reports.period import Period
from central.reports.registry import REPORTS

METHOD, METHOD_URL = "method", "/cach-tinh"
"""The page that says how figures are made."""


@dataclass(frozen=True, slots=True)
class Link:
    """One entry."""

    label: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Entries under a title."""

    title: str
    links: tuple[Link, ...]


def menu(current: str = "", site: str | None = None, period: Period | None = None) -> tuple[Section, ...]:
    """The menu; what was chosen on this page is taken along to the next."""
    links = tuple(
        Link(report.title, report_url(report.key, site, period), report.key == current) for report in REPORTS.values()
    )
    method = Link("Cách tính", METHOD_URL, current == METHOD)
    return (Section("Báo cáo", links), Section("Về số liệu", (method,)))


def report_url(key: str, site: str | None = None, period: Period | None = None, ending: str = "") -> str:
    """The address of a report, or of its download in the format of that ending."""
    asked = {"site": site} if site else {}
    if period:
        asked |= {"from": period.first.isoformat(), "to": period.last.isoformat()}
    path = f"/reports/{key}{'.' if ending else ''}{ending}"
    return f"{path}?{urlencode(asked)}" if asked else path
