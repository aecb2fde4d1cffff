"""The daily sums of ratings: changes are gathered in memory and written once per transaction."""

from collections.abc import Iterable

from sqlalchemy import Connection, and_, bindparam, delete

from central.rules.counting import REPEAT
from central.store.dialect import upsert
from central.store.tables import ratings_daily

RollupKey = tuple[str, str, str, str, str, str, str, str]
"""Site, day, officer, counter, scale, level, kind, channel."""

KEY_COLUMNS = tuple(column.name for column in ratings_daily.primary_key.columns)
PENDING = ""
"""`kind` of a row in the same transaction before its group is judged."""

_IN_NO_FIGURE = frozenset((REPEAT, PENDING))


class Rollups:
    """Changes to `ratings_daily` within one transaction."""

    def __init__(self) -> None:
        self.changes: dict[RollupKey, int] = {}

    def add(self, key: RollupKey, n: int) -> None:
        """``n`` more (or fewer) ratings; those of a kind that stands in no figure are left out."""
        if key[6] not in _IN_NO_FIGURE:
            self.changes[key] = self.changes.get(key, 0) + n

    def write(self, connection: Connection) -> None:
        """Bring the changes into the table; rows that come to 0 are deleted."""
        changed = [(key, n) for key, n in self.changes.items() if n]
        if changed:
            statement = upsert(connection, ratings_daily, KEY_COLUMNS, n=lambda old, new: old.n + new.n)
            connection.execute(statement, [_values(key) | {"n": n} for key, n in changed])
        shrunk = [key for key, n in changed if n < 0]
        if shrunk:
            _delete_zeros(connection, shrunk)
        self.changes.clear()


def _delete_zeros(connection: Connection, keys: Iterable[RollupKey]) -> None:
    same = [column == bindparam(f"b_{column.name}") for column in ratings_daily.primary_key.columns]
    statement = delete(ratings_daily).where(and_(*same, ratings_daily.c.n == 0))
    connection.execute(statement, [{f"b_{name}": value for name, value in _values(key).items()} for key in keys])


def _values(key: RollupKey) -> dict[str, str | int]:
    return dict(zip(KEY_COLUMNS, key, strict=True))
