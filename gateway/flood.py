"""How often is too often: tells a person's hand from a broken contact or a line full of noise. Pure."""

from collections import deque


class FloodGuard:
    """Lets at most ``most`` happenings through in any ``window_s`` seconds."""

    def __init__(self, most: int, window_s: float) -> None:
        self._window_s = window_s
        self._times_s: deque[float] = deque(maxlen=most + 1)
        self._most = most

    def allows(self, at_s: float) -> bool:
        """Count one happening at a moment of a monotonic clock; False when it is one too many."""
        while self._times_s and at_s - self._times_s[0] >= self._window_s:
            self._times_s.popleft()
        self._times_s.append(at_s)
        return len(self._times_s) <= self._most
