"""What the page of rosters shows: rows with their days in words, those that hold and those that ended apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from central.imports.history import past_imports
from central.registry.lists import agencies_of, lists_in_force
from central.rosters.absences import KIND_WORDS, PlannedAbsence, planned
from central.rosters.days import Stretch, stored_stretch
from central.rosters.lists import KINDS, Row, rows_in_force
from central.rosters.seats import ROLE_WORDS, Seat, seats_of
from central.web.rosters.fields import EVERY_WORD, LISTS
from kiosk_ui.words import date_text, moment_text


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One line: its title, what stands below it, its days; ``hold`` is "now", "later" or "over"."""

    place: int
    title: str
    facts: str
    days: str
    hold: str
    values: Mapping[str, str]
    made: str = ""


def shown(connection: Connection, site: str, tab: str, today: date, zone: ZoneInfo) -> list[ShownRow]:
    """The lines of a tab."""
    if tab in KINDS:
        return [_list_row(tab, place, row, today) for place, row in enumerate(rows_in_force(connection, site, tab))]
    names = officer_names(connection, site)
    if tab == "seats":
        return [_seat_row(one, names, today, zone) for one in seats_of(connection, site, with_history=True)]
    absences = planned(connection, site, with_history=True)
    return [_absence_row(one, names, today, zone) for one in absences]


def suggestions(connection: Connection, site: str) -> dict[str, list[tuple[str, str]]]:
    """What may be typed into fields: agencies, officers and counters that are known."""
    held = lists_in_force(connection, site, ("agencies",)).get("agencies")
    agencies = dict.fromkeys(agency.name for agency in agencies_of(connection, held.id if held else None))
    counters = {row["code"]: row["name"] for row in rows_in_force(connection, site, "counters")}
    return {
        "agencies": [(name, "") for name in agencies],
        "officers": list(officer_names(connection, site).items()),
        "counters": list(counters.items()),
    }


def officer_names(connection: Connection, site: str) -> dict[str, str]:
    """Every officer of the list by code."""
    return {row["code"]: row["name"] for row in rows_in_force(connection, site, "officers")}


def last_change(connection: Connection, site: str, tab: str, zone: ZoneInfo) -> str:
    """Who changed a list last, and when; '' where it is not known."""
    found = past_imports(connection, site, kind=tab, limit=1) if tab in KINDS else []
    return f"{_moment(found[0].imported_ms, zone)}, {found[0].imported_by or 'dòng lệnh'}" if found else ""


def days_text(days: Stretch) -> str:
    """A stretch of days in words."""
    if days.first is None and days.last is None:
        return "không giới hạn"
    first = f"từ {date_text(days.first)}" if days.first else ""
    last = f"đến hết {date_text(days.last)}" if days.last else ""
    return " ".join(filter(None, (first, last)))


def _list_row(kind: str, place: int, row: Row, today: date) -> ShownRow:
    facts = [row[field.name] for field in LISTS[kind].fields if field.name not in ("code", "name")]
    words = " · ".join(EVERY_WORD.get(fact, fact) for fact in facts if fact)
    days = stored_stretch(row["valid_from"], row["valid_to"])
    title = f"{row['code']} · {row['name']}" if row["name"] else row["code"]
    return ShownRow(place, title, words, days_text(days), _hold(days, today), row)


def _seat_row(one: Seat, names: Mapping[str, str], today: date, zone: ZoneInfo) -> ShownRow:
    title = f"Quầy {one.counter} · {names.get(one.officer, one.officer)}"
    return ShownRow(
        one.id, title, f"{ROLE_WORDS[one.role]} · {one.officer}", days_text(one.days),
        "over" if one.ended_ms else _hold(one.days, today), {}, _made(one, zone),
    )  # fmt: skip


def _absence_row(one: PlannedAbsence, names: Mapping[str, str], today: date, zone: ZoneInfo) -> ShownRow:
    title = f"{names.get(one.officer, one.officer)} · {KIND_WORDS.get(one.kind, one.kind)}"
    return ShownRow(
        one.id, title, one.officer, days_text(one.days), "over" if one.ended_ms else _hold(one.days, today), {},
        _made(one, zone),
    )  # fmt: skip


def _made(one: Seat | PlannedAbsence, zone: ZoneInfo) -> str:
    made = f"ghi {_moment(one.made_ms, zone)}, {one.made_by}"
    return f"{made}; bỏ {_moment(one.ended_ms, zone)}, {one.ended_by}" if one.ended_ms else made


def _moment(at_ms: int, zone: ZoneInfo) -> str:
    return moment_text(datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(zone))


def _hold(days: Stretch, today: date) -> str:
    if days.has(today):
        return "now"
    return "later" if days.first is not None and days.first > today else "over"


def parted(rows: Sequence[ShownRow]) -> dict[str, Any]:
    """Lines that hold now or will, and those of the past."""
    return {"rows": [row for row in rows if row.hold != "over"], "past": [row for row in rows if row.hold == "over"]}
