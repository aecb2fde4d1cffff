"""Import of the counters of a centre: their numbers, names, zones and the services given there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from central.imports.agencies import ALIAS_SEPARATOR, LONGEST_NAME
from central.imports.cells import RecordReader
from central.imports.kinds import Checked, Known, Values
from central.imports.remarks import ImportRefused, Remark
from central.imports.table import Column, Record
from central.imports.validity import Claim, clashes, text_of
from central.registry.names import tidy
from central.store.tables.figures import counters

COLUMNS = (
    Column("code", True, ("Mã quầy", "Số quầy", "Quầy", "Quầy số", "Mã")),
    Column("name", heads=("Tên quầy",)),
    Column("services", heads=("Dịch vụ", "Các dịch vụ", "Mã dịch vụ", "Lĩnh vực")),
    Column("zone", heads=("Khu vực", "Khu")),
    Column("valid_from", heads=("Từ ngày", "Hiệu lực từ")),
    Column("valid_to", heads=("Đến ngày", "Đến hết ngày", "Hiệu lực đến")),
)


@dataclass(frozen=True, slots=True)
class CounterRow:
    """One counter as the file states it."""

    row: int
    code: str
    name: str
    services: tuple[str, ...]
    zone: str
    valid_from: date | None
    valid_to: date | None


def check(records: Sequence[Record], file: str, known: Known) -> Checked:
    """Check every row and every pair of rows; services that are not known are findings. Raises ImportRefused."""
    problems: list[Remark] = []
    rows = [_read(RecordReader(record, problems)) for record in records]
    problems += clashes((Claim(r.code, r.code, r.row, r.valid_from, r.valid_to) for r in rows), "code")
    if problems:
        raise ImportRefused(file, problems)
    findings = [
        Remark(
            "dịch vụ chưa có trong danh sách services; dòng vẫn được giữ",
            "this service is not in the services list; the row is kept",
            "thêm dịch vụ vào danh sách services / add it to the services list",
            row.row,
            "services",
            code,
        )
        for row in rows
        for code in row.services
        if code not in known.services
    ]
    return Checked(len(rows), ((counters, _values(rows)),), tuple(findings))


def _read(reader: RecordReader) -> CounterRow:
    services = reader.text("services", 2000).split(ALIAS_SEPARATOR)
    start, end = reader.validity()
    return CounterRow(
        row=reader.row,
        code=reader.text("code", 64, required=True),
        name=reader.text("name", LONGEST_NAME),
        services=tuple(dict.fromkeys(code for part in services if (code := tidy(part)))),
        zone=reader.text("zone", 64),
        valid_from=start,
        valid_to=end,
    )


def _values(rows: Sequence[CounterRow]) -> list[Values]:
    return [
        {
            "position": position,
            "code": row.code,
            "name": row.name,
            "services": ALIAS_SEPARATOR.join(row.services),
            "zone": row.zone,
            "valid_from": text_of(row.valid_from),
            "valid_to": text_of(row.valid_to),
        }
        for position, row in enumerate(rows, start=1)
    ]
