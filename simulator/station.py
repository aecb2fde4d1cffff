"""One gateway of a simulated office: the real Gateway in this process, with simulated devices around it."""

import contextlib
import importlib.metadata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from contract.events import EventData
from contract.lines import Line, LineUnreadable, MeaningUnknown, read_data, read_line
from gateway.clock import Clock
from gateway.config import GpioPanelConfig, load_configuration
from gateway.journal.drafts import Row
from gateway.journal.schema import migrate
from gateway.link.mqtt_transport import MqttTransport
from gateway.panels.base import Surroundings
from gateway.panels.gpio_panel import GpioPanel
from gateway.wiring import Gateway, Parts
from simulator.devices.base import Eye, SimulatedPanel
from simulator.devices.pins import WatchedPins
from simulator.devices.readers import SimulatedReader
from simulator.devices.registry import cabled_devices, soft_devices, soft_keypads, waiting_area
from simulator.devices.soft_keys import SoftKeys
from simulator.swapping import swap_panel

if TYPE_CHECKING:
    from simulator.devices.waiting_area import WaitingArea


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the journal of a gateway stands: its last line, and up to where central proved to hold it."""

    stream: str
    last: int
    acked: int
    connected: bool


class HealthlessTransport(MqttTransport):
    """Without health: under a clock moved by hand every press would bring the next simulated minute's."""

    def publish_health(self, payload: bytes) -> None:
        """Say nothing."""


class RunningStation:
    """A gateway with its devices, by counter. ``clock`` None: this machine's."""

    def __init__(self, gateway_toml: Path, eye: Eye, clock: Clock | None = None) -> None:
        self.config_file = gateway_toml
        self.panels: dict[str, SimulatedPanel] = {}
        self.readers: dict[str, SimulatedReader] = {}
        self.keypads: dict[str, SoftKeys] = {}
        self.area: WaitingArea | None = None
        self.pins = WatchedPins(eye)
        self._eye = eye
        self._clock = clock
        self._undo = contextlib.ExitStack()
        self._gateway: Gateway | None = None

    @property
    def gateway(self) -> Gateway:
        """The running gateway. Raises RuntimeError before start()."""
        if self._gateway is None:
            raise RuntimeError("the station has not started")
        return self._gateway

    @property
    def name(self) -> str:
        """The gateway's id."""
        return self.config_file.parent.name

    def start(self) -> None:
        """Put the devices there, then start the gateway on its file. Raises what Gateway.start() raises."""
        with contextlib.ExitStack() as undo:
            config = load_configuration(self.config_file)
            panels, readers = cabled_devices(config.gateway.panels, config.gateway.badges, self.pins, self._eye)
            devices: list[SimulatedPanel | SimulatedReader] = [*panels.values(), *readers.values()]
            for device in devices:
                undo.callback(device.stop)
                device.start()
            transport = MqttTransport if self._clock is None else HealthlessTransport
            is_new = not any(Path(config.gateway.data_dir).glob("journal.db*"))
            parts = Parts(self._clock, self.pins, transport, migrate, open_screens=True, new_site=is_new)
            gateway = Gateway(config, importlib.metadata.version("quayso"), parts)
            undo.callback(gateway.stop)
            gateway.start()
            for name in gateway.panels:
                undo.callback(_stop_panel, gateway, name)
            self._light_by_clock(gateway)
            soft_panels, soft_readers = soft_devices(gateway, self._eye)
            self.panels = {panel.counter: panel for panel in (*panels.values(), *soft_panels.values())}
            self.readers = {reader.counter: reader for reader in (*readers.values(), *soft_readers.values())}
            self.keypads = soft_keypads(gateway)
            self.area = waiting_area(gateway)
            self._gateway = gateway
            self._undo = undo.pop_all()

    def stop(self) -> None:
        """Stop the gateway, then take the devices away."""
        self._undo.close()

    def _light_by_clock(self, gateway: Gateway) -> None:
        """Under a clock moved by hand lamps are timed by that clock too: a month passes in a minute."""
        if self._clock is None:
            return
        for config in gateway.config.panels:
            if isinstance(config, GpioPanelConfig):
                around = Surroundings(
                    gateway.inbox.post, self._clock, self._clock.monotonic_s, self.pins, self.config_file.parent
                )
                swap_panel(gateway, GpioPanel(config, around))

    def standing(self) -> Standing:
        """Where its journal stands now."""
        journal, link = self.gateway.journal, self.gateway.link
        stream = journal.stream
        return Standing(stream, journal.last(), journal.acked(stream), link is not None and link.is_connected)

    def rows(self, first: int, limit: int) -> list[Row]:
        """Lines of its journal from ``first`` on; stops at one that cannot be read."""
        return self.gateway.journal.read(self.gateway.journal.stream, first, limit)[0]


def _stop_panel(gateway: Gateway, name: str) -> None:
    """A panel that was put in another's place is unknown to the gateway's own stop()."""
    gateway.panels[name].stop()


def event_of(row: Row) -> tuple[Line, EventData] | None:
    """A journal line and its data as read by the contract; None for one that this version cannot read."""
    try:
        line = read_line(row.line)
        return line, read_data(line)
    except (LineUnreadable, MeaningUnknown):
        return None
