"""Opening hours: sessions, holidays, swapped Saturdays, and how the next opening is said."""

from datetime import date, datetime, timedelta, timezone

import pytest

from contract.services import Hours, Service, Session, SwappedDay
from contract.site import SiteConfig
from gateway.queue import hours

VIETNAM = timezone(timedelta(hours=7))
DAYS = ("mon", "tue", "wed", "thu", "fri")
WEEK = Hours(
    sessions=(
        Session(DAYS, "07:30", "11:30", tickets_from="06:15", tickets_until="11:15"),
        Session(DAYS, "13:30", "17:00"),
    ),
    holidays=(date(2026, 11, 25),),
    swapped=(SwappedDay(date(2026, 11, 28), "mon"),),
)
SERVICE = Service(code="ho-tich", name="Hộ tịch", prefix="A")
OWN = Service(code="thue", name="Thuế", prefix="C", hours=(Session(("sat",), "08:00", "10:00"),))


def site(week: Hours = WEEK) -> SiteConfig:
    """A centre with these hours."""
    return SiteConfig("trung-tam", "Trung tâm", (), (), hours=week, services=(SERVICE, OWN))


def at(clock: str, day: int = 23) -> datetime:
    """A clock time of November 2026; the 23rd is a Monday."""
    hour, minute = clock.split(":")
    return datetime(2026, 11, day, int(hour), int(minute), tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("clock", "day", "expected"),
    [
        ("06:14", 23, False),
        ("06:15", 23, True),
        ("11:14", 23, True),
        ("11:15", 23, False),
        ("13:30", 23, True),
        ("17:00", 23, False),
        ("09:00", 25, False),
        ("09:00", 28, True),
        ("09:00", 29, False),
    ],
)
def test_when_numbers_are_given(clock, day, expected):
    """Numbers are given from tickets_from to tickets_until, not on holidays, on a swapped Saturday as on its Monday."""
    assert hours.gives_tickets(site(), SERVICE, at(clock, day)) is expected


def test_a_service_may_have_hours_of_its_own():
    """Hours of a service stand in the place of the centre's."""
    assert not hours.gives_tickets(site(), OWN, at("09:00"))
    assert hours.gives_tickets(site(), OWN, at("09:00", 21))


def test_no_session_at_all_is_always_open():
    """A centre without sessions gives numbers at any time, and nothing ends."""
    assert hours.gives_tickets(site(Hours()), SERVICE, at("23:00", 22))
    assert hours.rest_of_session_s(site(Hours()), SERVICE, at("23:00")) is None


@pytest.mark.parametrize(
    ("clock", "day", "words"),
    [
        ("05:00", 23, "06:15 sáng nay"),
        ("11:20", 23, "13:30 chiều nay"),
        ("17:30", 23, "06:15 sáng mai"),
        ("17:30", 24, "06:15 thứ Năm, 26/11"),
    ],
)
def test_the_next_opening_is_said(clock, day, words):
    """Who comes too early or too late reads when numbers are given next, holidays passed over."""
    assert hours.opening_words(site(), SERVICE, at(clock, day)) == words


def test_a_centre_that_never_opens_again_says_nothing():
    """A service whose days never come has no next opening."""
    never = Service(code="x", name="X", prefix="X", hours=(Session(("sun",), "08:00", "09:00"),))
    closed = Hours(sessions=WEEK.sessions, holidays=tuple(date(2026, 11, 22) + timedelta(weeks=n) for n in range(20)))
    assert hours.opening_words(site(closed), never, at("10:00")) is None


def test_who_may_not_be_served_in_this_session_is_warned():
    """A wait that ends after the session's end is said before the number is taken."""
    assert hours.rest_of_session_s(site(), SERVICE, at("11:00")) == 1800
    assert hours.too_late(site(), SERVICE, at("11:00"), 600) is None
    assert hours.too_late(site(), SERVICE, at("11:00"), 1500) == "Có thể không kịp trong buổi sáng."
    assert hours.too_late(site(), SERVICE, at("16:30"), 1500) == "Có thể không kịp trong buổi chiều."
    assert hours.too_late(site(), SERVICE, at("16:30"), None) is None


def test_a_wait_before_opening_lasts_until_the_session_begins():
    """A number of a quarter past six waits seventy-five minutes for the doors; during a session nothing is added."""
    assert hours.opens_in_s(site(), SERVICE, at("06:15")) == 75 * 60
    assert hours.opens_in_s(site(), SERVICE, at("09:00")) == 0
    assert hours.opens_in_s(site(), SERVICE, at("12:00")) == 90 * 60
    assert hours.too_late(site(), SERVICE, at("06:15"), 75 * 60 + 3 * 3600) is None
    assert hours.too_late(site(), SERVICE, at("06:15"), 75 * 60 + 4 * 3600) == "Có thể không kịp trong buổi sáng."


def test_the_centre_is_open_while_numbers_are_called_or_given():
    """Open means a session runs, or numbers are given for some service."""
    assert hours.is_open(site(), at("06:20"))
    assert hours.is_open(site(), at("11:20"))
    assert not hours.is_open(site(), at("12:00"))
    assert hours.hours_words(site(), SERVICE, date(2026, 11, 23)) == "07:30–11:30, 13:30–17:00"
