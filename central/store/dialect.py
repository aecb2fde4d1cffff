"""The only place with SQL that one database understands and another does not."""

import functools
import itertools
import sqlite3
import time
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Engine,
    Integer,
    LargeBinary,
    Table,
    event,
    false,
    func,
    insert,
    or_,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert

BUSY_TIMEOUT_MS = 30_000
"""How long a writer waits for another one; a rebuild of a large store may take longer than that."""

CACHE_KIB = 64 * 1024
CHECKPOINT_PAGES = 4_000
WRITES = "quayso_writes"
"""Execution option of a connection that will write: takes SQLite's write lock at BEGIN, never half-way."""

_ROWS_TOGETHER = 50
"""Rows in one INSERT: more gain nothing, and these stay below the 999 values that old builds of SQLite take."""

_KEYS_TOGETHER = 200

_MIGRATION_LOCK = 0x7175_6179_736F  # "quayso", an arbitrary key


def prepare(engine: Engine, checkpoints: bool) -> None:
    """Set up every connection of ``engine``.

    checkpoints: whether its connections move the write-ahead log into the file. SQLite before 3.51.3 can
        damage a file when two connections do, so that only the connection of ingest does.
    """
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _record: Any) -> None:
        # The driver would begin transactions by itself, too late for reads and never for DDL.
        connection.isolation_level = None
        pages = CHECKPOINT_PAGES if checkpoints else 0
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        _write_ahead(connection)
        for pragma in ("synchronous=FULL", f"cache_size=-{CACHE_KIB}", f"wal_autocheckpoint={pages}"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch to the write-ahead log; SQLite refuses two that do so together at once, whatever its busy timeout."""
    deadline_s = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline_s:
                raise
        time.sleep(0.01)


def lock_for_migration(connection: Connection) -> None:
    """Let one process change the schema at a time; the lock ends with the transaction."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")


def make_append_only(connection: Connection, table: str) -> None:
    """Let the store itself refuse to change or remove a row of a table, whoever asks."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            f"CREATE FUNCTION {table}_keep() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
        )
        connection.exec_driver_sql(
            f"CREATE TRIGGER {table}_keep BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_keep()"
        )
        return
    for act in ("UPDATE", "DELETE"):
        connection.exec_driver_sql(
            f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def unmake_append_only(connection: Connection, table: str) -> None:
    """Let rows of such a table be removed; within a transaction that makes it append-only again."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"DROP TRIGGER {table}_keep ON {table}")
        connection.exec_driver_sql(f"DROP FUNCTION {table}_keep()")
        return
    for act in ("UPDATE", "DELETE"):
        connection.exec_driver_sql(f"DROP TRIGGER {table}_no_{act.lower()}")


def upsert(connection: Connection, table: Table, keys: tuple[str, ...], **changes: Any) -> Insert:
    """An insert into ``table`` that changes the row already there.

    ``changes`` name columns; a value is a function from the two rows (the stored one, the new one) to an
    SQL expression.
    """
    if connection.dialect.name == "postgresql":
        pg = postgresql.insert(table)
        return pg.on_conflict_do_update(
            index_elements=keys, set_={name: make(table.c, pg.excluded) for name, make in changes.items()}
        )
    lite = sqlite.insert(table)
    return lite.on_conflict_do_update(
        index_elements=keys, set_={name: make(table.c, lite.excluded) for name, make in changes.items()}
    )


def insert_new(connection: Connection, table: Table) -> Insert:
    """An insert that leaves a row already there as it is."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()


def among(connection: Connection, column: Column[bytes], keys: Sequence[bytes]) -> set[bytes]:
    """Those of the keys that stand in a column.

    For SQLite as one statement of always the same length: taking apart a list that grows and shrinks costs
    more than looking the keys up.
    """
    return {row[0] for row in _rows_among(connection, (column,), keys)}


def pairs_among(
    connection: Connection, column: Column[bytes], beside: Column[Any], keys: Sequence[bytes]
) -> Iterator[tuple[bytes, Any]]:
    """Each key that stands in a column, with what stands beside it; asked like `among`."""
    yield from ((row[0], row[1]) for row in _rows_among(connection, (column, beside), keys))


def _rows_among(connection: Connection, columns: tuple[Column[Any], ...], keys: Sequence[bytes]) -> Iterator[Any]:
    """Rows of which the first of the columns is one of the keys."""
    for start in range(0, len(keys), _KEYS_TOGETHER):
        part = keys[start : start + _KEYS_TOGETHER]
        if connection.dialect.name == "sqlite":
            part = (*part, *[part[-1]] * (_KEYS_TOGETHER - len(part))) if len(part) > 1 else tuple(part)
            yield from connection.exec_driver_sql(_plain_lookup(columns, len(part)), part)
        else:
            yield from connection.execute(select(*columns).where(columns[0].in_(part)))


@functools.cache
def _plain_lookup(columns: tuple[Column[Any], ...], keys: int) -> str:
    names = ", ".join(column.name for column in columns)
    return f"SELECT {names} FROM {columns[0].table} WHERE {columns[0].name} IN ({', '.join('?' * keys)})"


def insert_many(
    connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]], columns: tuple[str, ...] | None = None
) -> None:
    """Insert rows given as tuples, in the order of ``columns`` or of all that the table does not count itself.

    For SQLite many rows go into one statement, bound as they are: a dictionary for each row costs as much as
    the insert, and each step of a statement lets go of the interpreter, which others then hold for a while.
    """
    if not rows:
        return
    names = columns or _given_columns(table)
    if connection.dialect.name != "sqlite":
        connection.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])
        return
    together = len(rows) - len(rows) % _ROWS_TOGETHER
    for start in range(0, together, _ROWS_TOGETHER):
        values = tuple(itertools.chain.from_iterable(rows[start : start + _ROWS_TOGETHER]))
        connection.exec_driver_sql(_plain_insert(table, names, _ROWS_TOGETHER), values)
    if together < len(rows):
        connection.exec_driver_sql(_plain_insert(table, names, 1), list(rows[together:]))


def add_many(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows of sums, all columns in their order; where a row with the same key stands, its sums grow.

    For SQLite bound as they are, as in `insert_many`.
    """
    keys = tuple(column.name for column in table.primary_key.columns)
    sums = tuple(column.name for column in table.columns if not column.primary_key)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(_plain_add(table, keys, sums), list(rows))
        return
    growing = {name: functools.partial(_grown, name) for name in sums}
    names = [column.name for column in table.columns]
    connection.execute(upsert(connection, table, keys, **growing), [dict(zip(names, row, strict=True)) for row in rows])


def _grown(name: str, old: Any, new: Any) -> Any:
    return old[name] + new[name]


@functools.cache
def _plain_add(table: Table, keys: tuple[str, ...], sums: tuple[str, ...]) -> str:
    growing = ", ".join(f"{name} = {name} + excluded.{name}" for name in sums)
    return f"{_plain_insert(table, (*keys, *sums), 1)} ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {growing}"


def mistyped(dialect: str, table: Table) -> ColumnElement[bool]:
    """Rows with a value of another type than that of its column, which only SQLite stores."""
    if dialect != "sqlite":
        return false()
    return or_(*(func.typeof(column).not_in(_storage_classes(column)) for column in table.columns))


def _storage_classes(column: Column[Any]) -> tuple[str, ...]:
    number, binary = isinstance(column.type, Integer), isinstance(column.type, LargeBinary)
    own = "integer" if number else "blob" if binary else "text"
    return (own, "null") if column.nullable else (own,)


@functools.cache
def _plain_insert(table: Table, names: tuple[str, ...], rows: int) -> str:
    row = f"({', '.join('?' * len(names))})"
    return f"INSERT INTO {table.name} ({', '.join(names)}) VALUES {', '.join([row] * rows)}"


@functools.cache
def _given_columns(table: Table) -> tuple[str, ...]:
    counted = table.autoincrement_column
    return tuple(column.name for column in table.columns if column is not counted)
