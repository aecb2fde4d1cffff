"""Opens the bytes of a table by what they are, not by the name of the file."""

import io
import zipfile

from central.imports.reading.grid import Grid
from central.imports.reading.limits import MAX_BYTES
from central.imports.reading.text_file import read_text
from central.imports.reading.workbook import read_workbook
from central.imports.remarks import ImportRefused, Remark

_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF = b"%PDF-"
_ALLOWED = "XLSX, CSV UTF-8"


def open_table(data: bytes, file: str, sheet: str | None = None) -> Grid:
    """The grid of a file. ``sheet`` names the sheet of a workbook. Raises ImportRefused."""
    if len(data) > MAX_BYTES:
        raise ImportRefused(file, [Remark("tệp lớn hơn 10 MB", "the file is larger than 10 MB", "≤ 10 MB")])
    grid = open_packed(data, file, sheet) or read_text(data, file)
    if not any(not cell.is_empty for row in grid.rows for cell in row):
        raise ImportRefused(grid.name, [Remark("tệp không có dòng nào", "the file is empty")])
    return grid


def open_packed(data: bytes, file: str, sheet: str | None = None) -> Grid | None:
    """The grid of a workbook; None for what may be a text. Raises ImportRefused for every other kind of file."""
    if data.startswith(_OLD_OFFICE):
        raise ImportRefused(file, [_old_office()])
    if data.startswith(_PDF):
        raise ImportRefused(file, [_no_table("tệp PDF", "a PDF file")])
    if data.startswith(_ZIP):
        if (other := _other_package(data)) is not None:
            raise ImportRefused(file, [other])
        return read_workbook(data, file, sheet)
    if sheet is not None:
        remark = Remark("tệp CSV không có trang tính: bỏ --sheet", "a CSV file has no sheets: leave --sheet out")
        raise ImportRefused(file, [remark])
    return None


def _other_package(data: bytes) -> Remark | None:
    """What is said about a package that is no workbook of Excel's, by what lies in it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist()[:2000])
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError):
        return None
    if "xl/workbook.bin" in names:
        return _save_as("tệp XLSB", "an XLSB file")
    if "content.xml" in names:
        return _save_as("tệp ODS của LibreOffice", "an ODS file of LibreOffice")
    if "word/document.xml" in names:
        return _no_table("tệp Word", "a Word file")
    if "xl/workbook.xml" not in names and "[Content_Types].xml" not in names:
        return Remark(
            "tệp nén (ZIP); hãy giải nén rồi chọn tệp bảng tính ở trong",
            "an archive; unpack it and choose the spreadsheet in it",
            _ALLOWED,
        )
    return None


def _save_as(what_vi: str, what_en: str) -> Remark:
    return Remark(
        f"{what_vi}; hãy mở bằng Excel hoặc LibreOffice, chọn “Lưu thành”, kiểu “Excel 2007–365 (.xlsx)”, rồi nạp lại",
        f"{what_en}; open it in Excel or LibreOffice, save it as XLSX and import that",
        _ALLOWED,
    )


def _no_table(what_vi: str, what_en: str) -> Remark:
    return Remark(
        f"{what_vi} không phải bảng tính; hãy xin tệp Excel gốc, hoặc chép bảng sang Excel và lưu thành XLSX",
        f"{what_en} is no spreadsheet; ask for the original, or copy the table to Excel and save it as XLSX",
        _ALLOWED,
    )


def _old_office() -> Remark:
    return Remark(
        "tệp XLS kiểu cũ hoặc có mật khẩu; hãy mở bằng Excel hoặc LibreOffice và lưu thành XLSX không mật khẩu",
        "an old XLS file or one with a password; open it and save it as XLSX without one",
        _ALLOWED,
    )
