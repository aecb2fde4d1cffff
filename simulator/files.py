"""Writes the real settings files of a simulated office: central.toml, site.toml and a gateway.toml each.

What runs reads them back with the readers of its own part; nothing is handed over behind their back.
"""

import csv
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast

from central.config import CentralConfig, CentralSite, DatabaseConfig, WebConfig
from contract import site as site_types
from contract.links import BrokerConfig
from contract.scales import ScaleCode
from contract.toml_writer import to_toml
from gateway.config import (
    BadgeConfig,
    ClockConfig,
    ControlConfig,
    DummyBadgeConfig,
    DummyButton,
    DummyPanelConfig,
    GatewayConfig,
    GpioButton,
    GpioPanelConfig,
    JournalConfig,
    KeyButton,
    PanelConfig,
    SerialBadgeConfig,
    SerialPanelConfig,
)
from simulator.hall_files import HallPorts, hall_gateway, keypad, with_queue
from simulator.plan import ANY_DAY, OfficePlan, Place, Station

REMARK = "Tệp của văn phòng ảo, được viết lại mỗi lần khởi động · of the virtual office, written anew at each start"
MOST_SOCKET_PATH = 100
"""The system allows about 107 bytes for the path of a Unix socket."""

GPIO_PINS = (*range(4, 14), *range(16, 28), 14, 15, 2, 3)
"""BCM numbers in the order in which panels take them: those with a second task on the board last."""


@dataclass(frozen=True, slots=True)
class OfficeFolder:
    """Where the files of an office lie."""

    root: Path

    @property
    def central_toml(self) -> Path:
        """The settings of central."""
        return self.root / "central.toml"

    @property
    def site_toml(self) -> Path:
        """The site, as the gateways read it."""
        return self.root / "site.toml"

    @property
    def broker(self) -> Path:
        """Settings and log of the broker."""
        return self.root / "broker"

    @property
    def hall_broker(self) -> Path:
        """Settings and log of the broker inside the centre."""
        return self.root / "hall-broker"

    def gateway_toml(self, gateway: str) -> Path:
        """The settings of one gateway; its journal lies beside it."""
        return self.root / gateway / "gateway.toml"

    def serial_port(self, counter: str) -> Path:
        """The name under which the pty of a counter's button box is found."""
        return self.root / "ports" / f"counter-{counter}"

    def reader_port(self, counter: str) -> Path:
        """The name under which the pty of a counter's badge reader is found."""
        return self.root / "ports" / f"reader-{counter}"

    def list_file(self, kind: str) -> Path:
        """The table of agencies, officers or services that is imported."""
        return self.root / "lists" / f"{kind}.csv"


def write_office(
    folder: OfficeFolder, plan: OfficePlan, broker_port: int, web_port: int, hall_ports: HallPorts | None = None
) -> None:
    """Write every file of the office. ``hall_ports``: where the hall is, in an office that has one."""
    write_central(folder, plan, broker_port, web_port)
    write_site(folder, plan, None if hall_ports is None else hall_ports.url)
    for station in plan.stations:
        write_gateway(folder, plan, station, broker_port, hall_ports)
    if plan.hall is not None and hall_ports is not None:
        path = folder.gateway_toml(plan.hall.gateway)
        settings = hall_gateway(plan.hall, plan, broker_port, hall_ports, _socket_path(path.parent))
        _write(path, to_toml(settings, REMARK))


def write_central(folder: OfficeFolder, plan: OfficePlan, broker_port: int, web_port: int) -> Path:
    """Write central.toml; returns its path."""
    settings = CentralConfig(
        web=WebConfig(port=web_port),
        broker=BrokerConfig(port=broker_port),
        database=DatabaseConfig("sqlite:///central.db"),
        sites={plan.site: CentralSite(plan.name, plan.timezone, cast(ScaleCode, plan.scale), plan.mode)},
    )
    return _write(folder.central_toml, to_toml(settings, REMARK))


def write_site(folder: OfficeFolder, plan: OfficePlan, public_url: str | None = None) -> Path:
    """Write site.toml; returns its path. ``public_url``: where phones follow their tickets."""
    settings = site_types.SiteConfig(
        site=plan.site,
        name=plan.name,
        timezone=plan.timezone,
        ratings=(site_types.RatingRules(cast(ScaleCode, plan.scale), plan.mode, ANY_DAY),),
        counters=tuple(site_types.Counter(counter, plan.titles.get(counter)) for counter in plan.counters),
        officers=tuple(site_types.Officer(p.code, p.name, p.agency, p.badge) for p in plan.people),
        agencies=tuple(site_types.Agency(agency.code, agency.name) for agency in plan.agencies),
    )
    if plan.hall is not None:
        settings = with_queue(settings, plan.hall, folder.root, public_url)
    return _write(folder.site_toml, to_toml(settings, REMARK))


def write_gateway(
    folder: OfficeFolder, plan: OfficePlan, station: Station, broker_port: int, hall_ports: HallPorts | None = None
) -> Path:
    """Write one gateway.toml; returns its path. Acknowledged lines are kept for a year: a demo shows them."""
    path = folder.gateway_toml(station.gateway)
    pins = list(GPIO_PINS)
    settings = GatewayConfig(
        gateway=station.gateway,
        site=plan.site,
        site_file="../site.toml",
        data_dir="data",
        central=BrokerConfig(port=broker_port),
        hall=None if hall_ports is None else BrokerConfig(port=hall_ports.broker),
        clock=ClockConfig("trusted"),
        journal=JournalConfig(keep_days=365),
        control=ControlConfig(_socket_path(path.parent)),
        panels=tuple(_panel(folder, plan, place, pins) for place in station.places),
        badges=tuple(_badge(folder, place) for place in station.places),
        keypads=() if plan.hall is None else tuple(keypad(place.counter) for place in station.places),
    )
    return _write(path, to_toml(settings, REMARK))


def write_lists(folder: OfficeFolder, plan: OfficePlan, valid_from: date | None = None) -> dict[str, Path]:
    """Write the tables that `quayso import` reads, by kind; people are there from ``valid_from`` on."""
    since = valid_from.isoformat() if valid_from else ""
    tables = {
        "agencies": [["name", "aliases", "valid_from", "valid_to"], *([a.name, "", since, ""] for a in plan.agencies)],
        "officers": [
            ["code", "name", "agency", "role", "valid_from", "valid_to", "employment"],
            *([p.code, p.name, plan.agency_name(p.agency), "", since, "", ""] for p in plan.people),
        ],
    }
    return {kind: _write_csv(folder.list_file(kind), rows) for kind, rows in tables.items()}


def _panel(folder: OfficeFolder, plan: OfficePlan, place: Place, pins: list[int]) -> PanelConfig:
    name = f"bang-{place.counter}"
    levels = plan.levels
    match place.driver:
        case "gpio":
            return GpioPanelConfig(
                name,
                place.counter,
                tuple(GpioButton(level, pins.pop(0)) for level in levels),  # type: ignore[arg-type]
                lamp_pin=pins.pop(0),
                tone_pin=pins.pop(0),
                fault_lamp_pin=pins.pop(0),
            )
        case "serial":
            keys = tuple(KeyButton(level, str(n)) for n, level in enumerate(levels, 1))  # type: ignore[arg-type]
            return SerialPanelConfig(name, place.counter, str(folder.serial_port(place.counter)), keys)
        case "dummy":
            buttons = tuple(DummyButton(level) for level in levels)  # type: ignore[arg-type]
            return DummyPanelConfig(name, place.counter, buttons)


def _badge(folder: OfficeFolder, place: Place) -> BadgeConfig:
    """Beside a button box on a cable stands a reader on a cable; else it exists in software."""
    if place.driver == "serial":
        return SerialBadgeConfig(f"the-{place.counter}", place.counter, str(folder.reader_port(place.counter)))
    return DummyBadgeConfig(f"the-{place.counter}", place.counter)


def _socket_path(folder: Path) -> str:
    path = str(folder.resolve() / "control.sock")
    if len(path) <= MOST_SOCKET_PATH:
        return path
    return str(Path(tempfile.mkdtemp(prefix="quayso-")) / "control.sock")


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def _write_csv(path: Path, rows: list[list[str]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    return path
