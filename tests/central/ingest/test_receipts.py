"""Receipts to the broker never overtake each other."""

from hypothesis import given
from hypothesis import strategies as st

from central.ingest.receipts import Receipts


@given(st.permutations(range(12)))
def test_receipts_leave_in_the_order_of_arrival(order: list[int]) -> None:
    """In whatever order messages are done, their receipts leave as the messages came, each once."""
    sent: list[int] = []
    receipts = Receipts(lambda mid, qos: sent.append(mid))
    done = [receipts.take(mid, 1) for mid in range(12)]
    for place in order:
        done[place]()
        done[place]()
        assert sent == list(range(len(sent)))
    assert sent == list(range(12))


def test_a_message_without_quality_of_service_needs_no_receipt() -> None:
    """Health comes with QoS 0 and must hold up nobody."""
    sent: list[int] = []
    receipts = Receipts(lambda mid, qos: sent.append(mid))
    receipts.take(0, 0)
    receipts.take(7, 1)()
    assert sent == [7]


def test_after_the_connection_nothing_is_sent() -> None:
    """A commit that ends after the connection must not receipt another message of the next one."""
    sent: list[int] = []
    receipts = Receipts(lambda mid, qos: sent.append(mid))
    late = receipts.take(1, 1)
    receipts.close()
    late()
    assert sent == []
