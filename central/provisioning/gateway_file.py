"""Writes a device's `gateway.toml`: everything a box needs to know of itself. Pure.

Files are named as the box itself names them, beside its `gateway.toml`; nothing here is a path of central.
"""

from typing import Any

from central.provisioning.devices import Device
from central.provisioning.wirings import WIRINGS
from contract.toml_writer import to_toml

REMARK = "Do máy chủ trung tâm lập, không sửa tay: Quản lý thiết bị · made by central, not to be edited by hand"
CA, CERT, KEY, SITE = "quayso-ca.crt", "gateway.crt", "gateway.key", "site.toml"
HALL_PORT = 8883
PLAIN_PORT, TLS_PORT = 8080, 8443


def gateway_settings(
    device: Device, scale: str, central: dict[str, Any], hall: dict[str, Any] | None, password: str | None
) -> dict[str, Any]:
    """The settings as they stand in the file.

    central, hall: host, port and what else the way to each broker needs; no hall where no queue is kept. password:
    for both, where passwords are used.
    """
    own: dict[str, Any] = (
        {"cert": CERT, "key": KEY} if password is None else {"username": device.gateway, "password": password}
    )
    link = {"ca": CA, **own}
    settings: dict[str, Any] = {
        "gateway": device.gateway,
        "site": device.site,
        "site_file": SITE,
        "roles": list(device.roles),
        "central": {**central, **link},
        **WIRINGS[device.wiring].tables(device.counters, scale),
    }
    if hall is not None:
        settings["hall"] = {**hall, **link}
    is_software = device.wiring == "software"
    if {"hall", "kiosk", "display"} & set(device.roles) or device.wiring == "screen":
        settings["web"] = {"host": "0.0.0.0", "port": PLAIN_PORT, "tls_port": TLS_PORT, "cert": CERT, "key": KEY}
    if "kiosk" in device.roles:
        real = {"driver": "usb", "device": "/dev/quayso/may-in"}
        settings["printers"] = [{"name": "may-in", **({"driver": "dummy"} if is_software else real)}]
    if {"hall", "display"} & set(device.roles):
        settings["voices"] = [{"name": "loa", "driver": "dummy" if is_software else "alsa"}]
    return settings


def gateway_toml(settings: dict[str, Any]) -> str:
    """The text of the file."""
    return to_toml(settings, REMARK)
