"""A LED board as its firmware would be (docs/board-protocol.md): bytes of the line in, answers out, and what is lit."""

from gateway.boards.content import STALE_SIGN
from gateway.boards.led_protocol import MOST_LINE_BYTES, LedAnswer, LedOrder, answer_line, read_order


class LedSign:
    """One board. It has no clock: whoever owns it says what time it is, in seconds of any monotonic clock."""

    def __init__(self, address: int = 1) -> None:
        self.address = address
        self.refuses = ""
        self._line = bytearray()
        self._order: LedOrder | None = None
        self._heard_s = 0.0

    def feed(self, data: bytes, at_s: float) -> bytes:
        """Take what came over the line; what the board says to it."""
        answers = b""
        for byte in data:
            if byte == 0x24:
                self._line.clear()
            if len(self._line) < MOST_LINE_BYTES:
                self._line.append(byte)
            if byte == 0x0A:
                answers += self._obey(bytes(self._line), at_s)
                self._line.clear()
        return answers

    def power_cut(self) -> None:
        """Forget everything, as when the plug was pulled for a moment."""
        self._line.clear()
        self._order = None

    def lit(self, at_s: float) -> str:
        """The number an eye sees, blanks for none, dashes when nothing is known."""
        order = self._order
        if order is None or order.state == "STALE" or at_s - self._heard_s > order.hold_s:
            return STALE_SIGN
        return order.number

    def order(self) -> LedOrder | None:
        """The last order it obeyed."""
        return self._order

    def _obey(self, line: bytes, at_s: float) -> bytes:
        order = read_order(line)
        if order is None or order.address != self.address:
            return b""
        if self.refuses:
            return answer_line(LedAnswer(self.address, order.count, self.refuses))
        self._order, self._heard_s = order, at_s
        return answer_line(LedAnswer(self.address, order.count))
