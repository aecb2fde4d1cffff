"""Finds values of a wrong type, which some databases store: nothing can be proved of tables that hold them."""

import functools
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Dialect, Table, literal, select

from central.audit.findings import Finding
from central.store.dialect import mistyped
from central.store.tables import metadata, streams

TYPE = "type"
_MOST_TOLD = 100


def wrong_types(connection: Connection) -> Iterator[Finding]:
    """Rows that no program of ours wrote, by the place where they say they belong."""
    for table in metadata.sorted_tables:
        for gateway, stream, seq in connection.exec_driver_sql(_places(connection.dialect, table)):
            vi = f"bảng {table.name} có giá trị sai kiểu, không chứng minh được gì thêm"
            en = f"{table.name} holds a value of a wrong type; nothing more can be proved"
            yield Finding(TYPE, vi, en, gateway or "-", stream or "-", seq if isinstance(seq, int) else None)


@functools.cache
def _places(dialect: Dialect, table: Table) -> str:
    # As plain SQL, put together once: a condition for each column costs more to look through than to ask.
    places: Any = select(literal(None), literal(None), literal(None)).select_from(table)
    if "stream_id" in table.columns and "seq" in table.columns:
        columns = (streams.c.gateway, streams.c.stream, table.c.seq)
        places = select(*columns).select_from(table.outerjoin(streams, streams.c.id == table.c.stream_id))
    statement = places.where(mistyped(dialect.name, table)).limit(_MOST_TOLD)
    return str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
