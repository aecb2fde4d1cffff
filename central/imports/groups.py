"""Which rows a group row adds up: by the numbers and words people give them, above or below their members. Pure."""

import re
from collections.abc import Sequence

from central.imports.figure_table import DETAIL, GROUP, TOTAL, FigureRow, FigureTable
from central.registry.names import fold

ROMAN = re.compile(r"(?:[IVX]{1,5}|[A-HĐ])\.?")
_LETTER = re.compile(r"[A-HĐ]\.?")
_BELOW = re.compile(r"(?:tổng|cộng|tiểu)\b")
_OPEN = "trong đó"
_BULLETS = {"-": 8, "–": 8, "+": 9, "•": 8, "*": 8}
_SMALL = re.compile(r"[a-zđ][.)]?")
_DOTTED = re.compile(r"\d{1,3}(?:\.\d{1,3})+\.?")

Members = list[FigureRow]


def depth_of(no: str, label: str = "") -> int:
    """How deep a row lies below a numbered one: 0 for none, by ``1.1``, ``a)``, ``-`` or a dash before its name."""
    if _DOTTED.fullmatch(no):
        return no.strip(".").count(".")
    if _SMALL.fullmatch(no):
        return 7
    if no in _BULLETS:
        return _BULLETS[no]
    return _BULLETS.get(label[:1], 0) if not no and label[1:2] in (" ", "") else 0


def is_below(row: FigureRow) -> bool:
    """Whether a group row stands below what it adds up: "Cộng khối sở", "Tổng cấp huyện"."""
    return row.kind == GROUP and not ROMAN.fullmatch(row.no) and bool(_BELOW.match(fold(row.label or row.no)))


def members_of(table: FigureTable, place: int) -> list[Members]:
    """The rows that the group row at a place may add up; the first is the likeliest."""
    if is_below(table.rows[place]):
        return _above(table, place)
    found = _under(table, place)
    return [found] if found else []


def details_of(table: FigureTable, place: int) -> Members:
    """The rows one step below a row, which make it up; none where they are only some ("trong đó")."""
    rows = table.rows
    own = depth_of(rows[place].no, rows[place].label) if rows[place].kind == DETAIL else 0
    below: Members = []
    for row in rows[place + 1 :]:
        if row.kind != DETAIL or depth_of(row.no, row.label) <= own:
            break
        below.append(row)
    if not below or any(fold(row.label).lstrip("-+• ").startswith(_OPEN) for row in below):
        return []
    first = depth_of(below[0].no, below[0].label)
    return [row for row in below if depth_of(row.no, row.label) == first]


def _under(table: FigureTable, place: int) -> Members:
    """The items from a group row to the next one of its rank or higher."""
    ranks = _ranks(table)
    own = ranks[style_of(table.rows[place])]
    members: Members = []
    for row in table.rows[place + 1 :]:
        if row.kind == TOTAL or (_heads(row, table) and ranks[style_of(row)] <= own):
            break
        if row.kind == table.layout.item:
            members.append(row)
    return members


def _above(table: FigureTable, place: int) -> list[Members]:
    """The items above a row, back to each place where its block may begin: the nearest such place first."""
    rows = table.rows
    starts = [0]
    for number, row in enumerate(rows[:place]):
        if row.kind in (GROUP, TOTAL):
            starts.append(number + 1)
        elif row.kind == table.layout.item and row.no.rstrip(".") == "1":
            starts.append(number)
    found: list[Members] = []
    for start in sorted(set(starts), reverse=True):
        members = [row for row in rows[start:place] if row.kind == table.layout.item]
        if members and (not found or len(members) > len(found[-1])):
            found.append(members)
    return found


def style_of(row: FigureRow) -> str:
    """How a row is numbered: ``letter``, ``roman``, or ``name`` for anything else."""
    if _LETTER.fullmatch(row.no):
        return "letter"
    return "roman" if ROMAN.fullmatch(row.no) else "name"


def _heads(row: FigureRow, table: FigureTable) -> bool:
    """Whether a row begins a group, or stands in the place of one: "II. Công an tỉnh" without rows below it."""
    return (row.kind == GROUP and not is_below(row)) or (
        row.kind == table.layout.item and ROMAN.fullmatch(row.no) is not None
    )


def _ranks(table: FigureTable) -> dict[str, int]:
    """The styles of group rows, the outermost first: the one that stands first in the table."""
    styles: Sequence[str] = [style_of(row) for row in table.rows if _heads(row, table)]
    return {style: rank for rank, style in enumerate(dict.fromkeys(styles))}
