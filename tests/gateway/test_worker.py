"""The worker: one order of things — rule, commit, then the lamp — and no order can break it."""

from collections.abc import Callable
from typing import Any

from contract.lines import read_data, read_line
from gateway.commands import ControlAnswer, PanelPressed, SignIn
from gateway.effects import Confirm, Refuse
from gateway.journal.orders import NoteAcked, SetAside

Bench = Any


def test_the_lamp_lights_only_when_the_line_is_on_disk(bench: Callable[..., Bench]) -> None:
    """When an effect is shown, the journal already holds its fact."""
    b = bench()
    for _ in range(20):
        b.press()
    b.wait(20)
    for n, (effect, lines) in enumerate(b.shown, start=1):
        assert effect == Confirm("p3")
        assert lines >= 1 + n
    assert b.types() == ["gateway.started"] + ["rating.given"] * 20
    assert b.grown >= 2


def test_a_full_card_refuses_visibly_and_answers_in_words(bench: Callable[..., Bench]) -> None:
    """No lamp for what was not stored; who asked gets a sentence; everything confirmed stays."""
    b = bench(max_bytes=100_000)
    answers: list[ControlAnswer] = []
    pressed = 0
    while not b.worker.refusing:
        b.press()
        pressed += 1
        b.wait(pressed)
    b.inbox.post(SignIn("3", "cb-01", reply=answers.append))
    b.wait(pressed + 1)
    kinds = [type(effect) for effect, _ in b.shown[:pressed]]
    assert kinds.count(Confirm) == b.types().count("rating.given")
    assert kinds[-1] is Refuse
    assert answers[0].code == "not_stored"
    assert b.alarms == [True]


def test_a_full_journal_makes_room_by_forgetting_what_central_holds(bench: Callable[..., Bench]) -> None:
    """Acknowledged lines go first: the counter works on, and the fault lamp stays dark."""
    b = bench(max_bytes=100_000)
    for pressed in range(1, 401):
        b.press()
        b.wait(pressed)
        if pressed % 50 == 0:
            b.inbox.post(NoteAcked(b.journal.stream, b.journal.last()))
    assert [type(effect) for effect, _ in b.shown] == [Confirm] * 400
    assert b.alarms == []


def test_the_lamp_goes_out_by_itself_when_there_is_room_again(bench: Callable[..., Bench], wait_until: Any) -> None:
    """Nobody has to press to find out that the journal takes work again."""
    b = bench(max_bytes=100_000)
    pressed = 0
    while not b.worker.refusing:
        b.press()
        pressed += 1
        b.wait(pressed)
    b.inbox.post(NoteAcked(b.journal.stream, b.journal.last()))
    b.clock.advance(6)
    b.inbox.post(NoteAcked(b.journal.stream, b.journal.last()))
    wait_until(lambda: b.alarms == [True, False])
    assert b.types()[-1] == "device.changed"


def test_one_order_that_breaks_costs_no_other_its_confirmation(bench: Callable[..., Bench]) -> None:
    """An unknown panel raises inside the rule; the presses around it are stored and confirmed."""
    b = bench()
    b.press()
    b.inbox.post(PanelPressed("no-such-panel", "good", b.clock.now(), b.clock.monotonic_s()))
    b.press()
    b.wait(2)
    assert b.types().count("rating.given") == 2


def test_the_clock_becoming_right_is_an_event_with_its_step(bench: Callable[..., Bench]) -> None:
    """The first moment with a right clock says how far the clock was wrong."""
    b = bench()
    b.press()
    b.wait(1)
    b.clock.step(3600)
    b.clock.set_state("synced")
    b.press()
    b.wait(2)
    rows = b.journal.read(b.journal.stream, 1, 100)[0]
    facts = [read_data(read_line(row.line)) for row in rows]
    synced = [fact for fact in facts if fact.TYPE == "clock.synced"]
    assert [fact.step_ms for fact in synced] == [3_600_000]  # type: ignore[attr-defined]


def test_a_journal_that_breaks_while_in_use_is_replaced_and_the_press_is_kept(bench: Callable[..., Bench]) -> None:
    """The link found the file broken: a new stream begins with store.reset, and work goes on."""
    b = bench()
    b.press()
    b.wait(1)
    old = b.journal.stream
    b.inbox.post(SetAside(b.journal.stream, "malformed"))
    b.press()
    b.wait(2)
    assert b.journal.stream != old
    assert b.types() == ["store.reset", "rating.given"]
    assert [held.stream for held in b.journal.streams()] == [old, b.journal.stream]
