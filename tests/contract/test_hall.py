"""What gateways and hall say: requests, answers, leases and the one state that wins."""

import json
from datetime import UTC, date, datetime
from typing import get_args
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.hall import CounterNow, HallAnswer, HallError, HallRequest, HallState, Lease, Verb
from contract.messages import MessageUnreadable, decode, encode

VERBS = (
    "take_ticket call_next call recall start invite_rating finish finish_and_next park resume miss bring_back "
    "transfer void sign_in sign_out pause unpause lease_numbers report_tickets return_numbers"
)
AT = datetime(2026, 11, 21, 2, tzinfo=UTC)


@pytest.mark.parametrize("kind", [HallRequest, HallAnswer, HallState, Lease], ids=lambda kind: kind.__name__)
def test_round_trip(kind):
    """Every request, answer, lease and state is read back as it was said."""

    @settings(max_examples=settings.default.max_examples // 5)
    @given(st.from_type(kind))
    def one(message):
        assert decode(encode(message), kind) == message

    one()


def test_verbs():
    """The verbs are those of the contract."""
    assert list(get_args(Verb)) == VERBS.split()


def test_request_on_the_wire():
    """A request without officer leaves the field out."""
    request = HallRequest(UUID(int=1), "call_next", {"counter": "3"})
    assert json.loads(encode(request)) == {"id": str(UUID(int=1)), "do": "call_next", "args": {"counter": "3"}}


def test_answers_on_the_wire():
    """An answer is a result or an error, never both."""
    done = HallAnswer(UUID(int=1), True, {"number": "A105"})
    refused = HallAnswer(UUID(int=1), False, error=HallError("not_signed_in", "Chưa đăng nhập tại quầy này."))
    assert json.loads(encode(done)) == {"id": str(UUID(int=1)), "ok": True, "result": {"number": "A105"}}
    assert json.loads(encode(refused))["error"]["code"] == "not_signed_in"
    assert "result" not in json.loads(encode(refused))


def test_lease_on_the_wire():
    """A lease says from and to, and its day."""
    lease = Lease("L-1", "TP", date(2026, 11, 21), 200, 219)
    assert json.loads(encode(lease)) == {
        "id": "L-1",
        "service": "TP",
        "service_day": "2026-11-21",
        "from": 200,
        "to": 219,
    }


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b'{"id":"x","do":"call_next","args":{}}',
        b'{"id":"00000000-0000-0000-0000-000000000001","do":"dance","args":{}}',
        b'{"id":"00000000-0000-0000-0000-000000000001","do":"call_next","args":[]}',
        b'{"id":"00000000-0000-0000-0000-000000000001","do":"call_next"}',
        b'{"id":"00000000-0000-0000-0000-000000000001","do":"call_next","args":{},"officer":""}',
    ],
)
def test_unreadable_requests(payload):
    """A request without sound id, verb or arguments is refused."""
    with pytest.raises(MessageUnreadable):
        decode(payload, HallRequest)


def state(epoch: int, rev: int) -> HallState:
    """A hall's state with a place in its history."""
    return HallState("hall-01", epoch, rev, date(2026, 11, 21), AT, True, {}, {}, ())


@given(st.tuples(*[st.integers(0, 3)] * 4))
def test_newer_state(numbers):
    """A higher epoch always wins; within one a higher rev; equal ones replace nothing."""
    one, other = state(*numbers[:2]), state(*numbers[2:])
    assert one.is_newer_than(other) == (one.epoch > other.epoch or (one.epoch == other.epoch and one.rev > other.rev))
    assert not (one.is_newer_than(other) and other.is_newer_than(one))
    assert not one.is_newer_than(one)


def test_counter_states():
    """A counter is in one of five states, and no other is taken."""
    for name in ("closed", "free", "called", "serving", "paused"):
        assert decode(b'{"state":"%s"}' % name.encode(), CounterNow).state == name
    with pytest.raises(MessageUnreadable):
        decode(b'{"state":"asleep"}', CounterNow)
