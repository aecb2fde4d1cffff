"""A scanner or card reader on a serial port, USB or not, that sends a line or an STX…ETX frame per badge."""

from gateway.badges.base import BadgeReader, Surroundings
from gateway.config import SerialBadgeConfig
from gateway.serial_line import RETRY_FIRST_S, RETRY_LAST_S, LineUser, SerialLine

MOST_BADGE_BYTES = 64


class SerialBadge(BadgeReader, LineUser):
    """One reader. It only listens, so an open port is all that can be known of it."""

    def __init__(
        self,
        config: SerialBadgeConfig,
        around: Surroundings,
        retry_s: tuple[float, float] = (RETRY_FIRST_S, RETRY_LAST_S),
    ) -> None:
        super().__init__(config.name, config.counter, around)
        self._line = SerialLine(config.port, config.baud, self, self._voice, MOST_BADGE_BYTES, around.pace_s, retry_s)

    def start(self) -> None:
        """Open the port, now or when the reader is plugged in."""
        self._line.start()

    def stop(self) -> None:
        """Close the port."""
        self._line.stop()

    def opened(self) -> None:
        """The port is there."""
        self._voice.renewed(works=True)

    def line(self, text: str) -> bool:
        """One badge, or noise."""
        return self._read(text)
