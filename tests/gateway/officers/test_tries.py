"""Limits on guessing: a guesser gets nowhere, and nobody else waits for long."""

import copy

import pytest

from gateway.officers.tries import OFFICER, PAIR, SCREEN, Tries, wait_text


def guess(tries, officer, screen, from_s, until_s, step_s=1.0):
    """Try at every step; how many tries were let through, and the last moment."""
    let_through, now_s = 0, from_s
    while now_s < until_s:
        let_through += tries.begin(officer, screen, now_s) == 0
        now_s += step_s
    return let_through


def test_a_thousand_tries_are_few():
    """Of 1,000 tries within 1,000 s at one screen a dozen are looked at."""
    assert guess(Tries(), "cb-01", "desk-3", 0, 1000) <= 12


@pytest.fixture(scope="module")
def guessed():
    """How many tries were let through in a day of guessing, and what it left behind."""
    tries = Tries()
    return guess(tries, "cb-01", "desk-3", 0, 8 * 3600), tries


def test_a_day_of_guessing_gets_nowhere(guessed):
    """Eight hours of one try a second look at fewer than 45 PINs of 10,000."""
    assert guessed[0] < 45


def test_the_owner_elsewhere_waits_a_minute_at_most(guessed):
    """Somebody guessing all day at one screen costs the officer at another screen at most a minute."""
    assert copy.deepcopy(guessed[1]).begin("cb-01", "desk-9", 8 * 3600) <= OFFICER.longest_s


def test_the_colleague_at_the_same_screen_waits_a_minute_at_most(guessed):
    """A locked pair leaves the screen to others within a minute."""
    assert copy.deepcopy(guessed[1]).begin("cb-02", "desk-3", 8 * 3600) <= SCREEN.longest_s


def test_a_refused_try_makes_nothing_worse():
    """Trying while one has to wait does not make the wait longer."""
    tries = Tries()
    for _ in range(PAIR.free):
        assert tries.begin("cb-01", "desk-3", 0) == 0
    waits = [tries.begin("cb-01", "desk-3", 1) for _ in range(50)]
    assert set(waits) == {PAIR.first_s - 1}
    assert tries.begin("cb-01", "desk-3", PAIR.first_s) == 0


def test_success_gives_the_pair_back():
    """After the right PIN the officer has all free tries again there."""
    tries = Tries()
    for _ in range(PAIR.free - 1):
        tries.begin("cb-01", "desk-3", 0)
    tries.begin("cb-01", "desk-3", 0)
    tries.succeeded("cb-01", "desk-3")
    assert [tries.begin("cb-01", "desk-3", 0) for _ in range(PAIR.free)] == [0] * PAIR.free


def test_a_colleague_cannot_guess_between_own_sign_ins():
    """Signing oneself in again and again does not free the screen for guesses at all others."""
    tries, let_through = Tries(), 0
    for now_s in range(1000):
        if tries.begin("cb-02", "desk-3", now_s) == 0:
            tries.succeeded("cb-02", "desk-3")
        let_through += tries.begin(f"victim-{now_s}", "desk-3", now_s) == 0
    assert let_through <= SCREEN.free + 6 + 1000 / SCREEN.longest_s


def test_tries_are_forgotten_after_an_hour():
    """A count that nobody added to for an hour is gone."""
    tries = Tries()
    for _ in range(PAIR.free):
        tries.begin("cb-01", "desk-3", 0)
    assert tries.begin("cb-01", "desk-3", 3600) == 0
    assert tries.begin("cb-01", "desk-3", 3600) == 0


def test_memory_is_bounded():
    """Invented screens do not fill the memory."""
    tries = Tries()
    for number in range(5000):
        tries.begin("?", f"s{number}", number * 100.0)
    assert len(tries._counts) <= 4096 + 2


def test_waits_in_words():
    """A wait is said in seconds, then in minutes, never as nothing."""
    waits = [wait_text(seconds) for seconds in (0.01, 8, 89, 120, 121, 900)]
    assert waits == ["1 giây", "8 giây", "89 giây", "2 phút", "3 phút", "15 phút"]
