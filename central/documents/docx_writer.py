"""Writes a document as DOCX: the text into the Word template of the centre, the annexes behind it.

The template is a file that the staff change; a copy in the folder of documents stands before the shipped one.
"""

import io
from datetime import UTC
from pathlib import Path
from typing import IO
from zipfile import BadZipFile

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from lxml.etree import LxmlError

from central.documents.annexes import StyleMissing, add_annexes
from central.documents.build import document_of
from central.documents.document import Document
from central.documents.faces import Face, FaceMissing, face_of
from central.documents.office import Office
from central.documents.sentences import NBSP
from central.reports.model import Report
from kiosk_ui import fonts

SHIPPED = Path(__file__).with_name("templates")
TEMPLATE = "bao-cao.docx"


class TemplateWrong(RuntimeError):
    """The Word template cannot be filled; the message names the file and what is wrong in it."""


def write(report: Report, office: Office) -> bytes:
    """A report as DOCX. Raises TemplateWrong."""
    face = chart_face(office)
    return docx_of(document_of(report, office, face.family), template_of(office), face)


def chart_face(office: Office) -> Face:
    """The face of the words in charts: that of the document, else that of the pages."""
    try:
        return face_of(office.fonts)
    except FaceMissing:
        return Face(fonts.FAMILY, fonts.font_path("regular").parent)


def template_of(office: Office) -> Path:
    """The template that the staff changed, or the shipped one."""
    own = office.folder / "templates" / TEMPLATE if office.folder else None
    return own if own and own.is_file() else SHIPPED / TEMPLATE


def docx_of(document: Document, template: Path | IO[bytes], face: Face) -> bytes:
    """A document in a template. Raises TemplateWrong."""
    name = template if isinstance(template, Path) else "tải lên"
    try:
        word = DocxTemplate(str(template) if isinstance(template, Path) else template)
        word.render(parts_of(document), SandboxedEnvironment(undefined=StrictUndefined, autoescape=True))
        add_annexes(word.docx, document.annexes, document.proof, face)
    except (TemplateError, StyleMissing, LxmlError) as error:
        raise TemplateWrong(f"mẫu Word {name} có lỗi / the Word template is wrong: {error}") from None
    except (PackageNotFoundError, BadZipFile, KeyError, OSError, ValueError) as error:
        raise TemplateWrong(f"không đọc được mẫu Word {name} / not a Word template: {error}") from None
    about = word.docx.core_properties
    about.title, about.author, about.comments = document.title, document.head.issuer.replace(NBSP, " "), ""
    about.created = about.modified = document.made_at.astimezone(UTC).replace(tzinfo=None)
    data = io.BytesIO()
    word.docx.save(data)
    return data.getvalue()


def parts_of(document: Document) -> dict[str, object]:
    """What a template may name, beside the annexes."""
    names = ("kind", "abstract", "head", "basis", "intro", "sections", "closing", "signature")
    return {name: getattr(document, name) for name in names}
