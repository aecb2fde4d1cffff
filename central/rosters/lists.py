"""Edits of the lists (services, officers, counters) by a page: each makes a new version of the list, as imports do.

So every edit goes through the checks of imports, stands in their history with who and when, and overwrites nothing.
"""

import csv
import io
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, select

from central.imports.file_import import Asked, SourceFile, StoreChanged, read_source, state_of, store
from central.imports.history import LISTS
from central.imports.kinds import ImportKind
from central.imports.registry import IMPORTS
from central.imports.remarks import ImportRefused, Remark
from central.people.roles import Person
from central.registry.lists import lists_in_force
from central.rosters.days import Stretch, day_before, stored_stretch
from central.rosters.refusal import EditRefused
from central.store.engine import reading

FILE = "sua-tren-trang-phan-cong.csv"
"""The name under which a version made by an edit stands in the history."""

KINDS = ("services", "officers", "counters")
Row = dict[str, str]
Edit = Callable[[list[Row]], list[Row]]
Also = Callable[[Connection], None]


def rows_in_force(connection: Connection, site: str, kind: str) -> list[Row]:
    """The rows of a list as it is, by column name, in its order."""
    held = lists_in_force(connection, site, (kind,)).get(kind)
    if held is None:
        return []
    table, _ = LISTS[kind]
    names = [column.name for column in _kind(kind).columns]
    rows = connection.execute(select(table).where(table.c.import_id == held.id).order_by(table.c.position)).mappings()
    return [{name: str(row[name]) for name in names} for row in rows]


def edit_list(engine: Engine, site: str, kind: str, edit: Edit, who: Person, also: Also) -> None:
    """Make the next version of a list. ``also`` writes in the same transaction. Raises EditRefused."""
    known = _kind(kind)
    with reading(engine) as connection:
        state = state_of(connection, site, known)
        rows = edit(rows_in_force(connection, site, kind))
    source = SourceFile(FILE, _as_csv(known, rows))
    try:
        read = read_source(known, source, Asked().wanted)
        store(
            engine, known, site, source, read, Asked(who=f"{who.name} ({who.code})"), state=state,
            also=lambda connection, _: also(connection),
        )  # fmt: skip
    except ImportRefused as refused:
        raise _refusal(refused.remarks[0]) from None
    except StoreChanged:
        raise EditRefused("", "Danh sách vừa được người khác thay đổi; xin xem lại rồi sửa lần nữa.") from None


def added(values: Mapping[str, str]) -> Edit:
    """One more row."""
    return lambda rows: [*rows, dict(values)]


def changed_from(place: int, seen: Mapping[str, str], day: date, changes: Mapping[str, str]) -> Edit:
    """A row that says something else from a day on: it ends the day before, and another one begins.

    ``seen``: the row as the page showed it.
    """

    def edit(rows: list[Row]) -> list[Row]:
        row = _row(rows, place, seen)
        stretch = stored_stretch(row["valid_from"], row["valid_to"])
        if not stretch.has(day) or (stretch.first is not None and day == stretch.first):
            raise EditRefused("day", "Ngày này phải nằm sau ngày đầu và không sau ngày cuối của dòng.")
        before = {**row, **Stretch(stretch.first, day_before(day)).stored}
        after = {**row, **changes, **Stretch(day, stretch.last).stored}
        if all(after[name] == row[name] for name in changes):
            raise EditRefused("", "Chưa có gì khác với dòng đang có.")
        return [*rows[:place], before, after, *rows[place + 1 :]]

    return edit


def ended_on(place: int, seen: Mapping[str, str], day: date) -> Edit:
    """A row that holds until a day, included."""

    def edit(rows: list[Row]) -> list[Row]:
        row = _row(rows, place, seen)
        if not stored_stretch(row["valid_from"], row["valid_to"]).has(day):
            raise EditRefused("day", "Ngày này không nằm trong thời gian của dòng.")
        return [*rows[:place], {**row, "valid_to": day.isoformat()}, *rows[place + 1 :]]

    return edit


def _row(rows: list[Row], place: int, seen: Mapping[str, str]) -> Row:
    """The row of the page; another one may stand in its place since."""
    if not 0 <= place < len(rows) or any(rows[place].get(name) != value for name, value in seen.items()):
        raise EditRefused("", "Danh sách vừa được người khác thay đổi; xin xem lại rồi sửa lần nữa.")
    return rows[place]


def _kind(key: str) -> ImportKind:
    kind = IMPORTS[key]
    assert isinstance(kind, ImportKind)
    return kind


def _as_csv(kind: ImportKind, rows: list[Row]) -> bytes:
    text = io.StringIO()
    writer: Any = csv.DictWriter(text, [column.name for column in kind.columns], extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _refusal(remark: Remark) -> EditRefused:
    what = f"{remark.what_vi[:1].upper()}{remark.what_vi[1:]}"
    allowed = f" (cho phép: {remark.allowed})" if remark.allowed and "/" not in remark.allowed else ""
    return EditRefused(remark.column, f"{what}{allowed}.")
