"""The page of a report as one file that needs nothing beside it."""

from central.exports.formats import PageWriter
from central.reports.model import Report


def write(report: Report, page: PageWriter) -> bytes:
    """The page that ``page`` makes, as UTF-8."""
    return page(report).encode()
