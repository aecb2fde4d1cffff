"""Holds the report against the published table, row by row. Pure: reads the text of the CSV, no file."""

import csv
import io
from dataclasses import dataclass

from simulator.replay.table import Table

APART = ("unlinked", "duplicate", "late", "doubtful", "no_ticket", "other_scale", "set_aside", "undated")
"""Rows below the total that must be empty: every press of the table belongs to an officer."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell of the report that is not what the table says."""

    row: str
    column: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.row}, {self.column}: bảng/table {self.expected}, báo cáo/report {self.found}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came out. ``equal_rows`` counts the officers whose whole row is as published."""

    equal_rows: int
    rows: int
    totals: dict[str, int]
    differences: tuple[Difference, ...]

    @property
    def equal(self) -> bool:
        """Whether report and table are the same in every row and in the totals."""
        return not self.differences and self.equal_rows == self.rows


def compare(table: Table, report_csv: str) -> Comparison:
    """Compare the CSV of `officer-ratings` with the table it was pressed from."""
    found = list(csv.DictReader(io.StringIO(report_csv.removeprefix("\ufeff"), newline="")))
    officers = {row["officer_code"]: row for row in found if row["row_kind"] == "officer"}
    levels = [level.code for level in table.scale.levels]
    differences: list[Difference] = []
    equal_rows = 0
    for row in table.rows:
        code = table.code(row)
        wanted = {"officer": row.officer, "agency": row.agency}
        wanted |= {level: str(count) for level, count in zip(levels, row.counts, strict=True)}
        wanted["ratings"] = str(sum(row.counts))
        of_row = _differences(f"{code} (số/no {row.no})", wanted, officers.pop(code, {}))
        differences += of_row
        equal_rows += not of_row
    differences += _uninvited(officers, found, levels)
    total = next((row for row in found if row["row_kind"] == "total"), {})
    wanted = {level: str(count) for level, count in zip(levels, table.totals, strict=True)}
    differences += _differences("tổng/total", wanted | {"ratings": str(table.presses)}, total)
    totals = {level: int(total.get(level) or 0) for level in levels}
    return Comparison(equal_rows, len(table.rows), totals, tuple(differences))


def _differences(name: str, wanted: dict[str, str], found: dict[str, str]) -> list[Difference]:
    return [
        Difference(name, column, value, found.get(column, "–"))
        for column, value in wanted.items()
        if found.get(column) != value
    ]


def _uninvited(rest: dict[str, dict[str, str]], found: list[dict[str, str]], levels: list[str]) -> list[Difference]:
    """Rows that the table does not have: officers of nobody, and whatever was set apart."""
    differences = [Difference(code, "officer_code", "–", code) for code in rest]
    for row in found:
        kind, ratings = row["row_kind"], row.get("ratings") or "0"
        if kind == "unknown_officer" or (kind in APART and ratings != "0"):
            differences.append(Difference(row["officer_code"] or kind, "ratings", "0", ratings))
    return differences
