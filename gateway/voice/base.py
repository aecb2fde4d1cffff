"""What a voice driver must write, and what it is given: a queue of calls of its own and a thread that works it off.

To add a kind of loudspeaker: a module with a subclass of Voice, a row in registry.py, and its table in
gateway/config/voices.py. A voice never keeps anybody waiting: tell() only puts into the queue.
"""

import logging
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gateway.commands import Post
from gateway.device_voice import DeviceVoice
from gateway.hall_commands import CallSpoken
from gateway.voice.phrase import Phrase, make_phrase
from gateway.voice.planning import Call, CalledNow, Manner, added, is_repeated, next_step

log = logging.getLogger(__name__)

STUMBLED = "stumbled"
"""Fault: the driver raised what it should not."""

STOP_S = 5.0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a voice may use of the gateway around it.

    ``titles``: counter -> what is said for one whose id cannot be read. ``speed``: how many times faster than real a
    simulated centre lives.
    """

    post: Post
    titles: Mapping[str, str] = field(default_factory=dict)
    speed: float = 1.0


class Voice(ABC):
    """One loudspeaker with one queue, for the calls of its zones. A constructor only assigns."""

    def __init__(self, name: str, zones: Iterable[str], around: Surroundings) -> None:
        self.name = name
        self.zones = frozenset(zones)
        self._around = around
        self._voice = DeviceVoice(name, "voice", around.post)
        self._changed = threading.Condition()
        self._waiting: tuple[Call, ...] = ()
        self._called: CalledNow = {}
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    @abstractmethod
    def say(self, phrase: Phrase, manner: Manner) -> bool:
        """Must: say it and return when it was heard; False when nothing was heard. On the voice's own thread.

        Trouble is a fault of the device, not an exception; a call of stop() ends it at once.
        """

    @abstractmethod
    def prepare(self) -> None:
        """Must: find out whether anything can be said, and report it. On the voice's own thread, before all else."""

    def hush(self) -> None:
        """May: end what is being said right now. Called by stop()."""
        return None

    def start(self) -> None:
        """Begin to work off calls. A voice that was stopped may be started again."""
        if self._thread is not None:
            return
        self._stopping.clear()
        self._waiting = ()
        self._thread = threading.Thread(target=self._run, name=f"voice {self.name}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End at once, in the middle of a sentence too; what waits is forgotten. Safe when not started."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        with self._changed:
            self._stopping.set()
            self._waiting = ()
            self._changed.notify_all()
        self.hush()
        thread.join(STOP_S)

    def speaks_for(self, zone: str) -> bool:
        """Tell whether calls of a zone are heard here. A voice without zones speaks for all."""
        return not self.zones or zone in self.zones

    def tell(self, calls: Iterable[Call], called: CalledNow) -> None:
        """Take new calls, and which number each counter calls now. Returns at once, from any thread."""
        with self._changed:
            self._called = called
            for call in calls:
                self._waiting = added(self._waiting, call)
            self._changed.notify_all()

    def _run(self) -> None:
        self._voice.guard(STUMBLED, self.prepare)
        in_series = False
        while True:
            with self._changed:
                step = next_step(self._waiting, self._called, in_series)
                self._waiting = step.rest
                if step.call is None and not self._stopping.is_set():
                    in_series = False
                    self._changed.wait()
                    continue
            if step.call is None or self._stopping.is_set():
                return
            in_series = self._call(step.call, step.manner)

    def _call(self, call: Call, manner: Manner) -> bool:
        """Say one call, twice when that is due; True when it was heard, so that a waiting one may follow at once."""
        phrase = make_phrase(call.number, call.counter, self._around.titles.get(call.counter))
        if not self._say(phrase, manner):
            return False
        self._around.post(CallSpoken(call.number, call.counter, call.nth))
        with self._changed:
            again = is_repeated(call, manner, self._waiting, self._called)
        if again and not self._stopping.is_set():
            return self._say(phrase, Manner.AGAIN)
        return True

    def _say(self, phrase: Phrase, manner: Manner) -> bool:
        heard = False

        def attempt() -> None:
            nonlocal heard
            heard = self.say(phrase, manner)

        self._voice.guard(STUMBLED, attempt)
        if not heard and not self._stopping.is_set():
            log.warning("voice %s: not heard: %s", self.name, phrase.text)
        return heard
