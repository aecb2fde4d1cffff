"""The queue in the settings files of a simulated office: services and PINs of site.toml, the hall's gateway.toml."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from contract.links import BrokerConfig
from contract.site import Counter, Officer, SiteConfig
from gateway.config import ClockConfig, ControlConfig, GatewayConfig, JournalConfig
from gateway.config.boards import DummyBoardConfig
from gateway.config.keypads import DummyKeypadConfig
from gateway.config.pages import WebConfig
from gateway.config.printers import DummyPrinterConfig
from gateway.config.ticket_buttons import DummyTicketButton, DummyTicketPanelConfig
from gateway.config.voices import DummyVoiceConfig
from gateway.officers.pins import hash_pin
from simulator.plan import HallPlan, OfficePlan

PRINTER, BOARD, VOICE, BUTTONS = "may-in", "bang-led", "loa", "nut-lay-so"
KEYPAD = "ban-phim"
SECRET_FILE = "secret"


@dataclass(frozen=True, slots=True)
class HallPorts:
    """Where the hall is found: its pages, and the broker of the centre itself, which is not central's."""

    pages: int
    broker: int

    @property
    def url(self) -> str:
        """The address of the pages for a browser on this machine."""
        return f"http://127.0.0.1:{self.pages}"


def with_queue(site: SiteConfig, hall: HallPlan, folder: Path, public_url: str | None = None) -> SiteConfig:
    """The site with services, hours and PINs. Its secret is made once and kept beside its file."""
    hashed = hash_pin(hall.pin)

    def officer(one: Officer) -> Officer:
        return replace(one, pin=hashed, leader=one.code == hall.leader)

    def counter(one: Counter) -> Counter:
        return replace(one, services=hall.serves.get(one.id, ()))

    return replace(
        site,
        services=hall.services,
        hours=hall.hours,
        languages=hall.languages,
        notice=hall.notice,
        public_url=public_url,
        secret=_secret(folder),
        officers=tuple(officer(one) for one in site.officers),
        counters=tuple(counter(one) for one in site.counters),
    )


def hall_gateway(hall: HallPlan, plan: OfficePlan, broker_port: int, ports: HallPorts, socket: str) -> GatewayConfig:
    """One Pi with hall, kiosk and display: a printer, a LED board, a voice, ticket buttons and every page."""
    return GatewayConfig(
        gateway=hall.gateway,
        site=plan.site,
        site_file="../site.toml",
        data_dir="data",
        roles=("hall", "kiosk", "counter", "display"),
        central=BrokerConfig(port=broker_port),
        hall=BrokerConfig(port=ports.broker),
        clock=ClockConfig("trusted"),
        journal=JournalConfig(keep_days=365),
        control=ControlConfig(socket),
        printers=(DummyPrinterConfig(PRINTER),),
        boards=(DummyBoardConfig(BOARD), *(DummyBoardConfig(f"{BOARD}-{one}", one) for one in plan.counters)),
        voices=(DummyVoiceConfig(VOICE),),
        ticket_panels=(DummyTicketPanelConfig(BUTTONS, tuple(DummyTicketButton(one.code) for one in hall.services)),),
        web=WebConfig(port=ports.pages),
    )


def keypad(counter: str) -> DummyKeypadConfig:
    """The officer's keys at a counter."""
    return DummyKeypadConfig(f"{KEYPAD}-{counter}", counter)


def _secret(folder: Path) -> str:
    path = folder / SECRET_FILE
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(0o600)
        path.write_text(secrets.token_hex(24), "ascii")
    return path.read_text("ascii")
