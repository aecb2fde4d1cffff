"""Plays a schedule in a running office: badges and mock pins, each awaited, on a clock moved by hand."""

import threading
import time
from collections.abc import Callable, Iterable
from datetime import datetime

from gateway.clock import ManualClock
from gateway.commands import AskStatus, ControlAnswer
from simulator.devices.base import SimulatedPanel
from simulator.office import Office
from simulator.people import PRESS_S
from simulator.replay.schedule import Action, Badge, Press

SETTLE_S = 0.05
"""Longer than the debounce of a panel: after it a press is over."""
PATIENCE_S = 15.0
"""How long the real gateway may take for one press or badge."""
ACK_PATIENCE_S = 60.0
STILL_S = 1.0
"""After so long without an acknowledgement something was lost on the way, as when a broker drops a connection."""
RESEND_AFTER_S = 301.0
"""More than the longest back-off of a link: so much simulated time lets it send again now."""


class ReplayStuck(RuntimeError):
    """A lamp stayed dark, a badge was not taken, or central does not acknowledge."""


class Player:
    """Plays actions. ``tell`` hears after each one; ``stopping`` ends it between two."""

    def __init__(self, office: Office, clock: ManualClock, tell: Callable[["Player"], None]) -> None:
        self._office = office
        self._clock = clock
        self._tell = tell
        self.stopping = threading.Event()
        self._pause = threading.Event()
        self.confirmed = 0
        """Presses that the lamp confirmed."""

    def play(self, actions: Iterable[Action]) -> None:
        """Do everything in order. Raises ReplayStuck."""
        today = None
        for action in actions:
            if self.stopping.is_set():
                return
            if action.at.date() != today:
                # Nights are long: by morning central has everything, and no line is sent a second time.
                today = action.at.date()
                self.wait_acknowledged()
            self._pass_time_until(action.at)
            match action:
                case Badge():
                    self._hold(action)
                case Press():
                    self._press(action)
            self._tell(self)

    def lines(self) -> tuple[int, int]:
        """Lines in all journals, and how many of them central proved to hold."""
        standings = [station.standing() for station in self._office.stations.values()]
        return sum(s.last for s in standings), sum(s.acked for s in standings)

    def wait_acknowledged(self) -> None:
        """Wait until central holds every line. Raises ReplayStuck."""
        began_s = moved_s = time.monotonic()
        before = -1
        while not self.stopping.is_set():
            last, acked = self.lines()
            if acked == last:
                return
            now_s = time.monotonic()
            if acked != before:
                before, began_s, moved_s = acked, now_s, now_s
                self._tell(self)
            elif now_s - began_s > ACK_PATIENCE_S:
                raise ReplayStuck(f"trung tâm mới nhận {acked}/{last} dòng · central holds {acked} of {last} lines")
            elif now_s - moved_s > STILL_S:
                # The links count seconds on this clock, so that time must pass before they send again.
                moved_s = now_s
                self._clock.advance(RESEND_AFTER_S)
            self._pause.wait(0.002)

    @property
    def day(self) -> str:
        """The day on the simulated calendar."""
        return f"{self._clock.now().at:%d/%m/%Y}"

    def _pass_time_until(self, moment: datetime) -> None:
        self._clock.advance(max((moment - self._clock.now().at).total_seconds(), 0.0))

    def _hold(self, badge: Badge) -> None:
        self._office.hold_badge(badge.counter, badge.officer)
        seat = self._seats(badge.counter).get(badge.counter)
        if seat != (badge.officer if badge.signs_in else None):
            raise ReplayStuck(f"quầy {badge.counter}: thẻ không được nhận · the badge of {badge.officer} was not taken")

    def _seats(self, counter: str) -> dict[str, str]:
        """Who sits where after everything before is done: the question waits its turn in the inbox."""
        answers: list[ControlAnswer] = []
        answered = threading.Event()

        def reply(answer: ControlAnswer) -> None:
            answers.append(answer)
            answered.set()

        self._office.station_of(counter).gateway.inbox.post(AskStatus(reply))
        if not answered.wait(PATIENCE_S):
            raise ReplayStuck(f"quầy {counter}: gateway không trả lời · the gateway does not answer")
        seats: dict[str, str] = (answers[0].facts or {}).get("seats", {})
        return seats

    def _press(self, press: Press) -> None:
        station = self._office.station_of(press.counter)
        panel = station.panels[press.counter]
        driver = next(p for p in station.gateway.panels.values() if p.counter == press.counter)
        before = panel.shown().confirmed
        panel.push(press.level)
        self._await(lambda: not panel.shown().lamp, panel, "đèn không tắt · the lamp stays lit")
        self._clock.advance(PRESS_S)
        panel.let_go(press.level)
        self._clock.advance(SETTLE_S)
        driver.poll()
        self._await(lambda: panel.shown().confirmed > before, panel, "đèn không sáng · the lamp stays dark")
        self.confirmed += 1

    def _await(self, condition: Callable[[], bool], panel: SimulatedPanel, what: str) -> None:
        eye = self._office.eye
        deadline_s = time.monotonic() + PATIENCE_S
        while True:
            seen = eye.seen()
            if condition():
                return
            if time.monotonic() > deadline_s:
                raise ReplayStuck(f"quầy {panel.counter}: {what}")
            eye.wait_beyond(seen, 0.5)
