"""When who presses what, so that a table comes out: pure, the same for the same table and seed.

People press like people: on working days, within working hours, never twice at one panel within
`LEAST_GAP_S`; officers hold their badge to the reader before the doors open and after they closed.
"""

import heapq
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from simulator.replay.table import Table, TableProblem, TableRefused, TableRow

SESSIONS = ((time(7, 30), time(11, 30)), (time(13, 30), time(17, 0)))
"""When the doors are open, local time."""
SIGN_IN_FROM, SIGN_OUT_FROM = time(7, 0), time(17, 5)
ARRIVAL_S = 20 * 60
"""Officers come and go within so many seconds, one after the other."""
HUMAN_GAP_S = 20.0
"""What people leave between two presses at one panel where there is time for it."""
LEAST_GAP_S = 6.0
"""What they leave in any case: twice the 3 s that make a repeat."""
LAST_PRESS_S = 10.0
"""The last press of a session is over before the doors close."""
MOST_COUNTERS = 9
"""Above this officers share counters, each on days of their own."""
HOLIDAYS = ((1, 1), (4, 30), (5, 1), (9, 2))
"""Public holidays of the solar calendar, (month, day)."""


@dataclass(frozen=True, slots=True, order=True)
class Badge:
    """An officer holds the badge to the reader of a counter: in or out."""

    at: datetime
    counter: str
    officer: str
    signs_in: bool


@dataclass(frozen=True, slots=True, order=True)
class Press:
    """Somebody presses a level."""

    at: datetime
    counter: str
    officer: str
    level: str


Action = Badge | Press


@dataclass(frozen=True, slots=True)
class Duty:
    """Where an officer sits, and on which days."""

    row: TableRow
    officer: str
    counter: str
    days: tuple[date, ...]


def working_days(first: date, last: date) -> tuple[date, ...]:
    """Monday to Friday without the fixed public holidays, both ends included."""
    count = (last - first).days + 1
    days = (first + timedelta(days=number) for number in range(count))
    return tuple(day for day in days if day.weekday() < 5 and (day.month, day.day) not in HOLIDAYS)


def duties(table: Table) -> tuple[Duty, ...]:
    """Who sits where on which days. Raises TableRefused when the period has no working day."""
    days = working_days(table.first, table.last)
    if not days:
        what = f"từ {table.first} đến {table.last} không có ngày làm việc", "no working day in the period"
        raise TableRefused([TableProblem(table.file, None, None, *what, "thứ Hai – thứ Sáu / Monday to Friday")])
    counters = min(len(table.rows), MOST_COUNTERS)
    shifts = -(-len(table.rows) // counters)
    if shifts > len(days):
        counters, shifts = len(table.rows), 1
    return tuple(
        Duty(row, table.code(row), str(place % counters + 1), days[place // counters :: shifts])
        for place, row in enumerate(table.rows)
    )


def schedule(table: Table, zone: tzinfo, seed: int = 1) -> Iterator[Action]:
    """Every action in the order of time. Raises TableRefused when the presses do not fit into the period."""
    dice = random.Random(seed)
    streams = [_of_officer(table, duty, zone, random.Random(dice.random())) for duty in duties(table)]
    return heapq.merge(*streams, key=lambda action: action.at)


def _of_officer(table: Table, duty: Duty, zone: tzinfo, dice: random.Random) -> list[Action]:
    codes = [level.code for level in table.scale.levels]
    levels = [code for code, count in zip(codes, duty.row.counts, strict=True) for _ in range(count)]
    dice.shuffle(levels)
    moments = _moments(table, duty, len(levels), dice)
    actions: list[Action] = [
        Press(moment.replace(tzinfo=zone), duty.counter, duty.officer, level)
        for moment, level in zip(moments, levels, strict=True)
    ]
    for day in duty.days:
        for begins, signs_in in ((SIGN_IN_FROM, True), (SIGN_OUT_FROM, False)):
            moment = datetime.combine(day, begins) + timedelta(seconds=dice.randrange(ARRIVAL_S))
            actions.append(Badge(moment.replace(tzinfo=zone), duty.counter, duty.officer, signs_in))
    return sorted(actions, key=lambda action: action.at)


def _moments(table: Table, duty: Duty, count: int, dice: random.Random) -> list[datetime]:
    """Moments of the officer's open hours, growing, at least a gap apart; local time without a zone.

    All open hours of all days are one long line; the gaps are taken out of it before and put back after
    the dice, so that any number that fits keeps its distance.
    """
    whole_s = len(duty.days) * _day_s()
    gap_s = min(HUMAN_GAP_S, whole_s / max(count, 1) / 2)
    if gap_s < LEAST_GAP_S:
        who, days = f"số/no {duty.row.no}", len(duty.days)
        what = f"{count} lượt không vừa {days} ngày làm việc", f"{count} presses do not fit into {days} working days"
        most = f"≤ {int(whole_s / LEAST_GAP_S / 2)}"
        raise TableRefused([TableProblem(table.file, None, who, *what, most)])
    free_s = whole_s - max(count - 1, 0) * gap_s
    offsets = sorted(dice.uniform(0, free_s) for _ in range(count))
    return [_moment(duty.days, offset + place * gap_s) for place, offset in enumerate(offsets)]


def _moment(days: Sequence[date], offset_s: float) -> datetime:
    """The moment that lies ``offset_s`` seconds of open hours after the first door opened."""
    number, rest_s = divmod(offset_s, _day_s())
    day = days[min(int(number), len(days) - 1)]
    for opens, closes in SESSIONS:
        length_s = _length_s(opens, closes)
        if rest_s < length_s:
            return datetime.combine(day, opens) + timedelta(seconds=rest_s)
        rest_s -= length_s
    return datetime.combine(day, SESSIONS[-1][1]) - timedelta(seconds=LAST_PRESS_S)


def _length_s(opens: time, closes: time) -> float:
    whole = datetime.combine(date.min, closes) - datetime.combine(date.min, opens)
    return whole.total_seconds() - LAST_PRESS_S


def _day_s() -> float:
    return sum(_length_s(opens, closes) for opens, closes in SESSIONS)
