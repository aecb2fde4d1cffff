"""A finger on keys that exist in software, and an eye on how their device answers: keypads and ticket buttons."""

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Literal

KeyAnswer = Literal["confirm", "refuse"]

LOOK_S = 0.01
BETWEEN_S = 0.35
"""A key that is pressed again sooner counts as bouncing."""


class SoftKeys:
    """The keys of one device. ``press`` is the driver's own, ``shown`` what it remembers of its signals."""

    def __init__(self, press: Callable[[str], None], shown: deque[str]) -> None:
        self._press = press
        self._shown = shown
        self._lock = threading.Lock()
        self._pressed_s = float("-inf")

    def press(self, key: str, patience_s: float = 0.0) -> KeyAnswer | None:
        """Press and let go a key, then watch for a while how the device answers; None when it did not.

        Raises ValueError for a key that the device does not have.
        """
        with self._lock:
            time.sleep(max(0.0, self._pressed_s + BETWEEN_S - time.monotonic()))
            self._shown.clear()
            self._press(key)
            self._pressed_s = time.monotonic()
            while time.monotonic() < self._pressed_s + patience_s:
                if self._shown:
                    return "confirm" if self._shown[-1] == "confirm" else "refuse"
                time.sleep(LOOK_S)
        return None
