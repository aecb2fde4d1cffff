"""Opens the bytes of a table by what they are, not by the name of the file."""

from central.imports.reading.grid import Grid
from central.imports.reading.text_file import read_text
from central.imports.reading.workbook import read_workbook
from central.imports.remarks import ImportRefused, Remark
from central.imports.table import MAX_BYTES

_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def open_table(data: bytes, file: str, sheet: str | None = None) -> Grid:
    """The grid of a file. ``sheet`` names the sheet of a workbook. Raises ImportRefused."""
    if len(data) > MAX_BYTES:
        raise ImportRefused(file, [Remark("tệp lớn hơn 10 MB", "the file is larger than 10 MB", "≤ 10 MB")])
    if data.startswith(_OLD_OFFICE):
        remark = Remark(
            "tệp XLS kiểu cũ hoặc có mật khẩu; hãy mở bằng Excel và lưu thành XLSX không mật khẩu",
            "an old XLS file or one with a password; open it in Excel and save it as XLSX without one",
            "XLSX, CSV UTF-8",
        )
        raise ImportRefused(file, [remark])
    if data.startswith(_ZIP):
        grid = read_workbook(data, file, sheet)
    elif sheet is not None:
        remark = Remark("tệp CSV không có trang tính: bỏ --sheet", "a CSV file has no sheets: leave --sheet out")
        raise ImportRefused(file, [remark])
    else:
        grid = read_text(data, file)
    if not any(not cell.is_empty for row in grid.rows for cell in row):
        raise ImportRefused(grid.name, [Remark("tệp không có dòng nào", "the file is empty")])
    return grid
