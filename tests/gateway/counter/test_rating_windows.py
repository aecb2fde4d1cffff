"""Ratings tied to tickets: whose ticket a press belongs to, what may be changed, what is doubted."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.clock import Stamp
from contract.events import RatingChanged, RatingGiven, RatingReasoned
from contract.hall import CounterNow, HallState, RatingWindow
from contract.site import Counter, RatingRules, SiteConfig
from gateway.commands import DeviceChanged, PanelPressed
from gateway.counter.doubts import ALIKE, PHONE_MOST, doubts
from gateway.counter.role import CounterRole
from gateway.counter.state import CounterState, dump, load
from gateway.effects import Tell
from gateway.hall_commands import HallHeard, RatingRevised, ReasonsChosen, ScreenRated

SITE = SiteConfig(
    "trung-tam", "Trung tâm", (RatingRules("4-level", "per-ticket", date(2020, 1, 1)),), (Counter("3"), Counter("4"))
)
FIRST, SECOND = UUID(int=1), UUID(int=2)
START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@dataclass
class Post:
    """A counter role with a panel at counter 3, and a hall that speaks by hand."""

    role: CounterRole = field(default_factory=lambda: CounterRole(SITE, {"p3": "3"}, counters=["3"]))
    state: CounterState = CounterState()
    now_s: float = 100.0
    rev: int = 0
    said: list[UUID | None] = field(default_factory=list)

    def stamp(self, boot: str = "boot") -> Stamp:
        """This moment."""
        return Stamp(START + timedelta(seconds=self.now_s), "synced", boot, round(self.now_s * 1000))

    def do(self, command):
        """Decide, and show what is to be told; returns the events."""
        decision = self.role.decide(self.state, command, self.stamp(), self.now_s)
        self.state = decision.state
        for effect in decision.effects:
            if isinstance(effect, Tell):
                effect.told()
        return [draft.data for draft in decision.drafts]

    def hall(self, ticket=FIRST, officer="cb-01", is_open=True, after_s: float = 30.0) -> None:
        """The hall says whose turn it is at counter 3; then some time passes."""
        self.rev += 1
        window = None if ticket is None else RatingWindow(ticket, is_open)
        now = CounterNow("serving", "A001", ticket, officer, window)
        day = START.date()
        self.do(HallHeard(HallState("hall", 1, self.rev, day, START, True, {}, {"3": now}, ()), True))
        self.now_s += after_s

    def press(self, level="good", after_s: float = 0.0):
        """A button is pressed; returns its event."""
        self.now_s += after_s
        return self.do(PanelPressed("p3", level, self.stamp(), self.now_s))[-1]

    def touch(
        self, level="good", ticket=FIRST, channel="screen", screen="s3", scale="4-level", after_s=0.0, officer=None
    ):
        """A level is chosen on a screen; returns the events."""
        self.now_s += after_s
        return self.do(
            ScreenRated("3", ticket, scale, level, channel, screen, self.stamp(), self.now_s, self.said.append, officer)
        )


@pytest.fixture
def post() -> Post:
    """A counter whose citizen has sat there for half a minute."""
    made = Post()
    made.hall()
    return made


def test_a_press_belongs_to_the_ticket_that_is_served(post):
    """Ticket and officer are those the hall named, not those of the press."""
    rating = post.press("poor")
    assert (rating.ticket, rating.officer, rating.verdict, rating.level) == (FIRST, "cb-01", "accepted", "poor")


def test_a_ticket_is_rated_once(post):
    """Whoever presses again later is kept apart."""
    post.press()
    again = post.press(after_s=30)
    assert (again.verdict, again.ticket) == ("duplicate", FIRST)


def test_the_next_ticket_has_a_rating_of_its_own(post):
    """A new citizen's press is not the last one's."""
    first = post.press()
    post.hall(SECOND)
    second = post.press("fair")
    assert (first.ticket, second.ticket, second.verdict) == (FIRST, SECOND, "accepted")


@pytest.mark.parametrize(("after_s", "kind"), [(3.0, RatingChanged), (9.9, RatingChanged), (10.0, RatingGiven)])
def test_the_choice_may_be_changed_for_ten_seconds(post, after_s, kind):
    """The last level within 10 s stands; a later press is a duplicate."""
    given = post.press("good")
    changed = post.press("poor", after_s=after_s)
    assert isinstance(changed, kind)
    if kind is RatingChanged:
        assert (changed.rating, changed.level) == (given.rating, "poor")


def test_the_same_level_again_changes_nothing(post):
    """A second press of the same button is a duplicate."""
    post.press("good")
    assert post.press("good", after_s=5).verdict == "duplicate"


def test_hammering_is_one_rating(post):
    """Within three seconds any button of the panel is a repeat."""
    post.press("good")
    assert [post.press(level, after_s=0.5).verdict for level in ("poor", "fair")] == ["duplicate", "duplicate"]


def test_after_the_window_a_press_is_late(post):
    """The hall closed it: the press keeps its ticket and does not count."""
    post.hall(is_open=False)
    late = post.press()
    assert (late.verdict, late.ticket, late.officer) == ("late", FIRST, "cb-01")


def test_without_a_ticket_a_press_belongs_to_no_visit():
    """Nobody was served yet."""
    assert Post().press().verdict == "unlinked"


def test_the_officer_who_served_keeps_the_rating_when_another_sits_down(post):
    """Between the finish and the press somebody else took the counter."""
    post.hall(officer="cb-02")
    assert post.press().officer == "cb-01"


def test_the_window_survives_a_power_cut(post):
    """The state as stored knows ticket and officer, and what was given already."""
    given = post.press()
    post.role, post.state = CounterRole(SITE, {"p3": "3"}, counters=["3"]), load(dump(post.state))
    assert post.press("poor", after_s=5) == RatingChanged(given.rating, "poor")
    assert post.press(after_s=30).verdict == "duplicate"


def test_a_state_of_the_hall_that_changes_nothing_here_writes_nothing(post):
    """Another counter's call must cost no write at this one."""
    before = post.state
    post.hall()
    assert post.state is before


def test_a_screen_rates_the_ticket_that_it_showed(post):
    """A choice made for the citizen before is late, not the next one's."""
    post.hall(SECOND)
    [late] = post.touch(ticket=FIRST)
    [good] = post.touch(ticket=SECOND)
    assert (late.verdict, late.ticket, good.verdict, good.channel) == ("late", FIRST, "accepted", "screen")
    assert None not in post.said and len(post.said) == 2


def test_a_screen_may_change_its_choice_and_name_reasons(post):
    """Both hang on the rating's uuid; unknown reasons are left out."""
    [rating] = post.touch("good")
    assert post.said == [rating.rating]
    post.now_s += 4
    assert post.do(RatingRevised(rating.rating, "poor", post.stamp(), post.now_s)) == [
        RatingChanged(rating.rating, "poor")
    ]
    reasons = ("long_wait", "nonsense", "long_wait")
    assert post.do(ReasonsChosen(rating.rating, reasons, post.stamp(), post.now_s)) == [
        RatingReasoned(rating.rating, ("long_wait",))
    ]


def test_what_a_screen_may_not_do_writes_nothing(post):
    """A level of another scale, a change too late, reasons for somebody else's rating."""
    assert post.touch("very_satisfied") == [] and post.touch(scale="3-level") == []
    assert post.said == [None, None]
    [rating] = post.touch("good")
    post.now_s += 10
    assert post.do(RatingRevised(rating.rating, "poor", post.stamp(), post.now_s)) == []
    assert post.do(ReasonsChosen(uuid4(), ("other",), post.stamp(), post.now_s)) == []
    assert post.do(ReasonsChosen(rating.rating, ("nonsense",), post.stamp(), post.now_s)) == []
    post.now_s += 300
    assert post.do(ReasonsChosen(rating.rating, ("other",), post.stamp(), post.now_s)) == []


def test_a_screen_does_not_change_what_the_panel_took(post):
    """The two may be two people."""
    post.press("good")
    [event] = post.touch("poor", after_s=4)
    assert event.verdict == "duplicate"


def test_a_press_at_once_is_to_be_looked_at_and_takes_nobodys_turn():
    """Nobody can judge what has just begun; the citizen's own press still counts."""
    post = Post()
    post.hall(after_s=1.0)
    hasty = post.press()
    own = post.press("fair", after_s=60)
    assert (hasty.verdict, hasty.doubts, own.verdict) == ("doubtful", ("at_once",), "accepted")


def test_presses_in_a_machines_rhythm_are_to_be_looked_at():
    """The fifth that comes exactly as long after its window opened as the four before it."""
    post, verdicts = Post(), []
    for n in range(ALIKE + 1):
        post.hall(UUID(int=n + 1), after_s=20.0 + n * 0.01)
        verdicts.append(post.press().verdict)
    assert verdicts == ["accepted"] * (ALIKE - 1) + ["doubtful"] * 2


def test_people_do_not_press_in_rhythm():
    """Control: the same row with people's times is counted whole."""
    post = Post()
    for n in range(ALIKE + 3):
        post.hall(UUID(int=n + 1), after_s=20.0 + n * 7 % 5)
        assert post.press().verdict == "accepted"


def test_a_press_on_a_faulty_panel_is_to_be_looked_at(post):
    """A stuck button must not become somebody's bad mark."""
    post.do(DeviceChanged("p3", "panel", "fault", "held"))
    assert post.press("poor").doubts == ("panel_fault",)
    post.do(DeviceChanged("p3", "panel", "ok"))
    assert post.press("poor", after_s=5).verdict == "accepted"


def test_one_phone_does_not_rate_for_everybody():
    """Some visits of a family are plausible; a stack of collected tickets is not."""
    post, verdicts = Post(), []
    for n in range(PHONE_MOST + 2):
        post.hall(UUID(int=n + 1), after_s=20.0 + n * 7 % 5)
        [event] = post.touch(ticket=UUID(int=n + 1), channel="qr", screen="phone-1")
        verdicts.append(event.verdict)
    assert verdicts == ["accepted"] * PHONE_MOST + ["doubtful"] * 2


def test_a_phone_may_rate_after_the_window_closed_and_once(post):
    """Its page knows the officer; who has rated by phone is not asked again."""
    post.hall(SECOND)
    events = [*post.touch(channel="qr", screen="phone-1", officer="cb-07"), *post.touch(channel="qr", screen="phone-2")]
    assert [(event.verdict, event.ticket) for event in events] == [("accepted", FIRST), ("duplicate", FIRST)]
    assert events[0].officer == "cb-07" and post.touch(ticket=None, channel="qr") == []


@given(st.floats(0, 3600), st.lists(st.floats(0, 3600), max_size=8))
def test_few_or_varied_presses_are_never_a_rhythm(delay_s, before):
    """Without enough alike neighbours there is no such doubt."""
    row = [*before, delay_s][-ALIKE:]
    assert ("rhythm" in doubts(delay_s, before)) == (len(row) == ALIKE and max(row) - min(row) < 0.3)
    assert doubts(None, before) == ()


def test_a_restart_makes_no_press_doubtful(post):
    """The window of a citizen who sits there already is not new because the program is."""
    post.role = CounterRole(SITE, {"p3": "3"}, counters=["3"])
    post.hall(after_s=0.5)
    assert post.press().verdict == "accepted"


def test_a_press_right_after_its_window_opened_is_doubtful():
    """Control: of a window that has just been heard of the same press is."""
    made = Post()
    made.hall(after_s=0.5)
    assert made.press().doubts == ("at_once",)


def test_a_phone_is_not_doubted_for_the_next_citizens_window(post):
    """Who rates by the code on the ticket while the next one sits down did not press at once."""
    post.hall(SECOND, after_s=0.5)
    [rating] = post.touch(ticket=FIRST, channel="qr", screen="phone-1", officer="cb-01")
    assert (rating.verdict, rating.ticket) == ("accepted", FIRST)


def test_a_window_of_yesterday_takes_no_rating(post):
    """The power went in the evening before the window was closed: a press the next morning is nobody's."""
    post.now_s += 24 * 3600
    rating = post.press()
    assert (rating.verdict, rating.ticket) == ("unlinked", None)


def test_a_window_outlives_a_power_cut_on_its_day(post):
    """Control: half an hour later on the same day, after a restart, the press still belongs to the ticket."""
    post.role, post.state = CounterRole(SITE, {"p3": "3"}, counters=["3"]), load(dump(post.state))
    assert post.press(after_s=1800).ticket == FIRST
