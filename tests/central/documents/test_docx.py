"""The DOCX opened again: complete, in the layout of Decree 30/2020, made from a template that the staff change."""

import dataclasses
import io
import shutil

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm

from central.documents import docx_writer
from central.documents.build import document_of
from central.documents.docx_writer import SHIPPED, TEMPLATE, TemplateWrong, write
from central.documents.office import Office
from central.reports.model import Column, Report, Row

FACE = "Times New Roman"


def words_of(text: str) -> str:
    """A text with one ordinary space between words, however lines were broken."""
    return " ".join(text.split())


@pytest.fixture(scope="module")
def made(published, letterhead):
    """The document of the published table, opened."""
    return opened(write(published, Office(letterhead)))


def opened(data: bytes):
    """A DOCX file as python-docx reads it."""
    return docx.Document(io.BytesIO(data))


def everything(word) -> str:
    """All text of a document, in reading order, tables included."""
    return words_of(" ".join(node.text or "" for node in word.element.body.iter(qn("w:t"))))


def test_the_text_is_complete(made, published, letterhead):
    """Every word of the document stands in the file, with every mark, in its order."""
    document = document_of(published, Office(letterhead), FACE)
    text, at = everything(made), 0
    head, end = document.head, document.signature
    paragraphs = [paragraph.text for section in document.sections for paragraph in section.paragraphs]
    for words in (
        head.superior, head.issuer, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
        head.number, head.place_and_date, document.kind, *document.abstract, *document.basis, document.intro,
        *paragraphs, document.closing, "Nơi nhận:", *end.recipients, end.sign_for, end.post, end.signer,
        *(words for annex in document.annexes for words in (annex.title, annex.attached, *annex.lead)),
    ):  # fmt: skip
        at = text.index(words_of(words), at)
    for note in document.annexes[0].notes:
        at = text.index(words_of(note), at)
    for words in document.proof:
        at = text.index(words_of(words), at)
    assert "{{" not in text
    assert "{%" not in text


def test_the_table(made, published):
    """The annex table holds every row; numbers are right, words left, the total is bold, what stands apart small."""
    table = made.tables[-1]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert len(rows) == 1 + sum(row.role != "apart" for row in published.rows)
    assert rows[-1][1:8] == ["Tổng cộng", "", "1.736", "4", "2", "0", "1.742"]
    sides = [cell.paragraphs[0].alignment.name for cell in table.rows[1].cells]
    assert sides[:5] == ["CENTER", "LEFT", "LEFT", "RIGHT", "RIGHT"]
    assert all(cell.paragraphs[0].runs[0].bold for cell in table.rows[-1].cells)
    assert not any(cell.paragraphs[0].runs[0].bold for cell in table.rows[1].cells)


def test_the_head_row_repeats(made):
    """The head of the table stands again on every page, and no row is torn in two."""
    rows = [row._tr.trPr for row in made.tables[-1].rows]
    assert [row.find(qn("w:tblHeader")) is not None for row in rows] == [True, *[False] * (len(rows) - 1)]
    assert all(row.find(qn("w:cantSplit")) is not None for row in rows)


def test_the_pages(made):
    """A4; the text upright, the wide table on its side; margins of the decree; each part counts its pages from 1."""
    text, annex = made.sections
    assert (round(text.page_width.mm), round(text.page_height.mm)) == (210, 297)
    assert (round(annex.page_width.mm), round(annex.page_height.mm)) == (297, 210)
    assert annex.orientation == WD_ORIENT.LANDSCAPE
    for section in made.sections:
        assert 20 <= round(section.top_margin.mm, 1) <= 25
        assert 20 <= round(section.bottom_margin.mm, 1) <= 25
        assert 30 <= round(section.left_margin.mm, 1) <= 35
        assert 15 <= round(section.right_margin.mm, 1) <= 20
        assert section.different_first_page_header_footer
    assert annex._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"


def test_the_page_number(made):
    """It stands in the middle above the text, 13 pt, and not on the first page."""
    header = made.sections[0].header.paragraphs[0]
    assert "PAGE" in header._p.xml
    assert (header.style.paragraph_format.alignment.name, header.style.font.size.pt) == ("CENTER", 13)
    assert "PAGE" not in made.sections[0].first_page_header.paragraphs[0]._p.xml


def test_faces_and_sizes(made):
    """One face in every script; the text 14 pt, justified, its first line indented 1-1.27 cm, 6 pt apart."""
    body = made.styles["VB Nội dung"]
    layout = body.paragraph_format
    assert (body.font.size.pt, layout.alignment.name, layout.space_after.pt) == (14, "JUSTIFY", 6)
    assert Mm(10) <= layout.first_line_indent <= Mm(12.7)
    assert layout.line_spacing <= 1.5
    faces = {node.get(key) for node in made.styles.element.iter(qn("w:rFonts")) for key in node.keys()}
    assert faces == {FACE}
    assert {node.get(qn("w:val")) for node in made.styles.element.iter(qn("w:lang"))} == {"vi-VN"}


def test_the_chart(made):
    """The chart is a picture that fits between the margins, with words for who cannot see it."""
    (shape,) = made.inline_shapes
    assert shape.width == Mm(160)
    assert "đánh giá" in shape._inline.docPr.get("descr")


def test_properties(made, published):
    """The file says what it is, whose it is, and when its figures were made."""
    about = made.core_properties
    assert about.title.startswith("Báo cáo Kết quả đánh giá")
    assert about.author == "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG"
    assert about.created.isoformat() == "2021-06-15T01:15:30+00:00"


def test_the_staffs_own_template(short, office):
    """A template in the folder of documents is used, with what was changed in it, and its styles for annexes."""
    own = office.folder / "templates" / TEMPLATE
    own.parent.mkdir(parents=True)
    word = docx.Document(str(SHIPPED / TEMPLATE))
    word.styles["VB Bảng"].font.name = "Arial"
    word.add_paragraph("Dòng của Trung tâm: {{ head.issuer }}")
    word.save(str(own))
    changed = opened(write(short, office))
    assert "Dòng của Trung tâm: TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG" in everything(changed)
    assert changed.tables[-1].rows[1].cells[1].paragraphs[0].style.font.name == "Arial"


def break_style(word):
    """Take a style away that annexes need."""
    word.styles["VB Bảng"].delete()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda word: word.add_paragraph("{{ heda.issuer }}"), "heda"),
        (lambda word: word.add_paragraph("{% for x %}"), "mẫu Word"),
        (lambda word: word.add_paragraph("{{ head.__class__.__mro__ }}"), "mẫu Word"),
        (break_style, "VB Bảng"),
    ],
)
def test_a_broken_template(short, office, change, said):
    """A template with a mistake is refused with its name and the mistake; it never runs anything."""
    own = office.folder / "templates" / TEMPLATE
    own.parent.mkdir(parents=True)
    word = docx.Document(str(SHIPPED / TEMPLATE))
    change(word)
    word.save(str(own))
    with pytest.raises(TemplateWrong, match=said) as caught:
        write(short, office)
    assert TEMPLATE in str(caught.value)


def test_a_template_that_is_no_word_file(short, office):
    """What is no DOCX file is refused with its name."""
    own = office.folder / "templates" / TEMPLATE
    own.parent.mkdir(parents=True)
    shutil.copy(docx_writer.__file__, own)
    with pytest.raises(TemplateWrong, match="không đọc được mẫu Word"):
        write(short, office)


EVIL = ["=1+1", "+84", "-2", "@SUM(A1)", "{{ head }}", "{% x %}", "<w:p/>&amp;", '=HYPERLINK("x")']


def test_cells_do_not_act(short, letterhead):
    """Cells that a program might take for a formula, a placeholder or markup are words and nothing else."""
    places = [i for i, column in enumerate(short.columns) if column.key == "officer"]
    rows = [swapped(short.rows[0], places[0], text) for text in EVIL]
    report: Report = dataclasses.replace(short, rows=tuple(rows))
    word = opened(write(report, Office(letterhead)))
    assert [row.cells[1].text for row in word.tables[-1].rows][1:] == EVIL
    assert not list(word.element.body.iter(qn("w:fldSimple"), qn("w:instrText"), qn("w:hyperlink")))


def swapped(row: Row, place: int, text: str) -> Row:
    """A row with another text in one cell."""
    return dataclasses.replace(row, cells=(*row.cells[:place], text, *row.cells[place + 1 :]))


def test_group_rows(short, letterhead):
    """A row that names a group is one cell as wide as the table."""
    word = opened(write(grouped(short), Office(letterhead)))
    rows = word.tables[-1].rows
    assert [len({id(cell._tc) for cell in row.cells}) for row in rows] == [2, 1, 2, 1, 2]
    assert [row.cells[0].text for row in rows] == ["Tên", "Cơ quan", "Sở A", "Quầy", "Quầy 1"]
    assert rows[1].cells[0].width.mm == pytest.approx(165, abs=0.1)


def grouped(report: Report) -> Report:
    """A report that counts two kinds of things."""
    columns = (
        Column("group", "Theo", "text", on_page=False),
        Column("name", "Tên", "text"),
        Column("n", "Lượt", "count"),
    )
    rows = [Row("x", "item", (group, name, 7)) for group, name in (("cơ quan", "Sở A"), ("quầy", "Quầy 1"))]
    return dataclasses.replace(report, columns=columns, rows=tuple(rows))
