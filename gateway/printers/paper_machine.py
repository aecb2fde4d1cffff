"""A ticket printer in software, byte for byte: paper comes out as bitmaps, faults are set by hand.

For demonstrations, the simulator and tests. It knows the commands of gateway/printers/escpos.py and no more.
"""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from gateway.printers.bitmap import Bitmap

KEPT_TICKETS = 50

_LENGTHS = {b"\x10\x04": 3, b"\x1b@": 2, b"\x1bJ": 3, b"\x1dP": 4, b"\x1dL": 4, b"\x1dr": 3}
_WIDE = [int("".join(bit * 2 for bit in f"{byte:08b}"), 2).to_bytes(2, "big") for byte in range(256)]


@dataclass(slots=True)
class Faults:
    """What is wrong with the machine. ``no_mark``: it does not know GS r. Its power goes when it has
    taken ``dies_after`` more bytes, its paper when it has taken ``out_after``."""

    paper_low: bool = False
    paper_out: bool = False
    cover_open: bool = False
    offline: bool = False
    cutter: bool = False
    silent: bool = False
    no_mark: bool = False
    dies_after: int | None = None
    out_after: int | None = None

    @property
    def stops(self) -> bool:
        """Whether nothing is printed now."""
        return self.paper_out or self.cover_open or self.offline or self.cutter


class PaperMachine:
    """feed() takes what a gateway sends and returns the answers; ``tickets`` are what was cut off. Safe from any
    thread; whoever waits for a ticket waits on ``came``."""

    def __init__(self, width_px: int) -> None:
        self.width_px = width_px
        self.faults = Faults()
        self.tickets: deque[Bitmap] = deque(maxlen=KEPT_TICKETS)
        self.came = threading.Condition()
        self.is_dead = False
        self._stride = width_px // 8
        self._unread = bytearray()
        self._held: deque[bytes] = deque()
        self._rows = bytearray()
        self._margin = 0

    def feed(self, data: bytes) -> bytes:
        """Take bytes. Real-time questions are answered at once, the rest waits while a fault stops the paper."""
        with self.came:
            answers = bytearray()
            for byte_count, happens in self._incidents(len(data)):
                answers += self._take(data[:byte_count])
                data = data[byte_count:]
                happens()
            answers += self._take(data)
            self.came.notify_all()
            return b"" if self.faults.silent else bytes(answers)

    def _take(self, data: bytes) -> bytes:
        if self.is_dead:
            return b""
        self._unread += data
        return self._read()

    def _incidents(self, coming: int) -> list[tuple[int, Callable[[], None]]]:
        """What is due within so many bytes; the rest is put off by them."""
        due: list[tuple[int, Callable[[], None]]] = []
        faults = self.faults
        if faults.dies_after is not None:
            if faults.dies_after <= coming:
                due.append((faults.dies_after, self._power_off))
            faults.dies_after -= coming
        if faults.out_after is not None:
            if faults.out_after <= coming:
                due.append((faults.out_after, self._run_out))
            faults.out_after -= coming
        return due[:1]

    def _run_out(self) -> None:
        self.faults.out_after, self.faults.paper_out = None, True

    def power_on(self) -> None:
        """On again: what was not printed is forgotten; what was, still hangs out."""
        with self.came:
            self.is_dead = False

    def repair(self) -> bytes:
        """Clear every fault; what waited is printed. Returns what it answers then."""
        with self.came:
            self.faults = Faults()
            answers = self._read()
            self.came.notify_all()
            return answers

    def _power_off(self) -> None:
        self.is_dead, self.faults.dies_after = True, None
        self._unread.clear()
        self._held.clear()
        self._margin = 0
        self.came.notify_all()

    def _read(self) -> bytes:
        answers = bytearray()
        while length := self._command_length():
            command = bytes(self._unread[:length])
            del self._unread[:length]
            if command[:2] == b"\x10\x04":
                answers.append(self._real_time(command[2]))
            else:
                self._held.append(command)
        while self._held and not self.faults.stops:
            answers += self._do(self._held.popleft())
        return bytes(answers)

    def _command_length(self) -> int:
        """How long the next command is; 0 when more bytes must come first."""
        data = bytes(self._unread[:8])
        head = data[:2]
        length = _LENGTHS.get(head, 1)
        if data[:1] in (b"\x10", b"\x1b", b"\x1d") and len(data) < 2:
            return 0
        if head == b"\x1dV":
            length = 4 if data[2:3] not in (b"\x00", b"\x01") else 3
        if head == b"\x1dv":
            length = 8
            if len(data) >= length:
                length += int.from_bytes(data[4:6], "little") * int.from_bytes(data[6:8], "little")
        return length if len(self._unread) >= length else 0

    def _do(self, command: bytes) -> bytes:
        match command[:2]:
            case b"\x1b@":
                self._margin = 0
            case b"\x1bJ":
                self._rows += bytes(self._stride * command[2])
            case b"\x1dL":
                self._margin = int.from_bytes(command[2:4], "little") // 8
            case b"\x1dv" if len(command) > 8:
                self._raster(command[3], int.from_bytes(command[4:6], "little"), command[8:])
            case b"\x1dr" if not self.faults.no_mark:
                return b"\x03" if self.faults.paper_low else b"\x00"
            case b"\x1dV":
                self.tear()
        return b""

    def _raster(self, mode: int, width: int, data: bytes) -> None:
        for at in range(0, len(data), width):
            row = data[at : at + width]
            if mode & 1:
                row = b"".join(_WIDE[byte] for byte in row)
            line = (bytes(self._margin) + row)[: self._stride]
            self._rows += (line + bytes(self._stride - len(line))) * (2 if mode & 2 else 1)

    def tear(self) -> None:
        """The paper that hangs out is cut, or torn, off."""
        with self.came:
            rows, self._rows = bytes(self._rows), bytearray()
            if rows:
                self.tickets.append(Bitmap(self.width_px, len(rows) // self._stride, rows))

    def _real_time(self, query: int) -> int:
        faults = self.faults
        bits = {
            1: 0x08 * faults.stops,
            2: 0x04 * faults.cover_open | 0x20 * faults.paper_out | 0x40 * faults.cutter,
            3: 0x08 * faults.cutter,
            4: 0x0C * (faults.paper_low or faults.paper_out) | 0x60 * faults.paper_out,
        }
        return 0x12 | bits.get(query, 0)
