"""A board that exists only in software, for demonstrations and tests."""

import threading
from collections import deque

from gateway.boards.base import Display, Surroundings
from gateway.boards.content import STALE, BoardContent
from gateway.config.boards import DummyBoardConfig

KEPT = 1000


class DummyBoard(Display):
    """Remembers what it showed in ``shown``, the newest last. ``changed`` is notified of each."""

    def __init__(self, config: DummyBoardConfig, around: Surroundings) -> None:
        super().__init__(config.name, config.counter, around)
        self.shown: deque[BoardContent] = deque(maxlen=KEPT)
        self.changed = threading.Condition()
        self._running = False

    @property
    def now(self) -> BoardContent:
        """What an eye would see."""
        return self.shown[-1] if self.shown else STALE

    def start(self) -> None:
        """From now on it shows what it is told."""
        self._running = True
        self._voice.works()

    def stop(self) -> None:
        """Nothing is known any more."""
        if self._running:
            self.show(STALE)
        self._running = False

    def show(self, content: BoardContent) -> None:
        """Remember it."""
        if not self._running:
            return
        with self.changed:
            self.shown.append(content)
            self.changed.notify_all()
