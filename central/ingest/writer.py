"""The one writer: takes what waits, lets the core store it in one transaction, then acknowledges.

Nothing is acknowledged before the commit; what could not be committed is sent again by its gateway.
"""

import contextlib
import logging
import queue
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future

from central.ingest.arrivals import AckDue, Arrival, BirthSeen
from central.ingest.delivery import Delivery
from central.ingest.ingest import Ingest, is_store_trouble

log = logging.getLogger(__name__)

WAITING_MOST = 4_000
WAITING_MOST_BYTES = 64 * 1024 * 1024
"""Room for what some hundred gateways have under way after a cut. The broker's window is no bound: mosquitto 2.0.11
sends another window full for every receipt while it has a backlog, whatever Receive Maximum says."""
AT_ONCE = 64
IDLE_S = 0.5
PAUSE_AFTER_FAILURE_S = 1.0
JOB_S = 60.0
"""How long who has a job for the writer waits for its turn; a rebuild may hold the store longer than that."""


class WriterBusy(RuntimeError):
    """The job was not begun: the writer is stopped, or something else holds the store. Nothing was written."""


_Job = tuple[Future[None], Callable[[], None]]


class Writer:
    """A bounded queue and the thread behind it. ``ingest`` stores, ``acknowledge`` publishes."""

    def __init__(self, ingest: Ingest, acknowledge: Callable[[Iterable[AckDue]], None]) -> None:
        self._ingest = ingest
        self._acknowledge = acknowledge
        self._queue: queue.Queue[Delivery | None] = queue.Queue(WAITING_MOST)
        self._jobs: queue.SimpleQueue[_Job] = queue.SimpleQueue()
        # Each is written by one thread alone: the one that delivers, the one that takes.
        self._bytes_in = self._bytes_out = 0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ingest", daemon=True)
        self.turns = 0
        """Grows with each turn of the loop, busy or idle: the watchdog looks at it."""
        self.last_turn_failed = False

    @property
    def is_alive(self) -> bool:
        """Whether the thread runs."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def stop(self, timeout_s: float = 5.0) -> None:
        """End after the batch under way; what waits is not acknowledged and comes again."""
        self._stopping.set()
        with contextlib.suppress(queue.Full):
            # Wakes a thread that waits.
            self._queue.put_nowait(None)
        if self._thread.is_alive():
            self._thread.join(timeout_s)
        for future, _ in self._waiting_jobs():
            future.cancel()

    def deliver(self, delivery: Delivery) -> bool:
        """Put a message in the queue; False when it is full. Never blocks. For one thread."""
        size = _size(delivery)
        if self._bytes_in - self._bytes_out + size > WAITING_MOST_BYTES:
            return False
        try:
            self._queue.put_nowait(delivery)
        except queue.Full:
            return False
        self._bytes_in += size
        return True

    def do(self, job: Callable[[], None], wait_s: float = JOB_S) -> None:
        """Let the writer's thread do something between two batches, so that it need not fight for the store.

        Returns when it is done; raises what it raised, and WriterBusy when it was not begun in time. Not for the
        writer's own thread.
        """
        future: Future[None] = Future()
        if self._stopping.is_set() or not self.is_alive:
            raise WriterBusy("the writer does not run")
        self._jobs.put((future, job))
        with contextlib.suppress(queue.Full):
            self._queue.put_nowait(None)
        try:
            future.result(wait_s)
        except TimeoutError:
            if future.cancel() or future.cancelled():
                raise WriterBusy("the writer had no time") from None
            # Begun, or ended just now: its end is the answer.
            future.result()
        except CancelledError:
            raise WriterBusy("the writer has stopped") from None

    def _run(self) -> None:
        while not self._stopping.is_set():
            batch = self._take()
            if batch:
                self._write(batch)
            for future, job in self._waiting_jobs():
                if future.set_running_or_notify_cancel():
                    _do(future, job)
            self.turns += 1

    def _waiting_jobs(self) -> Iterator[_Job]:
        with contextlib.suppress(queue.Empty):
            while True:
                yield self._jobs.get_nowait()

    def _take(self) -> list[Delivery]:
        taken: list[Delivery] = []
        try:
            item = self._queue.get(timeout=IDLE_S)
            while item is not None:
                taken.append(item)
                self._bytes_out += _size(item)
                if len(taken) >= AT_ONCE:
                    break
                item = self._queue.get_nowait()
        except queue.Empty:
            pass
        return taken

    def _write(self, batch: Sequence[Delivery]) -> None:
        try:
            self._acknowledge(self._store([delivery.item for delivery in batch]))
            self.last_turn_failed = False
        except Exception:
            # The edge of this thread: a store that is locked or full must not end ingest.
            log.exception("%d messages could not be stored; their gateways send them again", len(batch))
            self.last_turn_failed = True
            self._stopping.wait(PAUSE_AFTER_FAILURE_S)
        for delivery in batch:
            delivery.done()

    def _store(self, items: Sequence[Arrival | BirthSeen]) -> list[AckDue]:
        """One transaction for all; when one message makes the program fail, each gets its own, carefully."""
        arrivals = [item for item in items if isinstance(item, Arrival)]
        births = [item for item in items if isinstance(item, BirthSeen)]
        try:
            return self._ingest.receive(arrivals, births)
        except Exception as error:
            if is_store_trouble(error):
                raise
            log.exception("a batch made ingest fail; its messages are taken one by one")
        due = [one for arrival in arrivals for one in self._ingest.receive_carefully(arrival)]
        return due + self._births_one_by_one(births)

    def _births_one_by_one(self, births: Sequence[BirthSeen]) -> list[AckDue]:
        due: list[AckDue] = []
        for birth in births:
            try:
                due += self._ingest.receive([], [birth])
            except Exception as error:
                if is_store_trouble(error):
                    raise
                log.exception("the birth of %s made ingest fail; it gets no answer", birth.gateway)
        return due


def _do(future: Future[None], job: Callable[[], None]) -> None:
    """The job's end goes to who waits for it; nothing of it ends the thread."""
    try:
        job()
    except BaseException as error:
        future.set_exception(error)
    else:
        future.set_result(None)


def _size(delivery: Delivery) -> int:
    return len(delivery.item.payload) if isinstance(delivery.item, Arrival) else 0
