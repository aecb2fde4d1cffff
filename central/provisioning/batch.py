"""Many devices from one table: `site,counters,roles,wiring,gateway,host,address,router,dns,proxy,days`. Pure.

All rows or none: what is wrong is said with its line before anything is made.
"""

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, cast

from central.provisioning.devices import ROLES, Network
from central.provisioning.orders import Order, OrderWrong, check_order

COLUMNS = ("site", "counters", "roles", "wiring", "gateway", "host", "address", "router", "dns", "proxy", "days")
NEEDED = ("site", "roles")
MOST_ROWS = 2000


@dataclass(frozen=True, slots=True)
class RowWrong:
    """A line that cannot be used."""

    line: int
    vi: str
    en: str

    def __str__(self) -> str:
        return f"dòng {self.line}: {self.vi} / line {self.line}: {self.en}"


def read_batch(text: str, sites: Collection[str], central_host: str | None) -> tuple[list[Order], list[RowWrong]]:
    """The orders of a table, and everything that is wrong with it."""
    try:
        dialect = ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
        rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=dialect, strict=True)
        heads = [head.strip() for head in rows.fieldnames or []]
        rows.fieldnames = heads
        wrong = _heads_wrong(heads)
        if wrong:
            return [], wrong
        return _orders(rows, sites, central_host)
    except csv.Error as error:
        return [], [RowWrong(1, f"không đọc được bảng: {error}", f"the table cannot be read: {error}")]


def _heads_wrong(heads: list[str]) -> list[RowWrong]:
    unknown = [head for head in heads if head not in COLUMNS]
    missing = [name for name in NEEDED if name not in heads]
    wrong = [RowWrong(1, f"không có cột “{head[:40]}”", "unknown column") for head in unknown]
    return wrong + [RowWrong(1, f"thiếu cột “{name}”", f"the column “{name}” is missing") for name in missing]


def _orders(rows: Any, sites: Collection[str], central_host: str | None) -> tuple[list[Order], list[RowWrong]]:
    orders: list[Order] = []
    wrong: list[RowWrong] = []
    names: set[str] = set()
    for row in rows:
        if len(orders) + len(wrong) >= MOST_ROWS:
            wrong.append(RowWrong(rows.line_num, f"quá {MOST_ROWS} dòng", f"more than {MOST_ROWS} rows"))
            break
        if None in row:
            wrong.append(RowWrong(rows.line_num, "nhiều ô hơn số cột", "more cells than columns"))
            continue
        cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
        if not any(cells.values()):
            continue
        try:
            order = _order(cells)
            check_order(order, sites, central_host)
            if order.gateway and order.gateway in names:
                raise OrderWrong("gateway", f"mã “{order.gateway}” ghi hai lần", "this id stands there twice")
            names.add(order.gateway)
            orders.append(order)
        except OrderWrong as error:
            wrong.append(RowWrong(rows.line_num, error.vi, error.en))
    if not orders and not wrong:
        wrong.append(RowWrong(2, "bảng không có dòng nào", "the table has no rows"))
    return orders, wrong


def _order(cells: dict[str, str]) -> Order:
    roles = _list(cells["roles"])
    for role in roles:
        if role not in ROLES:
            raise OrderWrong("roles", f"không có việc “{role[:20]}”: {', '.join(ROLES)}", f"no role “{role[:20]}”")
    if cells["days"] and not (cells["days"].isascii() and cells["days"].isdecimal() and len(cells["days"]) < 4):
        raise OrderWrong("days", "số ngày từ 1 đến 365", "1 to 365 days")
    network = Network(cells["address"], cells["router"], _list(cells["dns"]), cells["proxy"])
    return Order(
        site=cells["site"],
        roles=cast(Any, roles),
        counters=_list(cells["counters"]),
        wiring=cells["wiring"] or "gpio",
        gateway=cells["gateway"],
        host=cells["host"],
        network=network,
        days=int(cells["days"] or 0),
    )


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace("|", " ").split() if part.strip())
