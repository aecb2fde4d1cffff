"""Every file format, in plain sight: to add one, write its module and add its row here."""

from central.exports import csv_export, html_export, json_export, xlsx_export
from central.exports.formats import ExportFormat, FormatMissing, PageWriter, UnknownFormat
from central.reports.model import Report

_OFFICE = "application/vnd.openxmlformats-officedocument"

FORMATS: dict[str, ExportFormat] = {
    export.key: export
    for export in (
        ExportFormat("xlsx", "XLSX", f"{_OFFICE}.spreadsheetml.sheet", xlsx_export.write),
        ExportFormat("csv", "CSV", "text/csv; charset=utf-8", csv_export.write),
        ExportFormat("json", "JSON", "application/json", json_export.write),
        ExportFormat("html", "HTML", "text/html; charset=utf-8", html_export.write, is_offered=False),
        ExportFormat("docx", "DOCX", f"{_OFFICE}.wordprocessingml.document", None),
        ExportFormat("pdf", "PDF", "application/pdf", None),
    )
}
"""Formats by their key, which is the ending of their files too."""


def format_of(key: str) -> ExportFormat:
    """The format of that name. Raises UnknownFormat, and FormatMissing when this version cannot write it."""
    export = FORMATS.get(key)
    there = ", ".join(known.key for known in FORMATS.values() if known.is_there)
    if export is None:
        raise UnknownFormat(f"không có định dạng “{key}” / no such format. Có/known: {there}")
    if not export.is_there:
        raise FormatMissing(
            f"bản này chưa xuất được {export.title}; hãy dùng: {there} / "
            f"this version cannot write {export.title} yet; use: {there}"
        )
    return export


def write(report: Report, key: str, page: PageWriter) -> bytes:
    """A report in a format. Raises UnknownFormat and FormatMissing."""
    export = format_of(key)
    assert export.write is not None
    return export.write(report, page)
