"""What stands beside a dossier table: busiest and quietest agencies, dossiers by post, online ones by level.

The two latter are imported tables of the same days, or of shorter periods that make them up without a gap.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from central.imports.figure_table import TOTAL, FigureRow, FigureTable
from central.imports.layouts.model import Layout
from central.imports.layouts.others import ONLINE_LEVELS, POSTAL
from central.registry.lists import ListInForce
from central.registry.tables import load_table, tables_in_force
from central.reports.dossier_figures import NOUN, counts_of
from central.reports.dossier_tables import tiling
from central.reports.model import Figure, Finding, ValueList
from central.reports.period import Period
from kiosk_ui.words import count_text

MOST_NAMED = 3
POSTAL_NOUN = "lượt"

BUSIEST, QUIETEST, IDLE = "busiest", "quietest", "idle"
POSTAL_LIST = "postal"
ONLINE_LEVEL = "online_level_"


@dataclass(frozen=True, slots=True)
class Beside:
    """Lists and figures beside the table, what does not fit it, and the imports that were used."""

    lists: tuple[ValueList, ...]
    figures: dict[str, Figure]
    findings: tuple[Finding, ...]
    used: tuple[ListInForce, ...]


def ranked(table: FigureTable) -> tuple[ValueList, ...]:
    """Agencies by what they received anew: most, fewest, and none. Who is equal to the last one named is named too."""
    new = [(row.label, counts_of(row, table)["received_new"]) for row in table.items if row.label]
    active = sorted((one for one in new if one[1]), key=lambda one: -one[1])
    named = min(MOST_NAMED, len(active) // 2)
    lists = []
    if named:
        most = [one for one in active if one[1] >= active[named - 1][1]]
        fewest = [one for one in active if one[1] <= active[-named][1] and one not in most]
        lists.append(ValueList(BUSIEST, "Tiếp nhận mới nhiều nhất", tuple(most), NOUN))
        lists.append(ValueList(QUIETEST, "Tiếp nhận mới ít nhất", tuple(fewest), NOUN))
    idle = tuple(one for one in new if not one[1])
    if idle and active:
        lists.append(ValueList(IDLE, "Không phát sinh hồ sơ mới", idle, NOUN))
    return tuple(one for one in lists if one.values)


def beside_in(connection: Connection, site: str, period: Period, received_online: int | None) -> Beside:
    """The other imported tables of a period. ``received_online``: what the dossier table itself says of it."""
    postal, postal_used = _tables(connection, site, period, POSTAL)
    online, online_used = _tables(connection, site, period, ONLINE_LEVELS)
    lists = [_list(POSTAL_LIST, "Hồ sơ qua dịch vụ bưu chính", postal, _any, POSTAL_NOUN)] if postal else []
    levels = dict.fromkeys(row.text("service_level") for table in online for row in table.items)
    lists += [
        _list(f"{ONLINE_LEVEL}{_key(level)}", f"Trực tuyến {_level(level)}", online, _of_level(level), NOUN)
        for level in levels
    ]
    figures = {one.key: Figure(one.total, "count", source="import") for one in lists}
    findings = tuple(_against_table(lists, received_online))
    return Beside(tuple(lists), figures, findings, (*postal_used, *online_used))


def _tables(
    connection: Connection, site: str, period: Period, layout: Layout
) -> tuple[list[FigureTable], tuple[ListInForce, ...]]:
    held = tiling(tables_in_force(connection, site, layout.key), period)
    used = tuple(ListInForce(one.id, one.kind, one.file, one.sha256) for one in held)
    return [load_table(connection, one, layout).table for one in held], used


def _list(
    key: str, title: str, tables: Sequence[FigureTable], wanted: Callable[[FigureRow], bool], noun: str
) -> ValueList:
    """The rows of the tables by name; the total is the printed one, else the sum."""
    column = tables[0].layout.counted[0]
    values: dict[str, int] = {}
    total = 0
    for table in tables:
        items = [row for row in table.items if wanted(row)]
        for row in items:
            values[row.label] = values.get(row.label, 0) + int(row.count(column))
        printed = next((row for row in table.rows if row.kind == TOTAL and wanted(row)), None)
        total += int(printed.count(column)) if printed else sum(int(row.count(column)) for row in items)
    return ValueList(key, title, tuple(values.items()), noun, total)


def _any(row: FigureRow) -> bool:
    return True


def _of_level(level: str) -> Callable[[FigureRow], bool]:
    return lambda row: row.text("service_level") == level


def _level(text: str) -> str:
    return f"mức độ {text}" if text.isdecimal() else text.lower()


def _key(text: str) -> str:
    """A level as a word for programs: ``3``, ``full``, ``partial``."""
    known = {"toàn trình": "full", "một phần": "partial"}
    return known.get(text.casefold(), "".join(c if c.isascii() and c.isalnum() else "_" for c in text.casefold()))


def _against_table(lists: Sequence[ValueList], received_online: int | None) -> list[Finding]:
    levels = [one for one in lists if one.key.startswith(ONLINE_LEVEL)]
    total = sum(one.total or 0 for one in levels)
    if not levels or received_online is None or total == received_online:
        return []
    terms = " + ".join(count_text(one.total or 0) for one in levels)
    text = (
        f"Bảng trực tuyến theo mức độ cộng được {count_text(total)} ({terms}); "
        f"bảng hồ sơ ghi tiếp nhận trực tuyến {count_text(received_online)}; "
        f"chênh lệch {count_text(total - received_online)}."
    )
    return [Finding("online_levels_differ", text)]
