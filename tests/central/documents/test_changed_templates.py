"""A template that the staff changed is tried before it is used; what is wrong is named, what is lost is named."""

import io
import zipfile
from datetime import UTC, datetime

import docx
import pytest
from docx.shared import Mm

from central.documents import template_check
from central.documents.docx_writer import SHIPPED, TEMPLATE, TemplateWrong
from central.documents.faces import Face
from central.documents.template_check import check_template
from central.documents.template_store import TemplateStore, shipped

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
FACE = Face("none", SHIPPED)
"""The sample draws no chart, so no face is read."""


def changed(change) -> bytes:
    """The shipped template after somebody changed it."""
    word = docx.Document(io.BytesIO(shipped()))
    change(word)
    data = io.BytesIO()
    word.save(data)
    return data.getvalue()


def emptied(words: str):
    """Somebody wrote over the paragraph with these words."""

    def change(word) -> None:
        cells = [cell for table in word.tables for row in table.rows for cell in row.cells]
        for paragraph in [*word.paragraphs, *(one for cell in cells for one in cell.paragraphs)]:
            if words in paragraph.text:
                paragraph.runs[0].text = "chữ khác"

    return change


def test_the_shipped_one_is_sound():
    """Nothing is wrong with it, and nothing beside the decree."""
    assert check_template(shipped(), FACE) == []


def test_what_may_be_changed():
    """Words, styles, order, fields used twice: all of it is the staff's."""
    remarks = check_template(changed(lambda word: word.add_paragraph("Trung tâm: {{ head.issuer }}")), FACE)
    assert remarks == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda word: word.add_paragraph("{{ tong_so }}"), "không có trường “tong_so”"),
        (lambda word: word.add_paragraph("{{ head.isuer }}"), "không có trường “head.isuer”.*head.issuer"),
        (lambda word: word.add_paragraph("{% for x %}"), "trong ngoặc nhọn viết chưa đúng"),
        (emptied("closing"), r"thiếu trường {{ closing }} \(câu kết\)"),
        (emptied("head.number"), r"thiếu trường {{ head.number }} \(số, ký hiệu\)"),
        (emptied("section.heading"), "thiếu trường {{ section.heading }}"),
        (emptied("{{ to }}"), "thiếu trường {{ signature.recipients }}"),
        (lambda word: word.styles["VB Bảng"].delete(), "thiếu kiểu .style. “VB Bảng”"),
    ],
)
def test_what_is_wrong_is_named(change, said):
    """An unknown field, a broken one, a lost one and a lost style are named."""
    with pytest.raises(TemplateWrong, match=said):
        check_template(changed(change), FACE)


def test_the_layout_is_remarked():
    """A margin, a face or a size beside the decree is said, and used all the same."""

    def change(word) -> None:
        word.sections[0].left_margin = Mm(10)
        word.styles["VB Nội dung"].font.name = "Arial"

    remarks = " ".join(check_template(changed(change), FACE))
    assert "Lề trái là 10 mm" in remarks
    assert "Arial" in remarks


def packed(**parts: bytes) -> bytes:
    """A ZIP file of these parts."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), content)
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "không phải tệp Word"),
        (b"PK\x03\x04", "không phải tệp Word"),
        (packed(x=b""), "không phải tệp Word"),
        (packed(word__document_xml=b"<a"), "không đọc được|có lỗi"),
        (packed(word__document_xml=b"x", word__vbaProject_bin=b""), "macro"),
    ],
)
def test_what_is_no_template(data, said):
    """Another file, a broken one and one with programs in it are refused."""
    with pytest.raises(TemplateWrong, match=said):
        check_template(data, FACE)


def test_a_bomb_is_refused(monkeypatch):
    """What unpacks to more than a template can be is not unpacked."""
    monkeypatch.setattr(template_check, "_MOST_UNPACKED", 1000)
    with pytest.raises(TemplateWrong, match="giải nén"):
        check_template(packed(word__document_xml=b" " * 1001), FACE)


def test_a_refused_one_changes_nothing(tmp_path):
    """The template in use stays in use."""
    store = TemplateStore(tmp_path)
    first = changed(lambda word: word.add_paragraph("một"))
    store.put(first, FACE, NOW)
    with pytest.raises(TemplateWrong):
        store.put(changed(emptied("closing")), FACE, NOW)
    assert store.current() == first
    assert [path.name for path in store.path.parent.iterdir()] == [TEMPLATE]


def test_the_old_ones_are_kept(tmp_path):
    """Each template that was in use stays in the history; the shipped one comes back when asked."""
    store = TemplateStore(tmp_path)
    first = changed(lambda word: word.add_paragraph("một"))
    store.put(first, FACE, NOW)
    store.put(shipped(), FACE, NOW.replace(hour=9))
    store.drop(NOW.replace(hour=10))
    assert not store.is_own
    assert store.current() == shipped()
    kept = sorted((store.path.parent / "history").iterdir())
    assert [path.read_bytes() for path in kept] == [first, shipped()]
