"""Receipts to the broker in the order in which its messages came, as MQTT 5 demands (MQTT-4.6.0-2).

Some messages are done at once, others after a commit; a broker may end a connection whose receipts overtake.
"""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(slots=True)
class _Open:
    mid: int
    qos: int
    is_done: bool = False


class Receipts:
    """The messages of one connection that are not receipted yet; safe from any thread."""

    def __init__(self, send: Callable[[int, int], object]) -> None:
        """``send`` takes a message's number and its quality of service."""
        self._send = send
        self._open: deque[_Open] = deque()
        self._lock = threading.Lock()
        self._is_over = False

    def close(self) -> None:
        """The connection is over; on the next one the same numbers belong to other messages."""
        with self._lock:
            self._is_over = True

    def take(self, mid: int, qos: int) -> Callable[[], None]:
        """A message came; call what this returns, once or more, when it is done."""
        if qos == 0:
            return lambda: None
        one = _Open(mid, qos)
        with self._lock:
            self._open.append(one)

        def done() -> None:
            with self._lock:
                one.is_done = True
                while not self._is_over and self._open and self._open[0].is_done:
                    first = self._open.popleft()
                    self._send(first.mid, first.qos)

        return done
