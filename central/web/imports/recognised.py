"""What was recognised in a file, in words: titles, head, columns, footnote marks, lines that are no rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from central.imports.file_import import AnyKind, AnyRead
from central.imports.kinds import TableKind
from central.imports.reading.grid import Grid, letter_of
from central.imports.reading.headings import paths
from central.imports.reading.numbers import without_marks
from central.imports.table import ReadList
from kiosk_ui.words import count_text, date_text

MOST_LINES = 12


@dataclass(frozen=True, slots=True)
class ColumnFound:
    """One column of the file: its letter, its head as printed, and what it was taken for."""

    letter: str
    head: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Recognised:
    """Facts about a file. ``skipped``: lines below the head that are no rows, with their number."""

    facts: tuple[tuple[str, str], ...]
    titles: tuple[str, ...]
    columns: tuple[ColumnFound, ...]
    skipped: tuple[str, ...]


def recognised(kind: AnyKind, read: AnyRead) -> Recognised:
    """What to tell about a file that was understood."""
    if isinstance(read, ReadList):
        return _of_list(kind, read)
    heading, table = read.heading, read.table
    columns = tuple(
        ColumnFound(letter_of(place), " › ".join(path), _meaning(place, heading.columns, heading.notes, table.layout))
        for place, path in enumerate(paths(read.grid, heading.start, heading.body - heading.start))
        if path
    )
    marks = _marks(read.grid, heading.body)
    facts = [
        ("Mẫu", table.layout.title),
        ("Kỳ của bảng", f"{date_text(read.period.first)}–{date_text(read.period.last)}"),
        ("Dòng tiêu đề", _lines(heading.start, heading.body - 1)),
        ("Dòng số liệu", f"{count_text(len(table.items))} dòng, {count_text(len(table.rows))} kể cả dòng cộng"),
    ]
    if marks:
        facts.append(("Dấu chú thích đã bỏ", ", ".join(marks)))
    return Recognised(
        tuple(facts), _titles(read.grid, heading.start), columns,
        _skipped(read.grid, heading.body, {row.row for row in table.rows}),
    )  # fmt: skip


def _of_list(kind: AnyKind, read: ReadList) -> Recognised:
    assert not isinstance(kind, TableKind)
    titles = {column.name: (column.heads[0] if column.heads else column.name) for column in kind.columns}
    head = read.grid.rows[read.head_row - 1]
    columns = tuple(
        ColumnFound(letter_of(place), cell.text, titles.get(read.columns.get(place, ""), "không dùng"))
        for place, cell in enumerate(head)
        if not cell.is_empty
    )
    facts = (
        ("Dòng tiêu đề", _lines(read.head_row, read.head_row)),
        ("Số dòng", count_text(len(read.records))),
    )
    rows = {record.row for record in read.records}
    return Recognised(facts, _titles(read.grid, read.head_row), columns, _skipped(read.grid, read.head_row + 1, rows))


def _meaning(place: int, columns: dict[int, str], notes: frozenset[int], layout: object) -> str:
    titled = getattr(layout, "titled", str)
    if place in notes:
        return "ghi chú, không nạp"
    return str(titled(columns[place])) if place in columns else "không dùng"


def _lines(first: int, last: int) -> str:
    return f"dòng {first}" if first == last else f"dòng {first}–{last}"


def _titles(grid: Grid, start: int) -> tuple[str, ...]:
    lines = (" ".join(cell.text for cell in grid.rows[number - 1] if not cell.is_empty) for number in range(1, start))
    return tuple(line for line in lines if line)[:MOST_LINES]


def _skipped(grid: Grid, body: int, rows: set[int]) -> tuple[str, ...]:
    found = []
    for number in range(body, len(grid.rows) + 1):
        text = " · ".join(cell.text for cell in grid.rows[number - 1] if not cell.is_empty)
        if text and number not in rows:
            found.append(f"Dòng {number}: {text[:120]}")
    more = len(found) - MOST_LINES
    return (*found[:MOST_LINES], *((f"và {more} dòng nữa",) if more > 0 else ()))


def _marks(grid: Grid, body: int) -> Sequence[str]:
    """Cells whose text ends in a footnote mark, as printed."""
    found = []
    for number in range(body, len(grid.rows) + 1):
        for place, cell in enumerate(grid.rows[number - 1]):
            if cell.kind == "text" and cell.text and without_marks(cell.text) != cell.text:
                found.append(f"{letter_of(place)}{number} “{cell.text[:30]}”")
    more = len(found) - MOST_LINES
    return [*found[:MOST_LINES], *([f"và {more} ô nữa"] if more > 0 else [])]
