"""Go-back-N: whatever is lost, repeated or forgotten, every line is sent until central proves to hold it."""

import random

from hypothesis import given
from hypothesis import strategies as st

from contract.messages import Ack
from gateway.link.window import LONGEST_WAIT_S, MAX_IN_FLIGHT, NO_PROGRESS_S, Window

STREAM = "a" * 32


def head(seq: int) -> str:
    """The hash that line ``seq`` has in these tests."""
    return f"{seq:032x}"


def ack(seq: int, session: str = "s1") -> Ack:
    """Central's word that it holds lines up to ``seq``."""
    return Ack(seq, head(seq), session)


def ready(last: int, acked: int = 0) -> Window:
    """A window that has heard central's answer to its birth."""
    window = Window(STREAM, last, acked)
    window.connected(0.0)
    assert window.heard(ack(acked), head(acked), 0.0) == "rewound"
    return window


def test_nothing_is_sent_before_central_has_said_where_it_is() -> None:
    """After a connection the window waits for the answer to the birth, so that an old copy sends nothing wrong."""
    window = Window(STREAM, last=5)
    window.connected(0.0)
    assert not window.may_send()
    window.heard(ack(2), head(2), 0.1)
    assert window.may_send()
    assert window.next == 3


def test_a_central_that_stays_silent_is_asked_again_and_gets_no_lines() -> None:
    """Without an answer to the birth it is told again, with growing waits; lines of an old copy stay here."""
    window = Window(STREAM, last=500)
    window.connected(0.0)
    assert window.look(NO_PROGRESS_S - 0.1) is None
    now_s, waits = 0.0, []
    for _ in range(7):
        assert window.deadline_s is not None
        waits.append(window.deadline_s - now_s)
        now_s = window.deadline_s
        assert window.look(now_s) == "ask"
        assert not window.may_send()
    assert waits == [10, 20, 40, 80, 160, 300, 300]
    window.heard(ack(2), head(2), now_s)
    assert window.may_send()
    assert window.wait_s == NO_PROGRESS_S


def test_an_empty_journal_asks_too() -> None:
    """Without an answer nothing could be sent later."""
    window = Window(STREAM, last=0)
    window.connected(0.0)
    assert window.look(NO_PROGRESS_S) == "ask"
    assert window.look(NO_PROGRESS_S * 3) == "ask"


def test_at_most_ten_payloads_are_under_way() -> None:
    """The window closes after ten payloads and opens again with an acknowledgement."""
    window = ready(last=5000)
    for payload in range(MAX_IN_FLIGHT):
        assert window.may_send()
        window.sent((payload + 1) * 100, 1.0)
    assert not window.may_send()
    assert window.heard(ack(100), head(100), 2.0) == "progress"
    assert window.may_send()
    assert window.next == 1001


def test_no_progress_for_ten_seconds_sends_everything_again_with_growing_waits() -> None:
    """Going back doubles the wait up to 300 s; progress resets it."""
    window = ready(last=50)
    window.sent(50, 0.0)
    now_s, waits = 0.0, []
    for _ in range(8):
        assert window.deadline_s is not None
        waits.append(window.deadline_s - now_s)
        now_s = window.deadline_s
        assert window.look(now_s) == "back"
        assert window.next == 1
        window.sent(50, now_s)
    assert waits == [10, 20, 40, 80, 160, 300, 300, 300]
    assert window.heard(ack(50), head(50), now_s) == "progress"
    assert window.deadline_s is None
    assert window.wait_s == NO_PROGRESS_S
    assert max(waits) == LONGEST_WAIT_S


def test_a_new_session_makes_the_window_go_back_to_where_central_is() -> None:
    """A central restored from an old copy gets everything behind its copy again."""
    window = ready(last=900, acked=800)
    window.sent(900, 1.0)
    assert window.heard(ack(300, "s2"), head(300), 2.0) == "rewound"
    assert (window.acked, window.next, window.in_flight) == (300, 301, [])


def test_another_head_or_a_place_beyond_our_last_line_refutes_the_journal() -> None:
    """Central holds something else than we do: our journal is an old copy or a clone."""
    assert ready(last=10).heard(Ack(5, head(6), "s1"), head(5), 1.0) == "refuted"
    assert ready(last=10).heard(ack(11), None, 1.0) == "refuted"


def test_a_line_we_forgot_cannot_refute_us() -> None:
    """A pruned line has no hash here any more: nothing can be compared, nothing is wrong."""
    assert ready(last=10).heard(ack(3, "s2"), None, 1.0) == "rewound"


def test_a_repeated_acknowledgement_says_nothing_new() -> None:
    """Acknowledgements are cumulative: an older or equal one of the same session changes nothing."""
    window = ready(last=10, acked=5)
    assert window.heard(ack(5), head(5), 1.0) == "repeat"
    assert window.next == 6


def test_a_broker_without_listeners_gets_one_payload_at_a_time() -> None:
    """ "No matching subscribers" makes the window probe until central is heard again."""
    window = ready(last=5000)
    window.sent(100, 0.0)
    window.nobody_listens()
    assert not window.may_send()
    window.heard(ack(100), head(100), 1.0)
    assert window.may_send()


@given(last=st.integers(1, 400), losses=st.lists(st.booleans(), max_size=60), seed=st.integers(0, 10_000))
def test_every_line_arrives_in_order_over_any_pattern_of_losses(last: int, losses: list[bool], seed: int) -> None:
    """With payloads and acknowledgements lost at random, central ends complete; its prefix only ever grows."""
    chance = random.Random(seed)
    window, now_s, complete = ready(last), 0.0, 0
    pattern = iter(losses)
    for _ in range(2000):
        if window.acked == last:
            break
        while window.may_send():
            first, up_to = window.next, min(window.next + chance.randrange(1, 40), last)
            window.sent(up_to, now_s)
            if not next(pattern, False) and first <= complete + 1:
                complete = max(complete, up_to)
        if not next(pattern, False):
            window.heard(ack(complete), head(complete), now_s)
        now_s += 5
        window.look(now_s)
    assert window.acked == last == complete
