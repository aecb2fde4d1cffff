"""What a file format is: a key, what a browser is told, and a function from a report to bytes."""

from collections.abc import Callable
from dataclasses import dataclass

from central.documents.office import Office
from central.reports.model import Report

PageWriter = Callable[[Report], str]
"""Makes the page of a report that stands alone in one file; handed in, for formats know no web pages."""


class UnknownFormat(LookupError):
    """There is no format of this name."""


class FormatMissing(RuntimeError):
    """The format is known, but something that writes it is not on this machine; the message says what."""


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """One format: ``write`` writes the table of a report, ``paper`` the whole official document."""

    key: str
    title: str
    media_type: str
    write: Callable[[Report, PageWriter], bytes] | None = None
    paper: Callable[[Report, Office], bytes] | None = None
    is_offered: bool = True
    """Whether a page shows a button for it."""


def file_name(report: Report, key: str) -> str:
    """A name that says what the file is: ``officer-ratings_bac-kan_2021-01-01_2021-06-14.csv``."""
    return f"{report.key}_{report.site.id}_{report.period.first}_{report.period.last}.{key}"
