"""What a ticket's events come to: waits, service and states, whoever told of them and in whatever order."""

import random

import pytest

from central.rules.counting import order_key
from central.rules.telling import Said, Told, in_order, said_in, said_of, said_text
from central.rules.visits import visit_of
from contract.events import Outcome, TicketCalled, TicketIssued, TicketNeedsSet, TicketTransferred
from contract.ids import new_id

ISSUED = Said("A001", "ho-tich", "submit", True, ("wheelchair",), 2, "kiosk")
RECEIVED = Said(outcomes=(Outcome("ho-tich", "received", 2),))
MINUTE = 60_000


class Life:
    """A ticket's events, each at a minute: ``life.add("ticket.called", 12)``."""

    def __init__(self, gateway="hall-01", stream="s1"):
        """A life that a gateway tells."""
        self.gateway, self.stream, self.told = gateway, stream, []

    def add(self, type_, minute, *, said=None, counter="", officer="", **words):
        """The next event; no minute: its time is not known."""
        time_ms = None if minute is None else round(minute * MINUTE)
        key = order_key(time_ms, self.gateway, self.stream, len(self.told) + 1)
        self.told.append(Told(key, time_ms, "tt", type_, counter, officer, said or Said(**words)))
        return self

    def issue(self, minute, said=ISSUED):
        """A number is given."""
        return self.add("ticket.issued", minute, said=said)

    def call(self, minute, nth=1, counter="1", officer="cb-01"):
        """It is called."""
        return self.add("ticket.called", minute, counter=counter, officer=officer, nth=nth)

    def start(self, minute, counter="1", officer="cb-01"):
        """The citizen sits down."""
        return self.add("service.started", minute, counter=counter, officer=officer)

    def finish(self, minute, counter="1", officer="cb-01", said=RECEIVED):
        """It is done."""
        return self.add("service.finished", minute, counter=counter, officer=officer, said=said)

    @property
    def visit(self):
        """What it came to."""
        return visit_of(self.told)


def figures(life):
    """State, minutes of waiting, minutes of service."""
    visit = life.visit
    wait, served = (None if n is None else n / 60 for n in (visit.wait_s, visit.service_s))
    return visit.state, wait, served


def test_a_plain_visit():
    """Wait is from the number to the call, service from the start to the finish; walking to the counter is neither."""
    visit = Life().issue(0).call(10).start(11).finish(20).visit
    assert (visit.state, visit.wait_s, visit.service_s) == ("served", 600, 540)
    assert (visit.number, visit.service, visit.taken_service, visit.need) == ("A001", "ho-tich", "ho-tich", "submit")
    assert (visit.priority, visit.needs, visit.items, visit.channel) == (True, ("wheelchair",), 2, "kiosk")
    assert (visit.counter, visit.officer, visit.outcomes) == ("1", "cb-01", (("ho-tich", "received", 2),))
    times = (visit.issued_ms, visit.called_ms, visit.started_ms, visit.finished_ms)
    assert times == (0, 10 * MINUTE, 11 * MINUTE, 20 * MINUTE)
    assert (visit.transfers, visit.recalls) == (0, 0)


def test_service_begins_with_the_call_where_nobody_recorded_a_start():
    """Domain §3.1: start = first call."""
    assert figures(Life().issue(0).call(10).call(12, nth=2).finish(20)) == ("served", 10, 10)


def test_a_start_without_a_call_ends_the_wait():
    """Somebody was waved to the counter."""
    assert figures(Life().issue(0).start(7).finish(9)) == ("served", 7, 2)


def test_every_wait_counts_after_a_transfer():
    """From the number to the first call, and from the transfer to the next one; both counters' work is service."""
    life = Life().issue(0).call(5).start(6)
    life.add("ticket.transferred", 8, service="dat-dai", officer="cb-01")
    life.call(20, counter="2", officer="cb-02").start(21, "2", "cb-02").finish(30, "2", "cb-02")
    assert figures(life) == ("served", 5 + 12, 2 + 9)
    visit = life.visit
    assert (visit.service, visit.taken_service, visit.counter, visit.officer) == ("dat-dai", "ho-tich", "2", "cb-02")
    assert visit.transfers == 1


def test_who_fetches_a_paper_does_not_wait_meanwhile():
    """Parked is neither wait nor service; back again is wait."""
    life = Life().issue(0).call(5).start(5).add("ticket.parked", 8).add("ticket.resumed", 40)
    assert figures(life.call(43).start(43).finish(45)) == ("served", 5 + 3, 3 + 2)


def test_who_was_missed_and_comes_back_waits_again():
    """The time away is no wait, and the calls in vain are no service."""
    life = Life().issue(0).call(5).call(6, nth=2).add("ticket.missed", 7).add("ticket.resumed", 30)
    assert figures(life.call(32).start(33).finish(40)) == ("served", 5 + 2, 7)
    assert life.visit.recalls == 1


def test_a_takeover_sends_who_was_called_back_to_wait():
    """Nobody was served in between."""
    life = Life().issue(0).call(5).add("ticket.resumed", 6, reason="takeover")
    assert figures(life.call(9, officer="cb-02").start(9, officer="cb-02").finish(10, officer="cb-02")) == (
        "served", 5 + 3, 1,
    )  # fmt: skip


def test_what_the_voice_says_is_no_second_call():
    """The same number of the call again, a moment later."""
    visit = Life().issue(0).call(10).call(10.1).call(11, nth=2).call(11.1, nth=2).start(12).finish(13).visit
    assert (visit.recalls, visit.called_ms) == (1, 10 * MINUTE)


@pytest.mark.parametrize(
    ("last", "state"),
    [
        ((), "issued"),
        ((("ticket.called", 5),), "issued"),
        ((("ticket.called", 5), ("ticket.missed", 7)), "missed"),
        ((("ticket.voided", 5),), "void"),
        ((("ticket.abandoned", 5, {"reason": "left"}),), "abandoned"),
        ((("ticket.abandoned", 500, {"reason": "day_closed"}),), "abandoned"),
        ((("ticket.called", 5), ("ticket.missed", 7), ("ticket.abandoned", 500, {"reason": "day_closed"})), "missed"),
        ((("ticket.called", 5), ("ticket.missed", 7), ("ticket.abandoned", 8, {"reason": "left"})), "abandoned"),
        ((("ticket.called", 5), ("ticket.abandoned", 500, {"reason": "day_closed"})), "abandoned"),
    ],
)
def test_what_ended_it(last, state):
    """Missed stays missed when the day is closed; who was never called was abandoned."""
    life = Life().issue(0)
    for type_, minute, *words in last:
        life.add(type_, minute, **(words[0] if words else {}))
    assert (life.visit.state, life.visit.service_s) == (state, None)


def test_a_visit_that_nobody_finished_has_no_length():
    """The end of the day closed it: served, but its time is that of a forgotten key."""
    life = Life().issue(0).call(5).start(6).finish(600, said=Said())
    assert figures(life) == ("served", 5, None)
    assert life.visit.outcomes == ()


def test_who_was_served_was_served_whatever_an_old_hall_says():
    """A hall with the memory of yesterday closes the day of a ticket that another finished."""
    life = Life().issue(0).call(5).add("ticket.abandoned", 6, reason="day_closed").start(7).finish(9)
    assert figures(life) == ("served", 5, 2)


def test_two_gateways_tell_the_same_number():
    """The kiosk that gave it while the hall was away, and the hall that took it over: once, by the earlier word."""
    hall = Life().issue(3).call(10).start(10).finish(12)
    hall.told += Life("kiosk-01").issue(0).told
    assert figures(hall) == ("served", 10, 2)


def test_a_line_told_again_in_a_new_stream_counts_once():
    """All of a life twice, in two streams: the same visit."""
    once = Life().issue(0).call(5).call(6, nth=2).add("ticket.missed", 7).add("ticket.resumed", 9).call(11).start(12)
    again = Life(stream="s2")
    for one in once.told:
        again.add(one.type, one.time_ms / MINUTE, said=one.said, counter=one.counter, officer=one.officer)
    again.finish(20)
    both = Life()
    both.told = once.told + again.told
    assert both.visit == again.visit
    assert len(in_order(both.told)) == len(again.told)


def test_a_ticket_without_its_issue_is_in_no_figure():
    """Called and served, but its number was never told: shown apart."""
    assert figures(Life().call(5).start(6).finish(9)) == ("unissued", None, 3)


def test_an_unknown_time_makes_an_unknown_length_and_no_other_state():
    """Nothing is guessed."""
    assert figures(Life().issue(None).call(5).start(6).finish(9)) == ("served", None, 3)
    assert figures(Life().issue(None).call(None).start(None).finish(None)) == ("served", None, None)


def test_a_kiosk_whose_clock_runs_ahead_makes_no_negative_wait():
    """Called by the hall before the kiosk gave it, by their clocks."""
    life = Life().call(5).start(6).finish(9)
    life.told += Life("kiosk-01").issue(5.5).told
    assert figures(life) == ("served", 0, 3)


def test_the_same_outcome_said_twice_is_added_up():
    """Two dossiers in two rows of one list."""
    said = Said(outcomes=(Outcome("a", "received", 1), Outcome("b", "advised", 1), Outcome("a", "received", 2)))
    assert Life().issue(0).call(1).finish(2, said=said).visit.outcomes == (("a", "received", 3), ("b", "advised", 1))


def test_the_order_of_arrival_does_not_matter():
    """Any order of the same lines is the same visit."""
    life = Life().issue(0).call(5).start(6).add("ticket.parked", 8).add("ticket.resumed", 20).call(21).finish(30)
    life.told += Life("kiosk-01").issue(0).told
    wanted, shuffled = life.visit, random.Random(4)
    for _ in range(20):
        shuffled.shuffle(life.told)
        assert life.visit == wanted


def test_needs_are_those_that_were_set_last():
    """What the guide learned replaces what the number was taken with, and ends no waiting."""
    life = Life().issue(0)
    assert life.add("ticket.needs_set", 2, said=Said(needs=("sight",))).visit.needs == ("sight",)
    life.call(5).start(6).finish(9)
    assert (life.visit.needs, life.visit.wait_s) == (("sight",), 300)
    assert life.add("ticket.needs_set", 7, said=Said()).visit.needs == ()


def test_what_is_said_comes_back_from_a_row():
    """Nothing is lost but the note, which is not kept; nothing said is an empty text."""
    ticket = new_id()
    issued = TicketIssued(ticket, "Đ01", "đất", "ask", False, ("language:km",), None, "guide", 3, 60)
    marked = TicketNeedsSet(ticket, ("sight",), "cb-05")
    for data in (issued, TicketCalled(ticket, "1", None, 2, True), TicketTransferred(ticket, "b"), marked):
        assert said_in(said_text(said_of(data))) == said_of(data)
    assert said_text(said_of(TicketTransferred(ticket, None, "2"))) == ""
