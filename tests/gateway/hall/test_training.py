"""Training in a hall: what it leaves behind is nobody's, and none of it counts."""

from contract.events import RatingClosed, TicketVoided
from contract.lines import read_data, read_line
from gateway.commands import SetTestMode


def train(h, on):
    """Turn training on or off, and wait until that has happened."""
    h.inbox.post(SetTestMode(on))
    h.turn()


def test_the_tickets_of_a_training_end_with_it(hall):
    """Who waited before goes on waiting; a number of the training that waits or is served is void, as a line of the
    training; numbers are not given again. A restart in the middle forgets nothing."""
    h = hall()
    h.seat()
    before = h.take()["number"]
    train(h, True)
    served = h.take()["ticket"]
    h.take()
    assert h.ask("call", {"counter": "1", "ticket": served}, "cb-01").ok and h.do("start").ok
    h = hall()
    train(h, False)
    assert {ticket.number: ticket.state for ticket in h.queue().tickets.values()} == {
        before: "waiting", "A002": "voided", "A003": "voided",
    }  # fmt: skip
    seat = h.queue().counters["1"]
    assert (seat.ticket, seat.rated, seat.officer) == (None, None, "cb-01")
    lines = [read_line(raw) for raw in h.raw()]
    ended = [line for line in lines if isinstance(read_data(line), TicketVoided | RatingClosed)]
    assert len(ended) == 3 and all(line.test for line in ended)
    assert h.do("call_next").result["number"] == before and h.take()["number"] == "A004"
    assert h.replayed() == h.queue()


def test_said_twice_it_happens_once(hall):
    """Training that is off is not ended, and one that is on does not begin anew."""
    h = hall()
    train(h, False)
    h.take()
    train(h, True)
    h.take()
    train(h, True)
    train(h, False)
    assert [ticket.state for ticket in h.queue().tickets.values()] == ["waiting", "voided"]
