"""Follows the journal of one gateway for the page: its last events, and how often somebody pressed on a day."""

from collections import Counter, deque
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from contract.events import DeviceChanged, RatingGiven, TicketIssued, TicketPrinted
from contract.lines import ZERO_HASH
from simulator.station import RunningStation, Standing, event_of
from simulator.web.words import apart_words, event_words

KEPT = 40
MOST_READ_BACK = 20_000
ROWS_A_READ = 500


@dataclass(frozen=True, slots=True)
class TailEvent:
    """A line of the journal as the page shows it. ``after`` is the start of the hash it names, "" for the first."""

    gateway: str
    seq: int
    type: str
    words: str
    at: str
    after: str
    order: str


class JournalTail:
    """One journal, read on from where the last look ended. For one thread."""

    def __init__(self, station: RunningStation) -> None:
        self._station = station
        self._stream = ""
        self._next = 1
        self.events: deque[TailEvent] = deque(maxlen=KEPT)
        self.presses: Counter[date] = Counter()
        self.devices: dict[str, DeviceChanged] = {}
        self.apart: dict[str, str | None] = {}
        """Why the newest press at each counter stands apart."""
        self.printed: UUID | None = None
        """The ticket whose paper came out last."""
        self._numbers: dict[UUID, str] = {}

    def look(self) -> Standing:
        """Read what is new; where the journal stands."""
        standing = self._station.standing()
        if standing.stream != self._stream:
            self._stream = standing.stream
            self._next = max(standing.last - MOST_READ_BACK, 1)
            self.events.clear()
            self.presses.clear()
            self._numbers.clear()
        while self._next <= standing.last:
            rows = self._station.rows(self._next, ROWS_A_READ)
            for row in rows:
                read = event_of(row)
                if read is not None:
                    line, data = read
                    self._take(line.seq, line.prev, line.at.isoformat(), line.at.strftime("%H:%M:%S"), data)
                    if isinstance(data, RatingGiven):
                        self.presses[line.at.date()] += 1
            # A row that cannot be read is passed by; the gateway itself sends a hole for it.
            self._next = (rows[-1].seq if rows else self._next) + 1
        return standing

    def _take(self, seq: int, prev: str, order: str, at: str, data: object) -> None:
        if isinstance(data, DeviceChanged):
            self.devices[data.device] = data
        elif isinstance(data, TicketIssued):
            self._numbers[data.ticket] = data.number
        elif isinstance(data, TicketPrinted):
            self.printed = data.ticket
        elif isinstance(data, RatingGiven):
            self.apart[data.counter] = apart_words(data)
        after = "" if prev == ZERO_HASH else prev[:8]
        self.events.append(
            TailEvent(self._station.name, seq, data.TYPE, event_words(data, self._numbers), at, after, order)  # type: ignore[attr-defined, arg-type]
        )
