"""What the counter role makes of presses, badges and orders: pure, so every case is one call."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.clock import Stamp
from contract.events import RatingGiven
from contract.site import Counter, Officer, RatingRules, SiteConfig
from gateway.commands import (
    AskStatus,
    BadgeRead,
    ControlAnswer,
    DeviceChanged,
    PanelFreed,
    PanelPressed,
    PanelStuck,
    PauseCounter,
    ResumeCounter,
    SetTestMode,
    SignIn,
    SignOut,
)  # fmt: skip
from gateway.counter.role import CounterRole
from gateway.counter.state import CounterState, dump, load
from gateway.effects import Answer, Confirm, ShowFault

ZONE = timezone(timedelta(hours=7))


def site(mode: str = "free", officers: bool = True) -> SiteConfig:
    """A centre with two counters and two officers."""
    return SiteConfig(
        site="trung-tam",
        name="Trung tâm",
        ratings=(RatingRules("4-level", mode, date(2020, 1, 1)),),  # type: ignore[arg-type]
        counters=(Counter("3"), Counter("4")),
        officers=(
            Officer("cb-01", "Nguyễn Văn An", badge="aa"),
            Officer("cb-02", "Trần Thị Bình", badge="BB"),
        )
        if officers
        else (),
    )


@dataclass
class Desk:
    """A counter role with its state, moved by hand."""

    role: CounterRole
    state: CounterState = CounterState()
    at: datetime = datetime(2026, 11, 23, 8, 0, tzinfo=ZONE)
    up_s: float = 100.0
    facts: list[Any] = field(default_factory=list)
    effects: list[Any] = field(default_factory=list)
    answers: list[ControlAnswer] = field(default_factory=list)

    def stamp(self, clock: str = "synced") -> Stamp:
        """This moment."""
        return Stamp(self.at, clock, "boot", round(self.up_s * 1000))  # type: ignore[arg-type]

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.at += timedelta(seconds=seconds)
        self.up_s += seconds

    def do(self, command: Any) -> list[Any]:
        """Decide; returns the facts of this one order."""
        decision = self.role.decide(self.state, command, self.stamp(), self.up_s)
        self.state = decision.state
        facts = [draft.data for draft in decision.drafts]
        self.facts += facts
        self.effects += decision.effects
        for effect in decision.effects:
            if isinstance(effect, Answer):
                effect.reply(effect.answer)
        return facts

    def press(self, panel: str = "p3", level: str = "good") -> RatingGiven:
        """Press a button; returns the rating it became."""
        rating = self.do(PanelPressed(panel, level, self.stamp(), self.up_s))[-1]
        assert isinstance(rating, RatingGiven)
        return rating

    def sign_in(self, counter: str = "3", officer: str = "cb-01") -> list[Any]:
        """Seat an officer."""
        return self.do(SignIn(counter, officer, reply=self.answers.append))


def desk(mode: str = "free", officers: bool = True) -> Desk:
    """A desk with a panel at each counter."""
    return Desk(CounterRole(site(mode, officers), {"p3": "3", "p4": "4"}))


def test_in_a_free_centre_a_press_counts_for_the_officer_signed_in() -> None:
    """The rating names counter, officer, scale and level; no ticket stands behind it."""
    d = desk()
    d.sign_in()
    rating = d.press(level="fair")
    assert (rating.officer, rating.counter, rating.level, rating.scale) == ("cb-01", "3", "fair", "4-level")
    assert (rating.verdict, rating.ticket, rating.channel) == ("accepted", None, "panel")


def test_a_press_with_nobody_signed_in_or_at_a_paused_counter_stands_apart() -> None:
    """Nobody's press counts for nobody."""
    d = desk()
    assert (d.press().verdict, d.press("p4").officer) == ("unlinked", None)
    d.wait(10)
    d.sign_in()
    d.do(PauseCounter("3", "an-trua"))
    assert d.press().verdict == "unlinked"
    d.wait(10)
    d.do(ResumeCounter("3"))
    assert d.press().verdict == "accepted"


def test_in_a_centre_with_a_queue_a_press_without_open_window_is_unlinked() -> None:
    """Where a rating belongs to a ticket, a press without one is never counted."""
    d = desk("per-ticket")
    d.sign_in()
    assert d.press().verdict == "unlinked"


@pytest.mark.parametrize(("gap_s", "verdict"), [(0.2, "duplicate"), (2.999, "duplicate"), (3.0, "accepted")])
def test_the_same_panel_within_three_seconds_is_a_duplicate(gap_s: float, verdict: str) -> None:
    """Whatever the second button: one visitor, one press."""
    d = desk()
    d.sign_in()
    d.press(level="good")
    d.wait(gap_s)
    assert d.press(level="poor").verdict == verdict


def test_another_panel_is_not_a_duplicate() -> None:
    """Two counters are two visitors."""
    d = desk()
    d.sign_in("3", "cb-01")
    d.sign_in("4", "cb-02")
    d.press("p3")
    assert d.press("p4").verdict == "accepted"


@given(level=st.sampled_from(["good", "fair", "average", "poor"]), gap_s=st.floats(0, 10))
def test_the_confirmation_is_the_same_for_every_level_and_verdict(level: str, gap_s: float) -> None:
    """Nobody at the counter can tell from the lamp what was pressed or whether it counts."""
    d = desk()
    d.press(level="good")
    d.wait(gap_s)
    d.effects.clear()
    d.press(level=level)
    assert d.effects == [Confirm("p3")]


def test_a_takeover_signs_the_other_officer_out_first() -> None:
    """One counter has one officer, one officer has one counter."""
    d = desk()
    d.sign_in("3", "cb-01")
    assert [(f.TYPE, f.officer, f.counter) for f in d.sign_in("3", "cb-02")] == [
        ("officer.signed_out", "cb-01", "3"),
        ("officer.signed_in", "cb-02", "3"),
    ]
    assert [(f.TYPE, f.counter) for f in d.sign_in("4", "cb-02")] == [
        ("officer.signed_out", "3"),
        ("officer.signed_in", "4"),
    ]


def test_a_badge_signs_in_and_the_same_badge_signs_out() -> None:
    """No screen needed; case does not matter; an unknown badge changes nothing."""
    d = desk()
    assert d.do(BadgeRead("r", "3", "AA", d.stamp(), d.up_s))[0].officer == "cb-01"
    assert d.do(BadgeRead("r", "3", "AA", d.stamp(), d.up_s))[0].reason == "self"
    assert d.do(BadgeRead("r", "3", "ZZ", d.stamp(), d.up_s)) == []
    assert d.state.seats == {}


def test_a_sign_in_ends_with_its_day() -> None:
    """Who forgot to sign out yesterday is not rated for today's work."""
    d = desk()
    d.sign_in()
    d.wait(24 * 3600)
    assert d.press().verdict == "unlinked"
    assert [f.reason for f in d.facts if f.TYPE == "officer.signed_out"] == ["session_end"]


def test_orders_that_make_no_sense_are_refused_with_a_sentence_and_change_nothing() -> None:
    """Unknown counter, unknown officer, nobody to sign out."""
    d = desk()
    d.do(SignIn("9", "cb-01", reply=d.answers.append))
    d.do(SignIn("3", "cb-99", reply=d.answers.append))
    d.do(SignOut("3", reply=d.answers.append))
    d.do(PauseCounter("9", reply=d.answers.append))
    assert [(a.ok, a.code) for a in d.answers] == [
        (False, "unknown_counter"), (False, "unknown_officer"), (False, "nobody"), (False, "unknown_counter"),
    ]  # fmt: skip
    assert all(a.vi and a.en for a in d.answers)
    assert d.facts == []
    assert d.state == CounterState()


def test_a_centre_without_a_list_of_officers_takes_any_code() -> None:
    """Central shows such a code as one it does not know."""
    d = desk(officers=False)
    d.sign_in("3", "NV-7")
    assert d.press().officer == "NV-7"


def test_a_stuck_button_is_a_device_fault_and_never_a_rating() -> None:
    """The fault is said once, the lamp shows it, and being freed ends it."""
    d = desk()
    d.do(DeviceChanged("p3", "panel", "ok"))
    d.effects.clear()
    assert [f.fault for f in d.do(PanelStuck("p3", "good"))] == ["held"]
    assert d.do(PanelStuck("p3", "good")) == []
    assert [f.state for f in d.do(PanelFreed("p3", "good"))] == ["ok"]
    assert d.effects == [ShowFault("p3", True), ShowFault("p3", False)]


def test_test_mode_marks_every_line_and_survives_a_restart() -> None:
    """Training presses are kept and chained, never counted."""
    d = desk()
    d.sign_in()
    d.do(SetTestMode(True))
    decision = d.role.decide(d.state, PanelPressed("p3", "good", d.stamp(), d.up_s), d.stamp(), d.up_s)
    assert [draft.test for draft in decision.drafts] == [True]
    assert load(dump(d.state)) == d.state


def test_status_tells_seats_and_devices() -> None:
    """What IT staff ask at the socket."""
    d = desk()
    d.sign_in()
    d.do(DeviceChanged("r", "badge", "fault", "unplugged"))
    d.do(AskStatus(d.answers.append))
    facts = d.answers[-1].facts
    assert facts is not None
    assert facts["seats"] == {"3": "cb-01"}
    assert facts["devices"] == {"r": {"kind": "badge", "state": "fault", "fault": "unplugged"}}
