"""Access needs that the guide sets on a ticket that exists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.queue.deciding import Refused
from gateway.queue.lines import lined_up, stripped
from gateway.queue.looking import waiting_at
from gateway.queue.marking import decide_needs

NEEDS = st.sets(st.sampled_from(("wheelchair", "hearing", "sight", "language:km", "language:en")))


def mark(hall, number, *needs, officer="cb-05"):
    """The guide sets the needs of a number."""
    decided = decide_needs(hall.state, hall.ticket(number).id, needs, officer)
    hall.happen(*decided.facts(hall.now))
    return decided.events


def test_needs_route_a_ticket_that_waits(hall):
    """Who needs Khmer goes to the counter that speaks it, in the place in which he came."""
    hall.take(), hall.take()
    hall.sit("1", "cb-01"), hall.sit("4", "cb-04")
    [event] = mark(hall, "A001", "wheelchair", "language:km")
    assert (event.needs, event.officer) == (("language:km", "wheelchair"), "cb-05")
    assert [t.number for t in waiting_at(hall.state, hall.site.counters[0], hall.site)] == ["A002"]
    assert hall.call("1", "cb-01") == "A002"
    assert hall.call("4", "cb-04") == "A001"


def test_the_needs_replace_what_was_there(hall):
    """All of them at once; taking them back lets any counter call again; the same once more is nothing."""
    hall.take(needs=("sight",))
    mark(hall, "A001", "hearing")
    assert hall.ticket("A001").needs == ("hearing",)
    assert mark(hall, "A001", "hearing", "hearing") == ()
    mark(hall, "A001")
    assert hall.ticket("A001").needs == ()


def test_who_is_called_is_waited_for_longer(hall):
    """Between the calls, and so before anybody is missed, lies the longer time from then on."""
    hall.take()
    hall.sit("1", "cb-01")
    hall.call("1", "cb-01")
    mark(hall, "A001", "wheelchair")
    hall.wait(70)
    hall.ask("recall", "cb-01", counter="1")
    assert hall.refused("miss", "cb-01", counter="1")[0] == "too_soon"
    hall.wait(60)
    hall.ask("recall", "cb-01", counter="1")
    hall.ask("miss", "cb-01", counter="1")
    assert hall.ticket("A001").state == "missed"


def test_without_needs_the_shorter_time_is_enough(hall):
    """Control: the same calls without the mark."""
    hall.take()
    hall.sit("1", "cb-01")
    hall.call("1", "cb-01")
    hall.wait(70)
    hall.ask("recall", "cb-01", counter="1")
    hall.ask("miss", "cb-01", counter="1")


def test_what_is_over_is_not_marked(hall):
    """A ticket that has ended, or that nobody knows, is refused."""
    ticket = hall.take()
    hall.ask("void", ticket=ticket.id)
    with pytest.raises(Refused) as refused:
        decide_needs(hall.state, ticket.id, ("sight",), "cb-05")
    assert refused.value.message == "Số A001 đã hủy, không ghi thêm trợ giúp được."
    with pytest.raises(Refused):
        decide_needs(hall.state, hall.fresh(), (), "cb-05")


@given(st.lists(st.tuples(st.integers(0, 5), NEEDS), max_size=12))
def test_marked_tickets_stay_in_their_lines(make_hall, marks):
    """However often needs are set: each ticket stands once, in the line it belongs to, in its old order."""
    hall = make_hall()
    for place in range(6):
        hall.take(priority=place == 2)
    hall.sit("1", "cb-01")
    for place, needs in marks:
        mark(hall, f"A{place + 1:03}", *needs)
    assert lined_up(stripped(hall.state)) == hall.state
    assert [hall.state.tickets[one].number for one in hall.state.waiting["ho-tich"]] == [f"A00{n}" for n in range(1, 7)]
