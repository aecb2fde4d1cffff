"""An independent printer (emupos) prints real tickets over TCP and a pseudo terminal, and reports its faults."""

import http.client
import io
import json
import os
import socket
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
import zxingcpp
from PIL import Image, ImageOps

from contract.clock import Stamp
from gateway.config.printers import NetworkPrinterConfig, SerialPrinterConfig
from gateway.hall_commands import PrintEnded, PrintTicket
from gateway.paper.code import qr_code
from gateway.paper.ticket import TicketPainter
from gateway.paper.words import read_words
from gateway.printers.base import Printer, Surroundings
from gateway.printers.bitmap import Bitmap
from gateway.printers.escpos import encode
from gateway.printers.registry import make_printer

pytestmark = pytest.mark.slow

ADDRESS = "https://mot-cua.mau.vn/t/7Q3kZp0aB9xY"
STAMP = Stamp(datetime(2026, 11, 23, 8, 15, tzinfo=UTC), "synced", "boot", 1)
ALL_LETTERS = "ÀẢÃÁẠẰẲẴẮẶẦẨẪẤẬÈẺẼÉẸỀỂỄẾỆÌỈĨÍỊÒỎÕÓỌỒỔỖỐỘỜỞỠỚỢÙỦŨÚỤỪỬỮỨỰỲỶỸÝỴĂÂÊÔƠƯĐ"


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


class Emupos:
    """The emulator as a process, with one printer called ``may``."""

    def __init__(self, program: Path, folder: Path, profile: str) -> None:
        self.api, self.port = free_port(), free_port()
        self.serial = folder / "emupos" / "may"
        (folder / "emupos.yaml").write_text(
            f"schema: 1\napi: {{ host: 127.0.0.1, port: {self.api} }}\ndevices:\n"
            f"  - id: may\n    type: printer\n    profile: {profile}\n    receipts_dir: ./receipts\n"
            f"    connections:\n      - tcp: {{ port: {self.port} }}\n      - serial: {{ pty: true }}\n"
        )
        self.log = (folder / "emupos.log").open("wb")
        self.process = subprocess.Popen(
            [program, "run"], cwd=folder, env={**os.environ, "TMPDIR": str(folder)}, stdout=self.log, stderr=self.log
        )

    def call(self, method: str, path: str) -> bytes:
        """Ask its control API."""
        connection = http.client.HTTPConnection("127.0.0.1", self.api, timeout=10)
        connection.request(method, f"/api/v1/devices/may{path}")
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        assert answer.status < 300, body
        return body

    def is_up(self) -> bool:
        """Whether it answers."""
        assert self.process.poll() is None, "emupos ended"
        try:
            self.call("GET", "/receipts")
        except OSError:
            return False
        return True

    def receipts(self) -> list[dict[str, object]]:
        """The tickets that came out, newest first."""
        return json.loads(self.call("GET", "/receipts"))

    def picture(self) -> Image.Image:
        """The newest ticket."""
        return Image.open(io.BytesIO(self.call("GET", "/receipts/latest/image"))).convert("1")

    def stop(self) -> None:
        """End the process."""
        self.process.terminate()
        self.process.wait(10)
        self.log.close()


@pytest.fixture(scope="module", params=["xprinter-xp80t", "epson-tm-t20iii"])
def emupos(request, repository: Path, tmp_path_factory, wait_until) -> Iterator[Emupos]:
    """The emulator, where tools/setup.sh could install it (it needs Python 3.13)."""
    program = repository / ".venv-emupos" / "bin" / "emupos"
    if not program.exists():
        pytest.skip("no emupos: tools/setup.sh test installs it into .venv-emupos where there is a Python 3.13")
    emulator = Emupos(program, tmp_path_factory.mktemp("emupos"), request.param)
    try:
        wait_until(emulator.is_up, 30, "the emulator")
        yield emulator
    finally:
        emulator.stop()


class Bench:
    """A printer in front of the emulator, and what it told."""

    def __init__(self, config: NetworkPrinterConfig | SerialPrinterConfig, wait_until: Callable[..., None]) -> None:
        painter = TicketPainter(
            config.width_px, "Trung tâm Phục vụ hành chính công", {c: read_words(c) for c in ("vi", "km")}
        )
        self.told: list[object] = []
        self.draw = self.painted = painter.draw
        self.wait_until = wait_until
        self.printer: Printer = make_printer(config, Surroundings(self.told.append, lambda order: self.painted(order)))

    def print(self, **other: object) -> tuple[PrintTicket, str, str | None]:
        """Print a ticket and wait for its end."""
        fields: dict[str, object] = {
            "number": "A105", "service": "Chứng thực", "priority": True, "ahead": 7, "estimate_s": 700, "qr": ADDRESS,
        }  # fmt: skip
        order = PrintTicket(uuid4(), issued=STAMP, **{**fields, **other})  # type: ignore[arg-type]
        self.printer.print(order)
        self.wait_until(lambda: self.endings(order), 30, "the end of the ticket")
        return order, *self.endings(order)[0]

    def endings(self, order: PrintTicket) -> list[tuple[str, str | None]]:
        """How a ticket ended."""
        ends = [t for t in self.told if isinstance(t, PrintEnded) and t.ticket == order.ticket and t.outcome != "sent"]
        return [(end.outcome, end.fault) for end in ends]


@pytest.fixture(params=["network", "serial"])
def bench(request, emupos: Emupos, wait_until) -> Iterator[Bench]:
    """A printer over TCP, and one over a pseudo terminal."""
    if request.param == "network":
        made = Bench(NetworkPrinterConfig(name="may", host="127.0.0.1", port=emupos.port), wait_until)
    else:
        made = Bench(SerialPrinterConfig(name="may", port=str(emupos.serial), baud=9600), wait_until)
    made.printer.start()
    yield made
    made.printer.stop()


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"service": ALL_LETTERS[:36], "attempt": 2},
        {"service": ALL_LETTERS[36:].lower(), "priority": False},
        {"language": "km"},
    ],
)
def test_the_emulator_shows_the_ticket(emupos: Emupos, bench: Bench, other: dict[str, object]) -> None:
    """What comes out is the picture that was drawn, dot by dot, and its code can be read."""
    order, outcome, fault = bench.print(**other)
    assert (outcome, fault) == ("printed", None)
    drawn = bench.draw(order)
    expected = ImageOps.invert(Image.frombytes("1", (drawn.width_px, drawn.height_px), drawn.rows).convert("L"))
    shown = emupos.picture()
    assert shown.size[0] == drawn.width_px
    last_ink = ImageOps.invert(expected).getbbox()[3]
    both = (0, 0, drawn.width_px, last_ink)
    assert shown.crop(both).tobytes() == expected.convert("1").crop(both).tobytes()
    assert [code.text for code in zxingcpp.read_barcodes(shown.convert("L"))] == [ADDRESS]


@pytest.mark.parametrize(
    ("fault", "told"), [("paper-out", "paper_out"), ("cover-open", "cover_open"), ("offline", "offline")]
)
def test_the_emulator_s_faults_are_told(emupos: Emupos, bench: Bench, fault: str, told: str) -> None:
    """A ticket for a printer that cannot print fails with the reason and never comes out; afterwards it prints."""
    before = len(emupos.receipts())
    emupos.call("PUT", f"/faults/{fault}")
    try:
        assert bench.print()[1:] == ("failed", told)
    finally:
        emupos.call("DELETE", f"/faults/{fault}")
    assert bench.print()[1:] == ("printed", None)
    assert len(emupos.receipts()) == before + 1


def test_low_paper_is_told_and_prints(emupos: Emupos, bench: Bench) -> None:
    """Paper near its end is a state of the device; the ticket comes out."""
    emupos.call("PUT", "/faults/paper-near-end")
    try:
        assert bench.print()[1:] == ("printed", None)
        assert any(getattr(told, "fault", None) == "paper_low" for told in bench.told)
    finally:
        emupos.call("DELETE", "/faults/paper-near-end")


def test_paper_that_ends_while_it_prints(emupos: Emupos, wait_until) -> None:
    """The cover opened between the question and the ticket: unknown, and the printer keeps the ticket for later."""
    config = NetworkPrinterConfig(name="may", host="127.0.0.1", port=emupos.port)
    bench = Bench(config, wait_until)
    bench.printer.start()
    before = len(emupos.receipts())
    try:
        send = bench.printer._run_of.send  # type: ignore[attr-defined]

        def open_first(*words: object, **more: object) -> object:
            emupos.call("PUT", "/faults/cover-open")
            return send(*words, **more)

        bench.printer._run_of.send = open_first  # type: ignore[attr-defined]
        assert bench.print()[1:] == ("unknown", "cover_open")
        assert len(emupos.receipts()) == before
        emupos.call("DELETE", "/faults/cover-open")
        wait_until(lambda: len(emupos.receipts()) == before + 1, 10, "the kept ticket")
    finally:
        bench.printer.stop()


def test_few_bytes(emupos: Emupos, bench: Bench) -> None:
    """A ticket takes less than half of its plain dots on the wire, and comes out all the same."""
    order, outcome, _ = bench.print()
    drawn = bench.draw(order)
    assert outcome == "printed"
    assert len(b"".join(encode(drawn))) < len(drawn.rows) / 2


@pytest.mark.parametrize("margins", [True, False])
def test_double_dots_are_enlarged(emupos: Emupos, wait_until, margins: bool) -> None:
    """A code alone on its rows is sent at half size; the printer makes it large again. Another code is another
    picture."""
    config = NetworkPrinterConfig(name="may", host="127.0.0.1", port=emupos.port, margins=margins)
    bench = Bench(config, wait_until)
    code = qr_code(ADDRESS, 280)
    page = Image.new("1", (576, code.height), 0)
    page.paste(1, (200, 0), code)
    bitmap = Bitmap(576, page.height, page.tobytes())
    bench.painted = lambda order: bitmap
    bench.printer.start()
    try:
        assert bench.print()[1:] == ("printed", None)
    finally:
        bench.printer.stop()
    shown = emupos.picture().crop((0, 0, 576, page.height))
    assert shown.tobytes() == ImageOps.invert(page.convert("L")).convert("1").tobytes()
    page.paste(1, (200, 0), qr_code(ADDRESS + "x", 280))
    assert shown.tobytes() != ImageOps.invert(page.convert("L")).convert("1").tobytes()
    assert len(b"".join(encode(bitmap))) < len(bitmap.rows) / 8
