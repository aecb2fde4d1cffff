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
from contract.messages import Ack, Birth, Health, Role
from gateway.journal.errors import JournalError
from gateway.journal.journal import Journal
from gateway.journal.orders import JournalOrder, LeaveStream, MarkHole, NoteAcked, SetAside
from gateway.link.transport import AckHeard, Connected, Lost, NobodyListens, Transport, TransportEvent
from gateway.link.window import Window

log = logging.getLogger(__name__)

TURN_S = 0.5
HEALTH_EVERY_S = 60.0
ROWS_A_READ = 100


@dataclass(frozen=True, slots=True)
class Grown:
    """The journal has new lines."""


@dataclass(frozen=True, slots=True)
class StreamsChanged:
    """Streams or rows of the journal are others than before."""


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
        self._events: queue.SimpleQueue[TransportEvent | Grown | StreamsChanged] = queue.SimpleQueue()
        self._windows: dict[str, Window] = {}
        self._waiting_for_worker: set[str] = set()
        self._grown_pending = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="link", daemon=True)
        self._health_due_s = 0.0
        self._bd = 0
        self.is_connected = False
        self.turns = 0
        """Grows with each turn of the loop: the watchdog looks at it."""

    def start(self) -> None:
        """Begin to connect, for as long as it takes; a broker that is away hinders nothing."""
        self._thread.start()
        self._transport.start(self._events.put)

    def stop(self, timeout_s: float = 5.0) -> None:
        """Say goodbye and end."""
        self._stopping.set()
        self._transport.stop()
        self._events.put(Lost())
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def grown(self) -> None:
        """Tell the link that the journal has new lines; from any thread, never blocks."""
        if not self._grown_pending.is_set():
            self._grown_pending.set()
            self._events.put(Grown())

    def streams_changed(self) -> None:
        """Tell the link that the worker changed streams or rows."""
        self._events.put(StreamsChanged())

    def unacked(self) -> int:
        """How many lines central has not proven to hold."""
        return sum(window.last - window.acked for window in list(self._windows.values()))

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                try:
                    self._take(self._events.get(timeout=TURN_S))
                except queue.Empty:
                    pass
                if self.is_connected:
                    self._work()
            except Exception:
                # The edge of this thread: whatever happened, the next acknowledgement or timer goes on.
                log.exception("the link stumbled; it goes on")
            self.turns += 1

    def _take(self, event: TransportEvent | Grown | StreamsChanged) -> None:
        match event:
            case Grown():
                self._grown_pending.clear()
                if window := self._windows.get(self._journal.stream):
                    window.grew(self._journal.last())
                else:
                    self._renew()
            case Connected(bd):
                self._bd = bd
                self.is_connected = True
                self._health_due_s = self._now_s()
                self._renew()
            case Lost():
                self.is_connected = False
            case AckHeard(stream, ack):
                self._heard(stream, ack)
            case NobodyListens():
                for window in self._windows.values():
                    window.nobody_listens()
            case StreamsChanged():
                self._waiting_for_worker.clear()
                self._renew()

    def _renew(self) -> None:
        """Take the streams as they are now and say so in a birth; central answers with where it is."""
        self._windows = {}
        ranges = self._journal.streams()
        for held in ranges:
            window = Window(held.stream, held.last, self._journal.acked(held.stream))
            window.acked = max(window.acked, held.oldest - 1)
            window.connected(self._now_s())
            self._windows[held.stream] = window
        if self.is_connected:
            me = self._identity
            birth = Birth(self._bd, me.site, me.version, me.boot, me.roles, tuple(ranges))
            self._transport.publish_status(messages.encode(birth))

    def _heard(self, stream: str, ack: Ack) -> None:
        window = self._windows.get(stream)
        if window is None or stream in self._waiting_for_worker:
            return
        own_hash = self._journal.hash_at(stream, ack.seq) if 0 < ack.seq <= window.last else None
        match window.heard(ack, own_hash, self._now_s()):
            case "refuted":
                self._waiting_for_worker.add(stream)
                self._order(LeaveStream(stream, f"central holds line {ack.seq} with head {ack.head}"))
            case "progress" | "rewound":
                self._order(NoteAcked(stream, ack.seq))
                if self._holds_no_more(window):
                    # Central is behind what is still here: a fresh birth tells it what is gone.
                    self._renew()

    def _holds_no_more(self, window: Window) -> bool:
        held = next((r for r in self._journal.streams() if r.stream == window.stream), None)
        if held is None or window.acked >= held.oldest - 1:
            return False
        return window.last >= held.oldest

    def _work(self) -> None:
        now_s = self._now_s()
        for stream, window in list(self._windows.items()):
            window.look(now_s, random.uniform(0.8, 1.2))
            while window.may_send() and stream not in self._waiting_for_worker:
                self._send(window, now_s)
        if now_s >= self._health_due_s:
            self._health_due_s = now_s + HEALTH_EVERY_S
            self._transport.publish_health(messages.encode(self._health()))

    def _send(self, window: Window, now_s: float) -> None:
        try:
            rows, unreadable = self._journal.read(window.stream, window.next, ROWS_A_READ)
        except JournalError as error:
            self._waiting_for_worker.add(window.stream)
            self._order(SetAside(str(error)))
            return
        if not rows:
            self._waiting_for_worker.add(window.stream)
            if unreadable:
                self._order(MarkHole(window.stream, unreadable[0]))
            return
        payload, taken = payloads.take(row.segments for row in rows)
        self._transport.publish_events(window.stream, rows[0].seq, payload)
        window.sent(rows[taken - 1].seq, now_s)
