"""Finds the head of a table under its title rows and says which column is which; by lists of known heads only.

A head may stand in up to four rows with merged cells, of which only the first holds the words.
"""

import functools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from central.imports.layouts.model import Layout
from central.imports.reading.grid import Grid, RawCell, letter_of
from central.imports.reading.numbers import without_marks
from central.imports.remarks import Remark
from central.registry.names import fold

DEEPEST_START, HIGHEST = 60, 4
NOTE_HEADS = {"ghi chú", "note", "notes"}

_BRACKETS = re.compile(r"\([^()]*\)")
_FORMULA = re.compile(r"\[?\b\d{1,2}\s*=[\d\s+\-–()]+\]?")
_SIGNS = re.compile(r"[^\w%]+")
_SAME = (("tổng cộng", "tổng"), ("tổng số", "tổng"), ("trễ hạn", "quá hạn"), ("huỷ", "hủy"), ("kì", "kỳ"))
_SAME_POST = ("dịch vụ bưu chính công ích", "bưu chính công ích", "dịch vụ bưu chính", "dịch vụ bcci", "bcci")
_FILLERS = (
    *("hồ sơ", "tthc", "thủ tục hành chính", "số lượng", "trong đó", "chia ra", "số", "hs"),
    *("và", "hoặc", "các", "được", "đã được"),
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A head that was recognised: its layout, which column holds which key, and where the body begins (row from 1)."""

    layout: Layout
    columns: dict[int, str]
    notes: frozenset[int]
    body: int
    unknown: tuple[Remark, ...]
    missing: tuple[str, ...]
    start: int = 1
    """The first row of the head; titles stand above it."""

    @property
    def is_complete(self) -> bool:
        """Whether every needed column is there and nothing stands in a column nobody knows."""
        return not self.unknown and not self.missing


def best_heading(grid: Grid, layout: Layout) -> Heading:
    """The rows of a grid that look most like the head of a layout."""
    known = _known_heads(layout)
    words = _known_words(layout)
    begun = [n for n in range(1, min(len(grid.rows), DEEPEST_START) + 1) if _may_begin(grid.rows[n - 1], words)]
    best: tuple[tuple[int, int, int], Heading] | None = None
    for start in begun or [1]:
        for height in range(1, min(HIGHEST, len(grid.rows) - start + 1) + 1):
            heading = _heading(grid, layout, known, start, height)
            rank = (len(set(heading.columns.values())), -len(heading.unknown), -height)
            if best is None or rank > best[0]:
                best = (rank, heading)
        if best is not None and best[1].is_complete:
            break  # the rows below are the table
    assert best is not None
    return best[1]


@functools.lru_cache(maxsize=4096)
def plain(head: str) -> str:
    """A head without marks, brackets, formulas, signs and words that say nothing, for comparison."""
    text = fold(without_marks(head))
    text = _BRACKETS.sub(" ", _FORMULA.sub(" ", text))
    text = " ".join(_SIGNS.sub(" ", text).split())
    for words in _SAME_POST:
        text = re.sub(rf"(?:\bqua )?\b{words}\b", "bưu chính", text)
    for longer, shorter in _SAME:
        text = re.sub(rf"\b{longer}\b", shorter, text)
    left = text
    for filler in _FILLERS:
        left = re.sub(rf"\b{filler}\b", " ", left)
    left = " ".join(left.split())
    return unicodedata.normalize("NFC", left or text)


@functools.cache
def _known_words(layout: Layout) -> frozenset[str]:
    """Every word for a column or a group: a row with none of them is a title or data."""
    leaves = {leaf for _, leaf in _known_heads(layout)}
    return frozenset(leaves | {plain(word) for words in layout.groups.values() for word in words})


def _may_begin(row: Sequence[RawCell], words: frozenset[str]) -> bool:
    """Two known words at least: "agency" alone stands in every row of a plain file."""
    known = {cell.text for cell in row if cell.text and (plain(cell.text) in words or fold(cell.text) in words)}
    return len(known) > 1


@functools.cache
def _known_heads(layout: Layout) -> dict[tuple[str, str], str]:
    """(group, leaf) -> key; the group "" stands for no known group above, "*" for any."""
    known: dict[tuple[str, str], str] = {}
    for one in layout.fields:
        known[("key", one.key)] = one.key
        for head in one.heads:
            group, leaf = head.split("|")
            known.setdefault((group, plain(leaf) if leaf != "%" else "%"), one.key)
            for word in layout.groups.get(group, ()):
                known.setdefault(("", plain(f"{leaf} {word}")), one.key)
                known.setdefault(("", plain(f"{word} {leaf}")), one.key)
    return known


def _heading(grid: Grid, layout: Layout, known: dict[tuple[str, str], str], start: int, height: int) -> Heading:
    columns: dict[int, str] = {}
    notes: set[int] = set()
    unknown: list[Remark] = []
    for column, path in enumerate(paths(grid, start, height)):
        if not path:
            continue
        key = _key_of(path, layout, known)
        if key is None and plain(path[-1]) in NOTE_HEADS:
            notes.add(column)
        elif key is None:
            unknown.append(_unknown(path, column, start + height - 1))
        elif key in columns.values():
            unknown.append(_twice(path, column, start + height - 1, layout.titled(key)))
        else:
            columns[column] = key
    there = set(columns.values())
    missing = tuple(one.key for one in layout.fields if one.required and one.key not in there)
    return Heading(layout, columns, frozenset(notes), start + height, tuple(unknown), missing, start)


def paths(grid: Grid, start: int, height: int) -> list[list[str]]:
    """The heads over each column from the outermost in; a merged cell lends its words to the cells beside it."""
    lines = [[grid.at(start + level, column).text for column in range(grid.width)] for level in range(height)]
    found: list[list[str]] = []
    full: list[list[str]] = []
    for column in range(grid.width):
        filled: list[str] = []
        for level in range(height):
            text = lines[level][column]
            below = any(lines[deeper][column] for deeper in range(level + 1, height))
            if not text and below and column and full[column - 1][:level] == filled:
                text = full[column - 1][level]
            filled.append(text)
        full.append(filled)
        found.append([text for text in filled if text])
    return found


def _key_of(path: Sequence[str], layout: Layout, known: dict[tuple[str, str], str]) -> str | None:
    if len(path) == 1 and (key := known.get(("key", fold(path[0])))):
        return key
    leaf = plain(path[-1])
    group = next((name for above in reversed(path[:-1]) if (name := _group_of(above, layout))), "")
    # What stands right below a head that is no group is often only half of a name: "Trong kỳ | trực tuyến".
    whole = plain(" ".join(path[-2:]))
    # And what stands in brackets may be a part of it: "Trong kỳ (trực tuyến)".
    inside, whole_inside = plain(_opened(path[-1])), plain(_opened(" ".join(path[-2:])))
    for wanted in (
        (group, leaf), ("*", leaf), ("", leaf) if not group else ("*", whole), ("*", whole), ("", whole),
        (group, inside), ("*", inside), ("*", whole_inside),
    ):  # fmt: skip
        if wanted in known:
            return known[wanted]
    return None


def _opened(head: str) -> str:
    """A head with what stands in its brackets as words; formulas stay in theirs."""
    return re.sub(r"\(([^()=]*[^\W\d_]{2}[^()=]*)\)", r" \1 ", head)


def _group_of(head: str, layout: Layout) -> str:
    folded = plain(head)
    return next((name for name, words in layout.groups.items() if folded in map(plain, words)), "")


def _unknown(path: Sequence[str], column: int, row: int) -> Remark:
    return Remark(
        "không có cột nào tên như vậy trong mẫu", "the layout has no such column",
        row=row, column=letter_of(column), found=" | ".join(path),
    )  # fmt: skip


def _twice(path: Sequence[str], column: int, row: int, title: str) -> Remark:
    return Remark(
        f"cột “{title}” xuất hiện hai lần", "this column stands there twice",
        row=row, column=letter_of(column), found=" | ".join(path),
    )  # fmt: skip
