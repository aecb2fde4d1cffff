"""A whole office in this process and its children: broker, central, gateways and their devices.

The base of `quayso demo`, of its replay and of tests; what starts is stopped in the opposite order.
"""

import contextlib
import fcntl
import os
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

from gateway.clock import Clock
from gateway.control import words
from simulator.broker import IotcoreBroker, MosquittoBroker, find_mosquitto, has_iotcore, start_broker
from simulator.central_keeper import CentralKeeper
from simulator.central_process import CentralProcess
from simulator.child_process import quayso_command
from simulator.devices.base import Eye
from simulator.files import OfficeFolder, write_lists, write_office
from simulator.hall_files import HallPorts
from simulator.people import ask_gateway
from simulator.plan import OfficePlan
from simulator.ports import quiet_port
from simulator.station import RunningStation

IMPORT_TIMEOUT_S = 60.0
AnyBroker = MosquittoBroker | IotcoreBroker


class FolderBusy(RuntimeError):
    """Another office runs in this data folder."""


class ImportFailed(RuntimeError):
    """`quayso import` refused a list of the office; the text is what it said."""


class Office:
    """One office on its data folder. start() returns when everything works; stop() leaves nothing behind.

    ``broker`` is "mosquitto", "iotcore" or None for the first that is installed; ``clock`` None: this
    machine's; ``valid_from``: the day from which the lists hold; ``say`` hears what is being done.
    """

    def __init__(
        self,
        plan: OfficePlan,
        root: Path,
        *,
        broker: str | None = None,
        clock: Clock | None = None,
        valid_from: date | None = None,
        say: Callable[[str], None] = lambda _text: None,
    ) -> None:
        self.plan = plan
        self.folder = OfficeFolder(root)
        self.eye = Eye()
        self._hall_ports: HallPorts | None = None
        self.stations: dict[str, RunningStation] = {}
        self._prefer = broker
        self._clock = clock
        self._valid_from = valid_from
        self._say = say
        self._undo = contextlib.ExitStack()
        self._broker: AnyBroker | None = None
        self.hall_broker: AnyBroker | None = None
        """The broker inside the centre, over which counters and hall talk; only where there is a queue."""
        self._keeper: CentralKeeper | None = None

    @property
    def broker(self) -> AnyBroker:
        """The broker between the gateways and central. Raises RuntimeError before start()."""
        if self._broker is None:
            raise RuntimeError("the office has not started")
        return self._broker

    @property
    def keeper(self) -> CentralKeeper:
        """Who keeps central running. Raises RuntimeError before start()."""
        if self._keeper is None:
            raise RuntimeError("the office has not started")
        return self._keeper

    @property
    def hall(self) -> RunningStation | None:
        """The gateway of the hall, where the office has a queue."""
        return None if self.plan.hall is None else self.stations[self.plan.hall.gateway]

    @property
    def pages_url(self) -> str | None:
        """Where the hall's pages are."""
        return None if self._hall_ports is None else self._hall_ports.url

    @property
    def central(self) -> CentralProcess:
        """Central as a process."""
        return self.keeper.process

    def start(self) -> None:
        """Start brokers, central and gateways, and wait until central is healthy.

        Raises FolderBusy, BrokerMissing, BrokerFailed, ImportFailed, ChildFailed, and what a gateway's start raises.
        """
        with contextlib.ExitStack() as undo:
            undo.callback(_lock_folder(self.folder.root))
            self._say("môi giới MQTT · the broker")
            self._broker = _start_broker(self.folder.broker, self._prefer)
            undo.callback(self._broker.stop)
            if self.plan.hall is not None:
                self.hall_broker = _start_broker(self.folder.hall_broker, self._prefer)
                undo.callback(self.hall_broker.stop)
                self._hall_ports = HallPorts(quiet_port(), self.hall_broker.port)
            write_office(self.folder, self.plan, self._broker.port, quiet_port(), self._hall_ports)
            self._say("danh sách cơ quan, cán bộ · the lists")
            self._import_lists()
            self._say("trung tâm · central")
            self._keeper = CentralKeeper(CentralProcess(self.folder.central_toml), self.eye, self._say)
            undo.callback(self._keeper.stop)
            self._keeper.start()
            self._start_stations(undo)
            self._keeper.process.wait_healthy()
            self._undo = undo.pop_all()

    def stop(self) -> None:
        """Stop everything; what was confirmed is in the journals."""
        self._undo.close()

    def station_of(self, counter: str) -> RunningStation:
        """The gateway to which a counter is wired. Raises KeyError."""
        for station in self.stations.values():
            if counter in station.panels:
                return station
        raise KeyError(counter)

    def seats(self) -> dict[str, str]:
        """Who sits where, as the gateways say over their control sockets: officer's code by counter."""
        seats: dict[str, str] = {}
        for station in self.stations.values():
            facts = ask_gateway(station.gateway.config.control, words.StatusRequest()).facts or {}
            seats.update(facts.get("seats", {}))
        return seats

    def hold_badge(self, counter: str, officer: str) -> None:
        """Let an officer hold the badge to the reader of a counter: in, or out when already there."""
        self.station_of(counter).readers[counter].hold(self.plan.person(officer).badge)

    def _start_stations(self, undo: contextlib.ExitStack) -> None:
        # The hall first: the others ask it.
        names = [] if self.plan.hall is None else [self.plan.hall.gateway]
        for name in [*names, *(planned.gateway for planned in self.plan.stations)]:
            self._say(f"gateway {name}")
            station = RunningStation(self.folder.gateway_toml(name), self.eye, self._clock)
            undo.callback(station.stop)
            station.start()
            self.stations[name] = station

    def _import_lists(self) -> None:
        """Put the lists into central's store with the real command, each only when it is not there as it is."""
        for kind, file in write_lists(self.folder, self.plan, self._valid_from).items():
            done = file.with_suffix(".imported")
            text = file.read_bytes()
            if done.exists() and done.read_bytes() == text:
                continue
            self._run_import(kind, file)
            done.write_bytes(text)

    def _run_import(self, kind: str, file: Path) -> None:
        command = quayso_command(
            "import", kind, str(file), "--config", str(self.folder.central_toml), "--site", self.plan.site
        )
        try:
            result = subprocess.run(command, capture_output=True, timeout=IMPORT_TIMEOUT_S, check=False)
        except subprocess.TimeoutExpired as error:
            raise ImportFailed(f"quayso import {kind}: {error}") from None
        if result.returncode != 0:
            raise ImportFailed(f"quayso import {kind}: " + (result.stdout + result.stderr).decode("utf-8", "replace"))


def _start_broker(folder: Path, prefer: str | None) -> AnyBroker:
    """Like start_broker(), on a port that stays the broker's while it is cut. Raises BrokerMissing, BrokerFailed."""
    if prefer in (None, "mosquitto") and find_mosquitto() is not None:
        return MosquittoBroker(folder, port=quiet_port()).start()
    if prefer in (None, "iotcore") and has_iotcore():
        return IotcoreBroker(folder, port=quiet_port()).start()
    return start_broker(folder, prefer)


def _lock_folder(root: Path) -> Callable[[], None]:
    """Keep other offices out of a data folder; returns what lets them in again. Raises FolderBusy."""
    root.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(root / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise FolderBusy(
            f"Một văn phòng ảo khác đang chạy với dữ liệu ở {root}; hãy dừng nó hoặc dùng --data khác.\n"
            f"Another virtual office runs on the data in {root}; stop it or use another --data."
        ) from None
    return lambda: os.close(descriptor)
