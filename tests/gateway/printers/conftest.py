"""A rig for every printer driver: a PaperMachine at the far end of its wire, which can be pulled out."""

import os
import queue
import select
import socket
import threading
import tty
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from contract.clock import Stamp
from gateway.commands import DeviceChanged
from gateway.config.printers import (
    DummyPrinterConfig,
    NetworkPrinterConfig,
    SerialPrinterConfig,
    UsbPrinterConfig,
)
from gateway.hall_commands import PrintEnded, PrintTicket
from gateway.printers.base import Printer, Surroundings
from gateway.printers.bitmap import Bitmap
from gateway.printers.dummy_printer import DummyPrinter
from gateway.printers.network_printer import NetworkPrinter
from gateway.printers.paper_machine import PaperMachine
from gateway.printers.serial_printer import SerialPrinter
from gateway.printers.ticket_run import Timing
from gateway.printers.usb_printer import UsbPrinter

WIDTH = 576
FAST = Timing(answer_s=0.15, stall_s=0.5, word_s=0.4, watch_s=0.02, retry_s=(0.01, 0.02))
DEADLINE_S = 10.0


class Posted:
    """The inbox of a test: keeps every command and lets a test wait for one."""

    def __init__(self) -> None:
        self.commands: list[Any] = []
        self._changed = threading.Condition()

    def post(self, command: Any) -> None:
        """Take a command."""
        with self._changed:
            self.commands.append(command)
            self._changed.notify_all()

    def endings(self, order: PrintTicket) -> list[tuple[str, str | None]]:
        """What was told about a ticket so far."""
        return [(c.outcome, c.fault) for c in self.commands if isinstance(c, PrintEnded) and c.ticket == order.ticket]

    def ending(self, order: PrintTicket) -> tuple[str, str | None]:
        """How a ticket ended, once it has."""
        with self._changed:
            ended = lambda: [e for e in self.endings(order) if e[0] != "sent"]  # noqa: E731
            assert self._changed.wait_for(ended, DEADLINE_S), self.commands
            return ended()[-1]

    def states(self) -> list[tuple[str, str | None]]:
        """Every state of the device that was told."""
        return [(c.state, c.fault) for c in self.commands if isinstance(c, DeviceChanged)]

    def state(self, state: str, fault: str | None = None) -> None:
        """Wait until the device is in a state."""
        with self._changed:
            last = lambda: self.states()[-1:] == [(state, fault)]  # noqa: E731
            assert self._changed.wait_for(last, DEADLINE_S), self.states()


class Rig:
    """One printer. A subclass says what its wire is and how that is pulled out."""

    def __init__(self, folder: Path, **config: Any) -> None:
        self.folder = folder
        self.posted = Posted()
        self.machine = PaperMachine(WIDTH)
        self.bitmap = Bitmap(WIDTH, 30, bytes(range(1, 73)) * 10 + bytes(72 * 12) + b"\xf0" * 72 * 8)
        self.orders = 0
        self.draw: Callable[[PrintTicket], Bitmap] = lambda order: self.bitmap
        self.prepared: list[str] = []
        self.around = Surroundings(self.posted.post, lambda order: self.draw(order), prepare=self.note_prepared)
        self.printer: Printer = self.make(config)

    def make(self, config: dict[str, Any]) -> Printer:
        """The printer, not yet started."""
        raise AssertionError

    def note_prepared(self) -> None:
        """Note on which thread the painter was made ready."""
        self.prepared.append(threading.current_thread().name)

    def unplug(self) -> None:
        """Pull the cable."""

    def plug(self) -> None:
        """Put it back in."""

    def repair(self) -> None:
        """Clear the machine's faults."""

    def close(self) -> None:
        """End everything."""
        self.printer.stop()

    def order(self, number: str = "A105", attempt: int = 1) -> PrintTicket:
        """A new ticket."""
        stamp = Stamp(datetime(2026, 11, 23, 8, 15, tzinfo=UTC), "synced", "boot", 1)
        return PrintTicket(uuid4(), number, "Chứng thực", False, 3, 600, stamp, attempt)

    def print(self) -> PrintTicket:
        """Order a new ticket."""
        order = self.order()
        self.printer.print(order)
        return order

    def picture(self, index: int = -1) -> bytes:
        """The rows of a ticket that came out, without the white below."""
        return self.machine.tickets[index].rows[: len(self.bitmap.rows)]


class DummyRig(Rig):
    """Software all the way."""

    def make(self, config: dict[str, Any]) -> Printer:
        printer = DummyPrinter(DummyPrinterConfig("may", **config), self.around, FAST)
        self.machine, self.wire = printer.machine, printer.cable
        return printer

    def unplug(self) -> None:
        self.wire.unplug()

    def plug(self) -> None:
        self.wire.plug()

    def repair(self) -> None:
        self.wire.repair()


class PeerRig(Rig):
    """A peer on a thread of its own that passes bytes between a file descriptor and the machine."""

    def __init__(self, folder: Path, **config: Any) -> None:
        self.wake_r, self.wake_w = os.pipe()
        self.peer_fd = -1
        self.lock = threading.Lock()
        self.ending = False
        self.wishes: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.prepare()
        super().__init__(folder, **config)
        self.thread = threading.Thread(target=self.pump, daemon=True)
        self.thread.start()

    def prepare(self) -> None:
        """Make what the peer listens at."""

    def hang_up(self) -> None:
        """Close the peer's end."""

    def pump(self) -> None:
        """Until the end: bytes in, answers out."""
        while not self.ending:
            fds = [fd for fd in (self.peer_fd, self.listening()) if fd >= 0]
            ready, _, _ = select.select([*fds, self.wake_r], [], [], 1)
            if self.wake_r in ready:
                os.read(self.wake_r, 1)
                if not self.wishes.empty():
                    self.wishes.get()()
                continue
            with self.lock:
                if self.listening() in ready:
                    self.accept()
                elif self.peer_fd in ready:
                    self.pass_on()

    def listening(self) -> int:
        """Where new connections come, if they do."""
        return -1

    def accept(self) -> None:
        """Take a new connection."""

    def pass_on(self) -> None:
        """Feed the machine with what came."""
        try:
            data = os.read(self.peer_fd, 4096)
        except OSError:
            data = b""
        if not data:
            self.lose()
            return
        self.answer(self.machine.feed(data))
        if self.machine.is_dead:
            self.hang_up()

    def lose(self) -> None:
        """The printer driver went away; wait for it to come back."""

    def answer(self, data: bytes) -> None:
        """Write to the driver."""
        if data and self.peer_fd >= 0:
            os.write(self.peer_fd, data)

    def repair(self) -> None:
        self.do(lambda: self.answer(self.machine.repair()))

    def unplug(self) -> None:
        self.do(self.hang_up)

    def wake(self) -> None:
        """Let the pump look around."""
        os.write(self.wake_w, b"\0")

    def do(self, action: Callable[[], None]) -> None:
        """Let the pump do something between two bytes; no file descriptor may go while it waits for it."""
        done = threading.Event()

        def act() -> None:
            action()
            done.set()

        self.wishes.put(act)
        self.wake()
        assert done.wait(DEADLINE_S)

    def close(self) -> None:
        super().close()
        self.ending = True
        self.wake()
        self.thread.join()
        self.hang_up()
        os.close(self.wake_r)
        os.close(self.wake_w)


class NetworkRig(PeerRig):
    """A machine behind a port of this computer."""

    def prepare(self) -> None:
        self.server: socket.socket | None = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.connection: socket.socket | None = None

    def make(self, config: dict[str, Any]) -> Printer:
        return NetworkPrinter(
            NetworkPrinterConfig(name="may", host="127.0.0.1", port=self.port, **config), self.around, FAST
        )

    def listening(self) -> int:
        return self.server.fileno() if self.server else -1

    def accept(self) -> None:
        assert self.server
        self.drop()
        self.connection, _ = self.server.accept()
        self.peer_fd = self.connection.fileno()

    def drop(self) -> None:
        """Close the connection that there is."""
        self.peer_fd = -1
        if self.connection:
            self.connection.close()
            self.connection = None

    lose = drop

    def hang_up(self) -> None:
        self.drop()
        if self.server:
            self.server.close()
            self.server = None

    def plug(self) -> None:
        self.do(self.listen)

    def listen(self) -> None:
        """Take connections again."""
        self.machine.power_on()
        self.server = socket.create_server(("127.0.0.1", self.port))


class PtyRig(PeerRig):
    """A machine at the far end of a pseudo terminal, whose name is a link that comes and goes."""

    def prepare(self) -> None:
        self.slave = -1

    def connect(self) -> None:
        """Make a new pair and name it."""
        if hasattr(self, "machine"):
            self.machine.power_on()
        self.peer_fd, self.slave = os.openpty()
        tty.setraw(self.slave)
        self.port.unlink(missing_ok=True)
        self.port.symlink_to(os.ttyname(self.slave))

    def hang_up(self) -> None:
        self.port.unlink(missing_ok=True)
        for fd in (self.peer_fd, self.slave):
            if fd >= 0:
                os.close(fd)
        self.peer_fd = self.slave = -1

    def plug(self) -> None:
        self.do(self.connect)

    @property
    def port(self) -> Path:
        """The name of the device."""
        return self.folder / "may-in"


class SerialRig(PtyRig):
    """On a serial line."""

    def make(self, config: dict[str, Any]) -> Printer:
        self.connect()
        return SerialPrinter(SerialPrinterConfig(name="may", port=str(self.port), **config), self.around, FAST)


class UsbRig(PtyRig):
    """As a device file."""

    def make(self, config: dict[str, Any]) -> Printer:
        self.connect()
        return UsbPrinter(UsbPrinterConfig(name="may", device=str(self.port), **config), self.around, FAST)


RIGS: dict[str, type[Rig]] = {"dummy": DummyRig, "network": NetworkRig, "serial": SerialRig, "usb": UsbRig}


@pytest.fixture(scope="session")
def rigs() -> dict[str, type[Rig]]:
    """A rig for each driver, by the name in gateway.toml."""
    return RIGS


@pytest.fixture(scope="session")
def fast() -> Timing:
    """The patience that the rigs have."""
    return FAST


# A device file is read and written like a serial line: the fast tests see the one, the slow ones both.
@pytest.fixture(params=["dummy", "network", "serial", pytest.param("usb", marks=pytest.mark.slow)])
def make_rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[..., Rig]]:
    """Makes rigs of one driver, not started, with keys of its table; closes them at the end."""
    made: list[Rig] = []

    def make(**config: Any) -> Rig:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        made.append(RIGS[request.param](folder, **config))
        return made[-1]

    yield make
    for rig in made:
        rig.close()


@pytest.fixture
def rig(make_rig: Callable[..., Rig]) -> Rig:
    """One printer that is ready."""
    rig = make_rig()
    rig.printer.start()
    rig.posted.state("ok")
    return rig
