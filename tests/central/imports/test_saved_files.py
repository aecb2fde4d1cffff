"""Files as programs save them: raised marks, shares with a format, other packages, old fonts, other encodings."""

import io
import zipfile

import openpyxl
import pytest
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from central.imports.identities import check_table
from central.imports.reading.opening import open_table
from central.imports.remarks import ImportRefused


def by_openpyxl() -> bytes:
    """Raised text written into the sheet itself."""
    made = openpyxl.Workbook()
    raised = TextBlock(InlineFont(vertAlign="superscript"), "2")
    for row in (["STT", "Cơ quan", "Số lượt"], [1, "Sở A", CellRichText("10", raised)], [None, "Tổng cộng", 10]):
        made.active.append(row)
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


def by_excel() -> bytes:
    """Raised text among the shared texts, as Excel and LibreOffice keep it."""
    data = io.BytesIO()
    made = xlsxwriter.Workbook(data, {"in_memory": True})
    sheet, raised = made.add_worksheet(), made.add_format({"font_script": 1})
    for line, row in enumerate((["STT", "Cơ quan", "Số lượt"], [1, "Sở A"], ["", "Tổng cộng", 10])):
        sheet.write_row(line, 0, row)
    sheet.write_rich_string(1, 2, "10", raised, "2")
    made.close()
    return data.getvalue()


@pytest.mark.parametrize("made", [by_openpyxl, by_excel])
def test_raised_text_is_a_mark(read, made):
    """A raised 2 behind 10 is a footnote's mark: the count is 10, and what is printed says both."""
    table = read(made(), "postal").table
    assert check_table(table) == []
    assert table.items[0].cells["postal_service_count"].printed == "10 <sup>2</sup>"


@pytest.mark.parametrize("value", [10 / 15, 1 / 3, 0.99312, 1.0])
def test_shares_are_read_as_they_are_shown(read, value):
    """A share that its format shows with one place is read with one place."""
    data = io.BytesIO()
    made = xlsxwriter.Workbook(data, {"in_memory": True})
    sheet = made.add_worksheet()
    sheet.write_row(0, 0, ["Kênh", "Tổng số", "Hài lòng", "Tỷ lệ hài lòng"])
    sheet.write_row(1, 0, ["máy", 100_000, round(value * 100_000)])
    sheet.write_number(1, 3, value, made.add_format({"num_format": "0.0%"}))
    made.close()
    assert not [one for one in check_table(read(data.getvalue(), "ratings").table) if one.kind == "percent"]


def packed(*names: str) -> bytes:
    """An archive with parts of these names."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (packed("mimetype", "content.xml"), "ODS"),
        (packed("[Content_Types].xml", "xl/workbook.bin"), "XLSB"),
        (packed("[Content_Types].xml", "word/document.xml"), "Word"),
        (packed("bang.xlsx"), "giải nén"),
        (b"%PDF-1.7", "PDF"),
        ("STT,Cơ quan\n1,Sở Tư pháp\n".encode("cp1258", "ignore") + b"\xf5\xd2\n", "bảng mã"),
        ("STT,Cơ quan\n".encode("utf-16-le"), "bảng mã"),
    ],
)
def test_other_files(data, said):
    """Every other kind of file is named, with what to do."""
    with pytest.raises(ImportRefused) as refused:
        open_table(data, "a")
    assert said in str(refused.value)


def test_old_fonts(read):
    """Text typed for the fonts of TCVN3 is named as that, not as a table with other columns."""
    text = "STT,Së ngµnh,TiÕp nhËn\n1,Së C«ng Th­¬ng,5\n2,Së X©y dùng,6\n,Tæng céng,11\n"
    with pytest.raises(ImportRefused) as refused:
        read(text, "postal")
    assert "TCVN3" in str(refused.value)


def test_words_in_brackets(read):
    """A head that says which part of the period in brackets is that column."""
    text = (
        "STT,Lĩnh vực,Tổng số,Trong kỳ (trực tuyến),\"Trong kỳ (trực tiếp, dịch vụ bưu chính)\",Từ kỳ trước,"
        "Đã giải quyết,Trước hạn,Đúng hạn,Giải quyết quá hạn,Đang giải quyết,Trong hạn,Đang giải quyết quá hạn\n"
        "1,A,6,1,2,3,4,4,0,0,2,2,0\n,Tổng cộng,6,1,2,3,4,4,0,0,2,2,0\n"
    )  # fmt: skip
    table = read(text).table
    assert table.layout.key == "II.06a"
    assert table.items[0].count("received_direct_postal") == 2
