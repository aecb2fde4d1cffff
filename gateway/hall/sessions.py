"""The end of each session: who has nobody left to serve is signed out, so that nobody is rated for another's work."""

from datetime import datetime

from contract.events import EventData
from contract.services import as_time
from contract.site import SiteConfig
from gateway.queue.carrying import really_at
from gateway.queue.closing import OVERTIME
from gateway.queue.seating import end_of_session
from gateway.queue.state import CounterSeat, Instant, QueueState


class Sessions:
    """Who sat down before a session's end and is there after it has to go; who comes for the next one stays.

    It remembers nothing: a hall that was off at that hour signs out when it is back. A clock that was never right ends
    no session.
    """

    def __init__(self, site: SiteConfig) -> None:
        self._hours = site.hours

    def over(self, queue: QueueState, now: Instant) -> tuple[EventData, ...]:
        """Who is to be signed out at this moment; the same again until it has happened."""
        ended = self._ended(now)
        if ended is None:
            return ()
        is_kept = now.at - ended < OVERTIME and any(queue.waiting.values())
        leaving = (
            counter
            for counter, seat in sorted(queue.counters.items())
            if seat.officer is not None and seat.ticket is None and not is_kept and _sat_before(seat, ended, now)
        )
        return tuple(event for counter in leaving for event in end_of_session(queue, counter))

    def _ended(self, now: Instant) -> datetime | None:
        """The last end of a session today; None before any, and while the date is not known."""
        if not now.is_dated:
            return None
        at = now.at
        ends = (datetime.combine(at.date(), as_time(s.end), at.tzinfo) for s in self._hours.sessions_on(at.date()))
        return max((end for end in ends if end <= at), default=None)


def _sat_before(seat: CounterSeat, ended: datetime, now: Instant) -> bool:
    since = really_at(seat.since, now) if seat.since is not None else None
    return since is None or since < ended
