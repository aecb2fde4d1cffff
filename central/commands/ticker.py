"""Says on standard error how far a long command is."""

import sys
import time

_SAY_EVERY_S = 2.0


class Ticker:
    """Prints every few seconds."""

    def __init__(self) -> None:
        self._said_s = time.monotonic()

    def __call__(self, done: int, of: int | None = None) -> None:
        """``done`` lines, of about ``of``, are through."""
        now_s = time.monotonic()
        if now_s - self._said_s < _SAY_EVERY_S:
            return
        self._said_s = now_s
        share = f" / {of} dòng (lines), {100 * done // max(of, 1)} %" if of is not None else " dòng (lines)"
        print(f"{done}{share}", file=sys.stderr, flush=True)
