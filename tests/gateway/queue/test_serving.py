"""Start, rating window, finish with outcomes, void; sign-in, takeover, pause; the end of session and day."""

import pytest

from contract.events import RatingClosed, RatingOpened
from gateway.queue import closing, windows
from gateway.queue.state import Instant


@pytest.fixture
def serving(hall):
    """A001 sits at counter 1; A002 and A003 wait."""
    hall.sit("1", "cb-01")
    for _ in range(3):
        hall.take(items=3)
    hall.call("1", "cb-01")
    hall.ask("start", "cb-01", counter="1")
    return hall


def kinds(events):
    """The types of events."""
    return [event.TYPE for event in events]


def test_the_window_stays_open_until_the_next_citizen_starts(serving):
    """A rating is possible from the start on, after the finish and while the next one walks to the counter."""
    first = serving.ticket("A001").id
    assert serving.state.counters["1"].rated == first
    serving.ask("finish_and_next", "cb-01", counter="1", ticket=first)
    assert kinds(serving.last) == ["service.finished", "ticket.called"]
    assert serving.state.counters["1"].rated == first
    serving.wait(20)
    serving.ask("start", "cb-01", counter="1")
    second = serving.ticket("A002").id
    assert serving.last[:2] == (RatingClosed(first, "1", "next_citizen"), RatingOpened(second, "1"))
    assert serving.state.counters["1"].rated == second


def test_who_has_just_gone_has_twenty_seconds_to_rate(serving):
    """The next one sits down at once: the window becomes his when the last one's time is over."""
    serving.ask("finish_and_next", "cb-01", counter="1")
    serving.wait(5)
    serving.ask("start", "cb-01", counter="1")
    first, second = serving.ticket("A001").id, serving.ticket("A002").id
    assert kinds(serving.last) == ["service.started"] and serving.state.counters["1"].rated == first
    serving.wait(14)
    assert windows.due(serving.state, serving.now) == ()
    serving.wait(1)
    assert windows.due(serving.state, serving.now) == (
        RatingClosed(first, "1", "next_citizen"),
        RatingOpened(second, "1"),
    )


def test_a_visit_shorter_than_the_others_time_may_be_rated_all_the_same(serving):
    """At its finish, or when the officer asks for it, its window opens whoever was before."""
    serving.ask("finish_and_next", "cb-01", counter="1")
    serving.ask("start", "cb-01", counter="1")
    serving.ask("finish_and_next", "cb-01", counter="1")
    assert serving.state.counters["1"].rated == serving.ticket("A002").id
    serving.ask("start", "cb-01", counter="1")
    serving.ask("invite_rating", "cb-01", counter="1")
    assert serving.state.counters["1"].rated == serving.ticket("A003").id
    assert windows.due(serving.state, serving.now) == ()


def test_the_usual_outcome_follows_the_need(make_hall):
    """Without a word of the officer a visit brings what its need usually brings, once for each dossier."""
    for need, outcome in (("submit", "received"), ("collect", "returned_result"), ("ask", "advised")):
        hall = make_hall()
        hall.sit("1", "cb-01")
        hall.take(need=need, items=2)
        hall.serve("1", "cb-01")
        done = hall.last[-1].outcomes
        assert [(o.service, o.outcome, o.count) for o in done] == [("ho-tich", outcome, 2)]


def test_named_outcomes_and_a_note(serving):
    """Outcomes are the officer's, for any service of the centre; the dossier code stands beside the events."""
    from contract.hall_args import Finish
    from gateway.queue.verbs import Asker, Case, decide

    wrong = [{"service": "thue", "outcome": "received", "count": 1}]
    assert serving.refused("finish", "cb-01", counter="1", outcomes=wrong)[0] == "unknown_service"
    case = Case(who=Asker(gateway="g1", officer="cb-01"), site=serving.site, at=serving.now, fresh=serving.fresh())
    decided = decide("finish", serving.state, Finish("1", note="H01.23"), case)
    assert decided.note == "H01.23"
    assert "H01" not in repr(decided.events)


def test_a_finish_without_a_start_may_be_rated(hall):
    """An officer who never presses Bắt đầu loses no rating."""
    hall.sit("1", "cb-01")
    hall.take()
    hall.call("1", "cb-01")
    hall.ask("finish", "cb-01", counter="1")
    assert kinds(hall.last) == ["rating.opened", "service.finished"]


def test_finish_and_next_with_nobody_waiting_only_finishes(hall):
    """The last citizen of the morning is finished, nothing is called."""
    hall.sit("1", "cb-01")
    hall.take()
    hall.call("1", "cb-01")
    hall.wait(120)
    assert hall.ask("finish_and_next", "cb-01", counter="1") is None
    assert hall.ticket("A001").state == "finished"


def test_inviting_opens_what_is_closed_and_is_harmless(serving):
    """Mời đánh giá does nothing to an open window, and needs somebody who was served."""
    serving.ask("invite_rating", "cb-01", counter="1")
    assert serving.last == ()
    serving.happen((RatingClosed(serving.ticket("A001").id, "1", "session_end"), serving.now))
    serving.ask("invite_rating", "cb-01", counter="1")
    assert kinds(serving.last) == ["rating.opened"]
    serving.sit("2", "cb-02")
    assert serving.refused("invite_rating", "cb-02", counter="2")[0] == "wrong_state"


@pytest.mark.parametrize(("verb", "reason"), [("park", "parked"), ("transfer", "transferred"), ("void", "voided")])
def test_who_leaves_before_the_end_cannot_be_rated_for(serving, verb, reason):
    """The window closes when the citizen goes on without a finish, and says why."""
    ticket = serving.ticket("A001").id
    if verb == "void":
        serving.ask("void", "cb-01", ticket=ticket, reason="phantom")
    else:
        serving.ask(verb, "cb-01", counter="1", **({"to_service": "dat-dai"} if verb == "transfer" else {}))
    assert serving.last[0] == RatingClosed(ticket, "1", reason)
    assert serving.state.counters["1"].rated is None and serving.state.counters["1"].ticket is None


def test_a_void_number_is_no_visit(serving):
    """Anybody may void what waits; what is at a counter only its officer; what ended nobody."""
    waiting, served = serving.ticket("A003").id, serving.ticket("A001").id
    serving.ask("void", ticket=waiting, reason="phantom")
    assert (serving.ticket("A003").state, serving.ticket("A003").reason) == ("voided", "phantom")
    assert serving.refused("void", "cb-02", ticket=served)[0] == "not_signed_in"
    assert serving.refused("void", ticket=waiting)[0] == "wrong_state"


def test_only_the_officer_of_the_counter_acts_for_it(serving):
    """Nobody, somebody else, an officer of another counter and a bound screen of another counter are refused."""
    serving.sit("2", "cb-02")
    assert serving.refused("finish", None, counter="1")[0] == "not_signed_in"
    assert serving.refused("finish", "cb-03", counter="1")[0] == "not_signed_in"
    assert serving.refused("finish", "cb-02", counter="1")[0] == "other_counter"
    assert serving.refused("finish", "cb-01", counter="1", bound="2")[0] == "other_counter"
    assert serving.refused("finish", "cb-01", counter="9")[0] == "unknown_counter"
    assert serving.refused("call_next", "cb-03", counter="3")[1] == (
        "Chưa có ai đăng nhập ở quầy 3. Xin đăng nhập trước."
    )


def test_a_takeover_signs_the_other_out_and_keeps_who_is_served(serving):
    """The new officer finishes the visit; by the roster only one of them is the principal."""
    serving.sit("1", "cb-02")
    assert kinds(serving.last) == ["officer.signed_out", "officer.signed_in"]
    assert (serving.last[0].reason, serving.last[1].role) == ("takeover", "substitute")
    assert serving.refused("finish", "cb-01", counter="1")[0] == "not_signed_in"
    serving.ask("finish", "cb-02", counter="1")
    assert serving.ticket("A001").officer == "cb-02"


def test_a_takeover_calls_again_who_was_on_the_way(hall):
    """Who was called and not served yet waits again and is next."""
    hall.sit("1", "cb-01")
    hall.take()
    hall.take()
    hall.call("1", "cb-01")
    hall.sit("1", "cb-02")
    assert hall.ticket("A001").state == "waiting"
    called = hall.ask("call_next", "cb-02", counter="1")
    assert called["number"] == "A001"
    assert called["why"] == "Đã được gọi trước đó mà chưa phục vụ: gọi lại trước."


def test_an_officer_sits_at_one_counter(hall):
    """Signing in elsewhere leaves the first counter, unless somebody is there; signing in twice does nothing."""
    hall.sit("1", "cb-01")
    hall.sit("1", "cb-01")
    assert hall.last == ()
    hall.sit("3", "cb-01")
    assert (hall.state.counters["1"].officer, hall.state.counters["3"].role) == (None, "principal")
    hall.take()
    hall.call("3", "cb-01")
    code, words = hall.refused("sign_in", "cb-01", counter="1")
    assert (code, words) == (
        "wrong_state",
        "Số A001 còn ở quầy 3. Xin bấm Xong, Vắng mặt hoặc Chuyển trước khi rời quầy.",
    )
    assert hall.refused("sign_in", "cb-99", counter="1")[0] == "unknown_officer"
    assert hall.refused("sign_in", None, counter="1")[0] == "unknown_officer"
    assert hall.refused("sign_in", "cb-02", counter="77")[0] == "unknown_counter"


def test_nobody_leaves_a_citizen_at_the_counter(serving):
    """Signing out and pausing wait until the visit is over."""
    assert serving.refused("sign_out", "cb-01", counter="1")[0] == "wrong_state"
    assert serving.refused("pause", "cb-01", counter="1")[0] == "wrong_state"
    serving.ask("finish", "cb-01", counter="1")
    serving.ask("pause", "cb-01", counter="1", reason="meeting")
    assert serving.refused("call_next", "cb-01", counter="1")[0] == "paused"
    assert serving.refused("pause", "cb-01", counter="1")[0] == "wrong_state"
    serving.ask("unpause", "cb-01", counter="1")
    assert serving.refused("unpause", "cb-01", counter="1")[0] == "wrong_state"
    serving.ask("sign_out", "cb-01", counter="1")
    assert serving.state.counters["1"].officer is None


def test_the_end_of_a_session_signs_out_and_keeps_who_is_served(serving):
    """At the end of the session a served one stays with the counter; whoever comes next finishes the visit."""
    serving.ask("sign_out", "cb-01", counter="1", reason="session_end")
    seat = serving.state.counters["1"]
    assert (seat.officer, seat.ticket, seat.rated) == (None, serving.ticket("A001").id, serving.ticket("A001").id)
    serving.sit("1", "cb-02")
    serving.ask("finish", "cb-02", counter="1")
    serving.happen(*((event, serving.now) for event in closing.end_session(serving.state)))
    assert serving.state.counters["1"].rated is None and serving.state.counters["1"].officer is None


def test_the_day_closes_with_everybody_named(serving):
    """Who was never served is abandoned, who sat there was served, gaps are explained; closing twice does nothing."""
    serving.take(channel="guide", number="A010")
    serving.ask("lease_numbers", gateway="kiosk-02", service="dat-dai", count=5)
    events = closing.close_day(serving.state, serving.now, serving.site)
    serving.happen(*((event, serving.now) for event in events))
    assert {t.number: t.state for t in serving.state.tickets.values()} == {
        "A001": "finished", "A002": "abandoned", "A003": "abandoned", "A010": "abandoned",
    }  # fmt: skip
    told = [(e.service, e.first, e.last, e.reason) for e in events if e.TYPE == "numbers.skipped"]
    assert told == [
        ("ho-tich", 4, 9, "not_given"),
        ("dat-dai", 995, 999, "unreported"),
        ("dat-dai", 1, 994, "not_reached"),
    ]
    finished = next(e for e in events if e.TYPE == "service.finished")
    assert (finished.officer, finished.outcomes) == ("cb-01", ())
    assert serving.state.served_s == {}
    assert closing.close_day(serving.state, serving.now, serving.site) == ()


def test_a_new_day_begins_empty_with_nobody_signed_in(serving):
    """Numbers begin again, a sign-in has ended with its day, yesterday's tickets are unknown."""
    yesterday = serving.ticket("A002").id
    assert not closing.is_over(serving.state, serving.now)
    serving.wait(86_400)
    assert closing.is_over(serving.state, serving.now)
    assert serving.refused("call_next", "cb-01", counter="1")[0] == "not_signed_in"
    assert serving.refused("void", ticket=yesterday)[0] == "unknown_ticket"
    assert serving.take().number == "A001"
    assert (serving.state.day, len(serving.state.tickets)) == ("2026-11-24", 1)


def test_a_clock_that_goes_back_or_was_never_right_ends_no_day(hall):
    """Only a dated moment of a later day begins a day; what was begun without a date belongs to the first known one."""
    hall.now = Instant(hall.now.at.replace(year=1970, hour=3), "boot", 5000, is_dated=False)
    hall.take()
    assert hall.state.day == ""
    hall.now = Instant(hall.now.at.replace(year=2026), "boot", 20_000)
    hall.take(channel="guide")
    assert (hall.state.day, len(hall.state.tickets)) == ("2026-11-23", 2)
    hall.now = Instant(hall.now.at.replace(day=20), "boot", 30_000)
    assert (hall.take(channel="guide").number, hall.state.day) == ("A003", "2026-11-23")


def test_a_key_pressed_twice_sends_nobody_away(serving):
    """Xong và gọi tiếp twice on a keypad: the second press, which names no ticket, does nothing to who was just called.
    A desk that names the ticket, or a press some seconds later, ends the visit."""
    serving.wait(200)
    called = serving.ask("finish_and_next", "cb-01", counter="1")["number"]
    serving.wait(0.6)
    assert serving.refused("finish_and_next", "cb-01", counter="1")[0] == "too_soon"
    assert serving.ticket(called).state == "called"
    serving.wait(3)
    serving.ask("finish", "cb-01", counter="1")
    assert serving.ticket(called).state == "finished"
    again = serving.ask("call_next", "cb-01", counter="1")
    serving.ask("finish", "cb-01", counter="1", ticket=again["ticket"])
