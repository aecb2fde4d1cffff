"""Headline figures that were published for an earlier period, as they were imported (kind `figures`)."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection

from central.imports.layouts.others import FIGURES
from central.registry.lists import ListInForce
from central.registry.tables import load_table, tables_in_force
from central.reports.figure_names import key_of
from central.reports.period import Period
from central.reports.statistics import percent

_PERCENT = ("%", "percent", "phần trăm")


@dataclass(frozen=True, slots=True)
class Published:
    """A figure as it was published, and the import it stands in."""

    value: int | Decimal
    is_percent: bool
    held: ListInForce


def published_in(connection: Connection, site: str, period: Period) -> dict[str, Published]:
    """What was published for exactly these days, by the name of the figure; of two imports the later one."""
    found: dict[str, Published] = {}
    for held in tables_in_force(connection, site, FIGURES.key):
        if (held.first, held.last) != (period.first, period.last):
            continue
        used = ListInForce(held.id, held.kind, held.file, held.sha256)
        for row in load_table(connection, held, FIGURES).table.rows:
            value, key = row.value("value"), key_of(row.label)
            if value is None or key is None:
                continue
            is_percent = row.text("unit").casefold() in _PERCENT
            found[key] = Published(_value(value, is_percent, row.value("numerator"), row.value("denominator")),
                                   is_percent, used)  # fmt: skip
    return found


def _value(value: Decimal, is_percent: bool, part: Decimal | None, whole: Decimal | None) -> int | Decimal:
    """A percent by its counts where they were published too, else with the places it was printed with."""
    if not is_percent:
        return int(value) if value == value.to_integral_value() else value
    exact = percent(int(part), int(whole)) if part is not None and whole else None
    return value if exact is None else exact
