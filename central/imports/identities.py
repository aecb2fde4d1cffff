"""Checks every identity that a layout implies. Pure: a table goes in, what does not add up comes out.

Printed values are never changed; a sound table gives nothing.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from central.imports.figure_table import DETAIL, GROUP, PERCENT, TOTAL, ZERO, FigureRow, FigureTable
from central.imports.groups import details_of, members_of
from central.imports.layouts.model import Part, Sum
from central.imports.mismatch import Mismatch, gap_text, number_text, terms_text
from central.imports.percents import percent_column_findings, percent_row_findings
from central.registry.names import fold
from central.reports.words import ROW_LABELS

SCOPES = (",", ";", "+")


def check_table(table: FigureTable) -> list[Mismatch]:
    """Everything in one table that does not add up, in the order of its rows."""
    counted = [row for row in table.rows if row.kind != PERCENT]
    found = [
        *(mismatch for row in counted for mismatch in _row_findings(table, row)),
        *_group_findings(table),
        *_total_findings(table),
        *_twice(table),
        *percent_row_findings(table),
        *percent_column_findings(table),
    ]
    return sorted(found, key=lambda mismatch: mismatch.row)


def name_of(table: FigureTable, row: FigureRow) -> str:
    """How findings call a row: what is printed, or what its kind is called."""
    scope = row.text(table.layout.scope) if table.layout.scope else ""
    name = row.label or (ROW_LABELS[TOTAL] if row.kind == TOTAL else f"Dòng {row.no or row.row}")
    return f"{name} ({table.layout.titled(table.layout.scope).lower()} {scope})" if scope else name


def _row_findings(table: FigureTable, row: FigureRow) -> Iterable[Mismatch]:
    for one in table.layout.sums:
        if (mismatch := _sum_finding(table, row, one)) is not None:
            yield mismatch
    for part in table.layout.parts:
        if (mismatch := _part_finding(table, row, part)) is not None:
            yield mismatch


def _sum_finding(table: FigureTable, row: FigureRow, one: Sum) -> Mismatch | None:
    parts = [key for key in one.parts if key in table.columns]
    terms = [row.count(key) for key in parts]
    printed, computed = row.count(one.total), sum(terms, ZERO)
    if printed == computed or row.value(one.total) is None and not any(terms):
        return None
    gap = printed - computed
    layout = table.layout
    same = _equal_cells(table, row, gap, {one.total, *parts})
    text = (
        f"{name_of(table, row)}, cột {layout.titled(one.total)} ghi {number_text(printed)}; cộng các cột thành phần "
        f"được {number_text(computed)}{terms_text(terms)}; chênh lệch {gap_text(gap)}"
    )
    if same:
        text += f", bằng đúng cột {', '.join(layout.titled(key) for key in same)}"
    text += f" [cột thành phần: {'; '.join(layout.titled(key) for key in parts)}]"
    return Mismatch("row", row.row, one.total, text, "the row does not add up", gap, same)


def _equal_cells(table: FigureTable, row: FigureRow, gap: Decimal, inside: set[str]) -> tuple[str, ...]:
    """Columns of the row with just the gap in them: first those outside the sum, else a part left out or doubled."""
    equal = [key for key in table.counted if row.value(key) == abs(gap)]
    outside = tuple(key for key in equal if key not in inside)
    return outside or tuple(equal)


def _part_finding(table: FigureTable, row: FigureRow, one: Part) -> Mismatch | None:
    part, whole = row.value(one.part), row.value(one.whole)
    if part is None or whole is None or part <= whole:
        return None
    layout = table.layout
    text = (
        f"{name_of(table, row)}, cột {layout.titled(one.part)} ghi {number_text(part)}, lớn hơn cột "
        f"{layout.titled(one.whole)} ghi {number_text(whole)}; chênh lệch {gap_text(part - whole)}"
    )
    return Mismatch("part", row.row, one.part, text, "a part is larger than its whole", part - whole)


def _total_findings(table: FigureTable) -> list[Mismatch]:
    return [
        mismatch
        for total in table.of_kind(TOTAL)
        for mismatch in _column_findings(table, total, _added_up(table, total))
    ]


def _added_up(table: FigureTable, total: FigureRow) -> list[FigureRow]:
    """The rows that a total row adds up: all, or those of its scope ("3,4": of level 3 and of level 4)."""
    scope = total.text(table.layout.scope) if table.layout.scope else ""
    wanted = _scopes(scope)
    return [row for row in table.items if not wanted or fold(row.text(table.layout.scope)) in wanted]


def _scopes(text: str) -> set[str]:
    for sign in SCOPES[1:]:
        text = text.replace(sign, SCOPES[0])
    return {fold(part) for part in text.split(SCOPES[0]) if part.strip()}


def _group_findings(table: FigureTable) -> list[Mismatch]:
    """Group rows against the rows that they add up, and rows against the details below them."""
    found: list[Mismatch] = []
    for place, row in enumerate(table.rows):
        if row.kind == GROUP:
            readings = [_column_findings(table, row, members) for members in members_of(table, place)]
            # A row below its block does not say where that begins: any place at which it adds up is sound.
            best: list[Mismatch] = min(readings, key=len, default=[])
            found += best
        elif row.kind in (table.layout.item, DETAIL) and (details := details_of(table, place)):
            found += _column_findings(table, row, details)
    return found


def _column_findings(table: FigureTable, total: FigureRow, rows: Sequence[FigureRow]) -> list[Mismatch]:
    """Every column of a row that adds others up."""
    found = []
    for key in table.counted:
        terms = [row.count(key) for row in rows]
        printed, computed = total.count(key), sum(terms, ZERO)
        if printed == computed:
            continue
        gap = printed - computed
        same = tuple(name_of(table, row) for row in rows if row.value(key) == abs(gap))
        text = (
            f"{name_of(table, total)}, cột {table.layout.titled(key)} ghi {number_text(printed)}; cộng các dòng được "
            f"{number_text(computed)}{terms_text(terms)}; chênh lệch {gap_text(gap)}"
        )
        if same:
            text += f", bằng đúng dòng {', '.join(same[:3])}"
        kind = "column" if total.kind == TOTAL else "group"
        found.append(
            Mismatch(kind, total.row, key, text, "the column does not add up", gap, same)  # type: ignore[arg-type]
        )
    return found


def _twice(table: FigureTable) -> list[Mismatch]:
    """Rows about one thing that stands in the table before."""
    if not table.layout.one_of_each:
        return []
    first: dict[tuple[str, str], FigureRow] = {}
    found = []
    for row in table.items:
        key = (fold(row.label), fold(row.text(table.layout.scope)) if table.layout.scope else "")
        before = first.setdefault(key, row)
        if before is not row:
            text = f"{name_of(table, row)} đã có ở dòng {before.row}; cả hai dòng được giữ và đều được cộng"
            found.append(Mismatch("twice", row.row, table.layout.label, text, "two rows of one name", ZERO))
    return found
