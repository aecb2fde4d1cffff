"""Compares the stored rows of some lines with those that their bytes give."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Row, Table, select

MISSING_ROW = "missing"
OTHER_ROW = "other"
EXTRA_ROW = "extra"

Rows = Mapping[int, tuple[Any, ...]]
"""Rows of one table and stream by seq."""


def stored_rows(connection: Connection, table: Table, stream_id: int, first: int, last: int) -> dict[int, Row[Any]]:
    """The rows of ``table`` for lines ``first`` to ``last`` of a stream."""
    statement = select(table).where(table.c.stream_id == stream_id, table.c.seq >= first, table.c.seq <= last)
    return {row.seq: row for row in connection.execute(statement)}


def differences(
    expected: Rows, stored: Mapping[int, Row[Any]], is_exempt: Callable[[int], bool], core: Callable[[Any], Any]
) -> Iterator[tuple[int, str]]:
    """Places whose row is missing, another one, or too many; ``core`` takes of a row what its line decides."""
    for seq, row in expected.items():
        there = stored.get(seq)
        if there is None:
            yield seq, MISSING_ROW
        elif core(tuple(there)) != core(row):
            yield seq, OTHER_ROW
    for seq in stored:
        if seq not in expected and not is_exempt(seq):
            yield seq, EXTRA_ROW
