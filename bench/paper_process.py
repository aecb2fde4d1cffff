"""A child program of the benches: a network printer in software, which tells when each ticket's last byte came.

``paper_process.py <port> <file> <seconds a ticket takes>``; 0 takes a free port, which it says. At the end of its
standard input the times stand in the file: seconds of the machine's monotonic clock, in the order of the tickets.
"""

import socket
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

from gateway.printers.escpos import MARK
from gateway.printers.paper_machine import PaperMachine


def main(argv: Sequence[str]) -> int:
    """Take what one gateway after the other sends."""
    port, file, slow_s = int(argv[0]), Path(argv[1]), float(argv[2])
    server = socket.create_server(("127.0.0.1", port))
    print(server.getsockname()[1], flush=True)
    came_s: list[float] = []
    threading.Thread(target=_serve, args=(server, came_s, slow_s), daemon=True).start()
    sys.stdin.read()
    file.write_bytes(msgspec.json.encode(came_s))
    return 0


def _serve(server: socket.socket, came_s: list[float], slow_s: float) -> None:
    while True:
        connection, _ = server.accept()
        with connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            machine, end = PaperMachine(576), b""
            while data := connection.recv(1 << 20):
                now_s = time.monotonic()
                end = (end + data)[-len(MARK) :]
                if end == MARK:
                    came_s.append(now_s)
                    time.sleep(slow_s)
                connection.sendall(machine.feed(data))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
