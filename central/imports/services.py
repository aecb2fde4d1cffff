"""Import of the services of a centre: what people come for, whose it is, and the letters of its tickets."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from central.imports.agencies import LONGEST_NAME
from central.imports.cells import RecordReader
from central.imports.kinds import Checked, Known, Values
from central.imports.remarks import ImportRefused, Remark
from central.imports.table import Column, Record
from central.imports.unknown_agencies import unknown_agencies
from central.imports.validity import Claim, clashes, text_of
from central.store.tables import registry as tables

COLUMNS = (
    Column("code", True, ("Mã dịch vụ", "Mã", "Mã lĩnh vực", "Mã thủ tục")),
    Column("name", True, ("Tên dịch vụ", "Dịch vụ", "Tên lĩnh vực", "Lĩnh vực", "Tên thủ tục")),
    Column("prefix", heads=("Chữ đầu", "Chữ đầu số thứ tự", "Tiền tố", "Ký hiệu")),
    Column("agency", heads=("Cơ quan", "Đơn vị", "Cơ quan phụ trách", "Đơn vị phụ trách")),
    Column("valid_from", heads=("Từ ngày", "Hiệu lực từ")),
    Column("valid_to", heads=("Đến ngày", "Đến hết ngày", "Hiệu lực đến")),
    Column("need", heads=("Nhu cầu", "Mục đích", "Loại việc")),
)
NEEDS = {
    "submit": "submit",
    "nộp hồ sơ": "submit",
    "collect": "collect",
    "nhận kết quả": "collect",
    "ask": "ask",
    "hỏi, hướng dẫn": "ask",
    "other": "other",
    "khác": "other",
}
"""Words -> the needs of ``ticket.issued`` (design §4.4)."""

_PREFIX = re.compile(r"[A-ZĐ0-9]{0,4}")
_PREFIX_ALLOWED = "A–Z, Đ, 0–9; 1–4 ký tự/characters"


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """One service as the file states it."""

    row: int
    code: str
    name: str
    prefix: str
    agency: str
    valid_from: date | None
    valid_to: date | None
    need: str


def check(records: Sequence[Record], file: str, known: Known) -> Checked:
    """Check every row and every pair of rows. Raises ImportRefused."""
    problems: list[Remark] = []
    rows = [_read(RecordReader(record, problems)) for record in records]
    problems += clashes((Claim(r.code, r.code, r.row, r.valid_from, r.valid_to) for r in rows), "code")
    if problems:
        raise ImportRefused(file, problems)
    findings = unknown_agencies(((row.row, row.agency) for row in rows), known)
    return Checked(len(rows), ((tables.services, _values(rows)),), tuple(findings))


def _read(reader: RecordReader) -> ServiceRow:
    prefix = reader.text("prefix", 8)
    if not _PREFIX.fullmatch(prefix):
        reader.wrong("prefix", "không phải chữ in hoa, chữ số", "not capitals or digits", _PREFIX_ALLOWED)
    start, end = reader.validity()
    return ServiceRow(
        row=reader.row,
        code=reader.text("code", 64, required=True),
        name=reader.text("name", LONGEST_NAME, required=True),
        prefix=prefix,
        agency=reader.text("agency", LONGEST_NAME),
        valid_from=start,
        valid_to=end,
        need=reader.choice("need", NEEDS),
    )


def _values(rows: Sequence[ServiceRow]) -> list[Values]:
    return [
        {
            "position": position,
            "code": row.code,
            "name": row.name,
            "prefix": row.prefix,
            "agency": row.agency,
            "valid_from": text_of(row.valid_from),
            "valid_to": text_of(row.valid_to),
            "need": row.need,
        }
        for position, row in enumerate(rows, start=1)
    ]
