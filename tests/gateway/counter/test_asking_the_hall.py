"""Where a hall gives numbers, badges, keys and local orders at a counter are requests to it."""

from datetime import UTC, date, datetime

import pytest

from contract.clock import Stamp
from contract.events import HelpCalled
from contract.hall import CounterNow, HallState
from contract.services import Service
from contract.site import Counter, Officer, RatingRules, SiteConfig
from gateway.commands import BadgeRead, PauseCounter, ResumeCounter, SignIn, SignOut
from gateway.counter.role import CounterRole
from gateway.counter.state import CounterState
from gateway.effects import AskHall, AskHelp, Refuse, TellSpoken
from gateway.hall_commands import CallHelp, CallSpoken, HallHeard, KeyPressed

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
STAMP = Stamp(AT, "synced", "boot", 1000)
SITE = SiteConfig(
    "trung-tam",
    "Trung tâm",
    (RatingRules("4-level", "per-ticket", date(2020, 1, 1)),),
    (Counter("3"),),
    officers=(Officer("cb-01", "Nguyễn Thị Mẫu", badge="0412A7F3"),),
    services=(Service("a", "Việc A", "A"),),
)


def asked(command, officer=None, paused=False):
    """What the role does with an order while the hall says who sits at counter 3."""
    role = CounterRole(SITE, {"p3": "3"})
    now = CounterNow("paused" if paused else "free", officer=officer)
    state = HallState("hall", 1, 1, AT.date(), AT, True, {}, {"3": now}, ())
    after = role.decide(CounterState(), HallHeard(state, True), STAMP, 1.0).state
    decision = role.decide(after, command, STAMP, 2.0)
    assert decision.state == after, "the hall alone says who sits where"
    return decision


def key(name):
    """A key of the keypad at counter 3."""
    return KeyPressed("keys-3", "3", name, STAMP, 2.0)


@pytest.mark.parametrize(("seated", "verb"), [(None, "sign_in"), ("cb-02", "sign_in"), ("cb-01", "sign_out")])
def test_a_badge_asks_to_sit_down_or_to_leave(seated, verb):
    """The gateway knows whose badge it is, the hall who sits there."""
    decision = asked(BadgeRead("r3", "3", "0412A7F3", STAMP, 2.0), seated)
    assert decision.effects == (AskHall(verb, {"counter": "3"}, "cb-01"),) and decision.drafts == ()


def test_a_badge_that_nobody_here_has_asks_nothing():
    """A lost or foreign card."""
    assert asked(BadgeRead("r3", "3", "FFFF", STAMP, 2.0)).effects == ()


@pytest.mark.parametrize(
    ("order", "verb", "args"),
    [
        (SignIn("3", "cb-01"), "sign_in", {"counter": "3"}),
        (SignOut("3"), "sign_out", {"counter": "3", "reason": "self"}),
        (PauseCounter("3", "hop"), "pause", {"counter": "3", "reason": "hop"}),
        (ResumeCounter("3"), "unpause", {"counter": "3"}),
    ],
)
def test_local_orders_go_to_the_hall(order, verb, args):
    """`quayso gateway ctl` asks like a desk."""
    assert asked(order, "cb-01").effects == (AskHall(verb, args, "cb-01"),)


@pytest.mark.parametrize("name", ["call_next", "recall", "start", "finish", "finish_and_next", "miss", "invite_rating"])
def test_a_key_is_the_request_of_its_name(name):
    """In the name of whoever sits there; the keypad's lamp tells how it ended."""
    assert asked(key(name), "cb-01").effects == (AskHall(name, {"counter": "3"}, "cb-01", device="keys-3"),)


@pytest.mark.parametrize(("goal", "code"), [("to_counter", "5"), ("to_service", "a:b")])
def test_a_transfer_key_sends_the_citizen_on(goal, code):
    """Its goal stands in gateway.toml; the hall says whether anybody sits there."""
    pressed = asked(key(f"transfer:{goal}:{code}"), "cb-01")
    assert pressed.effects == (AskHall("transfer", {"counter": "3", goal: code}, "cb-01", device="keys-3"),)


def test_the_pause_key_turns_the_pause_on_and_off():
    """One key for both."""
    assert [asked(key("pause"), "cb-01", paused).effects[0].do for paused in (False, True)] == ["pause", "unpause"]


@pytest.mark.parametrize("name", ["call_next", "pause", "nonsense"])
def test_a_key_with_nobody_signed_in_is_refused(name):
    """And so is one that means nothing."""
    assert asked(key(name)).effects == (Refuse("keys-3"),)


def test_a_call_for_help_is_kept():
    """With its counter and kind, and nothing about a person; those in the hall are shown it."""
    decision = asked(CallHelp("3", "guard", STAMP), "cb-01")
    assert [draft.data for draft in decision.drafts] == [HelpCalled("3", "guard")]
    assert decision.effects == (AskHelp("3", "guard"),)


def test_the_help_key_calls_a_colleague():
    """Whoever sits there, and its lamp tells whether anybody can see it."""
    decision = asked(key("help"))
    assert [draft.data for draft in decision.drafts] == [HelpCalled("3", "colleague")]
    assert decision.effects == (AskHelp("3", "colleague", device="keys-3"),)


def test_a_call_that_a_voice_has_said_is_told_to_the_hall():
    """The stage knows whether the hall is here or elsewhere; nothing is stored at this counter."""
    decision = asked(CallSpoken("A001", "3", 2))
    assert decision.effects == (TellSpoken("3", "A001", 2),) and decision.drafts == ()
