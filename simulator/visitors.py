"""Visitors who come to a counter, are served for a while, rate, and go; somebody else comes then.

Rhythm and choice are pure functions of a dice; the thread only waits and presses.
"""

import heapq
import logging
import random
import threading
import time

from simulator.devices.base import Unplugged
from simulator.office import Office
from simulator.people import Fingers

log = logging.getLogger(__name__)

SERVED_S = 45.0
"""How long a visitor is served on average, before the speed is applied."""
LEAST_SERVED_S = 8.0
PANEL_REST_S = 4.0
"""At one panel nobody presses sooner after somebody else: the gateway's clock is real, 3 s would be a repeat."""
RATES = 0.6
"""How many of those who were served press a button at all."""


def served_s(dice: random.Random, speed: float) -> float:
    """How long the next visitor is served, in seconds of the real clock."""
    return max(dice.expovariate(1 / SERVED_S), LEAST_SERVED_S) / speed


def chosen_level(dice: random.Random, levels: tuple[str, ...]) -> str:
    """Which level somebody presses: mostly the best, each worse one a third as often."""
    weights = [3.0**-place for place in range(len(levels))]
    return dice.choices(levels, weights)[0]


class Visitors:
    """``count`` visitors are there at any time. start() and stop() act."""

    def __init__(
        self, office: Office, fingers: Fingers, count: int, speed: float = 1.0, seed: int | None = None
    ) -> None:
        self._office = office
        self._fingers = fingers
        self._count = count
        self._speed = speed
        self._dice = random.Random(seed)
        self._pressed_s: dict[str, float] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="visitors", daemon=True)
        self.pressed = 0
        """How often a visitor pressed a button."""

    def start(self) -> None:
        """Let them come."""
        if self._count > 0:
            self._thread.start()

    def stop(self) -> None:
        """Let them go."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        now_s = time.monotonic()
        leaving = [(now_s + served_s(self._dice, self._speed), number) for number in range(self._count)]
        heapq.heapify(leaving)
        while not self._stopping.is_set():
            at_s, number = leaving[0]
            if self._stopping.wait(max(at_s - time.monotonic(), 0.0)):
                return
            try:
                self._rate()
            except (Unplugged, OSError) as error:
                log.info("a visitor could not rate: %s", error)
            heapq.heapreplace(leaving, (time.monotonic() + served_s(self._dice, self._speed), number))

    def _rate(self) -> None:
        """Somebody was served at a counter with an officer, and perhaps presses."""
        now_s = time.monotonic()
        free = [
            counter
            for counter in self._office.seats()
            if now_s - self._pressed_s.get(counter, float("-inf")) >= PANEL_REST_S
        ]
        if not free or self._dice.random() > RATES:
            return
        counter = self._dice.choice(sorted(free))
        panel = self._office.station_of(counter).panels[counter]
        if self._fingers.press(panel, chosen_level(self._dice, panel.levels)):
            self._pressed_s[counter] = now_s
            self.pressed += 1
