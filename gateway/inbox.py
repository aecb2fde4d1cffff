"""The inbox: the one door through which devices, people and the link reach the worker."""

import queue
from typing import Generic, TypeVar

T = TypeVar("T")


class Inbox(Generic[T]):
    """A queue that many threads fill and one worker empties in bursts. Never blocks who puts in."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[T] = queue.SimpleQueue()

    def post(self, item: T) -> None:
        """Put an order in; returns at once."""
        self._queue.put(item)

    def take(self, timeout_s: float, most: int) -> list[T]:
        """What waits, in order, at most ``most``; waits up to ``timeout_s`` for the first. Empty when none came."""
        try:
            taken = [self._queue.get(timeout=timeout_s)]
        except queue.Empty:
            return []
        while len(taken) < most:
            try:
                taken.append(self._queue.get_nowait())
            except queue.Empty:
                break
        return taken

    def waiting(self) -> int:
        """About how many orders wait."""
        return self._queue.qsize()
