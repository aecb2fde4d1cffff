"""Keeps the folder that mosquitto reads: certificates, revocations, rights, passwords; written anew on changes."""

import contextlib
import fcntl
import os
import signal
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection

from central.config import CentralConfig
from central.provisioning.authority import revocation_list
from central.provisioning.broker_files import (
    ACL,
    CA,
    CONF,
    PASSWORDS,
    REVOKED,
    Door,
    mosquitto_acl,
    mosquitto_conf,
    password_file,
    password_line,
)
from central.provisioning.certificates import revoked_serials
from central.provisioning.devices import devices_of
from central.provisioning.files import FOLDER, PUBLIC, SHARED, write_file
from central.provisioning.keyring import Keyring

CENTRAL_PASSWORD = "central.passwd"
"""Beside the authority's keys: the line of mosquitto's password file that lets central in."""


def revoked_certificates(connection: Connection, keyring: Keyring) -> str:
    """The lists of every authority that is trusted, one behind the other. Raises NoAuthority."""
    lists = []
    for authority in keyring.all():
        serials = revoked_serials(connection, authority.number)
        lists.append(revocation_list(authority, serials, len(serials) + 1))
    return "".join(lists)


def write_broker_folder(connection: Connection, config: CentralConfig, keyring: Keyring) -> bool:
    """Write what differs and tell mosquitto; True when something did. Raises NoAuthority, OSError."""
    settings = config.provisioning
    folder = Path(settings.broker_folder or "broker")
    door = Door(settings.mqtt_port, settings.websocket_port, settings.access == "passwords")
    with _alone_in(folder):
        return _write(folder, connection, config, keyring, door)


def _write(folder: Path, connection: Connection, config: CentralConfig, keyring: Keyring, door: Door) -> bool:
    devices = devices_of(connection)
    changed = [
        write_file(folder / CA, keyring.bundle(), PUBLIC),
        write_file(folder / REVOKED, revoked_certificates(connection, keyring), PUBLIC),
        write_file(folder / ACL, mosquitto_acl(devices), SHARED),
        write_file(folder / CONF, mosquitto_conf(str(folder), door), PUBLIC),
    ]
    if door.passwords:
        own = Path(config.provisioning.folder or "authority") / CENTRAL_PASSWORD
        lines = [own.read_text("utf-8").strip()] if own.exists() else []
        lines += [
            password_line(one.gateway, one.password_hash)
            for one in devices
            if one.password_hash and one.state != "retired"
        ]
        changed.append(write_file(folder / PASSWORDS, password_file(lines), SHARED))
    if any(changed):
        _tell(config.provisioning.broker_pid_file)
    return any(changed)


@contextlib.contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Central and a command may write at the same moment: the later one writes what is true by then."""
    folder.mkdir(mode=FOLDER, parents=True, exist_ok=True)
    handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, SHARED)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _tell(pid_file: str | None) -> None:
    """mosquitto reads rights, passwords and revocations again; without a pid file systemd's path unit tells it."""
    if pid_file is None:
        return
    # It may not run at this moment: it reads everything when it starts.
    with contextlib.suppress(OSError, ValueError):
        os.kill(int(Path(pid_file).read_text("ascii")), signal.SIGHUP)
