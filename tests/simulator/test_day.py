"""A simulated day: who comes when, and that acts happen in their order."""

import random
import threading
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from simulator.day.schedule import CLOSES_S, COURIER_DOSSIERS, LUNCH_S, day_of
from simulator.day.timeline import Timeline
from simulator.sample import SERVICES


@given(st.integers(0, 2**32), st.integers(1, 300))
def test_a_day_is_in_order_and_possible(seed, visitors):
    """Nobody comes after the last session, and everybody wants something that there is."""
    visits = day_of(random.Random(seed), visitors, SERVICES, 4)
    assert len(visits) == visitors and visits == sorted(visits, key=lambda visit: visit.at_s)
    codes = {service.code for service in SERVICES}
    for visit in visits:
        assert -900 <= visit.at_s < CLOSES_S and visit.service in codes and visit.service_s > 0
        assert visit.transfer_to != visit.service and visit.level in (None, 0, 1, 2, 3)


def test_a_day_has_the_shape_of_a_centres_day():
    """Some wait before the doors open, most come early, few at noon; all kinds of visits are there."""
    visits = day_of(random.Random(1), 3000, SERVICES, 4)
    early = sum(visit.at_s < 0 for visit in visits)
    peak = sum(0 <= visit.at_s < 5400 for visit in visits)
    noon = sum(LUNCH_S - 1800 <= visit.at_s < LUNCH_S + 3600 for visit in visits)
    assert 200 < early < 400 and peak > 1000 and noon < 100
    kinds = Counter(
        kind
        for visit in visits
        for kind, is_there in {
            "priority": visit.priority,
            "no show": not visit.comes,
            "transferred": visit.transfer_to,
            "copies": visit.fetches_copy,
            "courier": visit.items == COURIER_DOSSIERS,
            "wheelchair": visit.needs,
            "rates": visit.level is not None,
        }.items()
        if is_there
    )
    assert len(kinds) == 7 and min(kinds.values()) >= 15


def test_the_same_dice_make_the_same_day():
    """A run can be repeated."""
    assert day_of(random.Random(7), 50, SERVICES, 3) == day_of(random.Random(7), 50, SERVICES, 3)


def test_acts_happen_in_the_order_of_their_times_and_one_that_fails_costs_no_other():
    """Whatever thread ordered them, and in whatever order."""
    line, went, done = Timeline("test"), [], threading.Event()
    line.after(0.03, lambda: (went.append("third"), done.set()))
    line.after(0.01, lambda: went.append("second"))
    line.soon(lambda: went.append("first") or 1 / 0)
    line.start()
    assert done.wait(10) and went == ["first", "second", "third"]
    line.stop()


def test_what_is_not_due_never_happens_after_the_end():
    """A demo that stops leaves nobody behind."""
    line, went = Timeline("test"), []
    line.start()
    line.after(60, lambda: went.append("late"))
    line.stop()
    assert went == []
