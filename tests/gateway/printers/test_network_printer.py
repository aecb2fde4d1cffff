"""What only a network printer can do: refuse, hang up, take nothing."""

import socket
import threading
from collections.abc import Iterator

import pytest

from gateway.config.printers import NetworkPrinterConfig
from gateway.printers.bitmap import Bitmap
from gateway.printers.network_printer import NetworkPrinter


class Refuser:
    """Takes connections and hangs up at once, as a printer does that is busy with another computer."""

    def __init__(self) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.came = 0
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self) -> None:
        """Until the server is closed."""
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            self.came += 1
            connection.close()

    def close(self) -> None:
        """End it."""
        self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()
        self.thread.join()


@pytest.fixture
def refuser() -> Iterator[Refuser]:
    """A printer that hangs up."""
    refuser = Refuser()
    yield refuser
    refuser.close()


def test_a_printer_that_hangs_up_is_told_once(rigs, refuser: Refuser, tmp_path, wait_until, fast) -> None:
    """It is one fault and not news with every attempt; a ticket for it fails, because nothing was sent."""
    rig = rigs["dummy"](tmp_path)
    config = NetworkPrinterConfig(name="may", host="127.0.0.1", port=refuser.server.getsockname()[1])
    printer = NetworkPrinter(config, rig.around, fast)
    printer.start()
    try:
        wait_until(lambda: refuser.came >= 5)
        assert [state for state, _ in rig.posted.states()] == ["fault"]
        order = rig.order()
        printer.print(order)
        assert rig.posted.ending(order)[0] == "failed"
    finally:
        printer.stop()


@pytest.mark.slow
def test_a_printer_that_takes_nothing_more(rigs, tmp_path, wait_until) -> None:
    """A ticket larger than all buffers, for a printer that stopped reading: unknown, told as a fault, never again."""
    rig = rigs["network"](tmp_path)
    rig.printer.start()
    try:
        rig.posted.state("ok")
        rig.bitmap = Bitmap(576, 120_000, bytes([0x81]) * 72 * 120_000)
        rig.draw = hold(rig)
        order = rig.print()
        assert rig.posted.ending(order) == ("unknown", "stalled")
        assert ("fault", "stalled") in rig.posted.states()
    finally:
        rig.lock.release()
        rig.close()


def hold(rig):
    """A draw that stops the peer from reading, once the printer has said that it is fine."""

    def draw(order):
        send = rig.printer._run_of.send

        def first(*words, **more):
            rig.lock.acquire()
            return send(*words, **more)

        rig.printer._run_of.send = first
        return rig.bitmap

    return draw
