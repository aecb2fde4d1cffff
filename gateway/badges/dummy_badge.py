"""A badge reader that exists only in software, for demonstrations and tests."""

from gateway.badges.base import BadgeReader, Surroundings
from gateway.config import DummyBadgeConfig


class DummyBadge(BadgeReader):
    """Reads what is held up by hold()."""

    def __init__(self, config: DummyBadgeConfig, around: Surroundings) -> None:
        super().__init__(config.name, config.counter, around)
        self._running = False

    def start(self) -> None:
        """From now on badges count."""
        self._running = True
        self._voice.works()

    def stop(self) -> None:
        """From now on nothing happens any more."""
        self._running = False

    def hold(self, badge: str) -> None:
        """Hold a badge to the reader. Raises ValueError for what no reader would send."""
        if self._running and not self._read(badge):
            raise ValueError("no reader sends such a badge, or badges come too fast")
