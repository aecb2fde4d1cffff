"""Machines without a clock of their own: a morning whose date becomes known later, sessions, restarts over an end."""

from datetime import timedelta

from contract.events import NumbersSkipped, OfficerSignedOut, TicketAbandoned
from contract.ids import new_id


def yesterday_and_a_morning_without_date(hall, clock):
    """Yesterday five tickets; this morning, with yesterday evening's time on the clock, three more."""
    h = hall()
    h.seat("cb-01", "1")
    for _ in range(5):
        h.take()
    h.stop()
    clock.advance(24 * 3600)
    clock.boot_again()
    clock.step(-14 * 3600)
    clock.set_state("unset")
    h = hall()
    h.seat("cb-02", "2")
    given = [h.take()["number"] for _ in range(3)]
    h.ask("call", {"counter": "2", "ticket": str(list(h.queue().tickets)[-1])}, "cb-02")
    return h, given


def test_a_morning_whose_date_becomes_known_goes_on(hall, monday):
    """Nobody of this morning is sent home or signed out and no number is given twice; yesterday is closed."""
    h, given = yesterday_and_a_morning_without_date(hall, monday)
    monday.advance(1800)
    monday.step(14 * 3600)
    monday.set_state("synced")
    h.turn()
    queue = h.queue()
    assert queue.day == "2026-11-24" and [t.number for t in queue.tickets.values()] == given
    assert queue.counters["2"].officer == "cb-02" and queue.tickets[queue.counters["2"].ticket].state == "called"
    assert "1" not in queue.counters and sum(map(len, queue.waiting.values())) == 2
    assert h.take()["number"] == "A009"
    ended = [fact for fact in h.lines() if isinstance(fact, TicketAbandoned)]
    assert len(ended) == 5
    assert [fact.officer for fact in h.lines() if isinstance(fact, OfficerSignedOut)] == ["cb-01"]
    assert h.do("start", "2", "cb-02").ok and h.do("finish", "2", "cb-02").ok


def test_rows_and_lines_tell_the_same_morning(hall, monday):
    """After a restart, and from the lines alone, the day is the one that was in memory."""
    h, _ = yesterday_and_a_morning_without_date(hall, monday)
    monday.advance(1800)
    monday.step(14 * 3600)
    monday.set_state("synced")
    h.take()
    assert h.replayed() == h.queue()
    memory = h.queue()
    assert hall().queue() == memory


def test_a_request_of_that_morning_is_still_done_once(hall, monday):
    """A kiosk that repeats its request over the moment in which the date becomes known gets the same ticket."""
    h, _ = yesterday_and_a_morning_without_date(hall, monday)
    request = h.queue().tickets and next(iter(h.queue().tickets))
    first = h.from_gateway("q-01", "take_ticket", {"service": "ho-tich"}, request=request)
    monday.step(14 * 3600)
    monday.set_state("synced")
    assert h.from_gateway("q-01", "take_ticket", {"service": "ho-tich"}, request=request) == first


def test_a_morning_of_another_boot_is_not_guessed(hall, monday):
    """Control: what was given before a second power cut, without a date, is closed with the day it stood in."""
    h, _ = yesterday_and_a_morning_without_date(hall, monday)
    h.stop()
    monday.boot_again()
    monday.step(14 * 3600)
    monday.set_state("synced")
    h = hall()
    h.turn()
    assert h.queue().tickets == {} and h.queue().day == "2026-11-24"


def test_the_state_names_the_day_it_is_of(hall, monday):
    """A hall that does not know the date says the day whose numbers it goes on with."""
    h = hall()
    h.take()
    h.stop()
    monday.boot_again()
    monday.step(-30 * 24 * 3600)
    monday.set_state("unset")
    h = hall()
    h.turn()
    assert h.feed.look().state.service_day.isoformat() == "2026-11-23"


def test_a_hall_that_was_off_at_the_end_of_the_session_signs_out_afterwards(hall, monday):
    """A power cut over half past eleven leaves nobody signed in whose session is over."""
    h = hall()
    h.seat("cb-01", "1")
    h.stop()
    monday.advance(3.5 * 3600 + 60)
    h = hall()
    h.turn()
    assert h.queue().counters["1"].officer is None
    h.seat("cb-01", "1")
    h.turn()
    assert h.queue().counters["1"].officer == "cb-01"


def test_a_clock_that_was_never_right_ends_no_session(hall, monday):
    """An hour that nobody knows signs nobody out; as soon as it is known, those who came before the end go."""
    monday.step(3.4 * 3600)
    monday.set_state("unset")
    h = hall()
    h.seat("cb-01", "1")
    monday.advance(600)
    h.turn()
    assert h.queue().counters["1"].officer == "cb-01"
    monday.set_state("synced")
    h.turn()
    assert h.queue().counters["1"].officer is None


def test_a_clock_that_jumps_over_an_end_signs_nobody_out_who_came_after_it(hall, monday):
    """Who sat down at a quarter past one, while the clock said something else, stays when it becomes right."""
    monday.set_state("unset")
    h = hall()
    h.seat("cb-01", "1")
    monday.advance(60)
    monday.step(timedelta(hours=5, minutes=16).total_seconds())
    monday.set_state("synced")
    h.turn()
    assert monday.now().at.strftime("%H:%M") == "13:17"
    assert h.queue().counters["1"].officer == "cb-01"


def test_numbers_before_the_morning_are_explained_in_the_evening(hall, monday):
    """No gap stays: the numbers below the first of that day are named when it is closed."""
    h, _ = yesterday_and_a_morning_without_date(hall, monday)
    monday.step(14 * 3600)
    monday.set_state("synced")
    h.turn()
    monday.advance(24 * 3600)
    h.turn()
    skipped = [(f.service_day.isoformat(), f.first, f.last) for f in h.lines() if isinstance(f, NumbersSkipped)]
    assert skipped == [("2026-11-24", 1, 5)]


def hall_without_date(hall, clock):
    """A hall that goes on with the day it remembers while its clock is a month behind."""
    h = hall()
    assert h.take()["number"] == "A001"
    h.stop()
    clock.boot_again()
    clock.step(-30 * 24 * 3600)
    clock.set_state("unset")
    return hall()


def test_blocks_of_a_hall_without_a_date_are_nobody_elses(hall, monday):
    """What a kiosk holds is not given by the hall, whatever its clock says."""
    h = hall_without_date(hall, monday)
    lease = h.from_gateway("q-01", "lease_numbers", {"service": "ho-tich", "count": 5}).result
    assert (lease["from"], lease["to"], lease["service_day"]) == (995, 999, "2026-11-23")
    assert h.take()["number"] == "A002"
    assert h.replayed() == h.queue()


def test_a_kiosk_that_knows_the_date_is_believed_by_a_hall_that_does_not(hall, monday):
    """What it gave by itself this morning waits in the hall, and numbers that it knows are not given again."""
    h = hall_without_date(hall, monday)
    given = {
        "ticket": str(new_id()), "number": "A003", "service": "ho-tich", "need": "submit", "priority": False,
        "needs": [], "items": None, "channel": "kiosk", "at": "2026-11-24T07:40:00+07:00",
    }  # fmt: skip
    told = {"service_day": "2026-11-24", "tickets": [given], "highest": {"A": 9}}
    assert h.from_gateway("q-01", "report_tickets", told).ok
    assert sorted(ticket.number for ticket in h.queue().tickets.values()) == ["A001", "A003"]
    assert h.take()["number"] == "A010"


def test_a_report_of_another_day_is_refused_where_the_date_is_known(hall):
    """Control: a hall that knows the date takes no tickets of another."""
    told = {"service_day": "2026-11-24", "tickets": [], "highest": {"A": 9}}
    h = hall()
    h.take()
    assert h.from_gateway("q-01", "report_tickets", told).error.code == "wrong_day"
    assert h.take()["number"] == "A002"


def test_leftovers_of_yesterday_are_never_called_before_todays(hall, monday):
    """A machine that starts after the last session, without the date: who was left is abandoned before anybody is
    called; numbers go on."""
    h, given = yesterday_and_a_morning_without_date(hall, monday)
    left = [fact for fact in h.lines() if isinstance(fact, TicketAbandoned)]
    assert [fact.reason for fact in left] == ["day_closed"] * 5
    assert h.do("start", "2", "cb-02").ok
    called = h.do("finish_and_next", "2", "cb-02").result
    assert called["number"] == given[0] == "A006" and "hôm trước" not in called["why"]
    assert h.queue().day == "2026-11-23" and h.replayed() == h.queue()
    assert hall().queue() == h.queue()


def power_cut(hall, clock, pause_s):
    """Three people wait at a counter that is served; then the power goes, and it comes back without the date."""
    h = hall()
    h.seat("cb-01", "1")
    for _ in range(3):
        h.take()
    h.stop()
    clock.advance(pause_s)
    clock.boot_again()
    clock.set_state("unset")
    return hall()


def test_a_power_cut_at_noon_sends_nobody_home(hall, monday):
    """Control: in the middle of a session the day goes on where it was, and the desk is told that nobody knows the
    day."""
    h = power_cut(hall, monday, 600)
    h.turn()
    called = h.do("call_next").result
    assert called["number"] == "A001" and "hôm trước" in called["why"]
    assert "ticket.abandoned" not in h.types() and h.feed.look().state.open


def test_who_is_left_long_after_the_last_session_is_abandoned(hall, monday):
    """Switched off ten minutes before the end: an hour after it, by the clock that is behind, the day is over. Who is
    served by somebody who came since stays."""
    h = power_cut(hall, monday, 8 * 3600 + 50 * 60)
    h.seat("cb-02", "2")
    assert h.do("call_next", "2", "cb-02").result["number"] == "A001"
    assert "ticket.abandoned" not in h.types()
    monday.advance(70 * 60)
    h.turn()
    queue = h.queue()
    states = {ticket.number: ticket.state for ticket in queue.tickets.values()}
    assert states == {"A001": "called", "A002": "abandoned", "A003": "abandoned"}
    assert queue.counters["1"].officer is None and queue.counters["2"].officer == "cb-02"
    assert h.replayed() == queue


def test_a_clock_that_shows_another_day_is_never_ahead(hall, monday):
    """A clock on a battery that nobody has confirmed: the day is another; its numbers go on until it is known."""
    h = power_cut(hall, monday, 24 * 3600)
    assert h.do("call_next", "1").error.code == "not_signed_in"
    assert {t.state for t in h.queue().tickets.values()} == {"abandoned"}
    assert h.take()["number"] == "A004"


def test_a_kiosk_that_knows_another_date_ends_yesterday(hall, monday):
    """Its word is enough: who was left is not called any more."""
    h = power_cut(hall, monday, 600)
    told = {"service_day": "2026-11-24", "tickets": [], "highest": {}}
    assert h.from_gateway("q-01", "report_tickets", told).ok
    assert {t.state for t in h.queue().tickets.values()} == {"abandoned"} and h.replayed() == h.queue()


def test_a_block_of_that_morning_is_its_kiosks_when_the_date_is_known(hall, monday):
    """What a kiosk gave of it is taken over, its rest comes back, and nobody else gets a number of it."""
    h, _ = yesterday_and_a_morning_without_date(hall, monday)
    lease = h.from_gateway("q-01", "lease_numbers", {"service": "ho-tich", "count": 5}).result
    monday.advance(1800)
    monday.step(14 * 3600)
    monday.set_state("synced")
    h.turn()
    assert h.queue().day == "2026-11-24" and lease["id"] in h.queue().leases
    h = hall()
    assert h.from_gateway("q-02", "lease_numbers", {"service": "ho-tich", "count": 5}).result["to"] < lease["from"]
    away = {
        "ticket": str(new_id()), "number": f"A{lease['from']}", "service": "ho-tich", "need": "submit",
        "priority": False, "needs": [], "items": None, "channel": "kiosk", "at": monday.now().at.isoformat(),
    }  # fmt: skip
    told = {"service_day": "2026-11-24", "tickets": [away], "highest": {}}
    assert h.from_gateway("q-01", "report_tickets", told).result is None
    rest = lease | {"service_day": "2026-11-24", "from": lease["from"] + 1}
    assert h.from_gateway("q-01", "return_numbers", {"lease": rest}).ok
    assert h.replayed() == h.queue()


def test_a_block_of_yesterday_is_over_when_the_date_is_known(hall, monday):
    """Control: one that was set aside with a date is of that date."""
    h = hall()
    lease = h.from_gateway("q-01", "lease_numbers", {"service": "ho-tich", "count": 5}).result
    h.stop()
    monday.advance(24 * 3600)
    monday.boot_again()
    h = hall()
    h.turn()
    assert lease["id"] not in h.queue().leases
