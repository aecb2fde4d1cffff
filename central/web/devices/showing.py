"""Turns devices and claims into the words that their pages show."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import segno
from sqlalchemy import Connection

from central.config import CentralConfig
from central.provisioning.certificates import expiry_of
from central.provisioning.claims import newest_claims
from central.provisioning.desk import now_ms
from central.provisioning.devices import ROLES, Device
from central.provisioning.wirings import WIRINGS
from kiosk_ui.words import date_text

ROLE_WORDS = {
    "hall": ("Giữ hàng đợi", "Một máy cho mỗi trung tâm"),
    "kiosk": ("Máy lấy số", "Màn hình lấy số và máy in phiếu"),
    "counter": ("Quầy", "Nút đánh giá, màn hình ở quầy"),
    "display": ("Bảng theo dõi", "Màn hình lớn, loa gọi số"),
}
STATE_WORDS = {"waiting": "chờ máy nhận mã", "active": "đang dùng", "retired": "đã thu hồi"}
CLAIM_WORDS = {
    "open": "mã còn hiệu lực",
    "expired": "mã đã hết hạn",
    "withdrawn": "mã đã thu hồi",
    "used": "mã đã dùng",
}
QR_SCALE = 6


@dataclass(frozen=True, slots=True)
class ShownDevice:
    """One line of the list."""

    gateway: str
    site: str
    what: str
    state: str
    note: str
    is_waiting: bool
    is_active: bool


def shown_devices(connection: Connection, config: CentralConfig, devices: list[Device]) -> list[ShownDevice]:
    """The list, those in use first."""
    claims, expiry = newest_claims(connection), expiry_of(connection)
    shown = []
    for device in sorted(devices, key=lambda one: (one.state == "retired", one.site, one.gateway)):
        zone = config.zone(device.site)
        notes = []
        claim = claims.get(device.gateway)
        if device.state == "waiting" and claim is not None:
            until = datetime.fromtimestamp(claim.expires_ms / 1000, UTC).astimezone(zone).date()
            notes.append(f"{CLAIM_WORDS[claim.state(now_ms())]} (đến {date_text(until)})")
        if device.state == "active" and device.gateway in expiry:
            until = datetime.fromtimestamp(expiry[device.gateway] / 1000, UTC).astimezone(zone).date()
            notes.append(f"chứng chỉ đến {date_text(until)}")
        if device.replaces:
            notes.append(f"thay máy {device.replaces}")
        known = config.sites.get(device.site)
        shown.append(
            ShownDevice(
                gateway=device.gateway,
                site=known.name if known else device.site,
                what=what_of(device),
                state=STATE_WORDS[device.state],
                note="; ".join(notes),
                is_waiting=device.state == "waiting",
                is_active=device.state == "active",
            )
        )
    return shown


def what_of(device: Device) -> str:
    """What a box does, in words."""
    words = [ROLE_WORDS[role][0] for role in device.roles if role != "counter"]
    if device.counters:
        words.append(f"Quầy {', '.join(device.counters)}")
    return ", ".join(words)


def shown_claim(device: Device, code: str) -> dict[str, Any]:
    """The code in every form in which it can reach a box."""
    return {
        "gateway": device.gateway,
        "what": what_of(device),
        "code": code,
        "qr": segno.make(code, error="m").svg_data_uri(scale=QR_SCALE, border=2, dark="#17212B"),
    }


def form_choices(config: CentralConfig, sites: tuple[str, ...]) -> dict[str, Any]:
    """What the form offers."""
    return {
        "sites": [(site, config.sites[site].name) for site in sites],
        "roles": [(role, *ROLE_WORDS[role]) for role in ROLES],
        "wirings": [(wiring.key, wiring.title, wiring.note) for wiring in WIRINGS.values()],
        "days": config.provisioning.claim_days,
        "has_websocket": config.provisioning.websocket_port is not None,
    }
