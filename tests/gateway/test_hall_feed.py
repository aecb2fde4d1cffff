"""Which state of the hall a gateway believes: the newest one, and a live one where the newest has fallen silent."""

import pytest

from contract.hall import HallState
from gateway.clock import ManualClock
from gateway.hall.role import RECOVERING_SPEAKS_S
from gateway.hall.standing import REPORTS_S
from gateway.hall_feed import STALE_AFTER_S, HallFeed
from gateway.link.hall_link import REPEAT_S
from gateway.link.mqtt_connection import LONGEST_TO_HALL_S


@pytest.fixture
def feed(clock: ManualClock) -> HallFeed:
    """A feed that has heard the fifth life of the hall."""
    made = HallFeed(clock.monotonic_s)
    assert made.take(state(clock, 5, 40))
    return made


def state(clock: ManualClock, epoch: int, rev: int) -> HallState:
    """A state of the hall."""
    at = clock.now().at
    return HallState("hall-01", epoch, rev, at.date(), at, True, {}, {}, ())


def test_what_is_older_is_not_believed_while_the_newer_one_lives(feed: HallFeed, clock: ManualClock) -> None:
    """A higher life wins, and within one life the higher number."""
    assert not feed.take(state(clock, 5, 39)) and not feed.take(state(clock, 4, 99))
    assert feed.take(state(clock, 5, 41)) and feed.take(state(clock, 6, 0))


def test_a_hall_on_a_new_card_is_believed_when_the_old_one_is_silent(feed: HallFeed, clock: ManualClock) -> None:
    """It counts from one again and would never be heard, were the higher number to win for ever."""
    heard: list[HallState] = []
    feed.listen(heard.append)
    clock.advance(STALE_AFTER_S)
    assert feed.take(state(clock, 1, 0)) and feed.take(state(clock, 1, 1))
    assert feed.look().is_live and [(one.epoch, one.rev) for one in heard] == [(1, 0), (1, 1)]
    assert feed.take(state(clock, 5, 41)), "the old hall, back again, wins"


def test_what_the_broker_kept_of_an_older_life_is_not_believed(feed: HallFeed, clock: ManualClock) -> None:
    """Only somebody who lives may take the place of a silent hall."""
    clock.advance(STALE_AFTER_S)
    assert not feed.take(state(clock, 4, 7), retained=True) and not feed.look().is_live


def test_kiosks_can_report_before_a_hall_on_a_new_card_gives_numbers() -> None:
    """Back at the broker, a word of the hall heard, a question that was lost sent again: all within its wait."""
    back_s, turn_s = LONGEST_TO_HALL_S * 1.2, 1.0
    assert back_s + RECOVERING_SPEAKS_S + turn_s + 2 * REPEAT_S < REPORTS_S
