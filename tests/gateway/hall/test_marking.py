"""The guide's mark of access needs: an order inside the hall's own gateway, journalled and done once."""

import queue

from contract.events import TicketNeedsSet
from contract.hall import HallState
from contract.ids import new_id
from gateway.hall_commands import HallBeside, MarkNeeds


def mark(h, ticket, *needs, request=None):
    """The guide's page orders it; the hall's answer."""
    answers = queue.SimpleQueue()
    h.inbox.post(MarkNeeds(request or new_id(), ticket, needs, "cb-02", answers.put))
    return answers.get(timeout=10)


def test_a_mark_is_journalled_and_stays_over_a_restart(hall):
    """Line, rows and replay agree, and the hall that starts again knows the needs."""
    h = hall()
    h.take()
    ticket = next(iter(h.queue().tickets))
    assert mark(h, ticket, "wheelchair", "language:km").ok
    assert [fact for fact in h.lines() if isinstance(fact, TicketNeedsSet)] == [
        TicketNeedsSet(ticket, ("language:km", "wheelchair"), "cb-02")
    ]
    assert h.replayed() == h.queue()
    h = hall()
    assert h.queue().tickets[ticket].needs == ("language:km", "wheelchair") and h.replayed() == h.queue()


def test_the_same_order_is_done_once(hall):
    """A click that comes again, also after a restart, changes nothing that was changed since."""
    h, request = hall(), new_id()
    h.take()
    ticket = next(iter(h.queue().tickets))
    assert mark(h, ticket, "sight", request=request).ok
    mark(h, ticket)
    h = hall()
    assert mark(h, ticket, "sight", request=request).ok
    assert h.queue().tickets[ticket].needs == () and h.types().count("ticket.needs_set") == 2


def test_what_cannot_be_marked_is_answered_with_a_sentence(hall):
    """A ticket that nobody knows, and one that has ended: nothing is written."""
    h = hall()
    ticket = h.take()["ticket"]
    assert mark(h, new_id(), "sight").error.code == "unknown_ticket"
    h.ask("void", {"ticket": ticket})
    refused = mark(h, next(iter(h.queue().tickets)), "sight").error
    assert (refused.code, "đã hủy" in refused.message) == ("wrong_state", True)
    assert "ticket.needs_set" not in h.types()


def test_a_hall_that_stepped_back_marks_nothing(hall):
    """Another hall is at work: its day is the one that counts."""
    h = hall()
    h.take()
    stamp = h.clock.now()
    h.inbox.post(HallBeside(HallState("hall-02", 9, 3, stamp.at.date(), stamp.at, True, {}, {}, ()), True))
    assert mark(h, next(iter(h.queue().tickets)), "sight").error.code == "not_the_hall"
