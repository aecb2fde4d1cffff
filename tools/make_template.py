#!/usr/bin/env python3
"""Makes central/documents/templates/bao-cao.docx: the Word template of a report, in the layout of Decree 30/2020.

The staff change a copy of it in Word; this file makes the one that is shipped. `{{ … }}` and `{%p … %}` are
filled by central/documents/docx_writer.py.
"""

from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell

TARGET = Path(__file__).resolve().parent.parent / "central" / "documents" / "templates" / "bao-cao.docx"
FACE = "Times New Roman"
LEFT, RIGHT, TOP, BOTTOM = 30, 15, 20, 20
WIDTH = 210 - LEFT - RIGHT
HEAD_LEFT = 66
GREY = RGBColor(0x3D, 0x47, 0x4F)

SCRIPTS = ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia")
UNUSED_PARTS = ("/thumbnail", "/stylesWithEffects", "/customXml")
KEPT_STYLES = {"Normal", "Header", "Footer", "Default Paragraph Font", "Normal Table", "No List", "Table Grid"}

# name, size, bold, italic, alignment, indent of the first line in mm, space after in pt
STYLES = (
    ("VB Nội dung", 14, False, False, ALIGN.JUSTIFY, 12.7, 6),
    ("VB Căn cứ", 14, False, True, ALIGN.JUSTIFY, 12.7, 6),
    ("VB Mục", 14, True, False, ALIGN.LEFT, 12.7, 6),
    ("VB Gạch đầu dòng", 14, False, False, ALIGN.JUSTIFY, 12.7, 6),
    ("VB Tên văn bản", 14, True, False, ALIGN.CENTER, 0, 0),
    ("VB Cơ quan", 12, False, False, ALIGN.CENTER, 0, 0),
    ("VB Số và ngày", 13, False, False, ALIGN.CENTER, 0, 0),
    ("VB Kẻ ngang", 3, False, False, ALIGN.CENTER, 0, 0),
    ("VB Nơi nhận", 11, False, False, ALIGN.LEFT, 0, 0),
    ("VB Người ký", 14, True, False, ALIGN.CENTER, 0, 0),
    ("VB Số trang", 13, False, False, ALIGN.CENTER, 0, 0),
    ("VB Kỳ số liệu", 12, False, True, ALIGN.CENTER, 0, 4),
    ("VB Bảng", 11, False, False, ALIGN.LEFT, 0, 0),
    ("VB Ghi chú", 10, False, False, ALIGN.LEFT, 0, 3),
)


def main() -> None:
    """Write the template."""
    word = Document()
    _page(word)
    _styles(word)
    _head(word)
    _text(word)
    _end(word)
    _drop_unused(word)
    word.core_properties.title = "Mẫu báo cáo"
    word.core_properties.author = "Quầy Số"
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    word.save(str(TARGET))


def _drop_unused(word: WordDocument) -> None:
    """The empty document that python-docx begins with has a picture of itself and 150 styles nobody chose."""
    for relations in (word.part.package.rels, word.part.rels):
        for key in [key for key, relation in relations.items() if relation.reltype.endswith(UNUSED_PARTS)]:
            del relations[key]
    for style in list(word.styles):
        if style.name not in KEPT_STYLES and not style.name.startswith("VB "):
            style.delete()


def _page(word: WordDocument) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True


def _styles(word: WordDocument) -> None:
    normal = word.styles["Normal"]
    _face(normal, 14)
    normal.paragraph_format.space_after = Pt(0)
    defaults = word.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    defaults.find(qn("w:lang")).set(qn("w:val"), "vi-VN")
    fonts = defaults.find(qn("w:rFonts"))
    fonts.attrib.clear()
    for script in SCRIPTS:
        fonts.set(qn(script), FACE)
    for name, size, bold, italic, align, indent_mm, after_pt in STYLES:
        style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        style.quick_style = True
        _face(style, size)
        style.font.bold, style.font.italic = bold, italic
        layout = style.paragraph_format
        layout.alignment, layout.space_after, layout.space_before = align, Pt(after_pt), Pt(0)
        layout.first_line_indent = Mm(indent_mm)
        layout.line_spacing = 1.15 if size == 14 and indent_mm else 1.0
        layout.widow_control = True
    word.styles["VB Số và ngày"].paragraph_format.space_before = Pt(4)
    word.styles["VB Mục"].paragraph_format.keep_with_next = True
    word.styles["VB Ghi chú"].font.color.rgb = GREY
    header = word.sections[0].header.paragraphs[0]
    header.style = word.styles["VB Số trang"]
    for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
        header.add_run()._r.append(_field(kind, words))


def _face(style, size_pt: float) -> None:
    style.font.name, style.font.size = FACE, Pt(size_pt)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in SCRIPTS:
        fonts.set(qn(script), FACE)


def _field(kind: str, words: str):
    if kind:
        part = OxmlElement("w:fldChar")
        part.set(qn("w:fldCharType"), kind)
        return part
    part = OxmlElement("w:instrText")
    part.set(qn("xml:space"), "preserve")
    part.text = words
    return part


def _head(word: WordDocument) -> None:
    table = _frame(word, (HEAD_LEFT, WIDTH - HEAD_LEFT), 2)
    left, right = table.rows[0].cells
    _put(left, "VB Cơ quan", "{{ head.superior }}")
    _put(left, "VB Cơ quan", "{{ head.issuer }}", bold=True)
    _rule(left, HEAD_LEFT, 24)
    _put(right, "VB Cơ quan", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True)
    motto = _put(right, "VB Cơ quan", "Độc lập - Tự do - Hạnh phúc", bold=True)
    motto.runs[0].font.size = Pt(13)
    _rule(right, WIDTH - HEAD_LEFT, 58)
    left, right = table.rows[1].cells
    _put(left, "VB Số và ngày", "{{ head.number }}")
    _put(right, "VB Số và ngày", "{{ head.place_and_date }}").runs[0].italic = True


def _text(word: WordDocument) -> None:
    word.add_paragraph("", "VB Số và ngày")
    word.add_paragraph("{{ kind }}", "VB Tên văn bản")
    word.add_paragraph("{%p for words in abstract %}", "VB Tên văn bản")
    word.add_paragraph("{{ words }}", "VB Tên văn bản")
    word.add_paragraph("{%p endfor %}", "VB Tên văn bản")
    _rule(word, WIDTH, 40)
    word.add_paragraph("", "VB Số và ngày")
    for words, style in (
        ("{%p for words in basis %}", "VB Căn cứ"),
        ("{{ words }}", "VB Căn cứ"),
        ("{%p endfor %}", "VB Căn cứ"),
        ("{{ intro }}", "VB Nội dung"),
        ("{%p for section in sections %}", "VB Nội dung"),
        ("{{ section.heading }}", "VB Mục"),
        ("{%p for paragraph in section.paragraphs %}", "VB Nội dung"),
        ('{%p if paragraph.kind == "item" %}', "VB Nội dung"),
        ("- {{ paragraph.text }}", "VB Gạch đầu dòng"),
        ("{%p else %}", "VB Nội dung"),
        ("{{ paragraph.text }}", "VB Nội dung"),
        ("{%p endif %}", "VB Nội dung"),
        ("{%p endfor %}", "VB Nội dung"),
        ("{%p endfor %}", "VB Nội dung"),
        ("{{ closing }}", "VB Nội dung"),
    ):
        last = word.add_paragraph(words, style)
    # A signature never stands on a page alone: the last paragraph goes with it.
    last.paragraph_format.keep_with_next = True


def _end(word: WordDocument) -> None:
    word.add_paragraph("", "VB Kẻ ngang").paragraph_format.keep_with_next = True
    table = _frame(word, (WIDTH - 78, 78), 1)
    left, right = table.rows[0].cells
    recipients = _put(left, "VB Nơi nhận", "Nơi nhận:", bold=True)
    recipients.runs[0].italic, recipients.runs[0].font.size = True, Pt(12)
    for words in ("{%p for to in signature.recipients %}", "{{ to }}", "{%p endfor %}"):
        _put(left, "VB Nơi nhận", words)
    for words in ("{%p if signature.sign_for %}", "{{ signature.sign_for }}", "{%p endif %}", "{{ signature.post }}"):
        _put(right, "VB Người ký", words)
    for _ in range(4):
        _put(right, "VB Người ký", "")
    _put(right, "VB Người ký", "{{ signature.signer }}")


def _frame(word: WordDocument, widths_mm: tuple[float, ...], rows: int):
    """A table without lines that holds parts beside each other."""
    table = word.add_table(rows, len(widths_mm))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    table._tbl.tblPr.append(_no_margins())
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, width in zip(row.cells, widths_mm, strict=True):
            cell.width = Mm(width)
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
    return table


def _no_margins():
    """Parts begin where the text below begins."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "0")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    return margins


def _put(cell: _Cell, style: str, words: str, *, bold: bool = False):
    """A paragraph in a cell; the empty one that every cell begins with is taken first."""
    first = cell.paragraphs[0]
    fresh = first.style.name == "Normal" and not first.text
    paragraph = first if fresh else cell.add_paragraph()
    paragraph.style = style
    paragraph.add_run(words).bold = bold or None
    return paragraph


def _rule(place, room_mm: float, length_mm: float) -> None:
    """A solid line in the middle: the border of an empty paragraph."""
    paragraph = place.add_paragraph("", "VB Kẻ ngang")
    side = Mm((room_mm - length_mm) / 2)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = side
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().append(borders)


if __name__ == "__main__":
    main()
