"""What a press on a panel or a rating screen means, in a centre without a queue and in one with it.

``free``: the press counts for the officer signed in at the counter. ``per-ticket``: it counts once for the ticket whose
rating window is open there; every other press is kept with its verdict.
"""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

import msgspec

from contract.clock import Stamp
from contract.events import EventData, RatingChanged, RatingGiven, Verdict
from gateway.counter.state import CounterState, RatedAt, Window
from gateway.counter.windows import of_today, with_rating

REPEAT_WITHIN_S = 3.0
"""Design §5: the same panel pressed again within 3 s is a duplicate, whatever the button."""
CHANGE_WITHIN_S = 10.0
"""Design §5: the choice may be changed for 10 s."""


@dataclass(frozen=True, slots=True)
class Press:
    """A level chosen at a device (``by``: the panel's or the screen's name). ``ticket`` is the one a screen showed;
    ``last_s``: how long ago the same panel was pressed before; ``officer``: who served it, as a phone's page knows."""

    counter: str
    by: str
    level: str
    scale: str
    channel: Literal["panel", "screen", "qr"]
    at: Stamp
    ticket: UUID | None = None
    last_s: float | None = None
    doubts: tuple[str, ...] = ()
    officer: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """The state after a press, its event, and the rating it gave or changed (None when it was neither)."""

    state: CounterState
    event: EventData
    rating: UUID | None


def judge(state: CounterState, press: Press, mode: str, fresh_id: UUID) -> Judged:
    """Turn a press into an event with its verdict; every press is kept and confirmed alike."""
    is_repeat = press.last_s is not None and press.last_s < REPEAT_WITHIN_S
    if mode == "free":
        return _free(state, press, is_repeat, fresh_id)
    window = of_today(state.windows.get(press.counter), press.at)
    if window is None:
        verdict: Verdict = "duplicate" if is_repeat else "unlinked"
        return _given(state, press, None, _officer(state, press.counter), verdict, fresh_id)
    if press.ticket is not None and press.ticket != window.ticket:
        return _given(state, press, press.ticket, None, "late", fresh_id)
    if is_repeat:
        return _given(state, press, window.ticket, window.officer, "duplicate", fresh_id)
    if window.rating is not None:
        return _again(state, press, window, window.rating, fresh_id)
    if not window.is_open:
        return _given(state, press, window.ticket, window.officer, "late", fresh_id)
    if press.doubts:
        return _given(state, press, window.ticket, window.officer, "doubtful", fresh_id)
    accepted = msgspec.structs.replace(
        window, rating=fresh_id, level=press.level, by=press.by, rated=RatedAt(press.at.boot, press.at.up_ms)
    )
    after = with_rating(state, press.counter, accepted)
    return Judged(after, _event(press, window.ticket, window.officer, "accepted", fresh_id), fresh_id)


def judge_phone(state: CounterState, press: Press, rated_before: bool, fresh_id: UUID) -> Judged:
    """A choice by the code on a ticket, which may come after its window: until the end of the next working day, as
    its page allows. Whether a panel was quicker is central's to see: the first one counts there."""
    verdict: Verdict = "duplicate" if rated_before else "doubtful" if press.doubts else "accepted"
    return _given(state, press, press.ticket, press.officer, verdict, fresh_id)


def _free(state: CounterState, press: Press, is_repeat: bool, fresh_id: UUID) -> Judged:
    officer = _officer(state, press.counter)
    verdict: Verdict = "accepted"
    if is_repeat:
        verdict = "duplicate"
    elif officer is None or press.counter in state.paused:
        verdict = "unlinked"
    elif press.doubts:
        verdict = "doubtful"
    return _given(state, press, None, officer, verdict, fresh_id)


def _again(state: CounterState, press: Press, window: Window, rating: UUID, fresh_id: UUID) -> Judged:
    """A second press in a window: within 10 s, at the same device and with another level it changes the first."""
    rated = window.rated
    is_young = (
        rated is not None
        and rated.boot == press.at.boot
        and press.at.up_ms - rated.up_ms < CHANGE_WITHIN_S * 1000
        and window.by == press.by
    )
    if is_young and press.level != window.level:
        after = with_rating(state, press.counter, msgspec.structs.replace(window, level=press.level))
        return Judged(after, RatingChanged(rating, press.level), rating)  # type: ignore[arg-type]  # checked above
    return _given(state, press, window.ticket, window.officer, "duplicate", fresh_id)


def _officer(state: CounterState, counter: str) -> str | None:
    seat = state.seats.get(counter)
    return seat.officer if seat else state.officers.get(counter)


def _given(
    state: CounterState, press: Press, ticket: UUID | None, officer: str | None, verdict: Verdict, fresh_id: UUID
) -> Judged:
    rating = fresh_id if verdict == "accepted" else None
    return Judged(state, _event(press, ticket, officer, verdict, fresh_id), rating)


def _event(press: Press, ticket: UUID | None, officer: str | None, verdict: Verdict, fresh_id: UUID) -> RatingGiven:
    return RatingGiven(
        rating=fresh_id,
        ticket=ticket,
        counter=press.counter,
        officer=officer,
        scale=press.scale,  # type: ignore[arg-type]  # both checked when the files were read
        level=press.level,  # type: ignore[arg-type]
        channel=press.channel,
        verdict=verdict,
        doubts=press.doubts,
    )
