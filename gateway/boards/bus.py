"""One serial line with one or more boards on it: a request, its answer, the next; on the line's own thread.

A board that does not answer is asked once every RETRY_S, so the others on the line wait for it hardly ever.
"""

import threading
from collections import deque
from dataclasses import dataclass, field

from gateway.boards.base import Surroundings
from gateway.boards.content import BoardContent
from gateway.boards.station import Station
from gateway.device_voice import DeviceVoice
from gateway.serial_line import Framing, LineUser, SerialLine

SILENT, REFUSED = "silent", "refused"
ATTEMPTS = 3
"""Unanswered requests after which a board counts as silent."""
RETRY_S = 2.0
ANSWER_S = 0.2
"""How long a board may think before it answers, beside the time of the bytes themselves."""
LONGEST_ANSWER_BYTES = 64
LAST_WORD_S = 1.0
"""How long stop() waits for a board to be told that nothing is known any more."""
BITS_A_BYTE = 11
GAP_BYTES = 4
"""Silence between frames: Modbus RTU wants 3.5 characters (Modbus over Serial Line V1.02, §2.5.1.1)."""


@dataclass(eq=False, slots=True)
class Seat:
    """One board on the line. ``changed``: it does not show ``content`` yet."""

    station: Station
    voice: DeviceVoice
    content: BoardContent | None = None
    changed: bool = False
    due_s: float = 0.0
    failures: int = 0
    said: threading.Event = field(default_factory=threading.Event)
    """Set when what there is to show was said, or the board was given up for now."""


class BoardBus(LineUser):
    """The boards of one port. join() and leave() open and close it; tell() may be called from any thread."""

    def __init__(self, port: str, baud: int, around: Surroundings, framing: Framing = "8N1") -> None:
        self._pace_s = around.pace_s
        self._byte_s = BITS_A_BYTE / baud
        self._seats: list[Seat] = []
        self._voices = _EveryVoice(self._seats)
        self._line = SerialLine(
            port, baud, self, self._voices, pace_s=around.pace_s, retry_s=around.retry_s, framing=framing
        )  # fmt: skip
        self._lock = threading.RLock()
        self._asked: tuple[Seat, BoardContent] | None = None
        self._request = b""
        self._more: deque[bytes] = deque()
        self._heard = b""
        self._until_s = self._quiet_s = 0.0

    def join(self, seat: Seat) -> None:
        """One more board; the first one opens the port."""
        with self._lock:
            self._seats.append(seat)
            is_first = len(self._seats) == 1
            if self._line.is_open:
                seat.voice.renewed(works=False)
        if is_first:
            self._line.start()

    def leave(self, seat: Seat, last_word: BoardContent) -> None:
        """One board fewer, told a last thing if it listens; the last one closes the port. Safe when it never joined."""
        if seat not in self._seats:
            return
        self.tell(seat, last_word)
        if self._line.is_open and seat.failures == 0:
            seat.said.wait(LAST_WORD_S)
        with self._lock:
            self._seats.remove(seat)
            seat.content = None
            if self._asked is not None and self._asked[0] is seat:
                self._asked, self._request = None, b""
            is_last = not self._seats
        if is_last:
            self._line.stop()

    def tell(self, seat: Seat, content: BoardContent) -> None:
        """Let a board show this as soon as the line is free."""
        with self._lock:
            seat.content, seat.changed = content, True
            seat.said.clear()
        self._line.wake()

    def opened(self) -> None:
        """The port is open, perhaps again: nobody knows what the boards show."""
        with self._lock:
            self._voices.renewed(works=False)
            self._asked, self._request, self._quiet_s = None, b"", 0.0
            for seat in self._seats:
                seat.changed, seat.failures, seat.due_s = seat.content is not None, 0, 0.0

    def raw(self, data: bytes) -> bool:
        """Bytes of an answer; what nobody asked for is noise."""
        with self._lock:
            if self._asked is None or not self._request:
                return True
            self._heard = (self._heard + data)[-LONGEST_ANSWER_BYTES:]
            is_done = self._asked[0].station.answered(self._request, self._heard)
            if is_done is not None:
                self._done() if is_done else self._failed(REFUSED)
        return True

    def idle_s(self) -> float | None:
        """Say what is to be said now; seconds until the next thing."""
        with self._lock:
            now_s = self._pace_s()
            if self._request and now_s >= self._until_s:
                self._unanswered()
            if self._request:
                return self._until_s - now_s
            if now_s < self._quiet_s:
                return self._quiet_s - now_s
            if self._asked is None and not self._begin(self._next(now_s)):
                waits = [seat.due_s for seat in self._seats if seat.content is not None]
                return max(0.001, min(waits) - now_s) if waits else None
            self._say(self._more.popleft())
            return max(0.0, self._until_s - now_s)

    def _next(self, now_s: float) -> Seat | None:
        """A board with news that listens comes before one that is only reminded or tried again."""
        told = [seat for seat in self._seats if seat.content is not None]
        news = [seat for seat in told if seat.changed and seat.failures == 0]
        due = [seat for seat in told if seat.due_s <= now_s]
        seat = next(iter(news), None) or min(due, key=lambda seat: seat.due_s, default=None)
        if seat is not None:
            # Whoever was asked last comes last, so that nobody is passed over for ever.
            self._seats.remove(seat)
            self._seats.append(seat)
        return seat

    def _begin(self, seat: Seat | None) -> bool:
        if seat is None or seat.content is None:
            return False
        self._asked = (seat, seat.content)
        self._more = deque(seat.station.requests(seat.content))
        return True

    def _say(self, request: bytes) -> None:
        self._request, self._heard = request, b""
        sending_s = len(request) * self._byte_s
        self._until_s = self._pace_s() + sending_s
        if self._asked is not None and self._asked[0].station.answers:
            self._until_s += ANSWER_S + LONGEST_ANSWER_BYTES * self._byte_s
        self._line.send_bytes(request)

    def _done(self) -> None:
        """A request was done: the next of the same board comes, or the board shows what it was told."""
        assert self._asked is not None
        self._rest()
        if self._more:
            return
        seat, content = self._asked
        self._asked = None
        seat.failures, seat.due_s = 0, self._pace_s() + seat.station.repeat_s
        if seat.station.answers:
            seat.voice.cleared(SILENT)
            seat.voice.cleared(REFUSED)
            seat.voice.works()
        if seat.content == content:
            seat.changed = False
            seat.said.set()

    def _unanswered(self) -> None:
        assert self._asked is not None
        if self._asked[0].station.answers:
            self._failed(SILENT)
        else:
            self._done()

    def _failed(self, fault: str) -> None:
        assert self._asked is not None
        seat, _ = self._asked
        self._asked = None
        self._rest()
        seat.failures += 1
        seat.due_s = self._pace_s()
        if seat.failures >= ATTEMPTS:
            seat.voice.fault(fault, instead_of=(SILENT, REFUSED))
            seat.due_s += RETRY_S
            seat.said.set()

    def _rest(self) -> None:
        """Nothing is under way; the line must be silent for a moment."""
        self._request = b""
        self._quiet_s = self._pace_s() + GAP_BYTES * self._byte_s


class _EveryVoice(DeviceVoice):
    """What is wrong with the port is wrong with every board on it."""

    def __init__(self, seats: list[Seat]) -> None:
        super().__init__("port", "board", lambda _command: None)
        self._seats = seats

    def renewed(self, works: bool) -> None:
        for seat in list(self._seats):
            seat.voice.renewed(works)

    def fault(self, code: str, instead_of: tuple[str, ...] = ()) -> bool:
        return any([seat.voice.fault(code, instead_of) for seat in list(self._seats)])

    def cleared(self, code: str) -> None:
        for seat in list(self._seats):
            seat.voice.cleared(code)
