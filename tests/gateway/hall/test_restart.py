"""A hall that starts again goes on exactly where it was; its state is what its lines say, and nothing else."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.events import NumbersSkipped, OfficerSignedOut, TicketAbandoned, TicketCalled, TicketMissed
from contract.ids import new_id
from gateway.hall_commands import CallSpoken, PrintEnded


def morning(h):
    """A few things that happen: tickets, calls, a transfer, a lease, one missed, one served and rated."""
    h.seat("cb-01", "1")
    h.seat("cb-02", "2")
    for service in ("ho-tich", "dat-dai", "ho-tich", "ho-tich", "dat-dai"):
        h.take(service, priority=service == "dat-dai", items=2)
        h.clock.advance(30)
    h.from_gateway("q-09", "lease_numbers", {"service": "ho-tich", "count": 5})
    h.do("call_next")
    h.do("start")
    h.clock.advance(200)
    h.do("finish_and_next")
    h.do("transfer", to_service="dat-dai")
    h.do("call_next", "2", "cb-02")
    h.do("park", "2", "cb-02", reason="copy")
    h.do("call_next")


def test_after_a_restart_the_state_is_what_it_was(hall):
    """Tickets, lines, counters, leases and numbers come back from the rows, over a restart in the middle."""
    h = hall()
    morning(h)
    before = h.queue()
    h = hall()
    assert h.queue() == before and len(before.tickets) == 5
    assert h.take()["number"] == "A004"


def test_the_state_is_what_the_lines_say(hall):
    """A replay of the journal's lines gives the state in memory and the state of the rows, field for field."""
    h = hall()
    morning(h)
    assert h.replayed() == h.queue()
    h = hall()
    h.do("recall")
    assert h.replayed() == h.queue()


def test_a_row_that_is_lost_is_found_out(hall):
    """Control: the comparison fails when one ticket's row is missing."""
    h = hall()
    morning(h)
    row = next(key for key in h.journal.facts("hall/ticket/"))
    h.journal.append([], {row: None})
    h = hall()
    assert h.replayed() != h.queue()


VERBS = st.sampled_from(
    ["take", "take", "take2", "call_next", "start", "finish", "finish_and_next", "park", "recall", "sign_in",
     "sign_out", "pause", "unpause", "miss", "transfer", "invite_rating", "lease", "restart", "spoken", "printed"]
)  # fmt: skip


def test_random_days_end_in_one_state(hall, tmp_path_factory):
    """Random orders and restarts: memory, rows and lines are one state at the end of each."""

    @settings(max_examples=max(1, settings.default.max_examples // 2))
    @given(st.lists(st.tuples(VERBS, st.sampled_from(["1", "2"]), st.integers(1, 90)), max_size=25))
    def day(steps):
        folder = tmp_path_factory.mktemp("day")
        h = hall(folder=folder)
        for verb, counter, pause_s in steps:
            h.clock.advance(pause_s)
            officer = {"1": "cb-01", "2": "cb-02"}[counter]
            if verb == "restart":
                h = hall(folder=folder)
            elif verb in ("take", "take2"):
                h.ask("take_ticket", {"service": "ho-tich" if verb == "take" else "dat-dai"})
            elif verb == "lease":
                h.from_gateway("q-09", "lease_numbers", {"service": "ho-tich", "count": 3})
            elif verb == "spoken":
                call = next(iter(h.queue().calls), None)
                if call is not None:
                    h.inbox.post(CallSpoken(call.number, call.counter, call.nth))
            elif verb == "printed":
                for ticket in list(h.queue().tickets)[-1:]:
                    h.inbox.post(PrintEnded("may-in", ticket, 1, "sent"))
            elif verb == "transfer":
                h.do(verb, counter, officer, to_service="dat-dai")
            else:
                h.do(verb, counter, officer)
        h.do("unpause")
        assert h.replayed() == h.queue()
        memory = h.queue()
        assert hall(folder=folder).queue() == memory

    day()


def test_a_new_day_begins_empty_and_closes_the_old_one(hall, monday):
    """Who was left is abandoned, who sat there is signed out, every number is explained, and numbers begin again."""
    h = hall()
    h.seat()
    h.take()
    h.from_gateway("q-09", "lease_numbers", {"service": "ho-tich", "count": 5})
    rows = len(h.journal.facts("hall/"))
    monday.advance(24 * 3600)
    assert h.take()["number"] == "A001"
    closing = [f for f in h.lines() if isinstance(f, TicketAbandoned | OfficerSignedOut | NumbersSkipped)]
    assert [type(fact) for fact in closing] == [OfficerSignedOut, TicketAbandoned, NumbersSkipped, NumbersSkipped]
    assert [(f.first, f.last, f.reason) for f in closing[2:]] == [(995, 999, "unreported"), (2, 994, "not_reached")]
    assert h.queue().day == "2026-11-24" and len(h.queue().tickets) == 1
    assert len(h.journal.facts("hall/")) < rows
    assert h.replayed() == h.queue()
    assert hall().queue() == h.queue()


def test_answers_of_yesterday_are_forgotten(hall, monday):
    """The same id on another day is another request."""
    h, request = hall(), new_id()
    first = h.from_gateway("q-01", "take_ticket", {"service": "ho-tich"}, request=request)
    monday.advance(24 * 3600)
    second = h.from_gateway("q-01", "take_ticket", {"service": "ho-tich"}, request=request)
    assert first.result["ticket"] != second.result["ticket"]
    assert len(h.journal.facts("hall/answer/")) == 1


def test_a_hall_that_was_off_over_night_closes_the_day_when_it_starts(hall, monday):
    """The leftovers of yesterday are closed by the first second of the new run."""
    h = hall()
    h.take()
    h.stop()
    monday.advance(24 * 3600)
    h = hall()
    h.turn()
    assert h.types().count("ticket.abandoned") == 1 and h.queue().tickets == {}


def test_officers_are_signed_out_at_the_end_of_the_session(hall, monday):
    """Who is idle goes at once, who still serves goes afterwards, who comes for the next session stays."""
    h = hall()
    h.seat("cb-01", "1")
    h.seat("cb-02", "2")
    h.take()
    h.do("call_next")
    h.do("start")
    monday.advance(3.5 * 3600 + 60)
    h.turn()
    assert {c: s.officer for c, s in h.queue().counters.items()} == {"1": "cb-01", "2": None}
    h.do("finish")
    h.turn()
    assert h.queue().counters["1"].officer is None
    reasons = [fact.reason for fact in h.lines() if isinstance(fact, OfficerSignedOut)]
    assert reasons == ["session_end", "session_end"]
    monday.advance(1800)
    h.seat("cb-01", "1")
    h.turn()
    assert h.queue().counters["1"].officer == "cb-01"


def test_officers_stay_while_somebody_waits(hall, monday):
    """Those who have a number are served after the session's end, for an hour at most."""
    h = hall()
    h.seat()
    h.take()
    monday.advance(3.5 * 3600 + 60)
    h.turn()
    assert h.queue().counters["1"].officer == "cb-01"
    monday.advance(3600)
    h.turn()
    assert h.queue().counters["1"].officer is None


def test_time_to_come_counts_from_when_the_call_was_spoken(hall, monday):
    """A voice that was busy delays the moment from which somebody counts as missed; a restart forgets nothing."""
    h = hall()
    h.seat()
    h.take()
    number = h.do("call_next").result["number"]
    monday.advance(30)
    for _ in range(2):
        h.inbox.post(CallSpoken(number, "1", 1))
    h.do("start", "2")
    called = [(fact.nth, fact.spoken) for fact in h.lines() if isinstance(fact, TicketCalled)]
    assert called == [(1, False), (1, True)]
    h = hall()
    monday.advance(35)
    h.do("recall")
    assert h.do("miss").error.code == "too_soon"
    monday.advance(25)
    h.do("recall")
    assert h.do("miss").ok
    assert any(isinstance(fact, TicketMissed) for fact in h.lines())
    assert h.replayed() == h.queue()


def test_without_a_voice_time_to_come_counts_from_the_call(hall, monday):
    """Control: without the voice's word the same order is taken 61 s after the call."""
    h = hall()
    h.seat()
    h.take()
    h.do("call_next")
    monday.advance(61)
    h.do("recall")
    monday.advance(61)
    assert h.do("miss").ok


def test_a_clock_that_becomes_right_keeps_the_tickets_of_the_morning(hall, monday):
    """What was given before the date was known belongs to the day that becomes known."""
    monday.set_state("unset")
    h = hall()
    h.take()
    assert h.queue().day == ""
    monday.set_state("synced")
    assert h.take()["number"] == "A002"
    assert h.queue().day == "2026-11-23" and len(h.queue().tickets) == 2
    assert hall().queue() == h.queue()


def test_each_start_has_a_higher_epoch(hall):
    """Boards believe the new run at once, and the revisions of an old one never again."""
    first = hall().feed.wait(0, 10).state
    second = hall().feed.wait(0, 10).state
    assert second.epoch == first.epoch + 1 and second.is_newer_than(first)


def test_the_state_is_shown_on_each_change_and_every_ten_seconds(hall, monday):
    """A ticket is seen at once; without any change the state is repeated with a higher revision."""
    h = hall()
    seen = h.feed.wait(0, 10)
    h.take()
    after = h.feed.wait(seen.version, 10)
    assert after.state.services["ho-tich"].waiting == 1 and after.state.rev > seen.state.rev
    monday.advance(10.5)
    h.do("unpause")
    h.do("unpause")
    assert h.feed.look().state.rev > after.state.rev


def test_what_the_printer_said_is_known_to_the_hall(hall):
    """The guide sees whether a ticket came out."""
    h = hall()
    ticket = msgspec.convert(h.take()["ticket"], type=type(new_id()))
    h.inbox.post(PrintEnded("may-in", ticket, 1, "printed"))
    h.turn()
    assert h.queue().tickets[ticket].printing == "printed"
    assert hall().queue().tickets[ticket].printing == "printed"


def test_rows_that_cannot_be_read_are_made_again_from_the_lines(hall):
    """A broken row costs nothing but the answers that were kept: the lines tell the same day."""
    h = hall()
    morning(h)
    before = h.queue()
    h.journal.append([], {"hall/rest": b"{broken", "hall/counter/9": b"?"})
    h = hall()
    assert h.queue() == before and h.take()["number"] == "A004"
    memory = h.queue()
    assert hall().queue() == memory
