"""The queue of a loudspeaker: twice when quiet, once when calls pile up, nothing that does not hold any more."""

from hypothesis import given
from hypothesis import strategies as st

from gateway.voice.planning import Call, Manner, added, is_repeated, next_step

A1, A2, B1 = Call("A001", "1", 1), Call("A002", "2", 1), Call("B001", "3", 1)
ALL = {"1": "A001", "2": "A002", "3": "B001"}


def test_a_quiet_call_is_said_twice():
    """A call alone opens with chime and invitation and is repeated."""
    step = next_step((A1,), ALL, in_series=False)
    assert (step.call, step.manner, step.rest) == (A1, Manner.OPENING, ())
    assert is_repeated(A1, Manner.OPENING, (), ALL)


def test_calls_that_pile_up_are_said_once():
    """While another call waits there is no second time, and the next one follows without chime and invitation."""
    first = next_step((A1, A2), ALL, in_series=False)
    assert not is_repeated(A1, first.manner, first.rest, ALL)
    second = next_step(first.rest, ALL, in_series=True)
    assert (second.call, second.manner) == (A2, Manner.FOLLOWING)
    assert not is_repeated(A2, second.manner, (), ALL)


def test_a_call_that_does_not_hold_any_more_is_dropped():
    """Whoever has come, was set aside or was called elsewhere meanwhile is not called again."""
    step = next_step((A1, A2, B1), {"1": "A009", "3": "B001"}, in_series=False)
    assert (step.call, step.dropped) == (B1, (A1, A2))
    assert next_step((A1, A2), {}, in_series=True).call is None


def test_a_dropped_call_does_not_keep_another_from_its_second_time():
    """Only calls that still hold count as waiting."""
    assert is_repeated(A1, Manner.OPENING, (A2,), {"1": "A001"})
    assert not is_repeated(A1, Manner.OPENING, (), {})


def test_the_newest_call_of_a_number_replaces_the_older_one():
    """A recall, or a call to another counter, takes the place of the call that still waits, not the end."""
    recall = Call("A001", "5", 2)
    assert added((A1, A2), recall) == (recall, A2)
    assert added((A1,), A2) == (A1, A2)


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 5)), max_size=30))
def test_a_number_waits_at_most_once(calls):
    """However often numbers are called, each waits once, with its newest call."""
    waiting: tuple[Call, ...] = ()
    for nth, (number, counter) in enumerate(calls, 1):
        waiting = added(waiting, Call(f"A{number:03}", str(counter), nth))
    assert len({call.number for call in waiting}) == len(waiting)
    newest = {f"A{number:03}": nth for nth, (number, _) in enumerate(calls, 1)}
    assert {call.number: call.nth for call in waiting} == newest
