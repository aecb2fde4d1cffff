"""The one file that joins a gateway's parts. Tests and simulator call it with other parts.

Nothing here decides anything; what starts is stopped again in the opposite order.
"""

import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from contract.links import BrokerConfig
from contract.messages import DeviceHealth, Health, StreamHealth
from contract.scales import SCALES
from gateway.badges.base import BadgeReader
from gateway.clock import Clock, SyncMarker, SystemClock, read_boot_id
from gateway.commands import Order
from gateway.config import Configuration
from gateway.config.panels import PanelConfig
from gateway.control.server import ControlServer, SocketTaken
from gateway.counter import state as counter_state
from gateway.counter.role import CounterRole
from gateway.health import machine_facts
from gateway.inbox import Inbox
from gateway.joining.central_side import Around, CentralSide, unacked_s
from gateway.joining.devices import Devices
from gateway.joining.hall_side import HallSide
from gateway.joining.printers_now import PrinterNow
from gateway.joining.shows import Showing, make_pairing, screen_answers, shows
from gateway.joining.stage import Stage
from gateway.journal.errors import JournalError
from gateway.journal.journal import MEBIBYTE, Journal
from gateway.journal.keeper import Keeper
from gateway.journal.orders import JournalOrder
from gateway.journal.schema import migrate_in_child
from gateway.link.link import Identity, Link
from gateway.link.mqtt_transport import MqttTransport
from gateway.link.transport import Transport
from gateway.panels.base import Panel
from gateway.roles import Role, RoleSet, RoleStates
from gateway.worker import Worker

log = logging.getLogger(__name__)

_STARTS, _BOOT = "starts", "boot"


@dataclass(frozen=True)
class Parts:
    """What may be other than on a Pi: clock, pins, MQTT client, how the journal's schema is made; ``open_screens``
    pairs every screen as soon as it asks; ``new_site``: nobody can have given numbers of it before."""

    clock: Clock | None = None
    pin_factory: Any = None
    transport: Callable[[str, BrokerConfig, int], Transport] = MqttTransport
    migrate: Callable[[Path], None] = migrate_in_child
    open_screens: bool = False
    new_site: bool = False


class Gateway:
    """One gateway process: devices, inbox, worker, journal, link, control socket."""

    def __init__(self, configuration: Configuration, version: str, parts: Parts | None = None) -> None:
        self.config = configuration.gateway
        self.site = configuration.site
        self._version = version
        self._parts = parts or Parts()
        self._data_dir = Path(self.config.data_dir)
        self._undo = contextlib.ExitStack()
        self.clock = self._parts.clock or self._system_clock()
        self.inbox: Inbox[Order | JournalOrder] = Inbox()
        self.central_side = CentralSide(self.config, self.site, self.clock, self.inbox.post)
        self.devices = Devices(
            self.config, self.site, self.clock, self.central_side.tap, self._press_ticket, self._parts.pin_factory
        )
        self.hall: HallSide | None = None
        self._pairing = make_pairing(self.config, self.clock, self._parts.open_screens)
        self.journal = Journal(
            self._data_dir / "journal.db",
            self.config.gateway,
            self.config.site,
            self.clock.now,
            self.config.journal.max_mb * MEBIBYTE,
            self._parts.migrate,
        )
        self.worker: Worker | None = None
        self.link: Link | None = None

    def start(self) -> None:
        """Open the journal, then start everything that could bring work for it.

        Raises JournalError when there is no journal to write to, SocketTaken when another gateway listens on
        the control socket; then nothing runs.
        """
        with contextlib.ExitStack() as undo:
            opened = self.journal.open()
            undo.callback(self.journal.close)
            starts, reason = self._count_start()
            keeper = Keeper(self.journal, self.clock.now, lambda: self._link.streams_changed())
            preface = keeper.take_over(opened)
            transport = self._parts.transport(self.config.gateway, self.config.central, starts)
            if self.site.services:
                self.hall = HallSide(
                    self.config, self.site, self.clock, self.inbox.post, transport, self._parts.new_site
                )
            self._stage = Stage(self.devices, self.hall, self.inbox.post, self._is_training)
            around = Around(self.devices, self._alarm, self._health, lambda: self.hall, lambda: self.link)
            self.central_side.join(around, transport)
            roles, states = self._make_roles()
            self.worker = Worker(
                self.inbox, keeper, roles, roles.together(states), self.clock, self._stage.show,
                lambda: self._link.grown(), self._alarm, self.config.journal.keep_days,
            )  # fmt: skip
            self.link = self._make_link(transport, starts)
            # Stops behind the devices: what they still hand over is stored.
            undo.callback(self.worker.stop)
            self.devices.start(undo)
            self.worker.start(self._version, reason, preface)
            undo.callback(self.link.stop)
            if self.hall is not None:
                self.hall.start(undo)
            self.link.start()
            self.central_side.start(undo)
            self._start_shows(undo)
            self._start_control(undo)
            self._undo = undo.pop_all()

    def stop(self) -> None:
        """Stop everything, the last started first; what was confirmed is in the journal."""
        self._undo.close()

    def progress(self) -> tuple[int, int]:
        """Turns of worker and link: both move while the gateway is well, whatever the network does."""
        worker, link = self.worker, self.link
        return (worker.turns if worker else 0, link.turns if link else 0)

    @property
    def _link(self) -> Link:
        if self.link is None:
            raise RuntimeError("the gateway has not started")
        return self.link

    @property
    def panels(self) -> dict[str, Panel]:
        """The panels by name; ticket buttons are among them."""
        return self.devices.panels

    @property
    def badges(self) -> dict[str, BadgeReader]:
        """The badge readers by name."""
        return self.devices.badges

    def _make_roles(self) -> tuple[RoleSet, list[Any]]:
        """The roles of this gateway in one, and their states as the journal remembers them."""
        self._role = CounterRole(
            self.site, {panel.name: panel.counter for panel in self.config.panels}, self._facts,
            {panel.name: scale for panel in self.config.panels if (scale := _scale_of(panel))},
            self._counters_here(),
        )  # fmt: skip
        found: list[tuple[Role, Any]] = [(self._role, self._stored_state())]
        if self.hall is not None:
            found += self.hall.roles(self.journal)
        found.append(self.central_side.role(self.journal))
        roles = RoleSet([role for role, _ in found], lambda states: states[0].test)
        return roles, [state for _, state in found]

    def _counters_here(self) -> tuple[str, ...]:
        """The counters whose ratings are taken here: those with devices; with pages every one, screens go anywhere."""
        if self.config.web is None:
            return self.config.counters
        return tuple(counter.id for counter in self.site.counters)

    def _make_link(self, transport: Transport, starts: int) -> Link:
        identity = Identity(self.config.site, self._version, self.clock.now().boot, self.config.roles, starts)
        return Link(transport, self.journal, identity, self.inbox.post, self._health, self.clock.monotonic_s)

    def _start_shows(self, undo: contextlib.ExitStack) -> None:
        """What shows the hall to people: boards, voices, pages."""
        if self.hall is None:
            return
        hall, worker = self.hall, self.worker
        around = Showing(
            self.config, self.site, hall, self.clock, self.inbox.post,
            lambda ticket: hall.printing(cast(RoleStates, worker.state), ticket) if worker is not None else None,
            self._pairing,
            self._printers_now,
            self._is_training,
            self.central_side.status,
        )  # fmt: skip
        for show in shows(around, self.devices):
            undo.callback(show.stop)
            show.start()

    def _printers_now(self) -> tuple[PrinterNow, ...]:
        """The printers as a guide sees them; from any thread."""
        known = {device.device: device for device in self._role.devices()}
        return tuple(
            PrinterNow(name, known[name].fault if name in known else None, left)
            for name, left in self.devices.paper_left().items()
        )

    def _is_training(self) -> bool:
        return self.worker is not None and self.worker.state.test

    def _press_ticket(self, panel: str, service: str, priority: bool) -> None:
        """A ticket button was pressed: its lamp tells whether somebody got a number."""
        if self.central_side.is_tested(panel, service, priority):
            self.devices.confirm(panel)
        elif self.hall is None:
            self.devices.refuse(panel)
        else:
            self.hall.press(service, priority, lambda done: self.devices.answer(panel, done))

    def _start_control(self, undo: contextlib.ExitStack) -> None:
        control = ControlServer(self.config.control, self.inbox.post, screens=screen_answers(self._pairing))
        try:
            control.start()
        except SocketTaken:
            raise
        except OSError as error:
            # Buttons and badges work without it.
            log.error("no control socket at %s: %s", self.config.control.socket, error)
        else:
            undo.callback(control.stop)

    def _count_start(self) -> tuple[int, str]:
        """How often this journal's gateway has started, and whether the machine booted since the last time.

        A full journal must start all the same: only what is sent and acknowledged can make room in it.
        """
        boot, before = self.clock.now().boot, self.journal.fact(_STARTS) or b"0"
        starts = (int(before) if before.isdigit() else 0) + 1
        reason = "restart" if self.journal.fact(_BOOT) == boot.encode() else "boot"
        try:
            self.journal.append([], {_STARTS: str(starts).encode(), _BOOT: boot.encode()})
        except JournalError as error:
            log.error("this start could not be counted: %s", error)
        return starts, reason

    def _stored_state(self) -> counter_state.CounterState:
        try:
            return counter_state.load(self.journal.fact(counter_state.FACT))
        except ValueError as error:
            log.error("the stored seats cannot be read, everybody has to sign in again: %s", error)
            return counter_state.CounterState()

    def _alarm(self, on: bool | None = None) -> None:
        """Every fault lamp while the journal refuses (None: as it is); else of panels with one of their own."""
        on = self._stage.refusing = self._stage.refusing if on is None else on
        faulty = {device.device for device in self._role.devices() if device.state == "fault"}
        for name, panel in list(self.panels.items()):
            panel.fault(on or name in faulty)

    def _facts(self) -> dict[str, object]:
        stream = self.journal.stream
        return {
            "gateway": self.config.gateway,
            "stream": stream,
            "last": self.journal.last(),
            "acked": self.journal.acked(stream),
            "connected": self._link.is_connected,
            "refusing": self.worker.refusing if self.worker else None,
            "clock": self.clock.now().clock,
        }

    def _health(self) -> Health:
        stamp = self.clock.now()
        machine, left = machine_facts(self._data_dir), self.devices.paper_left()
        return Health(
            up_ms=stamp.up_ms,
            clock=stamp.clock,
            streams=tuple(
                StreamHealth(held.stream, held.last, self.journal.acked(held.stream)) for held in self.journal.streams()
            ),
            devices=(
                *(DeviceHealth(d.device, d.kind, d.state, d.fault, left.get(d.device)) for d in self._role.devices()),
                *(self.hall.health() if self.hall is not None else ()),
            ),
            journal_bytes=self.journal.size_bytes(),
            disk_free_bytes=machine.disk_free_bytes,
            temperature_c=machine.temperature_c,
            throttled=machine.throttled,
            rss_bytes=machine.rss_bytes,
            refusing=self.worker.refusing if self.worker else False,
            unacked_s=unacked_s(self.journal, stamp),
            training=self._is_training(),
        )

    def _system_clock(self) -> SystemClock:
        marker = SyncMarker(self._data_dir / "clock-was-right")
        return SystemClock(ZoneInfo(self.site.timezone), read_boot_id(), self.config.clock.source, marker)


def _scale_of(panel: PanelConfig) -> str | None:
    """The scale that a panel's buttons show."""
    levels = {button.level for button in panel.buttons}
    return next((code for code, scale in SCALES.items() if {level.code for level in scale.levels} == levels), None)
