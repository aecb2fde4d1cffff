"""The end of each session: who has nobody left to serve is signed out, so that nobody is rated for another's work."""

from datetime import datetime, timedelta

from contract.events import EventData
from contract.services import as_time
from contract.site import SiteConfig
from gateway.queue.seating import end_of_session
from gateway.queue.state import QueueState

OVERTIME = timedelta(minutes=60)
"""So long after the end of a session officers may still serve those who wait."""


class Sessions:
    """Watches a centre's sessions end. Who signs in after an end, for the next session, stays."""

    def __init__(self, site: SiteConfig) -> None:
        self._hours = site.hours
        self._before: datetime | None = None
        self._ended: datetime | None = None
        self._leaving: dict[str, str] = {}

    def over(self, queue: QueueState, now: datetime) -> tuple[EventData, ...]:
        """Who is to be signed out at this moment; the same again until it has happened."""
        before, self._before = self._before, now
        if before is not None:
            for session in self._hours.sessions_on(now.date()):
                end = datetime.combine(now.date(), as_time(session.end), now.tzinfo)
                if before < end <= now:
                    self._ended = end
                    self._leaving = {counter: seat.officer for counter, seat in queue.counters.items() if seat.officer}
        if not self._leaving or self._ended is None:
            return ()
        is_late = now - self._ended >= OVERTIME
        has_waiting = any(queue.waiting.values())
        events: list[EventData] = []
        for counter, officer in list(self._leaving.items()):
            seat = queue.counters.get(counter)
            if seat is None or seat.officer != officer:
                del self._leaving[counter]
            elif seat.ticket is None and (is_late or not has_waiting):
                events.extend(end_of_session(queue, counter))
        return tuple(events)
