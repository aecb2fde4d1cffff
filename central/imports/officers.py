"""Import of the officers of a centre: who has which code, at which agency, from when to when."""

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
from central.registry.names import fold, overlaps
from central.store.tables import registry as tables

COLUMNS = (
    Column("code", True, ("Mã cán bộ", "Mã", "Mã công chức", "Mã số")),
    Column("name", True, ("Họ và tên", "Họ tên", "Tên cán bộ")),
    Column("agency", heads=("Cơ quan", "Đơn vị", "Cơ quan, đơn vị", "Đơn vị công tác", "Cơ quan công tác")),
    Column("role", heads=("Vai trò", "Nhiệm vụ", "Chính thức/dự phòng")),
    Column("valid_from", heads=("Từ ngày", "Hiệu lực từ", "Từ")),
    Column("valid_to", heads=("Đến ngày", "Đến hết ngày", "Hiệu lực đến", "Đến")),
    Column("employment", heads=("Hình thức làm việc", "Diện", "Đối tượng", "Loại hình")),
)
LONGEST_CODE = 64

ROLES = {
    "principal": "principal",
    "chính thức": "principal",
    "substitute": "substitute",
    "dự phòng": "substitute",
    "thay thế": "substitute",
}
"""Words of the roster -> code. Another role is kept as it is written: centres name posts in their own way."""

EMPLOYMENTS = {
    "civil_servant": "civil_servant",
    "công chức": "civil_servant",
    "public_employee": "public_employee",
    "viên chức": "public_employee",
    "contract": "contract",
    "hợp đồng": "contract",
    "người lao động": "contract",
    "postal": "postal",
    "nhân viên bưu điện": "postal",
    "nhân viên bưu chính": "postal",
    "bưu điện": "postal",
    "bưu chính": "postal",
    "company": "company",
    "nhân viên doanh nghiệp": "company",
    "doanh nghiệp": "company",
}
"""Words for who employs somebody -> code (design §6); another word is kept, and is a finding."""


@dataclass(frozen=True, slots=True)
class OfficerRow:
    """One row as the file states it."""

    row: int
    code: str
    name: str
    agency: str
    role: str
    valid_from: date | None
    valid_to: date | None
    employment: str


def check(records: Sequence[Record], file: str, known: Known) -> Checked:
    """Check every row and every pair of rows. Raises ImportRefused."""
    problems: list[Remark] = []
    rows = [_read(RecordReader(record, problems)) for record in records]
    # Somebody may serve several agencies at a time (design §6), but is one person, and once at each of them.
    problems += clashes(
        (Claim(f"{r.code}\t{fold(r.agency)}", r.code, r.row, r.valid_from, r.valid_to) for r in rows), "code"
    )
    problems += _two_at_a_time(rows)
    if problems:
        raise ImportRefused(file, problems)
    findings = [
        *unknown_agencies(((row.row, row.agency) for row in rows), known),
        *_two_names(rows),
        *_employments(rows),
    ]
    return Checked(len(rows), ((tables.officers, _values(rows)),), tuple(findings))


def _read(reader: RecordReader) -> OfficerRow:
    role, employment = reader.text("role", 64), reader.text("employment", 64)
    start, end = reader.validity()
    return OfficerRow(
        row=reader.row,
        code=reader.text("code", LONGEST_CODE, required=True),
        name=reader.text("name", LONGEST_NAME, required=True),
        agency=reader.text("agency", LONGEST_NAME),
        role=ROLES.get(fold(role), role),
        valid_from=start,
        valid_to=end,
        employment=EMPLOYMENTS.get(fold(employment), employment),
    )


def _two_at_a_time(rows: Sequence[OfficerRow]) -> list[Remark]:
    """Two people with one code on the same day."""
    remarks, earlier = [], dict[str, list[OfficerRow]]()
    for row in rows:
        others = earlier.setdefault(row.code, [])
        for other in others:
            is_then = overlaps((row.valid_from, row.valid_to), (other.valid_from, other.valid_to))
            if is_then and fold(other.name) != fold(row.name) and fold(other.agency) != fold(row.agency):
                remarks.append(
                    Remark(
                        f"mã này cùng lúc là của “{other.name}” ở dòng {other.row}",
                        f"row {other.row} gives this code to “{other.name}” at the same time",
                        row=row.row, column="code", found=row.code,
                    )
                )  # fmt: skip
                break
        others.append(row)
    return remarks


def _two_names(rows: Sequence[OfficerRow]) -> list[Remark]:
    """A code that two people carry one after the other: their ratings would stand in one row."""
    first: dict[str, OfficerRow] = {}
    return [
        Remark(
            f"mã này ở dòng {before.row} là của “{before.name}”; nếu là người khác, hãy cấp mã khác",
            f"row {before.row} gives this code to “{before.name}”; another person needs another code",
            row=row.row,
            column="name",
            found=row.name,
        )
        for row in rows
        if fold((before := first.setdefault(row.code, row)).name) != fold(row.name)
    ]


def _employments(rows: Sequence[OfficerRow]) -> list[Remark]:
    codes = ", ".join(dict.fromkeys(EMPLOYMENTS.values()))
    return [
        Remark(
            "hình thức làm việc chưa biết; dòng vẫn được giữ",
            "an employment that is not known; the row is kept",
            codes,
            row.row,
            "employment",
            row.employment,
        )
        for row in rows
        if row.employment and row.employment not in EMPLOYMENTS.values()
    ]


def _values(rows: Sequence[OfficerRow]) -> list[Values]:
    return [
        {
            "position": position,
            "code": row.code,
            "name": row.name,
            "agency": row.agency,
            "role": row.role,
            "valid_from": text_of(row.valid_from),
            "valid_to": text_of(row.valid_to),
            "employment": row.employment,
        }
        for position, row in enumerate(rows, start=1)
    ]
