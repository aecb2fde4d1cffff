"""Writes a document as PDF with typst, its face pinned: no other font of the machine can slip into a word."""

import json
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from central.documents.build import document_of
from central.documents.document import Document
from central.documents.faces import Face, face_of
from central.documents.office import Office
from central.reports.model import Report

LAYOUT = Path(__file__).with_name("paper.typ")
_STANDARD = "a-2b"  # PDF for keeping: every font inside, nothing that needs another program


def write(report: Report, office: Office) -> bytes:
    """A report as PDF. Raises FaceMissing."""
    face = face_of(office.fonts)
    return pdf_of(document_of(report, office, face.family), face)


def pdf_of(document: Document, face: Face) -> bytes:
    """A document as PDF, the same bytes for the same document."""
    return compiled(LAYOUT, inputs_of(document, face), face, format="pdf", pdf_standards=[_STANDARD],
                    timestamp=int(document.made_at.timestamp()))  # fmt: skip


def inputs_of(document: Document, face: Face) -> dict[str, str]:
    """What the layout reads: the document as values, never as markup, so no word of it is obeyed."""
    values = asdict(document) | {"title": document.title, "made_at": document.made_at.isoformat()}
    return {"document": json.dumps(values, ensure_ascii=False), "face": face.family}


def compiled(source: Path | bytes, inputs: dict[str, str], face: Face, **more: Any) -> bytes:
    """Run typst with one face and without the fonts of the machine."""
    made = typst.compile(source, font_paths=_fonts(face.folder), ignore_system_fonts=True, sys_inputs=inputs, **more)
    return b"".join(made) if isinstance(made, list) else made


@lru_cache(maxsize=4)
def _fonts(folder: Path) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
