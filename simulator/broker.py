"""The MQTT brokers that the demo, the tests and the benchmarks start on this machine.

They listen on the loopback address alone and must never serve real gateways: those use the broker that
`firmware_configs/mosquitto/` describes.
"""

import os
import re
import shutil
import socket
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol, Self

from simulator.broker_process import HOST, BrokerFailed, BrokerProcess

__all__ = [
    "Broker",
    "BrokerFailed",
    "BrokerMissing",
    "IotcoreBroker",
    "MosquittoBroker",
    "find_mosquitto",
    "has_iotcore",
    "start_broker",
]

MAX_PACKET_BYTES = 128 * 1024
"""Twice the largest payload of the wire contract (64 KiB), as in `firmware_configs/mosquitto/`."""

MOSQUITTO_MISSING = (
    "Không tìm thấy mosquitto; cài bằng: sudo apt install mosquitto\n"
    "mosquitto was not found; install it with: sudo apt install mosquitto"
)
IOTCORE_MISSING = (
    "Không tìm thấy gói iotcore; cài bằng: pip install 'quayso[demo]'\n"
    "the package iotcore was not found; install it with: pip install 'quayso[demo]'"
)


class BrokerMissing(RuntimeError):
    """No broker that could be started is installed on this machine (exit status 3 of `quayso`)."""


class Broker(Protocol):
    """What every broker here offers: an address, and a start and stop that may be called twice."""

    name: str
    host: str
    port: int
    """The port it listens on; 0 before the first start when none was asked for."""

    def start(self) -> Self:
        """Start it and return once it accepts connections; raises BrokerFailed."""
        ...

    def stop(self) -> None:
        """Stop it and free its port."""
        ...


class MosquittoBroker(BrokerProcess):
    """The installed mosquitto with a configuration of its own, for demo, fault and soak tests.

    By default a plain listener on loopback that lets everybody in and keeps nothing on disk.

    data_dir: where configuration, log and (with `persistence`) the database go.
    port: 0 takes a free one at the first start; it stays the same for every later start.
    persistence: keep sessions and retained messages over `restart()`, saved each second and at the end
        (never rely on it after `kill()`).
    max_queued_messages: messages held for one slow or absent subscriber. mosquitto drops what exceeds it
        although it said "success" to the publisher. Never 0 (no limit): 2.0.11 then ends the connection of
        each client that it refuses a publication.
    conf: a whole configuration instead of all this, in which `{port}` is replaced; it must log to stderr.
    """

    name = "mosquitto"

    def __init__(
        self,
        data_dir: Path,
        *,
        port: int = 0,
        persistence: bool = False,
        max_queued_messages: int = 100_000,
        conf: str | None = None,
    ) -> None:
        super().__init__(data_dir, port=port)
        self.persistence = persistence
        self.max_queued_messages = max_queued_messages
        self.conf = conf

    def _command(self) -> list[str]:
        program = find_mosquitto()
        if program is None:
            raise BrokerMissing(MOSQUITTO_MISSING)
        return [program, "-c", str(self.config_file)]

    def _config(self, port: int) -> str:
        if self.conf is not None:
            return self.conf.replace("{port}", str(port))
        lines = [
            # Started as root it would become the user `mosquitto`, who cannot read a private data_dir.
            *(["user root"] if os.geteuid() == 0 else []),
            "log_dest stderr",
            *(f"log_type {kind}" for kind in ("error", "warning", "notice", "information")),
            f"listener {port} {HOST}",
            "allow_anonymous true",
            f"max_queued_messages {self.max_queued_messages}",
            f"max_packet_size {MAX_PACKET_BYTES}",
            "set_tcp_nodelay true",
            f"persistence {'true' if self.persistence else 'false'}",
        ]
        if self.persistence:
            lines += [f"persistence_location {self.data_dir}/", "autosave_interval 1"]
        return "\n".join(lines) + "\n"

    def _is_ready(self, port: int, log: str) -> bool:
        # Not a connection attempt: a TCP connect to a free loopback port can meet itself.
        return re.search(r"mosquitto version \S+ running", log) is not None


class IotcoreBroker(BrokerProcess):
    """The broker of the `iotcore` package: pip-installable, speaks MQTT 5, keeps nothing on disk.

    It has no access rules, ignores session expiry, receive maximum and no-local, and forgets all at a
    stop; with the end-to-end acknowledgement of the wire contract none of this loses an event.
    """

    name = "iotcore"
    config_suffix = ".toml"

    def _command(self) -> list[str]:
        if not has_iotcore():
            raise BrokerMissing(IOTCORE_MISSING)
        child = Path(__file__).with_name("iotcore_child.py")
        return [sys.executable, "-P", str(child), str(self.config_file)]

    def _config(self, port: int) -> str:
        # Segments hold a topic filter's messages in memory; the package's default is 1 GB for each filter.
        return f"""id = 0
[router]
id = 0
max_connections = 1000
max_outgoing_packet_count = 200
max_segment_size = {4 * 1024 * 1024}
max_segment_count = 4
[v5.1]
name = "v5"
listen = "{HOST}:{port}"
next_connection_delay_ms = 0
[v5.1.connections]
connection_timeout_ms = 10000
max_payload_size = {MAX_PACKET_BYTES}
max_inflight_count = 100
dynamic_filters = true
"""

    def _is_ready(self, port: int, log: str) -> bool:
        try:
            with socket.create_connection((HOST, port), timeout=1.0) as connection:
                # On a free port of the ephemeral range a connection can meet itself.
                return bool(connection.getsockname() != connection.getpeername())
        except OSError:
            return False


def find_mosquitto() -> str | None:
    """The mosquitto program, which Debian keeps in a folder that is not on a user's PATH, or None."""
    return shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")


def has_iotcore() -> bool:
    """True when the package of the embedded broker is installed."""
    return find_spec("iotcore") is not None


def start_broker(data_dir: Path, prefer: str | None = None) -> MosquittoBroker | IotcoreBroker:
    """Start the broker named `prefer`, else mosquitto where it is installed, else iotcore.

    Raises BrokerMissing with what to install, BrokerFailed when it does not come up, and KeyError when
    `prefer` is neither "mosquitto" nor "iotcore".
    """
    kinds: dict[str, tuple[Callable[[], bool], type[MosquittoBroker] | type[IotcoreBroker], str]] = {
        "mosquitto": (lambda: find_mosquitto() is not None, MosquittoBroker, MOSQUITTO_MISSING),
        "iotcore": (has_iotcore, IotcoreBroker, IOTCORE_MISSING),
    }
    chosen = [kinds[prefer]] if prefer is not None else list(kinds.values())
    for is_there, kind, _missing in chosen:
        if is_there():
            return kind(data_dir).start()
    raise BrokerMissing("\n".join(missing for _there, _kind, missing in chosen))
