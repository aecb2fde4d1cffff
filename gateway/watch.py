"""When the watchdog may be fed: pure, so that a hang can be tried without one."""

EVERY_S = 2.0
PATIENCE_S = 4.0
"""An idle worker turns once a second, an idle link twice."""


class Watch:
    """Looks at counters that grow while the gateway is well. ``watchdog_s`` is systemd's limit, if it has one."""

    def __init__(self, watchdog_s: float | None) -> None:
        self.every_s = EVERY_S if watchdog_s is None else min(EVERY_S, watchdog_s / 4)
        self._moved: list[tuple[int, float]] = []

    def is_well(self, counters: tuple[int, ...], now_s: float) -> bool:
        """Tell whether every counter has moved within PATIENCE_S of ``now_s`` (monotonic seconds)."""
        if not self._moved:
            self._moved = [(counter, now_s) for counter in counters]
        self._moved = [
            (before, at_s) if counter == before else (counter, now_s)
            for counter, (before, at_s) in zip(counters, self._moved, strict=True)
        ]
        return all(now_s - at_s <= PATIENCE_S for _, at_s in self._moved)
