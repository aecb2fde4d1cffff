"""Visitors: a human rhythm, scaled, and choices like people's."""

import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from simulator.visitors import LEAST_SERVED_S, SERVED_S, chosen_level, served_s

LEVELS = ("good", "fair", "average", "poor")


@given(st.integers(), st.floats(0.1, 1000))
def test_nobody_is_served_in_no_time(seed, speed):
    """However fast time runs, a visit has a length of its own."""
    assert served_s(random.Random(seed), speed) >= LEAST_SERVED_S / speed


def test_the_rhythm_is_human():
    """A thousand visits take about as long as they should on average, and differ."""
    dice = random.Random(1)
    visits = [served_s(dice, 2.0) for _ in range(1000)]
    assert 0.8 < sum(visits) / 1000 / (SERVED_S / 2) < 1.2
    assert len(set(visits)) > 800


def test_every_level_is_pressed_at_times():
    """Most press the best level, and each of the others is pressed as well."""
    dice = random.Random(1)
    pressed = Counter(chosen_level(dice, LEVELS) for _ in range(1000))
    assert [level for level, _ in pressed.most_common()] == list(LEVELS)
