"""Looks at a packed workbook before anything unpacks it: what is far too large, or plays tricks, is refused early."""

import io
import zipfile
import zlib

from central.imports.reading.limits import MAX_PARTS, MAX_RATIO, MAX_UNPACKED_BYTES, RATIO_FROM_BYTES
from central.imports.remarks import ImportRefused, Remark

_XML = (".xml", ".rels")
_DECLARATIONS = tuple("<!DOCTYPE".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be"))


def check_packed(data: bytes, file: str) -> None:
    """Refuse a bomb, a broken or locked archive, and XML with declarations of its own. Raises ImportRefused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            _check_sizes(parts, file)
            if "xl/workbook.xml" not in archive.namelist():
                raise ImportRefused(file, [_not_a_workbook()])
            for part in parts:
                if part.filename.lower().endswith(_XML):
                    # Reading also proves the size: a part longer than it declares fails its checksum.
                    _check_xml(archive.read(part), part.filename, file)
    except ImportRefused:
        raise
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError):
        raise ImportRefused(file, [_not_a_workbook()]) from None


def _check_sizes(parts: list[zipfile.ZipInfo], file: str) -> None:
    total = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or total > MAX_UNPACKED_BYTES:
        megabytes = f"{total / 1024 / 1024:.0f} MB, {len(parts)} phần/parts"
        raise ImportRefused(file, [_bomb(megabytes)])
    for part in parts:
        if part.file_size > RATIO_FROM_BYTES and part.file_size > MAX_RATIO * max(part.compress_size, 1):
            raise ImportRefused(file, [_bomb(f"{part.filename}: 1:{part.file_size // max(part.compress_size, 1)}")])


def _check_xml(content: bytes, name: str, file: str) -> None:
    if any(declaration in content for declaration in _DECLARATIONS):
        remark = Remark(
            "tệp có khai báo DOCTYPE, không phải do phần mềm bảng tính lưu",
            "a part declares a DOCTYPE; no spreadsheet program writes that",
            found=name,
        )
        raise ImportRefused(file, [remark])


def _bomb(found: str) -> Remark:
    return Remark(
        "khi giải nén, tệp lớn bất thường; không mở",
        "unpacked the file is far too large; it was not opened",
        f"≤ {MAX_UNPACKED_BYTES // 1024 // 1024} MB, ≤ 1:{MAX_RATIO}, ≤ {MAX_PARTS} phần/parts",
        found=found,
    )


def _not_a_workbook() -> Remark:
    return Remark(
        "không phải là tệp XLSX đọc được (hỏng, có mật khẩu, hoặc dạng khác); hãy mở bằng Excel và lưu lại",
        "not a readable XLSX file (broken, locked or something else); open it in Excel and save it again",
        "XLSX, CSV UTF-8",
    )
