"""A self-test that is running: test mode on, each button pressed once, test mode as before. Prints nothing itself.

A marker beside the journal ends the test mode after a power cut too: a counter must not go on uncounted.
"""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

log = logging.getLogger(__name__)

LONGEST_S = 600.0
Button = tuple[str, str]
"""A button's code, and what people call it."""


class SelfTest:
    """``buttons``: of each panel. ``set_test`` turns the test mode on or off, behind everything already handed over."""

    def __init__(
        self,
        buttons: Mapping[str, Sequence[Button]],
        set_test: Callable[[bool], None],
        is_training: Callable[[], bool],
        marker: Path,
        longest_s: float = LONGEST_S,
    ) -> None:
        self._buttons = buttons
        self._set_test, self._is_training = set_test, is_training
        self._marker, self._longest_s = marker, longest_s
        self._lock = threading.Lock()
        self._pressed: set[tuple[str, str]] = set()
        self._timer: threading.Timer | None = None
        self.was_run = False

    def recover(self) -> None:
        """End a test that a power cut interrupted; before anything is pressed."""
        if self._marker.exists():
            self._set_test(False)
            self._marker.unlink(missing_ok=True)

    def start(self) -> None:
        """Begin, or begin again. Raises OSError when the marker cannot be written; nothing has begun then."""
        with self._lock:
            self._pressed.clear()
            if self._timer is not None:
                return
            if not self._is_training():
                self._marker.write_text("", "utf-8")
            self._set_test(True)
            self.was_run = True
            self._timer = threading.Timer(self._longest_s, self.finish)
            self._timer.daemon = True
            self._timer.start()

    def finish(self) -> None:
        """End; the test mode is as it was before. Safe when none runs."""
        with self._lock:
            timer, self._timer = self._timer, None
            if timer is None:
                return
            timer.cancel()
            if self._marker.exists():
                self._set_test(False)
                self._marker.unlink(missing_ok=True)

    @property
    def is_running(self) -> bool:
        """Whether buttons are waited for."""
        return self._timer is not None

    def press(self, panel: str, button: str) -> bool:
        """A button was pressed; True while a test runs."""
        if not self.is_running:
            return False
        with self._lock:
            self._pressed.add((panel, button))
        return True

    def pressed(self) -> dict[str, list[tuple[str, bool]]]:
        """By panel: what each button is called, and whether it was pressed. Empty before the first test."""
        if not self.was_run:
            return {}
        with self._lock:
            done = set(self._pressed)
        return {
            panel: [(words, (panel, code) in done) for code, words in buttons]
            for panel, buttons in self._buttons.items()
        }
