"""The door: PIN or day code, within limits, with a sentence each time."""

from datetime import date, datetime, timedelta, timezone

import pytest

from contract.site import Counter, Officer, RatingRules, SiteConfig
from gateway.clock import ManualClock
from gateway.officers.day_codes import day_code
from gateway.officers.pins import hash_pin
from gateway.officers.proof import Proof
from gateway.officers.sessions import GUIDE_IDLE_S, GuideSessions

DAY = date(2026, 11, 23)
SECRET = "mot chuoi bi mat dai hon 32 ky tu, chi de thu"
SITE = SiteConfig(
    "trung-tam",
    "Trung tâm",
    (RatingRules("4-level", "per-ticket", date(2020, 1, 1)),),
    (Counter("3"),),
    (Officer("cb-01", "An", pin=hash_pin("4071", log2_n=10)), Officer("cb-02", "Bình")),
    secret=SECRET,
)


@pytest.fixture
def clock():
    """A Monday morning that passes only when told."""
    return ManualClock(datetime(2026, 11, 23, 8, 0, tzinfo=timezone(timedelta(hours=7))))


@pytest.fixture
def proof(clock):
    """The door of the small centre above."""
    return Proof(SITE, clock.monotonic_s)


def test_pin_and_day_code(proof):
    """The PIN proves its officer, the day code proves the one without PIN too."""
    assert proof.prove("cb-01", "4071", "s", DAY).officer == SITE.officers[0]
    code = day_code(SECRET, "trung-tam", "cb-02", DAY)
    assert proof.prove("cb-02", code, "s", DAY).officer == SITE.officers[1]
    assert proof.prove("cb-02", code, "s", date(2026, 11, 24)).error == "wrong"


@pytest.mark.parametrize(("officer", "code"), [("cb-01", "4072"), ("cb-02", "4071"), ("nobody", "4071"), ("", "0000")])
def test_wrong_ones_are_told_alike(proof, officer, code):
    """A wrong PIN, an officer without PIN and one that does not exist get the same answer."""
    answer = proof.prove(officer, code, "s", DAY)
    assert (answer.officer, answer.error, answer.message) == (None, "wrong", "Mã không đúng. Xin nhập lại.")


def test_a_thousand_tries(proof, clock):
    """Of 1,000 wrong PINs a handful is looked at, the answer says how long to wait, and the right PIN works after it;
    at another screen at once."""
    looked_at = sum(proof.prove("cb-01", f"{n:04}", "s", DAY).error == "wrong" for n in range(1000))
    assert looked_at <= 5
    said = proof.prove("cb-01", "4071", "s", DAY)
    assert said.error == "wait" and "Xin chờ" in said.message and "giây" in said.message
    assert proof.prove("cb-01", "4071", "other", DAY).officer is not None
    clock.advance(60)
    assert proof.prove("cb-01", "4071", "s", DAY).officer is not None


def test_no_digits_cost_nothing(proof):
    """What cannot be a PIN is refused without counting."""
    assert {proof.prove("cb-01", "abc", "s", DAY).error for _ in range(20)} == {"not_a_pin"}
    assert proof.prove("cb-01", "4071", "s", DAY).officer is not None


def test_the_log_names_no_code(proof, caplog):
    """A wrong try is logged with officer and screen, never with what was typed."""
    proof.prove("cb-01", "99887766", "desk-3", DAY)
    assert "cb-01" in caplog.text and "desk-3" in caplog.text and "99887766" not in caplog.text


def test_guide_sessions():
    """A guide stays signed in while in use, on its day; a made-up token is nobody's."""
    sessions = GuideSessions()
    token = sessions.begin("cb-01", "2026-11-23", 0)
    assert sessions.officer(token, "2026-11-23", GUIDE_IDLE_S - 1) == "cb-01"
    assert sessions.officer(token, "2026-11-23", 2 * GUIDE_IDLE_S - 2) == "cb-01"
    assert sessions.officer("made-up", "2026-11-23", 1) is None
    assert sessions.officer(None, "2026-11-23", 1) is None
    assert sessions.officer(token, "2026-11-24", 2 * GUIDE_IDLE_S) is None
    token = sessions.begin("cb-01", "2026-11-24", 0)
    assert sessions.officer(token, "2026-11-24", GUIDE_IDLE_S) is None
    token = sessions.begin("cb-01", "2026-11-24", 0)
    sessions.end(token)
    assert sessions.officer(token, "2026-11-24", 1) is None
