"""The schedule of a replay: every press once, at human distances, while the doors are open."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.scales import SCALES
from simulator.replay.office_of_table import PANELS_EACH, office_of
from simulator.replay.schedule import LEAST_GAP_S, SESSIONS, Badge, Press, duties, schedule, working_days
from simulator.replay.table import Table, TableRefused, TableRow, read_table

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@st.composite
def tables(draw):
    """A table of any scale with up to 30 officers, over a period of two weeks to half a year."""
    scale = draw(st.sampled_from(list(SCALES.values())))
    first = draw(st.dates(date(2019, 1, 1), date(2026, 1, 1)))
    counts = st.tuples(*[st.integers(0, 40)] * len(scale.levels))
    rows = draw(st.lists(counts, min_size=1, max_size=30))
    people = tuple(TableRow(n, f"Người {n}", f"Sở {n % 4}", c) for n, c in enumerate(rows, 1))
    return Table("t.csv", scale, people, first, first + timedelta(days=draw(st.integers(13, 180))))


@settings(max_examples=settings.default.max_examples // 2)
@given(tables(), st.integers(0, 5))
def test_every_press_exactly_once(table, seed):
    """Each officer's presses of each level are as many as the table says, no more and no less."""
    pressed = Counter((a.officer, a.level) for a in schedule(table, ZONE, seed) if isinstance(a, Press))
    wanted = {
        (table.code(row), level.code): count
        for row in table.rows
        for level, count in zip(table.scale.levels, row.counts, strict=True)
        if count
    }
    assert dict(pressed) == wanted


@settings(max_examples=settings.default.max_examples // 2)
@given(tables())
def test_people_press_while_the_doors_are_open(table):
    """Every press lies on a working day of the period, within a session."""
    days = set(working_days(table.first, table.last))
    for action in schedule(table, ZONE):
        assert action.at.date() in days
        if isinstance(action, Press):
            assert any(opens <= action.at.time() < closes for opens, closes in SESSIONS)


@settings(max_examples=settings.default.max_examples // 2)
@given(tables())
def test_nobody_presses_like_a_machine(table):
    """At one panel at least twice the seconds of a repeat lie between two presses; time never goes back."""
    by_panel = defaultdict(list)
    actions = list(schedule(table, ZONE))
    assert all(before.at <= after.at for before, after in pairwise(actions))
    for action in actions:
        if isinstance(action, Press):
            by_panel[action.counter].append(action.at)
    for moments in by_panel.values():
        assert all((after - before).total_seconds() >= LEAST_GAP_S for before, after in pairwise(moments))


@settings(max_examples=settings.default.max_examples // 2)
@given(tables())
def test_who_is_pressed_for_sits_there(table):
    """Officers sign in before the first and out after the last press of a day; one at a time at a counter."""
    seats = {}
    for action in schedule(table, ZONE):
        if isinstance(action, Press):
            assert seats.get(action.counter) == action.officer
        elif action.signs_in:
            assert seats.get(action.counter) is None
            seats[action.counter] = action.officer
        else:
            assert seats.pop(action.counter) == action.officer
    assert seats == {}


@settings(max_examples=settings.default.max_examples // 2)
@given(tables())
def test_the_office_has_room_for_everybody(table):
    """Every counter of the schedule hangs on a gateway, a few on each; everybody has a badge of their own."""
    plan = office_of(table)
    assert {duty.counter for duty in duties(table)} == set(plan.counters)
    assert all(len(station.places) <= PANELS_EACH for station in plan.stations)
    assert len({person.badge for person in plan.people}) == len(table.rows)


def test_the_same_seed_gives_the_same_schedule(repository):
    """A replay can be repeated: the schedule depends on the table and the seed alone."""
    table = read_table(repository / "tests" / "data" / "bac_kan_20210101-20210614_ratings.csv")
    once = list(schedule(table, ZONE, 7))
    assert once == list(schedule(table, ZONE, 7))
    assert once != list(schedule(table, ZONE, 8))
    assert sum(isinstance(action, Press) for action in once) == 1742
    assert sum(isinstance(action, Badge) for action in once) > 1742


def test_a_dense_table_keeps_its_distance():
    """As many presses as fit still keep the least distance; one more officer's hour too many is refused."""
    day = date(2021, 3, 1)
    dense = Table("t.csv", SCALES["4-level"], (TableRow(1, "A", "B", (2200, 0, 0, 0)),), day, day)
    moments = [a.at for a in schedule(dense, ZONE) if isinstance(a, Press)]
    assert len(moments) == 2200
    assert min((b - a).total_seconds() for a, b in pairwise(moments)) >= LEAST_GAP_S
    crowded = Table("t.csv", SCALES["4-level"], (TableRow(1, "A", "B", (5000, 0, 0, 0)),), day, day)
    with pytest.raises(TableRefused, match="do not fit"):
        list(schedule(crowded, ZONE))


def test_a_period_without_a_working_day_is_refused():
    """A week-end, or a holiday alone, has no open door."""
    row = (TableRow(1, "A", "B", (1, 0, 0, 0)),)
    for first, last in ((date(2021, 3, 6), date(2021, 3, 7)), (date(2021, 1, 1), date(2021, 1, 1))):
        with pytest.raises(TableRefused, match="working day"):
            duties(Table("t.csv", SCALES["4-level"], row, first, last))
