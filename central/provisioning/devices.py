"""A device: which box stands for which counters of a site. Types and their rows; decides nothing."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from sqlalchemy import Connection, Row, insert, select, update

from central.store.tables.fleet import devices
from contract.messages import Role

DeviceState = Literal["waiting", "active", "retired"]
ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True, slots=True)
class Network:
    """How a box reaches the network; nothing said: by DHCP. ``address`` has its prefix length ("192.168.10.21/24");
    ``web_only``: only the ports of the web lead out, so MQTT goes over WebSocket."""

    address: str = ""
    router: str = ""
    name_servers: tuple[str, ...] = ()
    proxy: str = ""
    web_only: bool = False


@dataclass(frozen=True, slots=True)
class Device:
    """One gateway as central means it. ``host``: under which the others of the centre reach it."""

    gateway: str
    site: str
    roles: tuple[Role, ...]
    counters: tuple[str, ...]
    wiring: str
    host: str = ""
    network: Network = Network()
    state: DeviceState = "waiting"
    replaces: str | None = None
    password_hash: str | None = None
    created_ms: int = 0
    retired_ms: int | None = None


def add_device(connection: Connection, device: Device) -> None:
    """Store a new device."""
    connection.execute(
        insert(devices).values(
            gateway=device.gateway,
            site=device.site,
            state=device.state,
            roles="|".join(device.roles),
            counters="|".join(device.counters),
            wiring=device.wiring,
            host=device.host,
            network=json.dumps(asdict(device.network)),
            replaces=device.replaces,
            created_ms=device.created_ms,
        )
    )


def device_of(connection: Connection, gateway: str) -> Device | None:
    """One device by its id."""
    row = connection.execute(select(devices).where(devices.c.gateway == gateway)).one_or_none()
    return None if row is None else _device(row)


def devices_of(connection: Connection, sites: Iterable[str] | None = None) -> list[Device]:
    """The devices of these sites (None: of all), retired ones too, by site and id."""
    statement = select(devices).order_by(devices.c.site, devices.c.gateway)
    if sites is not None:
        statement = statement.where(devices.c.site.in_(list(sites)))
    return [_device(row) for row in connection.execute(statement)]


def hall_of(connection: Connection, site: str) -> Device | None:
    """The device that keeps the queue of a site, retired ones aside."""
    here = [one for one in devices_of(connection, [site]) if one.state != "retired" and "hall" in one.roles]
    return here[-1] if here else None


def change_device(connection: Connection, gateway: str, **values: Any) -> None:
    """Write columns of one device."""
    connection.execute(update(devices).where(devices.c.gateway == gateway).values(**values))


def _device(row: Row[Any]) -> Device:
    network = json.loads(row.network)
    return Device(
        gateway=row.gateway,
        site=row.site,
        roles=tuple(role for role in ROLES if role in row.roles.split("|")),
        counters=tuple(counter for counter in row.counters.split("|") if counter),
        wiring=row.wiring,
        host=row.host,
        network=Network(**{**network, "name_servers": tuple(network["name_servers"])}),
        state=row.state,
        replaces=row.replaces,
        password_hash=row.password_hash,
        created_ms=row.created_ms,
        retired_ms=row.retired_ms,
    )
