"""Working days of a centre: one rule for closing, ratings by code and feedback, the same at its gateways."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from central.config import CentralConfig, CentralSite, HoursSession
from central.public.rating_time import times_of
from central.reports.making import site_of
from central.rules.workdays import closable_from, rated_until
from central.workdays import hours_of, workdays_at, workdays_of
from contract.services import WEEKDAYS, SwappedDay

SATURDAY, TUESDAY = date(2026, 12, 26), date(2026, 12, 22)
days = st.dates(date(2026, 12, 1), date(2027, 1, 20))
weekday = st.sampled_from(WEEKDAYS)
session = st.builds(
    HoursSession, st.lists(weekday, min_size=1, max_size=6).map(tuple), st.just("07:30"), st.just("11:30")
)
sites = st.builds(
    CentralSite,
    st.just("Mẫu"),
    hours=st.lists(st.just("07:30-11:30") | session, min_size=1, max_size=3).map(tuple),
    holidays=st.lists(days, max_size=8).map(tuple),
    swapped=st.lists(st.builds(SwappedDay, days, weekday), max_size=4).map(tuple),
)


@given(sites, days)
def test_a_day_is_worked_at_central_when_its_gateways_give_numbers(site, day):
    """The days off and swapped days of central.toml reach the gateways, and both read them alike."""
    assert workdays_at(site)(day) == bool(hours_of(site).sessions_on(day))


@given(sites, days)
def test_closing_begins_when_the_last_code_has_ended(site, last):
    """The page behind a code takes ratings until the day before the period may be closed, never longer."""
    is_workday = workdays_at(site)
    until = times_of(last, is_workday).rate_until
    assert until == rated_until(last, is_workday) == closable_from(last, is_workday) - timedelta(1)


@given(sites, days)
def test_reports_count_the_same_days(site, day):
    """What a report knows of its centre is the same rule."""
    config = CentralConfig(sites={"mau": site})
    assert site_of(config, "mau").is_workday(day) == workdays_of(config, "mau")(day)


def test_a_holiday_is_passed_over_and_a_swapped_saturday_is_not():
    """A ticket of the Tuesday before three days off may be rated until the Saturday that is worked for them."""
    site = CentralSite("Mẫu", hours=("07:30-11:30",), holidays=tuple(TUESDAY + timedelta(n) for n in (1, 2, 3)))
    assert rated_until(TUESDAY, workdays_at(site)) == SATURDAY + timedelta(2)
    swapped = CentralSite("Mẫu", hours=site.hours, holidays=site.holidays, swapped=(SwappedDay(SATURDAY, "fri"),))
    assert rated_until(TUESDAY, workdays_at(swapped)) == SATURDAY


def test_a_day_off_that_is_worked_after_all_is_worked():
    """Swapped wins over the list of days off, as at the gateways; swapped with a Sunday it is off."""
    site = CentralSite("Mẫu", hours=("07:30-11:30",), holidays=(TUESDAY,), swapped=(SwappedDay(TUESDAY, "mon"),))
    assert workdays_at(site)(TUESDAY)
    assert not workdays_at(CentralSite("Mẫu", hours=("07:30-11:30",), swapped=(SwappedDay(TUESDAY, "sun"),)))(TUESDAY)


def test_without_hours_monday_to_friday_is_worked():
    """A site that nobody configured, or that has no hours."""
    for is_workday in (workdays_at(None), workdays_at(CentralSite("Mẫu")), workdays_of(CentralConfig(), "xx")):
        assert [is_workday(TUESDAY + timedelta(n)) for n in range(7)] == [True] * 4 + [False] * 2 + [True]
