"""Who sat where and how long counters were open, from the set of a day's events."""

import random

from central.rules.counting import order_key
from central.rules.seats import SeatTold, seats_of

HOUR = 3_600_000
NOON = 12 * HOUR


class Desk:
    """A day's events, each at an hour."""

    def __init__(self, stream="s1"):
        """A day that one stream tells."""
        self.stream, self.told = stream, []

    def add(self, type_, hour, counter, officer="", reason=""):
        """The next event."""
        time_ms = None if hour is None else round(hour * HOUR)
        key = order_key(time_ms, "hall-01", self.stream, len(self.told) + 1)
        self.told.append(SeatTold(key, time_ms, type_, counter, officer, reason))
        return self

    def come(self, hour, counter="1", officer="a", role="principal"):
        """An officer signs in."""
        return self.add("officer.signed_in", hour, counter, officer, role)

    def go(self, hour, counter="1", officer="a"):
        """An officer signs out."""
        return self.add("officer.signed_out", hour, counter, officer, "self")

    def hours(self):
        """Hours open and paused by counter, officer and session."""
        found = seats_of(self.told, NOON)
        return {key: (seat.open_ms / HOUR, seat.paused_ms / HOUR) for key, seat in found.items()}


def test_open_is_signed_in_and_not_paused():
    """A break is no open time, and is counted apart."""
    day = Desk().come(7.5).add("counter.paused", 9, "1", reason="tea").add("counter.resumed", 9.5, "1").go(11.5)
    assert day.hours() == {("1", "a", "am"): (3.5, 0.5)}
    (seat,) = seats_of(day.told, NOON).values()
    assert (seat.first_ms, seat.last_ms, seat.sign_ins, seat.unended, seat.pauses) == (7.5 * HOUR, 11.5 * HOUR, 1, 0, 1)
    assert seat.role == "principal"


def test_morning_and_afternoon_are_two_sessions():
    """Who stays over noon is in both."""
    assert Desk().come(10).go(14).hours() == {("1", "a", "am"): (2, 0), ("1", "a", "pm"): (2, 0)}


def test_a_takeover_ends_the_seat_of_the_other():
    """Also when nobody said that the other one left."""
    assert Desk().come(8).come(9, officer="b").go(11, officer="b").hours() == {
        ("1", "a", "am"): (1, 0), ("1", "b", "am"): (2, 0),
    }  # fmt: skip


def test_an_officer_sits_at_one_counter():
    """Signing in elsewhere leaves the first one."""
    assert Desk().come(8).come(9, "2").go(10, "2").hours() == {("1", "a", "am"): (1, 0), ("2", "a", "am"): (1, 0)}


def test_a_seat_that_nobody_left_counts_up_to_the_last_word():
    """Nothing is guessed; the row says that its end is not known."""
    day = Desk().come(8).add("counter.paused", 9, "1").add("counter.resumed", 9.25, "1")
    assert day.hours() == {("1", "a", "am"): (1, 0.25)}
    assert seats_of(day.told, NOON)["1", "a", "am"].unended == 1


def test_what_fits_nothing_changes_nothing():
    """A sign-out of somebody else, a pause of an empty counter, a second sign-in."""
    day = Desk().go(7).add("counter.paused", 7.5, "1").come(8).come(8.5).go(9, officer="x").go(10)
    assert day.hours() == {("1", "a", "am"): (2, 0)}
    assert seats_of(day.told, NOON)["1", "a", "am"].sign_ins == 1


def test_times_that_are_not_known_count_nothing():
    """The sign-in stands without a session."""
    found = seats_of(Desk().come(None).go(None).told, None)
    seat = found["1", "a", ""]
    assert (seat.sign_ins, seat.open_ms, seat.first_ms) == (1, 0, None)


def test_a_day_told_twice_in_another_order_is_the_same_day():
    """Lines of an old stream that a new one tells again, shuffled."""
    once = Desk().come(8).add("counter.paused", 9, "1").add("counter.resumed", 10, "1").go(11)
    again = Desk("s2").come(8).add("counter.paused", 9, "1").add("counter.resumed", 10, "1").go(11)
    both = once.told + again.told
    random.Random(2).shuffle(both)
    assert seats_of(both, NOON) == seats_of(once.told, NOON)
