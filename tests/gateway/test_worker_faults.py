"""Orders that break, journals that refuse or break in the middle of a burst: turned by hand, one burst at a time."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from contract.lines import read_line
from contract.site import Counter, Officer, RatingRules, SiteConfig
from gateway.commands import (
    AskStatus,
    ControlAnswer,
    DeviceChanged,
    SetTestMode,
    SignIn,
)
from gateway.effects import Answer, Confirm, Refuse, ShowFault
from gateway.journal.errors import JournalCorrupt, JournalFull
from gateway.journal.orders import LeaveStream, MarkHole, NoteAcked, SetAside

MakeBench = Callable[..., Any]


def fails(error: Exception) -> Callable[..., Any]:
    """A function that only raises."""

    def fail(*_: Any, **__: Any) -> Any:
        raise error

    return fail


def verdicts(b: Any) -> list[str]:
    """The verdicts of all ratings written."""
    return [fact.verdict for fact in b.facts() if fact.TYPE == "rating.given"]


def test_a_press_after_a_refused_one_is_no_repeat(bench: MakeBench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The red lamp said "not stored": who presses again at once gives the first rating, not a second."""
    b = bench(by_hand=True)
    b.burst(SignIn("3", "cb-01"))
    with monkeypatch.context() as full:
        full.setattr(b.journal, "append", fails(JournalFull("full")))
        full.setattr(b.journal, "make_room", lambda: 0)
        assert b.burst(b.pressed()) == [Refuse("p3")]
    assert b.burst(b.pressed(after_s=1)) == [Confirm("p3")]
    assert b.burst(b.pressed(after_s=1)) == [Confirm("p3")]
    assert verdicts(b) == ["accepted", "duplicate"]


def test_two_presses_of_one_burst_are_judged_one_after_the_other(bench: MakeBench) -> None:
    """The second sees the first, though neither was stored yet."""
    b = bench(by_hand=True)
    b.burst(SignIn("3", "cb-01"), b.pressed(), b.pressed(after_s=1, level="poor"), b.pressed(after_s=4))
    assert verdicts(b) == ["accepted", "duplicate", "accepted"]


def test_news_of_devices_is_told_when_the_journal_takes_it_again(
    bench: MakeBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A panel says once that it broke; a full card at that moment must not make it well for ever."""
    b = bench(by_hand=True)
    b.burst(DeviceChanged("p3", "panel", "ok"))
    with monkeypatch.context() as full:
        full.setattr(b.journal, "append", fails(JournalFull("full")))
        full.setattr(b.journal, "make_room", lambda: 0)
        assert b.burst(DeviceChanged("p3", "panel", "fault", "no_pins")) == [ShowFault("p3", True)]
        assert b.alarms == [True]
    assert [device.state for device in b.role.devices()] == ["fault"]
    b.clock.advance(6)
    b.burst()
    assert b.alarms == [True, False]
    told = [(fact.device, fact.state) for fact in b.facts() if fact.TYPE == "device.changed"]
    assert told == [("p3", "ok"), ("journal", "ok"), ("p3", "fault")]


def test_the_step_of_the_clock_is_told_when_the_journal_takes_it_again(
    bench: MakeBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without that line every earlier event of the boot would have no date."""
    b = bench(by_hand=True)
    with monkeypatch.context() as full:
        full.setattr(b.journal, "append", fails(JournalFull("full")))
        full.setattr(b.journal, "make_room", lambda: 0)
        b.clock.step(3600)
        b.clock.set_state("synced")
        b.burst()
    b.clock.advance(6)
    b.burst()
    assert [fact.step_ms for fact in b.facts() if fact.TYPE == "clock.synced"] == [3_600_000]


def test_an_order_that_makes_no_valid_line_costs_no_other_its_confirmation(bench: MakeBench) -> None:
    """An officer's code with a newline: that order is refused in words, the presses around it are stored."""
    answers: list[ControlAnswer] = []
    b = bench(by_hand=True)
    shown = b.burst(b.pressed(), SignIn("3", "cb\n01", reply=answers.append), b.pressed())
    assert [type(effect) for effect in shown] == [Confirm, Answer, Confirm]
    assert [(answer.ok, answer.code) for answer in answers] == [(False, "not_valid")]
    assert len(verdicts(b)) == 2
    assert b.alarms == []
    assert b.worker._state.seats == {}


def test_a_rule_that_fails_tells_who_pressed_and_who_asked(bench: MakeBench) -> None:
    """A fault of the program is a red lamp and a sentence, not silence."""
    answers: list[ControlAnswer] = []
    b = bench(by_hand=True, facts=fails(RuntimeError("no facts today")))
    shown = b.burst(b.pressed(panel="unknown"), AskStatus(answers.append), b.pressed())
    assert shown[0] == Refuse("unknown")
    assert [answer.code for answer in answers] == ["failed"]
    assert shown[-1] == Confirm("p3")
    assert b.types()[-1] == "rating.given"


def test_lamps_that_fail_cost_nobody_a_confirmation(bench: MakeBench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a broken fault lamp nor an effect that raises stops what stands behind it."""
    b = bench(by_hand=True)
    monkeypatch.setattr(b.worker, "_alarm", fails(OSError("no lamp")))
    with monkeypatch.context() as full:
        full.setattr(b.journal, "append", fails(JournalFull("full")))
        full.setattr(b.journal, "make_room", lambda: 0)
        assert b.burst(b.pressed()) == [Refuse("p3")]
    shown = b.burst(AskStatus(fails(BrokenPipeError())), b.pressed())
    assert shown == [Confirm("p3")]


def test_an_order_of_the_link_that_fails_costs_no_press(bench: MakeBench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever happens in the journal's housekeeping, the burst goes on."""
    b = bench(by_hand=True)
    monkeypatch.setattr(b.worker._keeper.journal, "note_acked", fails(ZeroDivisionError()))
    assert b.burst(b.pressed(), NoteAcked(b.journal.stream, 1), b.pressed()) == [Confirm("p3")] * 2


def test_a_journal_set_aside_in_the_middle_of_a_burst_keeps_seats_and_presses(bench: MakeBench) -> None:
    """Decided over the old file, stored in the new one, confirmed after that; a restart finds who sits where."""
    b = bench(by_hand=True)
    b.burst(SignIn("3", "cb-01"), SetTestMode(True))
    old = b.journal.stream
    assert b.burst(b.pressed(), SetAside(old, "malformed"), b.pressed()) == [Confirm("p3")] * 2
    assert b.types() == ["store.reset", "rating.given", "rating.given"]
    b.burst(SetAside(old, "the same trouble, told twice"))
    assert b.types() == ["store.reset", "rating.given", "rating.given"]
    b.journal.close()
    again = bench(by_hand=True)
    assert {counter: seat.officer for counter, seat in again.worker._state.seats.items()} == {"3": "cb-01"}
    assert again.worker._state.test


def test_a_journal_that_breaks_under_the_commit_takes_the_press_in_its_new_file_once(
    bench: MakeBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Confirmed once, stored once, and what was stored before is still to be sent."""
    b = bench(by_hand=True)
    b.burst(SignIn("3", "cb-01"), b.pressed())
    old = b.journal.stream

    def breaks_once(*arguments: Any) -> Any:
        monkeypatch.undo()
        raise JournalCorrupt("malformed")

    monkeypatch.setattr(b.journal, "append", breaks_once)
    assert b.burst(b.pressed()) == [Confirm("p3")]
    assert [held.stream for held in b.journal.streams()] == [old, b.journal.stream]
    assert verdicts(b) == ["accepted"]
    assert b.journal.fact("counter-role") is not None


def test_a_full_card_in_the_links_orders_lets_old_lines_go_first(bench: MakeBench) -> None:
    """A hole needs room too; what central holds makes it."""
    b = bench(by_hand=True, max_bytes=24 * 4096)
    while not b.worker.refusing:
        b.burst(*[b.pressed() for _ in range(20)])
    b.burst(NoteAcked(b.journal.stream, b.journal.last() - 10))
    seq = b.journal.last() - 5
    b.journal._open.execute("DELETE FROM lines WHERE seq = ?", (seq,))
    b.burst(MarkHole(b.journal.stream, seq))
    raw = b.journal.read(b.journal.stream, seq, 1)[0][0].line
    assert read_line(raw).type == "store.hole"


def test_a_refuted_stream_is_left_even_when_the_card_takes_only_what_is_unproven(
    bench: MakeBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All lines do not fit twice: those that no session of central's ever proved do."""
    b = bench(by_hand=True)
    b.burst(*[b.pressed() for _ in range(10)])
    b.burst(NoteAcked(b.journal.stream, 6))
    old, begin = b.journal.stream, b.journal.begin_new_stream

    def small(above: int | None = None) -> str:
        if above == 0:
            raise JournalFull("full")
        return str(begin(above))

    monkeypatch.setattr(b.journal, "begin_new_stream", small)
    b.burst(LeaveStream(old, "another head"))
    assert b.journal.stream != old
    assert b.types() == ["store.reset"] + ["rating.given"] * 5


def test_a_worker_that_ends_after_the_journal_was_closed_harms_nothing(bench: MakeBench) -> None:
    """At the end of the program a slow burst may come too late: it is refused, and the file stays what it is."""
    b = bench(by_hand=True)
    b.journal.close()
    assert b.burst(b.pressed()) == [Refuse("p3")]
    b.worker._keeper.carry_out(SetAside(b.journal.stream, "not open"))
    assert [path.name for path in b.journal.path.parent.glob("*-1")] == []


def test_a_session_ends_with_its_day_though_nobody_presses(bench: MakeBench) -> None:
    """The line stands at midnight, not at the first press of the next morning."""
    b = bench(by_hand=True)
    b.clock.set_state("synced")
    b.burst(SignIn("3", "cb-01"))
    b.clock.advance(16 * 3600 + 1)
    b.burst()
    last = read_line(b.journal.read(b.journal.stream, b.journal.last(), 1)[0][0].line)
    assert (last.type, last.at.hour, last.at.minute) == ("officer.signed_out", 0, 0)


def test_a_press_before_midnight_handled_after_it_counts_for_who_sat_there(bench: MakeBench) -> None:
    """A slow card: the press has the time at which it was made."""
    b = bench(by_hand=True)
    b.clock.set_state("synced")
    b.burst(SignIn("3", "cb-01"))
    b.clock.advance(16 * 3600 - 6)
    press = b.pressed(after_s=4)
    b.clock.advance(30)
    b.burst(press)
    assert verdicts(b) == ["accepted"]
    assert b.types()[-2:] == ["rating.given", "officer.signed_out"]


def test_a_sign_in_without_a_date_belongs_to_its_boot(bench: MakeBench) -> None:
    """Signed in before the time was known: it holds for the first known day of that boot, and for no other."""
    b = bench(by_hand=True)
    b.burst(SignIn("3", "cb-01"))
    b.clock.set_state("synced")
    b.burst()
    assert b.worker._state.seats["3"].day == "2026-11-23"
    b.clock.advance(86400)
    b.burst()
    assert b.worker._state.seats == {}
    b.clock.set_state("unset")
    b.burst(SignIn("3", "cb-01"))
    b.clock._boot = "the next morning"
    b.burst(b.pressed())
    assert b.worker._state.seats == {}
    assert verdicts(b) == ["unlinked"]


SITE_OF_TWO_SCALES = SiteConfig(
    "trung-tam",
    "Trung tâm",
    (
        RatingRules("4-level", "free", date(2020, 1, 1)),
        RatingRules("3-level", "free", date(2026, 11, 23)),
    ),
    (Counter("3"),),
    officers=(Officer("cb-01", "Nguyễn Văn An"),),
)


def test_a_panel_that_still_shows_the_old_scale_rates_in_that_one(bench: MakeBench) -> None:
    """The day on which a centre changes its scale: no press is refused, none is counted as what nobody pressed."""
    b = bench(by_hand=True, site=SITE_OF_TWO_SCALES, scale_of_panel={"p3": "4-level"})
    b.burst(SignIn("3", "cb-01"))
    assert b.burst(b.pressed(level="fair")) == [Confirm("p3")]
    assert [(f.scale, f.level) for f in b.facts() if f.TYPE == "rating.given"] == [("4-level", "fair")]


def test_a_clock_that_goes_back_makes_no_press_a_repeat_and_loses_none(bench: MakeBench) -> None:
    """Repeats are judged by the monotonic clock; the lines say what the wall clock said."""
    b = bench(by_hand=True)
    b.clock.set_state("synced")
    b.burst(SignIn("3", "cb-01"))
    b.burst(b.pressed())
    b.clock.step(-3600)
    b.burst(b.pressed())
    b.clock.step(7200)
    b.burst(b.pressed(after_s=2))
    assert verdicts(b) == ["accepted", "accepted", "duplicate"]
    ats = [read_line(row.line).at for row in b.journal.read(b.journal.stream, 1, 10)[0]]
    assert ats[-2] - ats[-3] < timedelta(0)
