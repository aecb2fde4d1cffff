"""A centre for the benches of the hall: settings files, broker, gateways and printers as processes of their own."""

import contextlib
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from bench.common import free_port
from contract.links import BrokerConfig
from contract.services import Service
from contract.site import Counter, Officer, RatingRules, SiteConfig
from contract.toml_writer import to_toml
from gateway.config import DummyPanelConfig
from gateway.config.boards import DummyBoardConfig
from gateway.config.gateway_toml import ClockConfig, ControlConfig, GatewayConfig
from gateway.config.pages import KioskConfig, WebConfig
from gateway.config.panels import DummyButton
from gateway.config.printers import NetworkPrinterConfig
from simulator.broker import MosquittoBroker
from simulator.child_process import ChildFailed, ChildProcess

COUNTERS = 40
PATIENCE_S = 900.0
BUTTONS = tuple(DummyButton(level) for level in ("good", "fair", "average", "poor"))
SITE = SiteConfig(
    "trung-tam",
    "Trung tâm Phục vụ hành chính công tỉnh Mẫu",
    (RatingRules("4-level", "free", date(2020, 1, 1)),),
    tuple(Counter(str(n)) for n in range(1, COUNTERS + 1)),
    tuple(Officer(f"cb-{n:02d}", f"Người Mẫu {n}") for n in range(1, COUNTERS + 1)),
    services=(
        Service("ho-tich", "Hộ tịch, chứng thực", "A", digits=4),
        Service("dat-dai", "Đất đai, môi trường", "B", digits=4),
    ),
    public_url="https://mot-cua.mau.vn",
    secret="mot-khoa-bi-mat-dai-hon-ba-muoi-hai-ky-tu",
)


class Paper:
    """A printer in software, as a process of its own (`bench/paper_process.py`)."""

    def __init__(self, file: Path) -> None:
        self._file = file
        command = [sys.executable, "-P", "-m", "bench.paper_process", str(file)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline())

    def say(self, order: str) -> None:
        """``slow <seconds a ticket takes>``, ``gone`` or ``back``."""
        assert self._process.stdin is not None
        self._process.stdin.write(order.encode() + b"\n")
        self._process.stdin.flush()

    def stop(self) -> list[float]:
        """End it; when each ticket's last byte had come."""
        if self._process.poll() is None:
            self._process.communicate(timeout=30)
        return msgspec.json.decode(self._file.read_bytes(), type=list[float])


class OfficeGateway(ChildProcess):
    """One gateway with people before it (`bench/hall_gateway.py`)."""

    def __init__(self, file: Path) -> None:
        command = [sys.executable, "-P", "-m", "bench.hall_gateway", str(file)]
        super().__init__(file.parent.name, file.parent, command, str(file))
        self._orders = 0

    def begin(self) -> "OfficeGateway":
        """Start it; returns when its devices work."""
        self.start()
        self._await("ready")
        return self

    def order(self, words: str) -> Path:
        """Let people begin something; `result` waits for its end."""
        self._orders += 1
        file = self.folder / f"{self._orders}.json"
        do, *rest = words.split(maxsplit=1)
        self.say(" ".join([do, str(file), *rest]))
        return file

    def result(self, file: Path) -> dict[str, Any]:
        """What came of an order."""
        self._await(f"done {file}")
        return msgspec.json.decode(file.read_bytes(), type=dict[str, Any])

    def ask(self, words: str) -> dict[str, Any]:
        """Order and wait."""
        return self.result(self.order(words))

    def _await(self, line: str) -> None:
        deadline_s = time.monotonic() + PATIENCE_S
        while line not in self.out_file.read_text("utf-8").splitlines():
            if self.pid is None or time.monotonic() > deadline_s:
                raise ChildFailed(self.tell(f"{line}: không thấy · did not come"))
            time.sleep(0.02)


class Office:
    """Files and processes in one folder; `close` ends whatever still runs."""

    def __init__(self, folder: Path, with_broker: bool = True, site: SiteConfig = SITE) -> None:
        self.folder = folder
        self._undo = contextlib.ExitStack()
        self._broker = MosquittoBroker(folder / "broker") if with_broker else None
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "site.toml").write_text(to_toml(site, "bench"), "utf-8")
        if self._broker is not None:
            self._undo.callback(self._broker.start().stop)

    def paper(self, name: str) -> Paper:
        """A printer on the network."""
        paper = Paper(self.folder / f"{name}.json")
        self._undo.callback(paper.stop)
        return paper

    def gateway(
        self,
        name: str,
        roles: tuple[Any, ...],
        printer: int | None = None,
        boards: tuple[str | None, ...] = (),
        panel: str | None = None,
        lease: int = 20,
        web: WebConfig | None = None,
    ) -> OfficeGateway:
        """Start a gateway; ``printer``: a port, ``boards``: their counters, ``panel``: a rating panel's counter."""
        home = self.folder / name
        home.mkdir()
        port = self._broker.port if self._broker is not None else free_port()
        config = GatewayConfig(
            gateway=name,
            site=SITE.site,
            site_file="../site.toml",
            data_dir="data",
            roles=roles,
            central=BrokerConfig(port=port),
            hall=None if self._broker is None else BrokerConfig(port=port),
            clock=ClockConfig("trusted"),
            control=ControlConfig(socket="c.sock"),
            printers=() if printer is None else (NetworkPrinterConfig(name="may-in", host="127.0.0.1", port=printer),),
            boards=tuple(DummyBoardConfig(f"bang-{n}", counter) for n, counter in enumerate(boards)),
            panels=() if panel is None else (DummyPanelConfig("nut", panel, BUTTONS),),
            web=web or WebConfig(port=free_port()),
            kiosk=KioskConfig(lease=lease),
        )  # fmt: skip
        (home / "gateway.toml").write_text(to_toml(config, "bench"), "utf-8")
        gateway = OfficeGateway(home / "gateway.toml")
        self._undo.callback(gateway.stop)
        return gateway.begin()

    def close(self) -> None:
        """End everything."""
        self._undo.close()
