"""Requests to the hall: done once, answered the same, refused in words without changing anything."""

import msgspec
import pytest

from contract.events import TicketIssued
from contract.ids import new_id
from contract.site import Counter
from gateway.effects import AskHelp
from gateway.journal.errors import JournalFull


def test_a_ticket_is_stored_before_it_is_answered(hall):
    """The answer names a ticket whose line is in the journal."""
    h = hall()
    taken = h.take()
    assert taken["number"] == "A001"
    assert [str(fact.ticket) for fact in h.lines() if isinstance(fact, TicketIssued)] == [taken["ticket"]]


def test_a_repeated_request_gets_the_same_answer_and_is_done_once(hall):
    """However often a kiosk repeats itself, there is one ticket; over a restart too."""
    h, request = hall(), new_id()
    first = h.from_gateway("q-01", "take_ticket", {"service": "ho-tich"}, request=request)
    assert h.from_gateway("q-01", "take_ticket", {"service": "ho-tich"}, request=request) == first
    h = hall()
    assert h.from_gateway("q-01", "take_ticket", {"service": "ho-tich"}, request=request, age_s=60) == first
    assert h.types().count("ticket.issued") == 1


def test_another_request_is_another_ticket(hall):
    """Control: without the same id the second one is done too."""
    h = hall()
    for _ in range(2):
        h.from_gateway("q-01", "take_ticket", {"service": "ho-tich"})
    assert h.types().count("ticket.issued") == 2


def test_the_id_of_anothers_request_brings_nothing(hall):
    """A gateway that learned an id hears neither the answer nor has anything done under it."""
    h, request = hall(), new_id()
    h.from_gateway("q-01", "take_ticket", {"service": "ho-tich"}, request=request)
    forged = h.from_gateway("q-02", "take_ticket", {"service": "ho-tich"}, request=request)
    assert not forged.ok and forged.error.code == "malformed" and "thiết bị khác" in forged.error.message
    assert h.types().count("ticket.issued") == 1


def test_a_request_that_is_too_old_does_nothing(hall):
    """A kiosk that is dead for six seconds gets no ticket any more."""
    h = hall()
    late = h.from_gateway("q-01", "take_ticket", {"service": "ho-tich"}, age_s=6)
    assert late.error.code == "expired" and h.types() == []
    assert h.from_gateway("q-01", "take_ticket", {"service": "ho-tich"}, age_s=4).ok


def test_a_malformed_request_names_its_field(hall):
    """A sentence says which argument is wrong; nothing changes."""
    h = hall()
    cases = [
        ("take_ticket", {}, "service"),
        ("take_ticket", {"service": 3}, "service"),
        ("take_ticket", {"service": "ho-tich", "items": 0}, "items"),
        ("call_next", {"counter": "1", "ticket": "x"}, "ticket"),
        ("transfer", {}, "counter"),
    ]
    for verb, args, field in cases:
        answer = h.ask(verb, args)
        assert answer.error.code == "malformed" and f"“{field}”" in answer.error.message
    assert h.types() == []


def test_a_refusal_changes_nothing_and_is_thought_over_again(hall):
    """Nobody waits: nothing is stored, and the same request succeeds when somebody came."""
    h, request = hall(), new_id()
    h.seat()
    before = (h.types(), h.journal.facts("hall/"))
    assert h.ask("call_next", {"counter": "1"}, "cb-01", request=request).error.code == "nobody_waiting"
    assert (h.types(), h.journal.facts("hall/")) == before
    h.take()
    assert h.ask("call_next", {"counter": "1"}, "cb-01", request=request).ok


def test_an_unknown_service_and_closed_hours_are_refused_in_words(hall, monday):
    """Each refusal is a sentence for the citizen."""
    h = hall()
    assert h.ask("take_ticket", {"service": "x"}).error.code == "unknown_service"
    monday.advance(4 * 3600)
    closed = h.ask("take_ticket", {"service": "ho-tich"})
    assert closed.error.code == "closed" and "13:30 chiều nay" in closed.error.message
    assert h.types() == []


def test_two_officers_pressing_at_once_call_two_citizens(hall):
    """Both orders of one burst are decided one after the other."""
    h = hall()
    h.seat("cb-01", "1")
    h.seat("cb-02", "2")
    h.take()
    h.take()
    called = [h.do("call_next", "1", "cb-01"), h.do("call_next", "2", "cb-02")]
    assert {answer.result["number"] for answer in called} == {"A001", "A002"}


def test_an_officer_acts_for_no_other_counter(hall):
    """Who sits at counter 1 calls nobody to counter 2."""
    h = hall()
    h.seat("cb-01", "1")
    h.seat("cb-02", "2")
    h.take()
    assert h.do("call_next", "2", "cb-01").error.code == "other_counter"
    assert "ticket.called" not in h.types()


def test_another_gateway_does_not_act_at_a_counter_that_is_taken(hall):
    """The gateway at which the officer sat down speaks for the counter, and the hall's own; a third one does not,
    whatever officer it names."""
    h = hall()
    assert h.from_gateway("q-01", "sign_in", {"counter": "1"}, "cb-01").ok
    h.take()
    forged = h.from_gateway("q-05", "call_next", {"counter": "1"}, "cb-01")
    assert forged.error.code == "other_counter" and "ticket.called" not in h.types()
    assert h.from_gateway("q-01", "call_next", {"counter": "1"}, "cb-01").ok
    assert h.do("recall").ok


@pytest.fixture
def bound(hall):
    """Starts a hall whose site says which gateway stands at counter 1."""

    def make():
        known = hall()
        counters = (Counter("1", gateway="q-01"), Counter("2"))
        return hall(msgspec.structs.replace(known.site, counters=counters))

    return make


def test_a_counter_with_a_gateway_of_its_own_obeys_no_other(bound):
    """Another one cannot even sign somebody in there, before or after a restart of the hall; desks of the hall's own
    gateway go on."""
    h = bound()
    forged = h.from_gateway("q-05", "sign_in", {"counter": "1"}, "cb-01")
    assert forged.error.code == "other_counter" and "officer.signed_in" not in h.types()
    assert h.from_gateway("q-01", "sign_in", {"counter": "1"}, "cb-01").ok
    assert h.from_gateway("q-05", "sign_in", {"counter": "2"}, "cb-02").ok
    h = bound()
    assert h.from_gateway("q-05", "sign_out", {"counter": "1"}, "cb-01").error.code == "other_counter"
    assert h.do("sign_out").ok


def test_a_voice_elsewhere_tells_when_it_has_spoken(hall, monday):
    """The time to come counts from then on; a call that is over, or told twice, changes nothing."""
    h = hall()
    h.seat("cb-01", "1")
    number = h.take()["number"]
    h.do("call_next")
    monday.advance(10)
    told = {"service_day": "2026-11-23", "spoken": [{"counter": "1", "number": number, "nth": 1}]}
    for _ in range(2):
        assert h.from_gateway("bang-01", "report_tickets", told).ok
    over = {"service_day": "2026-11-23", "spoken": [{"counter": "2", "number": number, "nth": 1}]}
    assert h.from_gateway("bang-01", "report_tickets", over).ok
    [ticket] = h.queue().tickets.values()
    assert ticket.spoken == 1 and ticket.since.seconds_until(ticket.first_call) == 10
    assert h.types().count("ticket.called") == 2 and h.replayed() == h.queue()


def test_a_call_for_help_elsewhere_is_shown_once_here(hall):
    """Of a keypad or a kiosk on another gateway: repeated, it is one; of a counter that nobody knows it is none."""
    h, shown, request = hall(), [], new_id()
    h.show = shown.append
    helps = [
        {"counter": "2", "kind": "guard"},
        {"counter": "q-07", "kind": "citizen"},
        {"counter": "99", "kind": "guard"},
    ]
    told = {"service_day": "2026-11-23", "helps": helps}
    for _ in range(2):
        assert h.from_gateway("q-07", "report_tickets", told, request=request).ok
    assert [effect for effect in shown if isinstance(effect, AskHelp)] == [
        AskHelp("2", "guard"),
        AskHelp("q-07", "citizen"),
    ]
    assert h.types() == []


def test_an_officer_elsewhere_voids_from_the_own_gateway_only(hall):
    """In the name of somebody who sits at a counter only that counter's gateway voids a number."""
    h = hall()
    assert h.from_gateway("q-01", "sign_in", {"counter": "1"}, "cb-01").ok
    ticket = {"ticket": h.take()["ticket"]}
    assert h.from_gateway("q-05", "void", ticket, "cb-01").error.code == "other_counter"
    assert "ticket.voided" not in h.types()
    assert h.from_gateway("q-01", "void", ticket, "cb-01").ok


def test_only_the_guide_does_the_guides_work(hall):
    """A kiosk voids no ticket and enters no number that was handed out by hand."""
    h = hall()
    ticket = h.take()["ticket"]
    assert h.from_gateway("q-01", "void", {"ticket": ticket}).error.code == "other_counter"
    assert h.from_gateway("q-01", "void", {"ticket": ticket}, "cb-09").error.code == "other_counter"
    as_guide = {"service": "ho-tich", "channel": "guide"}
    assert h.from_gateway("q-01", "take_ticket", as_guide).error.code == "other_counter"
    by_hand = {"service": "ho-tich", "number": "A050", "channel": "guide"}
    assert h.from_gateway("q-01", "take_ticket", by_hand).error.code == "other_counter"
    assert h.ask("void", {"ticket": ticket, "reason": "phantom"}).ok
    assert h.ask("take_ticket", by_hand).ok


def test_a_dossier_code_is_a_note_and_never_in_a_line(hall):
    """The code is sealed in the chain and travels beside it."""
    h = hall()
    h.seat()
    h.take()
    h.do("call_next")
    h.do("start")
    assert h.do("finish", note="H26.15-261123-0042").ok
    assert not any(b"0042" in raw for raw in h.raw())
    notes = [row.note for row in h.journal.read(h.journal.stream, 1, 100)[0] if row.note]
    assert len(notes) == 1 and b"0042" in notes[0]


def test_what_could_not_be_stored_is_refused_and_was_never_done(hall, monkeypatch):
    """A full card: a sentence, no number, no answer kept; the same request is done when there is room again."""
    h, request = hall(), new_id()
    h.take()
    append = h.journal.append

    def full(*_):
        raise JournalFull("no room")

    monkeypatch.setattr(h.journal, "append", full)
    refused = h.from_gateway("q-01", "take_ticket", {"service": "ho-tich"}, request=request)
    assert refused.error.code == "not_stored" and len(h.queue().tickets) == 1
    monkeypatch.setattr(h.journal, "append", append)
    assert h.from_gateway("q-01", "take_ticket", {"service": "ho-tich"}, request=request).result["number"] == "A002"
    assert h.replayed() == h.queue()
