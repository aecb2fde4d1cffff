"""Adds annexes to a Word document: a section each, on its side where the table is wide, pages counted anew.

Only styles of the template are used, so what the staff change there holds for annexes too.
"""

import io
from collections.abc import Sequence

from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Length, Mm, Pt
from docx.table import Table as WordTable
from docx.table import _Row
from docx.text.paragraph import Paragraph as WordParagraph

from central.documents.document import Annex, Picture, Table, TableRow
from central.documents.faces import Face
from central.documents.layout import A4_MM
from central.documents.pictures import png_of

TITLE, PERIOD, CELL, NOTE = "VB Tên văn bản", "VB Kỳ số liệu", "VB Bảng", "VB Ghi chú"
PICTURE_MM = 160.0
_CELL_SIDE_MM, _CELL_TOP_MM = 1.6, 0.6
_SIDES = {"left": ALIGN.LEFT, "center": ALIGN.CENTER, "right": ALIGN.RIGHT}


class StyleMissing(LookupError):
    """The template has no style of this name."""


def add_annexes(word: WordDocument, annexes: Sequence[Annex], proof: Sequence[str], face: Face) -> None:
    """Put every annex behind what is there, and the proof behind the last one. Raises StyleMissing."""
    known = {style.name for style in word.styles}
    if gone := [name for name in (TITLE, PERIOD, CELL, NOTE) if name not in known]:
        raise StyleMissing(f"thiếu kiểu (style) “{gone[0]}” / there is no style of that name")
    for annex in annexes:
        _turn(word.add_section(WD_SECTION.NEW_PAGE), is_wide=annex.is_wide)
        word.add_paragraph(annex.name, TITLE)
        word.add_paragraph(annex.title, TITLE)
        attached = word.add_paragraph("", TITLE).add_run(annex.attached)
        attached.bold, attached.italic, attached.font.size = False, True, Pt(13)
        for words in annex.lead:
            word.add_paragraph(words, PERIOD)
        if annex.table is None:
            word.add_paragraph("Không có số liệu trong kỳ.", PERIOD)
        else:
            _add_table(word, annex.table)
        word.add_paragraph("", NOTE)
        for words in annex.notes:
            word.add_paragraph(words, NOTE)
        for picture in annex.pictures:
            _add_picture(word, picture, face)
        if annex.picture_note:
            word.add_paragraph(annex.picture_note, NOTE).alignment = ALIGN.CENTER
    for words in proof:
        word.add_paragraph(words, NOTE)


def _turn(section: Section, *, is_wide: bool) -> None:
    """Lay the page on its side or upright; its pages count from 1, and the first shows no number."""
    sides = sorted((Mm(side) for side in A4_MM), reverse=is_wide)
    section.page_width, section.page_height = sides
    section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    section.different_first_page_header_footer = True
    numbers = section._sectPr.find(qn("w:pgNumType"))
    if numbers is None:
        numbers = OxmlElement("w:pgNumType")
        section._sectPr.append(numbers)
        # The schema wants it before cols and titlePg.
        later = section._sectPr.find(qn("w:cols"))
        if later is not None:
            later.addprevious(numbers)
    numbers.set(qn("w:start"), "1")


def _add_table(word: WordDocument, table: Table) -> None:
    made: WordTable = word.add_table(1, len(table.columns))
    made.style = "Table Grid"
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    made.autofit = False
    made._tbl.tblPr.append(_side_margins())
    widths = [Mm(column.width_mm) for column in table.columns]
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    head = made.rows[0]
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    _fill(head, [column.title for column in table.columns], widths, table.size_pt)
    for cell in head.cells:
        cell.paragraphs[0].alignment = ALIGN.CENTER
        cell.paragraphs[0].runs[0].bold = True
    for row in table.rows:
        _add_row(made, row, table, widths)


def _add_row(made: WordTable, row: TableRow, table: Table, widths: Sequence[Length]) -> None:
    added = made.add_row()  # type: ignore[no-untyped-call]
    if row.role == "group":
        added.cells[0].merge(added.cells[-1])
        _fill(added, row.cells, [Mm(sum(column.width_mm for column in table.columns))], table.size_pt)
        added.cells[0].paragraphs[0].runs[0].bold = True
        added.cells[0].paragraphs[0].paragraph_format.keep_with_next = True
        return
    _fill(added, row.cells, widths, table.size_pt - (1 if row.role == "apart" else 0))
    for cell, column in zip(added.cells, table.columns, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.alignment = _SIDES[column.align]
        paragraph.runs[0].bold = True if row.role == "total" else None
        paragraph.runs[0].italic = True if row.role == "percent" else None
        if row.role == "total":
            cell._tc.get_or_add_tcPr().find(qn("w:vAlign")).addprevious(_top_line())


def _fill(row: _Row, texts: Sequence[str], widths: Sequence[Length], size_pt: float) -> None:
    row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))
    for cell, words, width in zip(row.cells[: len(texts)], texts, widths, strict=True):
        cell.width = width
        paragraph: WordParagraph = cell.paragraphs[0]
        paragraph.style = CELL
        paragraph.add_run(words).font.size = Pt(size_pt)
        place = OxmlElement("w:vAlign")
        place.set(qn("w:val"), "center")
        cell._tc.get_or_add_tcPr().append(place)


def _top_line() -> BaseOxmlElement:
    borders, line = OxmlElement("w:tcBorders"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "0"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    return borders


def _side_margins() -> BaseOxmlElement:
    """Room between the lines of a table and its words, as wide as the widths were reckoned with."""
    margins = OxmlElement("w:tblCellMar")
    for side, room_mm in (
        ("top", _CELL_TOP_MM),
        ("left", _CELL_SIDE_MM),
        ("bottom", _CELL_TOP_MM),
        ("right", _CELL_SIDE_MM),
    ):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(Mm(room_mm).twips))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    return margins


def _add_picture(word: WordDocument, picture: Picture, face: Face) -> None:
    paragraph = word.add_paragraph("", NOTE)
    paragraph.alignment = ALIGN.CENTER
    paragraph.paragraph_format.keep_with_next = True
    shape = paragraph.add_run().add_picture(io.BytesIO(png_of(picture.svg, face)), width=Mm(PICTURE_MM))
    shape._inline.docPr.set("descr", picture.words)
