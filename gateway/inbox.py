"""The inbox: the one door through which devices, people and the link reach the worker."""

import queue
from typing import Generic, TypeVar

T = TypeVar("T")


class Inbox(Generic[T]):
    """A queue that many threads fill and one worker empties in bursts. Never blocks who puts in."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[T | None] = queue.SimpleQueue()

    def post(self, item: T) -> None:
        """Put an order in; returns at once."""
        self._queue.put(item)

    def wake(self) -> None:
        """Let a waiting `take` return without an order."""
        self._queue.put(None)

    def take(self, timeout_s: float, most: int) -> list[T]:
        """What waits, in order, at most ``most``; waits up to ``timeout_s`` for the first. May be empty."""
        taken: list[T] = []
        try:
            item = self._queue.get(timeout=timeout_s)
            while item is not None:
                taken.append(item)
                if len(taken) >= most:
                    break
                item = self._queue.get_nowait()
        except queue.Empty:
            pass
        return taken

    def is_empty(self) -> bool:
        """Tell whether nothing waits."""
        return self._queue.empty()
