"""Small helpers for queries over many keys."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Select

T = TypeVar("T")
AT_ONCE = 1_000
"""Keys in one statement; databases allow a few thousand at least."""


def in_chunks(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """The items, ``size`` at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def rows_in(
    connection: Connection, statement: Select[Any], column: ColumnElement[Any], keys: Iterable[Any]
) -> Iterator[Row[Any]]:
    """The rows of ``statement`` whose ``column`` is one of ``keys``."""
    for part in in_chunks(list(keys), AT_ONCE):
        yield from connection.execute(statement.where(column.in_(part)))
