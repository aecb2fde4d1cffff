"""Ten thousand tickets from sixteen citizens at once, at two kiosks and at a single Pi; what a ticket waits for.

Real gateway processes: hall, two kiosks, mosquitto between them; the single Pi has every role and no broker. Each
kiosk has a network printer in software, in a process of its own; its paper takes no time. "Stored" is the answer to
the citizen: the ticket is on the disks of hall and kiosk; "sent" is when its last byte reached the printer. With
pauses, sixteen citizens think two seconds on the average (eight tickets a second, a hundred times a busy centre); at
full speed each asks again at once, and tickets queue for the printers. Any number given twice or missing fails the
run. FQM's 81 ms (request to a printer that is a file) were measured on a machine of the same kind.
"""

import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.common import Figure, percentile
from bench.hall_office import Office, OfficeGateway, Paper
from bench.tickets import FQM_MS, order_of
from gateway.paper.ticket import TicketPainter
from gateway.paper.words import read_words
from gateway.printers.escpos import encode

TICKETS, CLIENTS, LEASE = 10_000, 16, 20
CALM, CALM_PAUSE = 640, "0 4"
SETTLE_S = 2.0
Kiosks = list[tuple[OfficeGateway, Paper]]


class NumbersWrong(RuntimeError):
    """A number came twice, or is missing, or a ticket has no paper."""


def main(tickets: int = TICKETS, calm: int = CALM) -> list[Figure]:
    """Two kiosks over the broker, then the single Pi."""
    raw_ms = raw()
    figures = []
    for what, kiosks in (("two kiosks", 2), ("single Pi", 1)):
        with tempfile.TemporaryDirectory() as name:
            figures += _office(Path(name), what, kiosks, tickets, calm, raw_ms)
    return figures


def _office(folder: Path, what: str, kiosks: int, tickets: int, calm: int, raw_ms: float) -> list[Figure]:
    office = Office(folder, with_broker=kiosks > 1)
    try:
        printers = [office.paper(f"paper-{n}") for n in range(kiosks)]
        if kiosks > 1:
            hall = office.gateway("hall-01", ("hall",))
            gateways = [
                office.gateway(f"kiosk-{n}", ("kiosk",), paper.port, lease=LEASE) for n, paper in enumerate(printers)
            ]
        else:
            hall = office.gateway("hall-01", ("hall", "kiosk", "counter", "display"), printers[0].port)
            gateways = [hall]
        time.sleep(SETTLE_S)
        rounds = [_take(gateways, calm, CALM_PAUSE), _take(gateways, tickets, "0 0")]
        said = [gateway.ask("issued") for gateway in {id(one): one for one in (hall, *gateways)}.values()]
        sent_s = [paper.stop() for paper in printers]
    finally:
        office.close()
    check(rounds, said, sent_s)
    return _figures(what, rounds, sent_s, raw_ms)


def _take(gateways: list[OfficeGateway], tickets: int, pause: str) -> list[list[list[Any]]]:
    """Everybody takes tickets; of each kiosk: asked, stored and number of each ticket, in the order of storing."""
    each = f"take {CLIENTS // len(gateways)} {tickets // len(gateways)} {pause}"
    files = [gateway.order(each) for gateway in gateways]
    taken = [gateway.result(file)["stored"] for gateway, file in zip(gateways, files, strict=True)]
    _printed(gateways, taken)
    return taken


def _printed(gateways: list[OfficeGateway], taken: list[list[Any]]) -> None:
    """Wait until every paper is out."""
    deadline_s = time.monotonic() + 300
    for gateway in gateways:
        papers = -1
        while time.monotonic() < deadline_s:
            now = gateway.ask("issued")
            if now["printed"] == papers:
                break
            papers = now["printed"]
            time.sleep(SETTLE_S)


def check(rounds: list[list[list[list[Any]]]], said: list[dict[str, Any]], sent_s: list[list[float]]) -> None:
    """Every citizen has a number, no number is given twice, none missing but those in a kiosk's block, all printed."""
    numbers = [number for taken in rounds for kiosk in taken for _, _, number in kiosk]
    hall = said[0]
    leased = {f"{'A' if code == 'ho-tich' else 'B'}{n:04d}" for code, a, b in hall["leased"] for n in range(a, b + 1)}
    refused = [number for number in numbers if number.startswith("!")]
    if refused or len(set(numbers)) != len(numbers):
        raise NumbersWrong(f"{len(numbers)} asked, {len(set(numbers))} different, refused: {set(refused)}")
    if sorted(hall["issued"]) != sorted(numbers):
        raise NumbersWrong("the hall's journal and the citizens name different numbers")
    for prefix in "AB":
        highest = max(int(number[1:]) for number in numbers if number[0] == prefix)
        missing = {f"{prefix}{n:04d}" for n in range(1, highest + 1)} - set(numbers) - leased
        if missing:
            raise NumbersWrong(f"missing: {sorted(missing)[:5]}")
    printed, failed = sum(one["printed"] for one in said), sum(one["failed"] for one in said)
    if (printed, failed, sum(map(len, sent_s))) != (len(numbers), 0, len(numbers)):
        raise NumbersWrong(
            f"{len(numbers)} tickets, {printed} printed, {failed} failed, {sum(map(len, sent_s))} papers"
        )


def _figures(what: str, rounds: list[list[list[list[Any]]]], sent_s: list[list[float]], raw_ms: float) -> list[Figure]:
    calm, full = rounds
    done = [len(kiosk) for kiosk in calm]
    asked_ms, printed_ms = _waits(calm, [sent[:n] for sent, n in zip(sent_s, done, strict=True)])
    full_ms, full_printed_ms = _waits(full, [sent[n:] for sent, n in zip(sent_s, done, strict=True)])
    everything = [ticket for kiosk in full for ticket in kiosk]
    took_s = max(stored for _, stored, _ in everything) - min(asked for asked, _, _ in everything)
    few, many = f"{len(asked_ms)} tickets with pauses", f"{len(everything)} tickets"

    def share(work: str, values_ms: list[float], at: float, *beside: Any) -> Figure:
        return Figure(f"{what}: {work}, p{100 * at:.0f}", percentile(values_ms, at), "ms", *beside)

    rush = "order → stored, full speed", "stored → sent, full speed"
    return [
        Figure(f"{what}: every number once, full speed", len(everything) / took_s, "tickets/s", many),
        share("order → stored", asked_ms, 0.5, few),
        share("order → stored", asked_ms, 0.99, f"worst {max(asked_ms):.0f} ms"),
        share("stored → sent", printed_ms, 0.5, "commit + encode, p50", raw_ms, "< 10"),
        share("stored → sent", printed_ms, 0.99, "FQM, p50", FQM_MS, "< 40"),
        share(rush[0], full_ms, 0.5, "p99", percentile(full_ms, 0.99)),
        share(rush[1], full_printed_ms, 0.5, "p99", percentile(full_printed_ms, 0.99)),
    ]


def _waits(taken: list[list[list[Any]]], sent_s: list[list[float]]) -> tuple[list[float], list[float]]:
    """Milliseconds to the answer, and from it to the printer."""
    asked = [1000 * (stored - asked) for kiosk in taken for asked, stored, _ in kiosk]
    printed = [
        1000 * (sent - stored)
        for kiosk, papers in zip(taken, sent_s, strict=True)
        for (_, stored, _), sent in zip(kiosk, papers, strict=True)
    ]
    return asked, printed


def raw() -> float:
    """Milliseconds of one fsynced commit and one raster encoding, medians."""
    painter = TicketPainter(576, "Trung tâm Phục vụ hành chính công tỉnh Mẫu", {"vi": read_words("vi")})
    picture = painter.draw(order_of(1))
    with tempfile.TemporaryDirectory() as folder:
        db = sqlite3.connect(Path(folder) / "raw.db", isolation_level=None)
        db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (line BLOB)")
        try:
            commit_ms = _median_ms(lambda: db.execute("INSERT INTO t VALUES (?)", (bytes(400),)))
        finally:
            db.close()
    return commit_ms + _median_ms(lambda: encode(picture))


def _median_ms(work: Callable[[], object]) -> float:
    took_ms = []
    for _ in range(200):
        began_s = time.perf_counter()
        work()
        took_ms.append(1000 * (time.perf_counter() - began_s))
    return percentile(took_ms, 0.5)


if __name__ == "__main__":
    for figure in main(1000, 160):
        print(figure.row())
