"""Raw edges of a contact become presses and faults, on a clock that the test moves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.panels.debounce import CALM_S, MOST_PRESSES, STUCK_S, Contact, Happening

D = 0.03
"""Debounce time of every contact here, seconds."""
PRESSED, HELD, CHATTERING, FREED = (
    Happening.PRESSED,
    Happening.HELD,
    Happening.CHATTERING,
    Happening.FREED,
)

bounces = st.lists(st.floats(0.0001, 0.0005), max_size=28).map(lambda gaps: gaps if len(gaps) % 2 == 0 else gaps[1:])
"""Gaps between the edges of a bounce train, in pairs, together well under the debounce time."""


class Finger:
    """Moves one contact through time and keeps what it reported."""

    def __init__(self, down: bool = False) -> None:
        self.now_s = 1000.0
        self.contact = Contact(D, self.now_s, down)
        self.happened: list[Happening] = []

    def edge(self, down: bool) -> None:
        self.happened += self.contact.edge(down, self.now_s)

    def wait(self, seconds: float, polled: bool = True) -> None:
        """Let time pass; a driver polls whenever due_s() asks."""
        end = self.now_s + seconds
        while polled and (due := self.contact.due_s(self.now_s)) is not None and self.now_s + due <= end:
            self.now_s += max(due, 1e-6)
            self.happened += self.contact.poll(self.now_s)
        self.now_s = max(end, self.now_s)

    def bounce(self, level: bool, gaps: list[float]) -> None:
        """Change to ``level`` with a train of bounces that ends at it."""
        self.edge(level)
        for number, gap in enumerate(gaps):
            self.wait(gap)
            self.edge(level if number % 2 else not level)

    def press(self, held_s: float = 0.15, gaps: list[float] | None = None, pause_s: float = 0.5) -> None:
        self.bounce(True, gaps or [])
        self.wait(held_s)
        self.bounce(False, gaps or [])
        self.wait(pause_s)


@given(gaps=bounces, held_s=st.floats(D + 0.001, STUCK_S - 1))
def test_any_bounce_shorter_than_the_debounce_time_gives_one_press(gaps, held_s):
    """However a contact chatters at both ends of a press, it is one press."""
    finger = Finger()
    finger.press(held_s, gaps)
    assert finger.happened == [PRESSED]


@given(held_s=st.floats(0.0001, D - 0.001), gaps=bounces)
def test_a_press_shorter_than_the_minimum_is_noise(held_s, gaps):
    """A closure that is never whole for the debounce time is nothing."""
    finger = Finger()
    finger.edge(True)
    finger.wait(held_s)
    finger.bounce(False, gaps)
    finger.wait(1)
    assert finger.happened == []


@given(gaps=bounces, over_s=st.floats(0.001, 100), polled=st.booleans())
def test_held_for_more_than_10_seconds_is_a_fault_and_no_rating(gaps, over_s, polled):
    """A stuck button is reported once, never counts, and is free when it is let go, polled in time or not."""
    finger = Finger()
    finger.bounce(True, gaps)
    finger.wait(STUCK_S + over_s, polled)
    finger.bounce(False, gaps)
    finger.wait(1)
    assert finger.happened == [HELD, FREED]


@given(dropouts=st.lists(st.tuples(st.floats(0.1, 3), st.floats(0.001, D - 0.002)), min_size=4, max_size=30))
def test_dropouts_do_not_make_a_stuck_button_a_rating(dropouts):
    """A button jammed by a chair that lets go for some milliseconds now and then is one long closure."""
    finger = Finger()
    finger.edge(True)
    for held_s, gone_s in dropouts:
        finger.wait(held_s)
        finger.edge(False)
        finger.wait(gone_s)
        finger.edge(True)
    finger.wait(STUCK_S + 1)
    finger.edge(False)
    finger.wait(1)
    assert finger.happened == [HELD, FREED]


@given(st.lists(st.tuples(st.floats(D + 0.001, 2), st.floats(0.25, 5)), max_size=10))
def test_every_separate_press_counts(presses):
    """Presses at a human's pace are all reported, each once."""
    finger = Finger()
    for held_s, pause_s in presses:
        finger.press(held_s, pause_s=pause_s)
    assert finger.happened == [PRESSED] * len(presses)


@given(st.integers(200, 1000))
def test_a_chattering_contact_cannot_flood(cycles):
    """A broken contact that closes 14 times a second for ever is one fault after a few presses."""
    finger = Finger()
    for _ in range(cycles):
        finger.edge(True)
        finger.wait(D + 0.005)
        finger.edge(False)
        finger.wait(D + 0.005)
    assert finger.happened == [PRESSED] * MOST_PRESSES + [CHATTERING]
    finger.wait(CALM_S + 0.1)
    assert finger.happened[-1] is FREED
    finger.press()
    assert finger.happened[-1] is PRESSED


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 4)), max_size=60), st.booleans())
def test_any_edges_make_sound_reports(edges, down):
    """Whatever comes: faults and their ends alternate, nothing is pressed during a fault, all is free in the end."""
    finger = Finger(down)
    for level, gap in edges:
        finger.edge(level)
        finger.wait(gap)
    finger.edge(False)
    finger.wait(STUCK_S)
    fault = False
    for happening in finger.happened:
        if happening in (HELD, CHATTERING):
            assert not fault
            fault = True
        elif happening is FREED:
            assert fault
            fault = False
        else:
            assert not fault
    assert not fault
    assert finger.contact.due_s(finger.now_s) is None


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 4)), max_size=40))
def test_polling_more_often_changes_nothing(edges):
    """The reports depend on edges and times, not on how often the driver looks."""
    seldom, often = Finger(), Finger()
    for finger, slices in ((seldom, 1), (often, 7)):
        for level, gap in edges:
            finger.edge(level)
            end = finger.now_s + gap
            for _ in range(slices):
                finger.wait(gap / slices)
                # Both at the same time to the last bit: the sum of seven slices may be just under the debounce time.
                finger.now_s = end if abs(end - finger.now_s) < 1e-5 else finger.now_s
                finger.happened += finger.contact.poll(finger.now_s)
        finger.wait(STUCK_S)
    assert seldom.happened == often.happened


def test_a_button_held_when_the_panel_starts_is_no_press():
    """Nobody could see the panel work when it was pressed; letting go of it is no rating."""
    finger = Finger(down=True)
    finger.wait(2)
    finger.edge(False)
    finger.wait(1)
    finger.press()
    assert finger.happened == [PRESSED]


def test_a_button_stuck_when_the_panel_starts_is_a_fault():
    """A jammed button is reported even when it was jammed before the start."""
    finger = Finger(down=True)
    finger.wait(STUCK_S + 1)
    assert finger.happened == [HELD]


def test_repeated_edges_change_nothing():
    """A driver that says "down" twice, or lost an edge, presses nothing by that."""
    finger = Finger()
    finger.edge(False)
    finger.edge(True)
    finger.wait(0.1)
    finger.edge(True)
    finger.wait(0.1)
    finger.edge(False)
    finger.edge(False)
    finger.wait(0.1)
    assert finger.happened == [PRESSED]


def test_presses_of_a_box_are_guarded_too():
    """A box that takes out the bounce itself still cannot flood."""
    finger = Finger()
    for _ in range(500):
        finger.happened += finger.contact.pulse(finger.now_s)
        finger.wait(0.05)
    assert finger.happened == [PRESSED] * MOST_PRESSES + [CHATTERING]
    finger.wait(CALM_S)
    assert finger.happened[-1] is FREED


@pytest.mark.parametrize("seconds", [0.031, 0.2, 9.9])
def test_a_press_is_told_when_it_is_over(seconds):
    """Nothing is told while the button is down, and the press within the debounce time of letting go."""
    finger = Finger()
    finger.edge(True)
    finger.wait(seconds)
    assert finger.happened == []
    finger.edge(False)
    assert finger.contact.due_s(finger.now_s) == pytest.approx(D)
    finger.wait(D + 0.001)
    assert finger.happened == [PRESSED]
