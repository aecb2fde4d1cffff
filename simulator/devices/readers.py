"""Badge readers of a simulated office: in software, and on a serial cable."""

from pathlib import Path
from typing import Protocol

from gateway.badges.dummy_badge import DummyBadge
from gateway.config import SerialBadgeConfig
from simulator.devices.cable import Cable


class SimulatedReader(Protocol):
    """A reader to which a badge can be held."""

    counter: str

    def start(self) -> None:
        """Be there before the gateway looks for it."""
        ...

    def stop(self) -> None:
        """Go away after the gateway."""
        ...

    def hold(self, badge: str) -> None:
        """Hold a badge to it, once."""
        ...


class SoftReader:
    """The dummy driver of the gateway itself."""

    def __init__(self, driver: DummyBadge) -> None:
        self.counter = driver.counter
        self._driver = driver

    def start(self) -> None:
        """There is nothing to begin."""

    def stop(self) -> None:
        """There is nothing to end."""

    def hold(self, badge: str) -> None:
        """Hold a badge to it. Raises ValueError for what no reader would send."""
        self._driver.hold(badge)


class CableReader:
    """A scanner at the far end of a serial cable: it sends a line per badge."""

    def __init__(self, config: SerialBadgeConfig) -> None:
        self.counter = config.counter
        self._cable = Cable(Path(config.port))

    def start(self) -> None:
        """Plug it in."""
        self._cable.plug()

    def stop(self) -> None:
        """Pull it out."""
        self._cable.unplug()

    def hold(self, badge: str) -> None:
        """Send the badge as a line."""
        self._cable.send(badge)
