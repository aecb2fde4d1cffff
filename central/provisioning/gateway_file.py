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
PLAIN_PORT = 80


def gateway_settings(
    device: Device, scale: str, central: dict[str, Any], hall_host: str | None, password: str | None, roll: str = "80"
) -> dict[str, Any]:
    """The settings as they stand in the file.

    central: host, port and what else the way to the central broker needs. hall_host: where the centre's own broker
    is; None where this box is alone. password: for both brokers, where passwords are used.
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
        "web": {"host": "0.0.0.0", "port": 8080, "tls_port": 8443, "cert": CERT, "key": KEY},
        **WIRINGS[device.wiring].tables(device.counters, scale),
    }
    if hall_host is not None:
        settings["hall"] = {"host": hall_host, "port": HALL_PORT, **link}
    if "kiosk" in device.roles:
        settings["printers"] = [
            {"name": "may-in", "driver": "usb", "device": "/dev/quayso/may-in", "width_mm": int(roll)}
            if device.wiring != "software"
            else {"name": "may-in", "driver": "dummy", "width_mm": int(roll)}
        ]
    if "hall" in device.roles or "display" in device.roles:
        settings["voices"] = [{"name": "loa", "driver": "dummy" if device.wiring == "software" else "alsa"}]
    return settings


def gateway_toml(settings: dict[str, Any]) -> str:
    """The text of the file."""
    return to_toml(settings, REMARK)
