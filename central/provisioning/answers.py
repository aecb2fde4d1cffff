"""What a box is told when it has become a gateway: its settings, the site, the brokers. Reads the store."""

from datetime import date
from typing import Any

from sqlalchemy import Connection

from central.config import CentralConfig
from central.provisioning.broker_files import Door, mosquitto_acl, mosquitto_conf, password_file, password_line
from central.provisioning.devices import Device, devices_of, hall_of
from central.provisioning.gateway_file import HALL_PORT, gateway_settings, gateway_toml
from central.provisioning.site_file import read_lists, site_settings, site_toml
from contract.claims import BrokerAddress, ClaimAnswer, HallBroker

FOLDER = "@FOLDER@"
"""Stands in the hall's broker files for the folder in which the box puts them."""


def make_answer(
    connection: Connection,
    config: CentralConfig,
    device: Device,
    certificate: str,
    authorities: str,
    revoked: str,
    password: str | None,
    day: date,
) -> ClaimAnswer:
    """The whole answer for a device. ``password``: for the brokers, where passwords are used."""
    here = [one for one in devices_of(connection, [device.site]) if one.state != "retired"]
    lists = read_lists(connection, device.site, day)
    of_devices = [counter for one in here for counter in one.counters]
    site = site_settings(config, device.site, lists, of_devices, claim_url(config))
    central = central_link(config, device)
    hall = hall_address(connection, config, device, bool(site.services))
    settings = gateway_settings(device, config.sites[device.site].scale, central, hall, password)
    return ClaimAnswer(
        gateway=device.gateway,
        site=device.site,
        ca=authorities,
        certificate=certificate,
        gateway_toml=gateway_toml(settings),
        site_toml=site_toml(site),
        brokers=tuple(BrokerAddress(link["host"], link["port"]) for link in (central, hall) if link is not None),
        hall_broker=_hall_broker(config, device, here, revoked),
    )


def central_link(config: CentralConfig, device: Device) -> dict[str, Any]:
    """The way to the central broker."""
    settings = config.provisioning
    link: dict[str, Any] = {"host": settings.host or config.broker.host, "port": settings.mqtt_port}
    if device.network.web_only and settings.websocket_port is not None:
        link |= {"port": settings.websocket_port, "transport": "websocket"}
    if device.network.proxy:
        link["proxy"] = device.network.proxy
    return link


def hall_address(
    connection: Connection, config: CentralConfig, device: Device, has_queue: bool
) -> dict[str, Any] | None:
    """The broker of the centre: that of its hall, else central's; None where no queue is kept."""
    hall = device if "hall" in device.roles else hall_of(connection, device.site)
    if hall is not None and hall.host:
        return {"host": hall.host, "port": HALL_PORT}
    return central_link(config, device) if has_queue or hall is not None else None


def claim_url(config: CentralConfig) -> str | None:
    """Where boxes and phones reach central; None without a name."""
    settings = config.provisioning
    if settings.host is None:
        return None
    port = settings.web_port or config.web.port
    return f"https://{settings.host}" + ("" if port == 443 else f":{port}")


def _hall_broker(config: CentralConfig, device: Device, here: list[Device], revoked: str) -> HallBroker | None:
    if "hall" not in device.roles or not device.host:
        return None
    with_passwords = config.provisioning.access == "passwords"
    door = Door(HALL_PORT, None, with_passwords)
    lines = [password_line(one.gateway, one.password_hash) for one in here if one.password_hash]
    return HallBroker(
        mosquitto_conf(FOLDER, door),
        mosquitto_acl(here),
        revoked,
        password_file(lines) if with_passwords else None,
    )
