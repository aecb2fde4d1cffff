"""A board that speaks the open line protocol (led_protocol.py, docs/board-protocol.md)."""

from gateway.boards.content import BoardContent
from gateway.boards.led_protocol import order_line, read_answer
from gateway.boards.station import Station
from gateway.config.boards import SerialLedConfig

COUNTS = 100


class LedBoard(Station):
    """Numbers its lines, so that a late answer to an earlier one is not taken for the answer to this one."""

    def __init__(self, config: SerialLedConfig) -> None:
        self._address = config.address
        self._count = -1

    def requests(self, content: BoardContent) -> list[bytes]:
        """One line says everything."""
        self._count = (self._count + 1) % COUNTS
        return [order_line(content, self._address, self._count)]

    def answered(self, request: bytes, data: bytes) -> bool | None:
        """The board's answer to this very line; other lines, and half ones, are nothing."""
        for line in data.split(b"\n")[:-1]:
            said = read_answer(line[line.rfind(b"!") :])
            if said is not None and (said.address, said.count) == (self._address, self._count):
                return not said.refused
        return None
