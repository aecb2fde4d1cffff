"""Rows of orders: written by pages, moved on by the dispatcher. Decides nothing."""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, insert, literal_column, select, update

from central.fleet.orders import OPEN, OPS, TOLD, WIRE_OPS, Order
from central.store.tables.events import events, streams
from central.store.tables.fleet import orders
from contract.events import CommandDone
from contract.ids import new_id
from contract.lines import LineUnreadable, MeaningUnknown, read_data, read_line

SHOWN = 20
_IS_DONE: Any = literal_column(f"'{CommandDone.TYPE}'")
"""Written out: with a bound value SQLite would not take the index that knows these events alone."""


def add_order(connection: Connection, gateway: str, site: str, key: str, by: str, now_ms: int) -> Order:
    """Queue an order of a kind of `OPS`."""
    kind = OPS[key]
    order = Order(
        str(new_id()), gateway, site, WIRE_OPS.get(key, key), kind.args, "queued", now_ms, by,
        now_ms + kind.expires_s * 1000,
    )  # fmt: skip
    connection.execute(
        insert(orders).values(
            id=order.id, gateway=gateway, site=site, op=order.op, args=json.dumps(order.args), state=order.state,
            created_ms=now_ms, created_by=by, expires_ms=order.expires_ms,
        )
    )  # fmt: skip
    return order


def orders_of(connection: Connection, gateway: str, limit: int = SHOWN) -> list[Order]:
    """The newest orders of a gateway, the newest first."""
    statement = select(orders).where(orders.c.gateway == gateway).order_by(orders.c.created_ms.desc(), orders.c.id)
    return [_order(row) for row in connection.execute(statement.limit(limit))]


def open_orders(connection: Connection) -> list[Order]:
    """Every order that may still be done, the oldest first."""
    statement = select(orders).where(orders.c.state.in_(sorted(OPEN))).order_by(orders.c.created_ms, orders.c.id)
    return [_order(row) for row in connection.execute(statement)]


def order_of(connection: Connection, order: str) -> Order | None:
    """One order by its id."""
    row = connection.execute(select(orders).where(orders.c.id == order)).one_or_none()
    return None if row is None else _order(row)


def change_order(connection: Connection, order: str, **values: Any) -> None:
    """Write columns of one order."""
    connection.execute(update(orders).where(orders.c.id == order).values(**values))


def words_since(connection: Connection, event: int) -> Iterable[tuple[int, str, CommandDone]]:
    """How orders ended, in order of arrival, behind an event's number: number, gateway, what it told."""
    statement = (
        select(events.c.id, streams.c.gateway, events.c.line)
        .join(streams, streams.c.id == events.c.stream_id)
        .where(events.c.type == _IS_DONE, events.c.id > event)
        .order_by(events.c.id)
    )
    for number, gateway, line in connection.execute(statement):
        try:
            told = read_data(read_line(line or b""))
        except (LineUnreadable, MeaningUnknown):
            continue
        if isinstance(told, CommandDone) and told.state in TOLD:
            yield number, gateway, told


def _order(row: Row[Any]) -> Order:
    return Order(
        row.id, row.gateway, row.site, row.op, json.loads(row.args), row.state, row.created_ms, row.created_by,
        row.expires_ms, row.sent_ms, row.ended_ms, None if row.result is None else json.loads(row.result),
    )  # fmt: skip
