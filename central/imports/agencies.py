"""Import of the agencies of a centre: names, aliases, validity, successor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Table

from central.imports.cells import RecordReader
from central.imports.kinds import Checked, Known, Values
from central.imports.remarks import ImportRefused, Remark
from central.imports.table import Column, Record
from central.imports.validity import Claim, clashes, text_of
from central.registry.names import fold, tidy
from central.store.tables import registry as tables

COLUMNS = (
    Column("name", True, ("Tên cơ quan", "Cơ quan", "Tên đơn vị", "Đơn vị", "Tên cơ quan, đơn vị", "Cơ quan, đơn vị")),
    Column("aliases", heads=("Tên khác", "Bí danh", "Tên gọi khác")),
    Column("valid_from", heads=("Từ ngày", "Hiệu lực từ", "Hiệu lực từ ngày")),
    Column("valid_to", heads=("Đến ngày", "Đến hết ngày", "Hiệu lực đến", "Hiệu lực đến ngày")),
    Column("successor", heads=("Cơ quan kế thừa", "Đơn vị kế thừa", "Kế thừa", "Sáp nhập vào")),
)
ALIAS_SEPARATOR = "|"
LONGEST_NAME = 200
_LONGEST_ALIASES = 2000


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """One agency as the file states it."""

    row: int
    name: str
    aliases: tuple[str, ...]
    valid_from: date | None
    valid_to: date | None
    successor: str


def check(records: Sequence[Record], file: str, known: Known) -> Checked:
    """Check every row and every pair of rows; ``known`` is not needed. Raises ImportRefused."""
    problems: list[Remark] = []
    rows = [_read(RecordReader(record, problems)) for record in records]
    problems += clashes(
        (
            Claim(folded, shown, row.row, row.valid_from, row.valid_to)
            for row in rows
            for folded, shown in {fold(name): name for name in (*row.aliases, row.name)}.items()
        ),
        "name",
    )
    if problems:
        raise ImportRefused(file, problems)
    return Checked(len(rows), _values(rows), tuple(_findings(rows)))


def _read(reader: RecordReader) -> AgencyRow:
    name = reader.text("name", LONGEST_NAME, required=True)
    cell = reader.text("aliases", _LONGEST_ALIASES)
    aliases = [alias for part in cell.split(ALIAS_SEPARATOR) if (alias := tidy(part))]
    if any(len(alias) > LONGEST_NAME for alias in aliases):
        reader.wrong("aliases", "có tên quá dài", "an alias is too long", f"{LONGEST_NAME} ký tự/characters")
    start, end = reader.validity()
    return AgencyRow(
        reader.row, name, tuple(dict.fromkeys(aliases)), start, end, reader.text("successor", LONGEST_NAME)
    )


def _findings(rows: Sequence[AgencyRow]) -> list[Remark]:
    names = {fold(name) for row in rows for name in (row.name, *row.aliases)}
    return [
        Remark(
            "cơ quan kế thừa không có trong tệp",
            "the successor is not in the file",
            row=row.row,
            column="successor",
            found=row.successor,
        )
        for row in rows
        if row.successor and fold(row.successor) not in names
    ]


def _values(rows: Sequence[AgencyRow]) -> tuple[tuple[Table, Sequence[Values]], ...]:
    agencies: list[Values] = [
        {
            "position": position,
            "name": row.name,
            "valid_from": text_of(row.valid_from),
            "valid_to": text_of(row.valid_to),
            "successor": row.successor,
        }
        for position, row in enumerate(rows, start=1)
    ]
    aliases: list[Values] = [
        {"position": position, "place": place, "alias": alias}
        for position, row in enumerate(rows, start=1)
        for place, alias in enumerate(row.aliases, start=1)
    ]
    return (tables.agencies, agencies), (tables.agency_aliases, aliases)
