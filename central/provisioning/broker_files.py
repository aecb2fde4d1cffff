"""The files of mosquitto: the shipped ones with the paths of this place, and lines for each gateway. Pure.

What runs is `firmware_configs/mosquitto/`; here only paths are put in, and lines for each site and each gateway
behind them. A gateway that is retired keeps a line that takes every right away: a list of revoked certificates is
not read at every door and not at every moment, rights are.
"""

import base64
import hashlib
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from central.provisioning.devices import Device
from contract import topics
from contract.ids import is_valid_id

SHIPPED = Path(__file__).resolve().parents[2] / "firmware_configs" / "mosquitto"
CA, SERVER_CERT, SERVER_KEY, REVOKED = "quayso-ca.crt", "quayso-server.crt", "quayso-server.key", "quayso-revoked.crl"
ACL, PASSWORDS, CONF = "quayso.acl", "quayso.passwd", "quayso.conf"
_PLACES = {
    "/etc/mosquitto/certs/": "{folder}/",
    "/etc/mosquitto/quayso.": "{folder}/quayso.",
}
_EXAMPLE = re.compile(r"(?m)^# --- Từng đơn vị:.*", re.DOTALL)
PASSWORD_ROUNDS = 101
"""As `mosquitto_passwd` has it: these passwords are 128 random bits, and the broker checks them on its only thread."""


@dataclass(frozen=True, slots=True)
class Door:
    """How a broker is reached: ports (None: no such door), and by certificates or passwords."""

    mqtt_port: int
    websocket_port: int | None
    passwords: bool


def mosquitto_conf(folder: str, door: Door) -> str:
    """The whole configuration, the shipped files joined in the order of their names, as Debian's include_dir does."""
    access = "quayso-passwords.conf" if door.passwords else "quayso-certificates.conf"
    text = "\n".join((SHIPPED / name).read_text("utf-8") for name in sorted([access, "quayso-limits.conf"]))
    text = re.sub(r"(?m)^listener 8883$", f"listener {door.mqtt_port}", text)
    if not door.passwords:
        text = text.replace(f"#crlfile /etc/mosquitto/certs/{REVOKED}", f"crlfile /etc/mosquitto/certs/{REVOKED}")
    if door.websocket_port is not None:
        text += "\n" + _websocket(text, door.websocket_port)
    for shipped, place in _PLACES.items():
        text = text.replace(shipped, place.format(folder=folder))
    return text


def _websocket(text: str, port: int) -> str:
    """The same door once more for MQTT over WebSocket: the lines of the listener, with the other protocol."""
    lines = text[text.index("listener ") :].splitlines()
    mine = []
    for line in lines:
        word = line.partition(" ")[0]
        if word == "listener":
            mine.append(f"listener {port}")
        elif word == "protocol":
            mine.append("protocol websockets")
        elif word in _OF_A_LISTENER:
            mine.append(line)
    remark = (
        "# Cùng cửa ấy qua WebSocket, cho nơi chỉ ra được cổng web · the same door over WebSocket, where only the web\n"
        "# is reached. mosquitto 2.0.11 does not read the list of revoked certificates here: quayso.acl shuts them out."
    )
    return "\n".join([remark, *mine]) + "\n"


_OF_A_LISTENER = {
    "cafile", "certfile", "keyfile", "tls_version", "crlfile", "require_certificate", "use_identity_as_username",
    "use_username_as_clientid", "max_connections", "max_qos",
}  # fmt: skip


def mosquitto_acl(devices: Sequence[Device]) -> str:
    """Who may read and write what: the shipped rights, then the lines of each site, then who has none any more."""
    shipped = _EXAMPLE.sub("", (SHIPPED / ACL).read_text("utf-8")).rstrip()
    lines = [shipped, "", "# --- Từng đơn vị, do trung tâm lập · each site, made by central ---"]
    for site in sorted({device.site for device in devices}):
        lines += _site_lines(site, [one for one in devices if one.site == site and one.state != "retired"])
    retired = sorted(device.gateway for device in devices if device.state == "retired")
    if retired:
        lines += ["", "# --- Máy đã thay hoặc mất: không còn quyền gì · replaced or lost: no right at all ---"]
    for gateway in retired:
        lines += [f"user {_safe(gateway)}", "topic deny #"]
    return "\n".join(lines) + "\n"


def _site_lines(site: str, here: Sequence[Device]) -> list[str]:
    """The hall hears the gateways of its site and nobody else; everybody of the site sees its state."""
    now = topics.hall_now(_safe(site))
    lines = ["", f"# {site}"]
    for device in sorted(here, key=lambda one: one.gateway):
        lines.append(f"user {_safe(device.gateway)}")
        if "hall" not in device.roles:
            lines.append(f"topic read {now}")
            continue
        lines += [f"topic read {topics.hall_do(site, one.gateway)}" for one in here]
        lines += [f"topic write {topics.hall_done(site, one.gateway)}" for one in here]
        lines.append(f"topic readwrite {now}")
    return lines


def _safe(name: str) -> str:
    """A name that may stand in the file: one with a space, a wildcard or a line break would be other rights."""
    if not is_valid_id(name):
        raise ValueError(f"{name!r} is no id")
    return name


def password_line(user: str, password_hash: str) -> str:
    """One line of mosquitto's password file."""
    return f"{user}:{password_hash}"


def password_file(lines: Iterable[str]) -> str:
    """The whole password file."""
    return "".join(f"{line}\n" for line in lines)


def hash_password(password: str) -> str:
    """A password as mosquitto stores it: PBKDF2 with SHA-512, what `mosquitto_passwd` writes."""
    salt = os.urandom(12)
    made = hashlib.pbkdf2_hmac("sha512", password.encode("utf-8"), salt, PASSWORD_ROUNDS)
    return "$7${}${}${}".format(PASSWORD_ROUNDS, *(base64.b64encode(part).decode("ascii") for part in (salt, made)))
