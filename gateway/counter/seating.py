"""Who sits at which counter: sign-in, sign-out, badges, pauses."""

from contract.clock import Stamp
from contract.events import CounterPaused, CounterResumed, OfficerSignedIn, OfficerSignedOut
from contract.site import SiteConfig
from gateway.badges.codes import normal_badge
from gateway.commands import (
    BadgeRead,
    ControlAnswer,
    PauseCounter,
    Reply,
    ResumeCounter,
    SignIn,
    SignInRole,
    SignOut,
    SignOutReason,
)
from gateway.counter.state import CounterDecision, CounterState, Seat, with_pause, with_seat
from gateway.decision import Decision, Moment
from gateway.effects import Answer, Effect
from gateway.journal.drafts import Draft


def sign_in(state: CounterState, command: SignIn, site: SiteConfig, moment: Moment) -> CounterDecision:
    """Seat an officer; whoever sat there is signed out first, and the officer leaves any other counter here."""
    if not _has_counter(site, command.counter):
        return _refused(state, command.reply, *_no_counter(command.counter))
    if site.officers and command.officer not in {officer.code for officer in site.officers}:
        return _refused(
            state, command.reply, "unknown_officer",
            f"Không có cán bộ mã “{command.officer}” trong site.toml.", f"No officer “{command.officer}” in site.toml.",
        )  # fmt: skip
    seat = state.seats.get(command.counter)
    if seat and seat.officer == command.officer and seat.role == command.role and seat.day == _day(moment.stamp):
        return Decision(state, (), _said(command.reply, "done", "Đã đăng nhập từ trước.", "Already signed in."))
    return _seat(state, command.counter, command.officer, command.role, moment, command.reply)


def sign_out(state: CounterState, command: SignOut, site: SiteConfig, moment: Moment) -> CounterDecision:
    """Let the officer at a counter go."""
    if not _has_counter(site, command.counter):
        return _refused(state, command.reply, *_no_counter(command.counter))
    if command.counter not in state.seats:
        return _refused(
            state,
            command.reply,
            "nobody",
            "Không có ai đăng nhập tại quầy này.",
            "Nobody is signed in at this counter.",
        )
    after, drafts = _leave(state, command.counter, command.reason, moment.stamp)
    return Decision(after, drafts, _said(command.reply, "done", "Đã đăng xuất.", "Signed out."))


def badge(state: CounterState, command: BadgeRead, site: SiteConfig, moment: Moment) -> CounterDecision:
    """A badge signs its officer in, or out when the same officer already sits there. An unknown one does nothing."""
    officer = {normal_badge(known.badge): known for known in site.officers if known.badge}.get(command.badge)
    if officer is None:
        return Decision(state)
    seat = state.seats.get(command.counter)
    if seat and seat.officer == officer.code and seat.day == _day(command.at):
        after, drafts = _leave(state, command.counter, "self", command.at)
        return Decision(after, drafts)
    return _seat(state, command.counter, officer.code, "principal", moment, None)


def pause(state: CounterState, command: PauseCounter, site: SiteConfig, moment: Moment) -> CounterDecision:
    """Let a counter rest."""
    if not _has_counter(site, command.counter):
        return _refused(state, command.reply, *_no_counter(command.counter))
    if command.counter in state.paused:
        return Decision(state, (), _said(command.reply, "done", "Quầy đã tạm nghỉ từ trước.", "Already paused."))
    drafts = (Draft(CounterPaused(command.counter, command.reason), moment.stamp, state.test),)
    return Decision(
        with_pause(state, command.counter, command.reason or ""),
        drafts,
        _said(command.reply, "done", "Quầy tạm nghỉ.", "Counter paused."),
    )


def resume(state: CounterState, command: ResumeCounter, site: SiteConfig, moment: Moment) -> CounterDecision:
    """Let a paused counter serve again."""
    if not _has_counter(site, command.counter):
        return _refused(state, command.reply, *_no_counter(command.counter))
    if command.counter not in state.paused:
        return Decision(state, (), _said(command.reply, "done", "Quầy đang phục vụ.", "Counter is not paused."))
    drafts = (Draft(CounterResumed(command.counter), moment.stamp, state.test),)
    return Decision(
        with_pause(state, command.counter, None),
        drafts,
        _said(command.reply, "done", "Quầy phục vụ trở lại.", "Counter serves again."),
    )


def end_seats_of_other_days(state: CounterState, stamp: Stamp) -> CounterDecision:
    """A sign-in holds for its service day: who forgot to sign out must not be rated for tomorrow's work.

    One without a day gets the first day that is known in its boot; after another boot nobody knows how long
    ago it was.
    """
    today = _day(stamp)
    drafts: tuple[Draft, ...] = ()
    for counter, seat in state.seats.items():
        is_over = today not in ("", seat.day) if seat.day else seat.boot != stamp.boot
        if is_over:
            state, left = _leave(state, counter, "session_end", stamp)
            drafts += left
        elif today and not seat.day:
            state = with_seat(state, counter, Seat(seat.officer, seat.role, today, seat.boot))
    return Decision(state, drafts)


def _seat(
    state: CounterState, counter: str, officer: str, role: SignInRole, moment: Moment, reply: Reply | None
) -> CounterDecision:
    drafts: tuple[Draft, ...] = ()
    for other, seat in state.seats.items():
        if other == counter or seat.officer == officer:
            state, left = _leave(state, other, "takeover", moment.stamp)
            drafts += left
    drafts += (Draft(OfficerSignedIn(officer, counter, role), moment.stamp, state.test),)
    after = with_seat(state, counter, Seat(officer, role, _day(moment.stamp), moment.stamp.boot))
    return Decision(after, drafts, _said(reply, "done", "Đã đăng nhập.", "Signed in."))


def _leave(
    state: CounterState, counter: str, reason: SignOutReason, stamp: Stamp
) -> tuple[CounterState, tuple[Draft, ...]]:
    seat = state.seats[counter]
    draft = Draft(OfficerSignedOut(seat.officer, counter, reason), stamp, state.test)
    return with_seat(state, counter, None), (draft,)


def _day(stamp: Stamp) -> str:
    return "" if stamp.clock == "unset" else stamp.at.date().isoformat()


def _has_counter(site: SiteConfig, counter: str) -> bool:
    return any(known.id == counter for known in site.counters)


def _no_counter(counter: str) -> tuple[str, str, str]:
    return (
        "unknown_counter",
        f"Không có quầy “{counter}” trong site.toml.",
        f"No counter “{counter}” in site.toml.",
    )


def _said(reply: Reply | None, code: str, vi: str, en: str, ok: bool = True) -> tuple[Effect, ...]:
    return () if reply is None else (Answer(reply, ControlAnswer(ok, code, vi, en)),)


def _refused(state: CounterState, reply: Reply | None, code: str, vi: str, en: str) -> CounterDecision:
    return Decision(state, (), _said(reply, code, vi, en, ok=False))
