"""What events of counters and their rating windows do to a service day (see `gateway/queue/evolving.py`)."""

from typing import Any

from contract.events import (
    CounterPaused,
    CounterResumed,
    EventData,
    OfficerSignedIn,
    OfficerSignedOut,
    RatingClosed,
    RatingOpened,
)
from contract.site import SiteConfig
from gateway.queue.day import Day
from gateway.queue.state import Instant


def _signed_in(day: Day, event: OfficerSignedIn, at: Instant, site: SiteConfig) -> None:
    """An officer sits at one counter: the one of the last sign-in. A ticket that is being served there stays."""
    for counter, seat in day.get("counters").items():
        if seat.officer == event.officer and counter != event.counter:
            day.put_seat(counter, officer=None, paused=None, since=None)
    day.put_seat(event.counter, officer=event.officer, role=event.role, paused=None, since=at)


def _signed_out(day: Day, event: OfficerSignedOut, at: Instant, site: SiteConfig) -> None:
    if day.seat(event.counter).officer == event.officer:
        day.put_seat(event.counter, officer=None, paused=None, since=None)


def _paused(day: Day, event: CounterPaused, at: Instant, site: SiteConfig) -> None:
    day.put_seat(event.counter, paused=event.reason or "pause")


def _resumed(day: Day, event: CounterResumed, at: Instant, site: SiteConfig) -> None:
    if day.seat(event.counter).paused is not None:
        day.put_seat(event.counter, paused=None)


def _opened(day: Day, event: RatingOpened, at: Instant, site: SiteConfig) -> None:
    day.put_seat(event.counter, rated=event.ticket)


def _closed(day: Day, event: RatingClosed, at: Instant, site: SiteConfig) -> None:
    if day.seat(event.counter).rated == event.ticket:
        day.put_seat(event.counter, rated=None)


COUNTER_RULES: dict[type[EventData], Any] = {
    OfficerSignedIn: _signed_in,
    OfficerSignedOut: _signed_out,
    CounterPaused: _paused,
    CounterResumed: _resumed,
    RatingOpened: _opened,
    RatingClosed: _closed,
}
