"""Says whether a Word template that somebody changed can still be used, and if not, what is wrong where.

A sample document with a mark for every word is put into it; what does not come out again was lost.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import TemplateError, nodes
from jinja2.sandbox import SandboxedEnvironment

from central.documents.document import Annex, Document, Head, Paragraph, Section, Signature
from central.documents.docx_writer import TemplateWrong, docx_of, parts_of
from central.documents.faces import Face
from central.documents.template_rules import layout_remarks

MOST_BYTES = 4_000_000
_MOST_UNPACKED = 40_000_000
_NO_WORD = "không phải tệp Word .docx: hãy lưu lại bằng Word, chọn loại .docx / no DOCX file"
_NOT_LOST = ("basis", "signature.sign_for")
"""What a template may leave out: not every centre prints it."""

FIELDS: dict[str, str] = {
    "head.superior": "cơ quan chủ quản",
    "head.issuer": "cơ quan ban hành",
    "head.number": "số, ký hiệu",
    "head.place_and_date": "địa danh, ngày tháng",
    "kind": "tên loại văn bản",
    "abstract": "trích yếu, nhiều dòng",
    "basis": "căn cứ, nhiều dòng",
    "intro": "câu mở đầu",
    "sections": "các phần, mỗi phần có heading và paragraphs (text, kind)",
    "closing": "câu kết",
    "signature.recipients": "nơi nhận, nhiều dòng",
    "signature.sign_for": "KT., TL., TUQ., TM.",
    "signature.post": "chức vụ",
    "signature.signer": "người ký",
}
"""What a template may name, with what it stands for."""

_PARTS = {"head": Head, "signature": Signature, "section": Section, "paragraph": Paragraph}


def check_template(data: bytes, face: Face) -> list[str]:
    """Remarks about a usable template (layout beside Decree 30). Raises TemplateWrong with all that is wrong."""
    _check_file(data)
    problems = list(_unknown_names(data))
    if problems:
        raise TemplateWrong("; ".join(problems))
    made = _filled(data, face)
    text = " ".join(node.text or "" for node in made.element.body.iter(qn("w:t")))
    lost = [field for field, mark in _marks(SAMPLE) if mark not in text and field not in _NOT_LOST]
    if lost:
        named = ", ".join(f"{{{{ {field} }}}} ({FIELDS.get(field, 'nội dung báo cáo')})" for field in lost)
        raise TemplateWrong(f"mẫu thiếu trường {named}: văn bản làm ra sẽ mất nội dung đó / fields are missing")
    return layout_remarks(docx.Document(io.BytesIO(data)))


def _check_file(data: bytes) -> None:
    """A Word file of bearable size without programs in it."""
    if len(data) > MOST_BYTES:
        raise TemplateWrong(f"tệp lớn hơn {MOST_BYTES // 1_000_000} MB / too large")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            parts = file.infolist()
    except zipfile.BadZipFile:
        raise TemplateWrong(_NO_WORD) from None
    names = {part.filename for part in parts}
    if "word/document.xml" not in names:
        raise TemplateWrong(_NO_WORD)
    if sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise TemplateWrong("nội dung giải nén quá lớn / unpacked it is too large")
    if any("vbaproject" in name.casefold() for name in names):
        raise TemplateWrong("tệp có macro: hãy lưu thành .docx không có macro / there are macros in it")


def _unknown_names(data: bytes) -> Iterator[str]:
    """Every name in braces that is none of the document's."""
    try:
        word = DocxTemplate(io.BytesIO(data))
        word.init_docx()
        tree = SandboxedEnvironment().parse(word.patch_xml(word.get_xml()))
    except TemplateError as error:
        yield f"lệnh trong ngoặc nhọn viết chưa đúng: {error.message} / broken placeholder"
        return
    except (KeyError, ValueError) as error:
        yield f"không đọc được tệp Word / cannot be read: {error}"
        return
    own = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "store"}
    known = {field.partition(".")[0] for field in FIELDS} | own | {"loop"}
    for node in tree.find_all(nodes.Name):
        if node.ctx == "load" and node.name not in known:
            yield f"không có trường “{node.name}” / unknown field. Có: {', '.join(FIELDS)}"
    for part in tree.find_all(nodes.Getattr):
        owner = part.node.name if isinstance(part.node, nodes.Name) else ""
        has = [field.name for field in fields(_PARTS[owner])] if owner in _PARTS else []
        if owner in _PARTS and part.attr not in has:
            yield f"không có trường “{owner}.{part.attr}” / unknown field. Có: {', '.join(f'{owner}.{n}' for n in has)}"


def _filled(data: bytes, face: Face) -> WordDocument:
    """The template with the sample in it. Raises TemplateWrong."""
    return docx.Document(io.BytesIO(docx_of(SAMPLE, io.BytesIO(data), face)))


def _marks(sample: Document) -> Iterator[tuple[str, str]]:
    """Each field with a word that only it brings."""
    values: dict[str, Any] = parts_of(sample)
    for field in FIELDS:
        name, _, part = field.partition(".")
        value = getattr(values[name], part) if part else values[name]
        if field == "sections":
            for section in sample.sections:
                yield "section.heading", section.heading
                yield from (("paragraph.text", paragraph.text) for paragraph in section.paragraphs)
        else:
            yield from ((field, one) for one in ([value] if isinstance(value, str) else value))


_MARK = re.compile(r"[^\w]+")


def _sample() -> Document:
    def mark(name: str) -> str:
        return f"MẪU-{_MARK.sub('-', name)}"

    head = Head(*(mark(f"head {field.name}") for field in fields(Head)))
    sections = tuple(
        Section(mark(f"mục {n}"), (Paragraph(mark(f"đoạn {n}")), Paragraph(mark(f"gạch {n}"), "item"))) for n in (1, 2)
    )
    signature = Signature((mark("nơi nhận 1"), mark("nơi nhận 2")), mark("ký thay"), mark("chức vụ"), mark("họ tên"))
    annex = Annex("Phụ lục", "MẪU", "(Kèm theo)", ("Kỳ",), False, None, (), "", ("Ghi chú",))
    return Document(
        mark("loại"), (mark("trích yếu 1"), mark("trích yếu 2")), head, (mark("căn cứ"),), mark("mở đầu"), sections,
        mark("kết"), signature, (annex,), (), datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip


SAMPLE = _sample()
