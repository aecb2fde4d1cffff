"""The link to central: births, windows and payloads, run by one thread over any MQTT client.

Reads the journal and never writes it: what has to change there goes to the worker as an order.
"""

import logging
import queue
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass

from contract import messages, payloads
from contract.messages import Ack, Birth, Health, Role, StreamRange
from gateway.journal.drafts import Row
from gateway.journal.errors import JournalCorrupt, JournalError
from gateway.journal.journal import Journal
from gateway.journal.orders import JournalOrder, LeaveStream, MarkHole, NoteAcked, SetAside
from gateway.link.transport import AckHeard, Connected, Lost, NobodyListens, Transport, TransportEvent
from gateway.link.window import LONGEST_WAIT_S, Window

log = logging.getLogger(__name__)

TURN_S = 0.5
HEALTH_EVERY_S = 60.0
ROWS_A_READ = 100
RETRY_S = 10.0
"""After how long the worker is asked again for what it could not do, and central told again what is here."""


@dataclass(frozen=True, slots=True)
class Grown:
    """The journal has new lines."""


@dataclass(frozen=True, slots=True)
class StreamsChanged:
    """Streams or rows of the journal are others than before."""


@dataclass(frozen=True, slots=True)
class Wake:
    """Nothing happened; look whether it is time to stop."""


Event = TransportEvent | Grown | StreamsChanged | Wake


@dataclass(frozen=True, slots=True)
class Identity:
    """What a birth says about its gateway besides its streams. ``starts`` counts the program's starts."""

    site: str
    version: str
    boot: str
    roles: tuple[Role, ...]
    starts: int


class Link:
    """Sends the journal to central. ``order`` hands journal work to the worker."""

    def __init__(
        self,
        transport: Transport,
        journal: Journal,
        identity: Identity,
        order: Callable[[JournalOrder], None],
        health: Callable[[], Health],
        monotonic_s: Callable[[], float],
    ) -> None:
        self._transport = transport
        self._journal = journal
        self._identity = identity
        self._order = order
        self._health = health
        self._now_s = monotonic_s
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._windows: dict[str, Window] = {}
        self._waiting_until_s: dict[str, float] = {}
        self._gone_until_s: dict[str, float] = {}
        self._refuted: dict[str, str] = {}
        self._grown_pending = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="link", daemon=True)
        self._health_due_s = 0.0
        self._birth_due_s: float | None = None
        self._left_s: float | None = None
        self._bd = 0
        self.is_connected = False
        self.turns = 0
        """Grows with each turn of the loop: the watchdog looks at it."""

    def start(self) -> None:
        """Begin to connect, for as long as it takes; a broker that is away hinders nothing."""
        self._thread.start()
        self._transport.start(self._events.put)

    def stop(self, timeout_s: float = 5.0) -> None:
        """Send nothing more, then say goodbye: a birth behind the goodbye would stand for ever."""
        self._stopping.set()
        self._events.put(Wake())
        if self._thread.is_alive():
            self._thread.join(timeout_s)
        self._transport.stop()

    def grown(self) -> None:
        """Tell the link that the journal has new lines; from any thread, never blocks."""
        if not self._grown_pending.is_set():
            self._grown_pending.set()
            self._events.put(Grown())

    def streams_changed(self) -> None:
        """Tell the link that the worker changed streams or rows."""
        self._events.put(StreamsChanged())

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._turn()
            except Exception:
                # The edge of this thread: whatever happened, the next acknowledgement or timer goes on.
                log.exception("the link stumbled; it goes on")
            self.turns += 1

    def _turn(self) -> None:
        try:
            event = self._events.get(timeout=TURN_S)
        except queue.Empty:
            event = Wake()
        try:
            self._take(event)
            if self.is_connected:
                self._work()
        except JournalError as error:
            # One of the next turns finds it well again, or another file, or asks again.
            stream = self._journal.stream
            if self._may_ask(stream):
                log.error("the journal cannot be read now: %s", error)
                if isinstance(error, JournalCorrupt):
                    self._order(SetAside(stream, str(error)))

    def _take(self, event: Event) -> None:
        match event:
            case Grown():
                self._grown_pending.clear()
                if window := self._windows.get(self._journal.stream):
                    window.grew(self._journal.last())
                else:
                    self._birth_due_s = self._now_s()
            case Connected(bd):
                self._bd = bd
                self.is_connected = True
                self._health_due_s = self._birth_due_s = self._now_s()
                self._windows = {}
                self._waiting_until_s.clear()
            case Lost():
                self.is_connected = False
            case AckHeard(stream, ack):
                self._heard(stream, ack)
            case NobodyListens():
                for window in self._windows.values():
                    window.nobody_listens()
            case StreamsChanged():
                self._birth_due_s = self._now_s()
                self._waiting_until_s.clear()
            case Wake():
                pass

    def _work(self) -> None:
        now_s = self._now_s()
        if self._birth_due_s is not None and now_s >= self._birth_due_s:
            self._birth_due_s = now_s + RETRY_S
            self._be_born(now_s)
            self._birth_due_s = None
        unanswered = False
        for window in self._windows.values():
            unanswered |= window.look(now_s, random.uniform(0.8, 1.2)) == "ask"
            if why := self._refuted.get(window.stream):
                self._leave(window.stream, why)
                continue
            while window.may_send() and not self._is_waiting(window.stream) and self._send(window, now_s):
                pass
        if unanswered:
            self._say_birth(self._journal.held())
        if now_s >= self._health_due_s:
            self._health_due_s = now_s + HEALTH_EVERY_S
            self._transport.publish_health(messages.encode(self._health()))

    def _be_born(self, now_s: float) -> None:
        """Take the streams as they are now and say so in a birth; central answers with where it is."""
        held_now = self._journal.held()
        windows = {}
        for held in held_now:
            windows[held.stream] = window = Window(held.stream, held.last, self._journal.acked(held.stream))
            window.acked = max(window.acked, held.oldest - 1)
            window.connected(now_s)
        self._windows = windows
        self._refuted.clear()
        self._say_birth(held_now)

    def _say_birth(self, held_now: list[StreamRange]) -> None:
        # The own stream first: central does not answer births that are too long to their end.
        held_now.sort(key=lambda held: held.stream != self._journal.stream)
        me = self._identity
        birth = Birth(self._bd, me.site, me.version, me.boot, me.roles, tuple(held_now))
        self._transport.publish_status(messages.encode(birth))

    def _heard(self, stream: str, ack: Ack) -> None:
        window = self._windows.get(stream)
        if window is None or self._is_waiting(stream):
            return
        if stream == self._journal.stream:
            # A line can be sent, stored and acknowledged before the news that it was written gets here.
            window.grew(self._journal.last())
        own_hash = self._journal.hash_at(stream, ack.seq) if 0 < ack.seq <= window.last else None
        match window.heard(ack, own_hash, self._now_s()):
            case "refuted":
                self._refuted[stream] = f"central holds line {ack.seq} with head {ack.head}"
            case "progress" | "rewound":
                self._order(NoteAcked(stream, ack.seq))

    def _leave(self, stream: str, why: str) -> None:
        """Never twice in a short time: a central that errs must not make the journal write itself full."""
        if not self._may_ask(stream):
            return
        now_s, is_own = self._now_s(), stream == self._journal.stream
        if is_own and self._left_s is not None and now_s - self._left_s < LONGEST_WAIT_S:
            log.error("stream %s is refuted again (%s); it is not left yet", stream, why)
            return
        if is_own:
            self._left_s = now_s
        self._order(LeaveStream(stream, why))

    def _send(self, window: Window, now_s: float) -> bool:
        """Send one payload; False when the next line is not to be had now."""
        rows, unreadable = self._journal.read(window.stream, window.next, ROWS_A_READ)
        if rows:
            self._publish(window, rows, now_s)
            return True
        if unreadable:
            if self._may_ask(window.stream):
                self._order(MarkHole(window.stream, unreadable[0]))
        elif now_s >= self._gone_until_s.get(window.stream, now_s):
            # Forgotten: a fresh birth tells central what is gone.
            self._gone_until_s[window.stream] = now_s + RETRY_S
            self._birth_due_s = now_s
            self._events.put(Wake())
        return False

    def _publish(self, window: Window, rows: list[Row], now_s: float) -> None:
        payload, taken = payloads.take(row.segments for row in rows)
        self._transport.publish_events(window.stream, rows[0].seq, payload)
        window.sent(rows[taken - 1].seq, now_s)

    def _is_waiting(self, stream: str) -> bool:
        return self._now_s() < self._waiting_until_s.get(stream, float("-inf"))

    def _may_ask(self, stream: str) -> bool:
        """Once in RETRY_S: the worker may be unable to do what it is asked, or central slow to understand."""
        if self._is_waiting(stream):
            return False
        self._waiting_until_s[stream] = self._now_s() + RETRY_S
        return True
