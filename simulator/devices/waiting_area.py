"""The waiting area of a simulated office as people meet it: ticket buttons, printer and paper, boards, the voice.

Everything here is the far side of a driver of the hall's gateway; the gateway itself is not touched.
"""

import io
import threading
import time
from collections import deque
from dataclasses import dataclass
from typing import Literal, TypeVar

from PIL import Image

from gateway.boards.content import BoardContent
from gateway.boards.dummy_board import DummyBoard
from gateway.panels.dummy_panel import DummyPanel
from gateway.printers.bitmap import Bitmap
from gateway.printers.dummy_printer import DummyPrinter
from gateway.voice.dummy_voice import DummyVoice, Said
from gateway.wiring import Gateway
from simulator.devices.soft_keys import SoftKeys

KEPT_PAPERS = 50
PrinterFault = Literal["paper_out", "cover_open"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Paper:
    """A ticket that came out: the how-manieth since the start."""

    nth: int
    bitmap: Bitmap

    def png(self) -> bytes:
        """The paper as a picture."""
        size = (self.bitmap.width_px, self.bitmap.height_px)
        # Pillow's mode "1" has white as 1, the printer black.
        image = Image.frombytes("1", size, bytes(byte ^ 0xFF for byte in self.bitmap.rows))
        out = io.BytesIO()
        image.save(out, "PNG")
        return out.getvalue()


class TicketPrinter:
    """The printer as hands meet it: paper to tear off, a cover, a roll, a cable. Safe from any thread."""

    def __init__(self, driver: DummyPrinter) -> None:
        self._driver = driver
        self._lock = threading.Lock()
        self._papers: deque[Paper] = deque(maxlen=KEPT_PAPERS)
        self._came = 0
        self._plugged = True

    def papers(self) -> tuple[Paper, ...]:
        """What came out, the newest first."""
        with self._lock:
            self._collect()
            return tuple(reversed(self._papers))

    def paper(self, nth: int) -> Paper | None:
        """One of them, while it is kept."""
        return next((paper for paper in self.papers() if paper.nth == nth), None)

    @property
    def plugged(self) -> bool:
        """Whether its cable is in."""
        return self._plugged

    def has(self, fault: PrinterFault) -> bool:
        """Whether a fault was made."""
        return bool(getattr(self._driver.machine.faults, fault))

    def set_fault(self, fault: PrinterFault, on: bool) -> None:
        """Take the paper out or open the cover, or undo that; with nothing wrong any more it goes on by itself."""
        faults = self._driver.machine.faults
        setattr(faults, fault, on)
        if not faults.stops:
            self._driver.cable.repair()

    def set_cable(self, plugged: bool) -> None:
        """Pull the cable or put it back."""
        (self._driver.cable.plug if plugged else self._driver.cable.unplug)()
        self._plugged = plugged

    def _collect(self) -> None:
        """Number what came out since the last look."""
        newest = self._papers[-1].bitmap if self._papers else None
        machine = self._driver.machine
        fresh: list[Bitmap] = []
        with machine.came:
            for bitmap in reversed(machine.tickets):
                if bitmap is newest:
                    break
                fresh.append(bitmap)
        for bitmap in reversed(fresh):
            self._came += 1
            self._papers.append(Paper(self._came, bitmap))


class Listener:
    """An ear at a loudspeaker: what is being said now, and what was said last."""

    def __init__(self, driver: DummyVoice) -> None:
        self._driver = driver
        self._last: Said | None = None
        self._until_s = float("-inf")

    def hear(self) -> tuple[str, bool]:
        """The last sentence, "" for none, and whether it is being said right now."""
        said = self._driver.said[-1] if self._driver.said else None
        if said is not None and said is not self._last:
            self._last, self._until_s = said, time.monotonic() + said.length_s
        return (said.text if said else "", time.monotonic() < self._until_s)


class WaitingArea:
    """What hangs on the gateway of a hall. Raises KeyError for a gateway without one."""

    def __init__(self, gateway: Gateway, printer: str, board: str, voice: str, buttons: str) -> None:
        devices = gateway.devices
        self.printer = TicketPrinter(_of(devices.printers[printer], DummyPrinter))
        self.listener = Listener(_of(devices.voices[voice], DummyVoice))
        panel = _of(devices.panels[buttons], DummyPanel)
        self.services = panel.codes
        self.buttons = SoftKeys(panel.press, panel.shown)
        self._boards = {one.counter: one for one in devices.boards.values() if isinstance(one, DummyBoard)}
        self._main = _of(devices.boards[board], DummyBoard)

    def board(self, counter: str | None = None) -> BoardContent:
        """What the board over a counter shows, or with None that of the waiting area."""
        return (self._main if counter is None else self._boards[counter]).now


def _of(device: object, kind: type[T]) -> T:
    if not isinstance(device, kind):
        raise KeyError(f"{device!r} is no {kind.__name__}")
    return device
