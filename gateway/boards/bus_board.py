"""A board on a serial line, alone or with others: what the worker sees of a seat on the bus."""

from gateway.boards.base import Display, Surroundings
from gateway.boards.bus import BoardBus, Seat
from gateway.boards.content import STALE, BoardContent
from gateway.boards.station import Station


class BusBoard(Display):
    """One board. show() only leaves the content for the line's thread."""

    def __init__(self, name: str, counter: str | None, around: Surroundings, bus: BoardBus, station: Station) -> None:
        super().__init__(name, counter, around)
        self._bus = bus
        self._seat = Seat(station, self._voice)
        self._running = False

    def start(self) -> None:
        """Open the port, now or when it is plugged in; until told otherwise the board knows nothing."""
        if not self._running:
            self._running = True
            self._bus.join(self._seat)
            self._bus.tell(self._seat, STALE)

    def stop(self) -> None:
        """Let the board say that it knows nothing, and close the port if it was the last on it."""
        if self._running:
            self._running = False
            self._bus.leave(self._seat, STALE)

    def show(self, content: BoardContent) -> None:
        """Show this from now on."""
        if self._running:
            self._bus.tell(self._seat, content)
