"""From a stored ticket to its bytes at the printer: drawn, encoded, the printer asked, all bytes handed over.

A network printer in software, in a process of its own, that answers at once; the paper itself is left out. Beside it
the raw cost (one fsynced commit and one raster encoding of the same picture) and a well-known queue system: FQM needs
81 ms from request to a printer that is only a file (measured on a machine of the same kind, with its own store).
"""

import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from bench.common import Figure, percentile
from contract.clock import Stamp
from gateway.config.printers import NetworkPrinterConfig
from gateway.hall_commands import PrintEnded, PrintTicket
from gateway.paper.ticket import TicketPainter
from gateway.paper.words import read_words
from gateway.printers.base import Surroundings
from gateway.printers.escpos import encode
from gateway.printers.network_printer import NetworkPrinter

TICKETS = 300
FQM_MS = 81.0
WIDTH_PX = 576
SERIAL_BYTES_S = 115_200 / 10

PEER = """
import socket, sys
from gateway.printers.paper_machine import PaperMachine
machine, server = PaperMachine(576), socket.create_server(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
connection, _ = server.accept()
while data := connection.recv(1 << 20):
    connection.sendall(machine.feed(data))
"""


def main() -> list[Figure]:
    """Measure tickets one after the other, each with its own number, time and code."""
    painter = TicketPainter(WIDTH_PX, "Trung tâm Phục vụ hành chính công tỉnh Mẫu", {"vi": read_words("vi")})
    painter.prepare()
    orders = [order_of(number) for number in range(TICKETS)]
    draws_ms = [_ms(lambda order=order: painter.draw(order)) for order in orders]  # type: ignore[misc]
    picture = painter.draw(orders[0])
    encodes_ms = [_ms(lambda: encode(picture)) for _ in range(TICKETS)]
    commits_ms = _commits()
    raw_ms = percentile(encodes_ms, 0.5) + percentile(commits_ms, 0.5)
    sent_ms = _sent(painter, [order_of(TICKETS + number) for number in range(TICKETS)])
    size, plain = len(b"".join(encode(picture))), len(picture.rows)
    return [
        Figure(
            "ticket to printer, p50", percentile(sent_ms, 0.5), "ms", "commit + encode, p50", raw_ms, "< 10 with commit"
        ),
        Figure("ticket to printer, p99", percentile(sent_ms, 0.99), "ms", "FQM, p50", FQM_MS, "< 40 with commit"),
        Figure("drawing alone, p50", percentile(draws_ms, 0.5), "ms", "p99", percentile(draws_ms, 0.99)),
        Figure("encoding alone, p50", percentile(encodes_ms, 0.5), "ms", "p99", percentile(encodes_ms, 0.99)),
        Figure("one fsynced commit, p50", percentile(commits_ms, 0.5), "ms", "p99", percentile(commits_ms, 0.99)),
        Figure("bytes of a ticket", size, "B", "its plain dots", plain, "< half"),
        Figure("on a serial line of 115200 baud", size / SERIAL_BYTES_S, "s", "plain dots", plain / SERIAL_BYTES_S),
    ]


def order_of(number: int) -> PrintTicket:
    """A ticket with its own number, time and code."""
    stamp = Stamp(datetime.now(UTC), "synced", "boot", 1)
    code = f"https://mot-cua.mau.vn/t/{uuid4().hex[:12]}"
    return PrintTicket(
        uuid4(), f"A{number:03}", "Chứng thực bản sao", number % 9 == 0, number % 40, number * 7, stamp, qr=code
    )


def _ms(work: object) -> float:
    began_s = time.perf_counter()
    work()  # type: ignore[operator]
    return (time.perf_counter() - began_s) * 1000


def _commits() -> list[float]:
    """One row in a transaction of its own, as the journal does it: WAL, synchronous FULL."""
    with tempfile.TemporaryDirectory() as folder:
        db = sqlite3.connect(Path(folder) / "raw.db", isolation_level=None)
        db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (line BLOB)")
        try:
            return [_ms(lambda: db.execute("INSERT INTO t VALUES (?)", (bytes(400),))) for _ in range(TICKETS)]
        finally:
            db.close()


def _sent(painter: TicketPainter, orders: list[PrintTicket]) -> list[float]:
    """Milliseconds from print() to "sent" of each ticket; the next is ordered when the last is printed."""
    peer = subprocess.Popen([sys.executable, "-c", PEER], stdout=subprocess.PIPE)
    assert peer.stdout is not None
    told: dict[str, float] = {}
    printed = threading.Event()

    def post(command: object) -> None:
        if isinstance(command, PrintEnded):
            told[command.outcome] = time.perf_counter()
            if command.outcome != "sent":
                printed.set()

    config = NetworkPrinterConfig(name="may", host="127.0.0.1", port=int(peer.stdout.readline()))
    printer = NetworkPrinter(config, Surroundings(post, painter.draw))
    printer.start()
    took_ms = []
    try:
        for order in orders:
            printed.clear()
            told.clear()
            began_s = time.perf_counter()
            printer.print(order)
            if not printed.wait(30) or "printed" not in told:
                raise RuntimeError(f"the ticket {order.number} did not come out: {told}")
            took_ms.append((told["sent"] - began_s) * 1000)
    finally:
        printer.stop()
        peer.terminate()
        peer.wait(10)
        peer.stdout.close()
    return took_ms
