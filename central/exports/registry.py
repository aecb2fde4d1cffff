"""Every file format, in plain sight: to add one, write its module and add its row here."""

from central.documents import docx_writer, pdf_writer
from central.documents.docx_writer import TemplateWrong
from central.documents.faces import FaceMissing
from central.documents.office import Office
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
        ExportFormat("docx", "DOCX", f"{_OFFICE}.wordprocessingml.document", paper=docx_writer.write),
        ExportFormat("pdf", "PDF", "application/pdf", paper=pdf_writer.write),
    )
}
"""Formats by their key, which is the ending of their files too."""


def format_of(key: str) -> ExportFormat:
    """The format of that name. Raises UnknownFormat."""
    export = FORMATS.get(key)
    if export is None:
        raise UnknownFormat(f"không có định dạng “{key}” / no such format. Có/known: {', '.join(FORMATS)}")
    return export


def write(report: Report, key: str, page: PageWriter, office: Office | None = None) -> bytes:
    """A report in a format; ``office`` None: a document with blanks. Raises UnknownFormat and FormatMissing."""
    export = format_of(key)
    if export.paper is not None:
        try:
            return export.paper(report, office or Office())
        except (FaceMissing, TemplateWrong) as error:
            raise FormatMissing(str(error)) from None
    assert export.write is not None
    return export.write(report, page)
