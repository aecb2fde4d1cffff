"""What the demo writes on the terminal: lines for people, and a bar that redraws itself where it can."""

import sys
import time
from typing import TextIO

BAR_WIDTH = 24
REDRAW_S = 0.1
TENTHS = 10


class Terminal:
    """Writes to one stream. On a terminal the bar redraws its line; in a file it leaves a line each tenth."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        self._drawn_s = float("-inf")
        self._tenth = -1
        self._bar_open = False

    def say(self, text: str) -> None:
        """Write a line; a bar that is open stays above it."""
        if self._bar_open:
            self._stream.write("\n")
            self._bar_open = False
        self._stream.write(f"{text}\n")
        self._stream.flush()

    def bar(self, done: int, whole: int, words: str) -> None:
        """Show how far something is; cheap to call often."""
        is_last = done >= whole
        if self._stream.isatty():
            if is_last or time.monotonic() - self._drawn_s >= REDRAW_S:
                self._stream.write(f"\r\x1b[K{draw_bar(done, whole)} {words}")
                self._bar_open = True
                self._drawn_s = time.monotonic()
        else:
            tenth = done * TENTHS // max(whole, 1)
            if tenth == self._tenth:
                return
            self._tenth = tenth
            self._stream.write(f"{draw_bar(done, whole)} {words}\n")
        self._stream.flush()


def draw_bar(done: int, whole: int) -> str:
    """A bar of text: `[████········]  33 %`. Pure."""
    share = min(max(done / whole, 0.0), 1.0) if whole > 0 else 1.0
    full = int(share * BAR_WIDTH)
    return f"[{'█' * full}{'·' * (BAR_WIDTH - full)}] {int(share * 100):3d} %"
