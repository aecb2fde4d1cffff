"""Proves the daily sums: each is the number of ratings that stand in it."""

import functools
from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, literal, or_, select, union_all

from central.audit.findings import NOWHERE, Finding
from central.projections.rollups import KEY_COLUMNS, PENDING, RollupKey
from central.rules.counting import REPEAT
from central.store.tables import ratings, ratings_daily, streams

SUM = "sum"
IN_NO_FIGURE = (REPEAT, PENDING)
MOST_KEPT = 100_000


class Corrections:
    """How the stored ratings differ from the proved ones, by daily sum, so that a sum is not blamed for them."""

    def __init__(self) -> None:
        self._by_key: dict[RollupKey, int] = {}

    def add(self, key: RollupKey, n: int) -> None:
        """The proved ratings have ``n`` more in this sum than the stored ones."""
        if key[6] not in IN_NO_FIGURE and (key in self._by_key or len(self._by_key) < MOST_KEPT):
            self._by_key[key] = self._by_key.get(key, 0) + n

    def pop(self, key: RollupKey) -> int:
        """The difference of one sum, taken out."""
        return self._by_key.pop(key, 0)

    def rest(self) -> list[tuple[RollupKey, int]]:
        """The differences not taken out."""
        return [(key, n) for key, n in self._by_key.items() if n]


def prove_sums(connection: Connection, corrections: Corrections) -> Iterator[Finding]:
    """Compare every daily sum with the ratings; the database sorts and counts."""
    for *names, stated, counted, rows in connection.execute(_differences()):
        key: RollupKey = tuple(names)
        proved = counted + corrections.pop(key)
        if stated != proved or rows > (1 if proved else 0):
            yield _wrong(connection, key, stated, proved)
    for key, n in corrections.rest():
        stated = _stated(connection, key)
        yield _wrong(connection, key, stated, stated + n)


@functools.cache
def _differences() -> Any:
    daily, nothing = ratings_daily.c, literal(0)
    kept = select(*_columns(daily), daily.n.label("stated"), nothing.label("counted"), literal(1).label("rows"))
    counted = (
        select(*_columns(ratings.c), nothing.label("stated"), func.count().label("counted"), nothing.label("rows"))
        .where(ratings.c.kind.not_in(IN_NO_FIGURE))
        .group_by(*_columns(ratings.c))
    )
    both = union_all(kept, counted).subquery()
    stated_n, counted_n = func.sum(both.c.stated), func.sum(both.c.counted)
    # A row of 0 differs in no sum, and yet is one too many.
    differs = or_(stated_n != counted_n, func.min(both.c.stated + both.c.counted) <= 0)
    return (
        select(*_columns(both.c), stated_n, counted_n, func.sum(both.c.rows))
        .group_by(*_columns(both.c))
        .having(differs)
        .order_by(*_columns(both.c))
    )


def _columns(columns: Any) -> list[ColumnElement[Any]]:
    return [columns[name] for name in KEY_COLUMNS]


def _stated(connection: Connection, key: RollupKey) -> int:
    same = [ratings_daily.c[name] == value for name, value in zip(KEY_COLUMNS, key, strict=True)]
    return connection.execute(select(ratings_daily.c.n).where(*same)).scalar_one_or_none() or 0


def _wrong(connection: Connection, key: RollupKey, stated: int, proved: int) -> Finding:
    where = " ".join(f"{name}={value or '-'}" for name, value in zip(KEY_COLUMNS, key, strict=True))
    line = _newest_line(connection, key)
    return Finding(
        SUM,
        f"tổng ngày [{where}] ghi {stated}, các đánh giá là {proved}; dòng mới nhất của tổng: {line}",
        f"the daily sum states {stated}, the ratings are {proved}; its newest line: {line}",
    )


def _newest_line(connection: Connection, key: RollupKey) -> str:
    """Gateway, stream and seq of the last rating that stands in a sum: where to begin to look."""
    same = [ratings.c[name] == value for name, value in zip(KEY_COLUMNS, key, strict=True)]
    statement = (
        select(streams.c.gateway, streams.c.stream, ratings.c.seq)
        .join(streams, streams.c.id == ratings.c.stream_id)
        .where(*same)
        .order_by(ratings.c.stream_id.desc(), ratings.c.seq.desc())
        .limit(1)
    )
    row = connection.execute(statement).one_or_none()
    return NOWHERE if row is None else f"{row.gateway} {row.stream} {row.seq}"
