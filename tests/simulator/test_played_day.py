"""A day played through the queue's rules alone: everybody is served, and the minutes said beat the usual formulas."""

import random
import statistics
from datetime import date, datetime, timedelta, timezone

import pytest

from contract.services import Hours, Service, Session
from contract.site import Counter, Officer, RatingRules, SiteConfig
from gateway.queue.estimate import estimate, service_s
from simulator.day.played import PlayedDay, Shift
from simulator.day.schedule import day_of

OPENING = datetime(2026, 11, 23, 7, 30, tzinfo=timezone(timedelta(hours=7)))
SERVICES = (
    Service("ho-tich", "Hộ tịch", "A", expected_s=400),
    Service("tra-ket-qua", "Nhận kết quả", "B", ("collect",), expected_s=200),
)
SITE = SiteConfig(
    "trung-tam",
    "Trung tâm Mẫu",
    (RatingRules("4-level", "per-ticket", date(2020, 1, 1)),),
    (Counter("1", services=("ho-tich",)), Counter("2"), Counter("3"), Counter("4", services=("tra-ket-qua",))),
    tuple(Officer(str(n), f"Người Mẫu {n}") for n in (1, 2, 3, 4)),
    services=SERVICES,
    hours=Hours((Session(("mon",), "07:30", "17:00", "07:00"),)),
)
SHIFTS = (Shift("1", -600.0), Shift("2", -300.0, ((5400.0, 900.0),)), Shift("3", 600.0), Shift("4", -60.0))


def play(seed):
    """One day of a hundred and forty visitors: what became of each, and the day at its end."""
    day = PlayedDay(SITE, OPENING, day_of(random.Random(seed), 140, SERVICES, 4), SHIFTS, seed)
    return day.play(said, 2 * 34_200), day


def said(state, at, visit):
    """The minutes of our estimate and of the usual formula, in seconds, in the moment of the number."""
    service = next(one for one in SERVICES if one.code == visit.service)
    ours = estimate(state, SITE, service, at, visit.priority).wait_s
    return None if ours is None else (ours, len(state.waiting.get(service.code, ())) * service_s(state, service))


def test_everybody_gets_a_number_and_is_called():
    """Nobody is refused, nobody forgotten: people sent on, couriers and no-shows end too."""
    stays, day = play(5)
    assert (len(stays), day.refused) == (140, 0)
    assert all(stay.waited_s is not None for stay in stays)
    assert {ticket.state for ticket in day.state.tickets.values()} <= {"finished", "missed"}
    assert not day.state.waiting


@pytest.mark.slow
def test_the_same_dice_make_the_same_day():
    """A day can be played again to look at it."""
    assert play(5)[0] == play(5)[0] != play(6)[0]


@pytest.mark.slow
def test_the_minutes_said_are_nearer_than_people_times_mean():
    """Over six days the mean error of ours is less than two thirds of that of people ahead times mean."""
    told = [stay for seed in range(6) for stay in play(seed)[0] if stay.expected is not None]
    ours = statistics.fmean(abs(stay.expected[0] - stay.waited_s) for stay in told)
    naive = statistics.fmean(abs(stay.expected[1] - stay.waited_s) for stay in told)
    assert len(told) > 750
    assert ours < naive * 2 / 3
