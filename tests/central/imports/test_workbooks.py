"""XLSX files: sheets, numbers that a spreadsheet changed, formulas, and files that are meant to do harm."""

import io
import struct
import zipfile
from datetime import date

import pytest
import xlsxwriter

from central.imports.identities import check_table
from central.imports.reading.limits import MAX_BYTES, MAX_UNPACKED_BYTES
from central.imports.reading.opening import open_table
from central.imports.remarks import ImportRefused

HEAD = ["STT", "Cơ quan", "Số lượt"]


def book(*sheets, **formats) -> bytes:
    """A workbook of sheets, each a name and its rows; a cell may be (formula, value) or (number, format)."""
    data = io.BytesIO()
    made = xlsxwriter.Workbook(data, {"in_memory": True})
    for name, rows in sheets:
        sheet = made.add_worksheet(name)
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, tuple) and isinstance(cell[0], str):
                    sheet.write_formula(line, place, cell[0], None, cell[1])
                elif isinstance(cell, tuple):
                    sheet.write_number(line, place, cell[0], made.add_format({"num_format": cell[1]}))
                elif isinstance(cell, date):
                    sheet.write_datetime(line, place, cell, made.add_format({"num_format": "dd/mm/yyyy"}))
                elif cell is not None:
                    sheet.write(line, place, cell)
    made.close()
    return data.getvalue()


def postal(first=7, total=7) -> list:
    """The rows of a small table with a title and a merged look."""
    return [["BẢNG 1"], [], HEAD, [1, "Sở A", first], [None, "Tổng cộng", total], [], [None, "NGƯỜI LẬP"]]


def refusal(read, data, **wanted) -> str:
    """What is said about a workbook that is refused."""
    with pytest.raises(ImportRefused) as refused:
        read(data, "postal", **wanted)
    return str(refused.value)


def test_a_workbook(read):
    """Numbers, grouped texts and saved values of formulas are counts."""
    table = read(book(("Biểu", postal("1.139", ("=C4", 1139)))), "postal").table
    assert [int(row.count("postal_service_count")) for row in table.rows] == [1139, 1139]
    assert table.items[0].no == "1"


def test_percents_of_a_workbook(read):
    """A cell that a spreadsheet shows as a percent is one, and is no count."""
    rows = [["Kênh", "Tổng số", "Hài lòng", "Tỷ lệ hài lòng"], ["máy", 1000, 1000, (1, "0.00%")]]
    table = read(book(("A", rows)), "ratings").table
    assert table.items[0].value("satisfied_percent_printed") == 100
    assert "không phải là số đếm" in refusal(read, book(("A", postal((0.5, "0%")))))


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (1.25, ["“1.25”", "1.250", "1,25", "ghi 1250"]),
        (1.139, ["1.139 (bảng tính", "hoặc 1,139"]),
        (-5, ["không được âm"]),
        (date(2020, 12, 1), ["ngày tháng"]),
        (("=1/0", "#DIV/0!"), ["ô báo lỗi công thức"]),
        (True, ["“TRUE”", "không phải là số đếm"]),
    ],
)
def test_numbers_that_are_asked_about(read, cell, said):
    """What a spreadsheet may have changed is never guessed: the cell is named with both readings."""
    message = refusal(read, book(("Biểu 1", postal(cell))))
    assert "trang tính/sheet “Biểu 1”, dòng/row 4, cột/column C (Số lượt" in message
    assert all(part in message for part in said), message


def test_a_formula_without_a_value(read):
    """A formula that was never computed is named, not taken for nothing."""
    data = rewritten(
        book(("A", postal(("=1+1", 2)))), lambda name, part: part.replace(b"<f>1+1</f><v>2</v>", b"<f>1+1</f>")
    )
    assert "công thức chưa có giá trị" in refusal(read, data)


def rewritten(data: bytes, change) -> bytes:
    """The archive with each part changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, change(part.filename, old.read(part)))
    return made.getvalue()


def test_two_sheets(read):
    """Several sheets are refused by name; --sheet chooses one, empty ones do not count."""
    two = book(("Tháng 9", postal()), ("Tháng 10", postal(8, 8)))
    message = refusal(read, two)
    assert '--sheet "Tháng 9" | --sheet "Tháng 10"' in message
    assert read(two, "postal", sheet="tháng 10").table.items[0].count("postal_service_count") == 8
    assert "Tháng 9, Tháng 10" in refusal(read, two, sheet="Tháng 11")
    assert len(read(book(("A", postal()), ("B", [])), "postal").table.rows) == 2


def test_a_sheet_of_a_csv_file(read):
    """--sheet means nothing for a CSV file, and is said so."""
    assert "--sheet" in refusal(read, b"agency,row_kind,postal_service_count\nA,agency,1\n,total,1\n", sheet="A")


def said_about(data: bytes) -> str:
    """What is said about a file that is not even opened."""
    with pytest.raises(ImportRefused) as refused:
        open_table(data, "bang.xlsx")
    return str(refused.value)


def zipped(parts: dict[str, bytes]) -> bytes:
    """An archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def test_bombs():
    """A part that unpacks to far more than it is, or many that do together, are refused before they are unpacked."""
    assert "giải nén" in said_about(zipped({"xl/workbook.xml": b"", "a.xml": b"0" * 3 * 1024 * 1024}))
    small = bytes(range(256)) * 4096
    assert "giải nén" in said_about(zipped({f"{n}.xml": small for n in range(MAX_UNPACKED_BYTES // len(small) + 1)}))
    assert "10 MB" in said_about(b"PK\x03\x04" + b"0" * MAX_BYTES)


def test_a_size_that_is_a_lie():
    """A part that states a smaller size than it has does not pass."""
    data = bytearray(zipped({"xl/workbook.xml": b"<a/>", "b.xml": b"x" * 100_000}))
    at = data.rindex(b"PK\x01\x02")
    assert struct.unpack_from("<I", data, at + 24) == (100_000,)
    struct.pack_into("<I", data, at + 24, 10)
    assert "không phải là tệp XLSX" in said_about(bytes(data))


@pytest.mark.parametrize("code", ["utf-8", "utf-16-le"])
def test_declarations_in_xml(code):
    """XML that declares entities is refused: no spreadsheet writes it, and it may grow without end."""
    lol = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'.encode(code)
    assert "DOCTYPE" in said_about(rewritten(book(("A", postal())), lambda n, p: lol if "sheet1" in n else p))


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04 nothing",
        zipped({"word/document.xml": b"<a/>"}),
        rewritten(book(("A", postal())), lambda name, part: part[: len(part) // 2]),
        rewritten(book(("A", postal())), lambda name, part: b"<a/>" if name == "xl/workbook.xml" else part),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512,
    ],
)
def test_broken_files(data):
    """What only looks like a workbook is refused with what to do."""
    assert "XLSX" in said_about(data)


def test_a_table_of_endless_size():
    """More rows or columns than any table has are refused, where empty cells with a border are not."""
    assert "bảng quá lớn" in said_about(book(("A", [["x"] * 101])))
    assert "bảng quá lớn" in said_about(b"a,b\n" * 5_001)


def merged() -> bytes:
    """A workbook as a one-stop system exports it: title, a head of three rows with merged cells, signatures."""
    data = io.BytesIO()
    made = xlsxwriter.Workbook(data, {"in_memory": True})
    sheet = made.add_worksheet("PL1")
    sheet.merge_range("A1:M1", "TÌNH HÌNH GIẢI QUYẾT HỒ SƠ")
    for place, words in {
        "A3:A5": "STT", "B3:B5": "Đơn vị", "C3:F3": "Tiếp nhận", "C4:C5": "Tổng số", "D4:E4": "Trong kỳ",
        "F4:F5": "Từ kỳ trước", "G3:J3": "Đã giải quyết", "G4:G5": "Tổng", "H4:H5": "Trước hạn", "I4:I5": "Đúng hạn",
        "J4:J5": "Quá hạn", "K3:M3": "Đang giải quyết", "K4:K5": "Tổng", "L4:L5": "Trong hạn", "M4:M5": "Quá hạn",
    }.items():  # fmt: skip
        sheet.merge_range(place, words)
    sheet.write_row("D5", ["Trực tuyến", "Trực tiếp + bưu chính"])
    sheet.write_row("A6", [f"({n})" for n in range(1, 14)])
    for line, name in ((7, "Sở A"), (8, "Sở B"), (9, "Tổng cộng")):
        times = 2 if name == "Tổng cộng" else 1
        sheet.write_row(f"A{line}", [line - 6 if times == 1 else "", name])
        sheet.write_row(f"C{line}", [n * times for n in (12, 5, 4, 3, 10, 7, 2, 1, 2, 1, 1)])
    sheet.merge_range("J11:M11", "Lai Châu, ngày 13 tháng 5 năm 2020")
    made.close()
    return data.getvalue()


def test_merged_heads(read):
    """Merged cells over two and three rows are the heads of the columns below them."""
    table = read(merged()).table
    assert (table.layout.key, len(table.items), table.items[0].row) == ("II.06a", 2, 7)
    assert check_table(table) == []
    late = [int(table.total.count(key)) for key in ("received_direct_postal", "resolved_late", "pending_late")]
    assert late == [8, 2, 2]
