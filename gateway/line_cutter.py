"""Cuts the bytes of a serial line into lines and frames, and judges whether the line is sound. Pure."""

STX, ETX = 0x02, 0x03
_ENDS = (0x0A, 0x0D, ETX)


class LineCutter:
    """A line ends with LF, CR or ETX; STX throws away what came before it.

    So it reads scanners that end with a line feed and card readers that frame with STX and ETX alike.
    Empty lines are nothing. ``spoilt`` counts lines that were too long or cut off.
    """

    def __init__(self, most_bytes: int, patience_s: float = 0.5) -> None:
        """A line that pauses for ``patience_s`` in its middle is cut off: noise must not join the next one."""
        self._most_bytes = most_bytes
        self._patience_s = patience_s
        self._part = bytearray()
        self._too_long = False
        self._last_s = 0.0
        self.spoilt = 0

    def feed(self, data: bytes, at_s: float) -> list[bytes]:
        """Add bytes that came at a moment of a monotonic clock; the lines that are whole now."""
        if self._part and at_s - self._last_s > self._patience_s:
            self._drop()
        self._last_s = at_s
        lines = []
        for byte in data:
            if byte == STX:
                if self._part:
                    self._drop()
                self._too_long = False
            elif byte in _ENDS:
                if self._part and not self._too_long:
                    lines.append(bytes(self._part))
                self._part.clear()
                self._too_long = False
            elif len(self._part) < self._most_bytes:
                self._part.append(byte)
            elif not self._too_long:
                self._too_long = True
                self.spoilt += 1
        return lines

    def reset(self) -> None:
        """Forget what began; the line was opened anew."""
        self._part.clear()
        self._too_long = False

    def _drop(self) -> None:
        self.spoilt += not self._too_long
        self.reset()


class LineJudge:
    """Tells a stray glitch from a line that is wrong for good, such as one at another speed."""

    WRONG_AT = 10
    """A bad line weighs 1, a good one takes 4 off; wrong from this weight on, and until there is none left."""

    def __init__(self) -> None:
        self._weight = 0
        self.wrong = False

    def judge(self, lines: int, is_good: bool) -> None:
        """Add lines in the order in which they came."""
        weight = self._weight + (-4 * lines if is_good else lines)
        self._weight = min(max(weight, 0), 2 * self.WRONG_AT)
        self.wrong = self._weight >= self.WRONG_AT or (self.wrong and self._weight > 0)
