"""A child program of the benches: a network printer in software, which tells when each ticket's last byte came.

``paper_process.py <file>`` says its port. Orders on standard input: ``slow <seconds a ticket takes>``, ``gone`` (the
cable is pulled) and ``back``. At the end of its standard input the times stand in the file: seconds of the machine's
monotonic clock, in the order of the tickets.
"""

import contextlib
import socket
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

from gateway.printers.escpos import MARK
from gateway.printers.paper_machine import PaperMachine


class Printer:
    """Takes what one gateway after the other sends."""

    def __init__(self) -> None:
        self.came_s: list[float] = []
        self.slow_s = 0.0
        self._server = socket.create_server(("127.0.0.1", 0))
        self._connection: socket.socket | None = None
        self.port: int = self._server.getsockname()[1]

    def listen(self) -> None:
        """Begin to take connections."""
        threading.Thread(target=self._serve, args=(self._server,), daemon=True).start()

    def gone(self) -> None:
        """Nobody listens any more, and the open connection ends."""
        self._server.close()
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def back(self) -> None:
        """It listens again where it did."""
        self._server = socket.create_server(("127.0.0.1", self.port))
        self.listen()

    def _serve(self, server: socket.socket) -> None:
        # Ends when the cable is pulled: accept() fails on a socket that was closed.
        with contextlib.suppress(OSError):
            while True:
                server.settimeout(0.2)
                with contextlib.suppress(TimeoutError):
                    connection, _ = server.accept()
                    connection.settimeout(None)
                    self._connection = connection
                    self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        machine, end = PaperMachine(576), b""
        with connection, contextlib.suppress(ConnectionError):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while data := connection.recv(1 << 20):
                now_s = time.monotonic()
                end = (end + data)[-len(MARK) :]
                if end == MARK:
                    self.came_s.append(now_s)
                    time.sleep(self.slow_s)
                connection.sendall(machine.feed(data))


def main(argv: Sequence[str]) -> int:
    """Obey standard input until it ends."""
    printer = Printer()
    printer.listen()
    print(printer.port, flush=True)
    for line in sys.stdin:
        match line.split():
            case ["slow", seconds]:
                printer.slow_s = float(seconds)
            case ["gone"]:
                printer.gone()
            case ["back"]:
                printer.back()
    Path(argv[0]).write_bytes(msgspec.json.encode(printer.came_s))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
