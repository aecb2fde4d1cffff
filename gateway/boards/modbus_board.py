"""A board with Modbus RTU registers: text, two characters a register, or a plain number."""

from gateway.boards.content import BoardContent, plain
from gateway.boards.modbus_frames import is_answered, text_registers, write_many, write_one
from gateway.boards.station import Station
from gateway.config.boards import ModbusLedConfig

COUNTER_PLACES = 2
"""How many places at the right end of a board of the waiting area say the counter."""


class ModbusBoard(Station):
    """Writes what is to be seen into the board's registers, again every few seconds."""

    def __init__(self, config: ModbusLedConfig) -> None:
        self._config = config

    def requests(self, content: BoardContent) -> list[bytes]:
        """The registers of the text or the number, then the one that blinks if there is one."""
        config = self._config
        if config.layout == "number":
            digits = "" if content.stale else "".join(filter(str.isdigit, content.sign))
            frames = [write_one(config.address, config.register, int(digits or 0) & 0xFFFF)]
        else:
            frames = [write_many(config.address, config.register, text_registers(self._text(content)))]
        if config.blink_register is not None:
            frames.append(write_one(config.address, config.blink_register, int(content.blink)))
        return frames

    def answered(self, request: bytes, data: bytes) -> bool | None:
        """The slave's echo, or its refusal."""
        return is_answered(request, data)

    def _text(self, content: BoardContent) -> str:
        places = self._config.places
        if self._config.counter is None and content.counter is not None and not content.stale:
            room = max(1, places - COUNTER_PLACES)
            counter = plain(content.counter)[: places - room]
            return content.sign[-room:].ljust(room) + counter.rjust(places - room)
        return content.sign[-places:].rjust(places)
