"""What is known of one gateway, fact by fact, and how good each is. Pure; what is not known is never fine."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Literal

from central.dashboard.words import FAULT_WORDS, device_words
from central.presence import LEASE_S, GatewayPresence
from contract.messages import DeviceHealth, Health

Grade = Literal["fine", "unknown", "attention", "alarm"]
GRADES: tuple[Grade, ...] = ("fine", "unknown", "attention", "alarm")
"""From good to bad: a gateway is as good as the worst of its facts."""

HOT_C, TOO_HOT_C = 70.0, 80.0
LOW_DISK, NO_DISK = 1 << 30, 200 << 20
BEHIND_S, FAR_BEHIND_S = 600, 86_400
FEW_TICKETS = 40
UNKNOWN = "không rõ"
PRESENCE: dict[str, tuple[Grade, str]] = {
    "online": ("fine", "đang hoạt động"),
    "offline": ("alarm", "đã ngắt"),
    "silent": ("alarm", "không có tin"),
    "unknown": ("unknown", "chưa rõ"),
}
_CLOCK: dict[str, tuple[Grade, str]] = {
    "synced": ("fine", "đúng giờ"),
    "holdover": ("attention", "tự giữ giờ"),
    "unset": ("alarm", "chưa có giờ"),
}
_SHOWS = frozenset({"board", "voice"})


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing about a gateway. ``before``: what it last said, where it is not of now."""

    name: str
    grade: Grade
    text: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class GatewayFacts:
    """Everything that the list shows of one gateway."""

    presence: Fact
    clock: Fact
    journal: Fact
    printers: tuple[Fact, ...]
    shows: tuple[Fact, ...]
    inputs: tuple[Fact, ...]
    temperature: Fact
    power: Fact
    disk: Fact
    config: Fact
    version: str
    is_training: bool

    @property
    def all(self) -> tuple[Fact, ...]:
        """In the order in which people read them."""
        return (
            self.presence, self.clock, self.journal, *self.printers, *self.shows, *self.inputs, self.temperature,
            self.power, self.disk, self.config,
        )  # fmt: skip

    @property
    def grade(self) -> Grade:
        """As good as the worst fact, but for what most machines cannot tell: no sensor is no trouble."""
        silent = {self.temperature.name, self.power.name, self.config.name}
        counted = (one for one in self.all if not (one.name in silent and one.grade == "unknown"))
        return worst(one.grade for one in counted)

    @property
    def troubles(self) -> tuple[Fact, ...]:
        """What somebody should do something about, the worst first."""
        bad = [one for one in self.all if one.grade in ("attention", "alarm")]
        return tuple(sorted(bad, key=lambda one: -GRADES.index(one.grade)))


def worst(grades: Iterable[Grade]) -> Grade:
    """The worst of some grades; of none it is not known."""
    return max(grades, key=GRADES.index, default="unknown")


def facts_of(presence: GatewayPresence | None) -> GatewayFacts:
    """The facts of a gateway; None for one that was never named since central's start."""
    grade, words = PRESENCE[presence.state if presence else "unknown"]
    birth = presence.birth if presence else None
    health = presence.health if presence else None
    is_now = presence is not None and is_fresh(presence)
    heard = _Told(health, is_now)
    return GatewayFacts(
        presence=Fact("Kết nối", grade, words),
        clock=heard.fact("Đồng hồ", _clock),
        journal=heard.fact("Nhật ký", _journal),
        printers=heard.devices({"printer"}),
        shows=heard.devices(_SHOWS),
        inputs=heard.devices({"panel", "badge", "keypad", "hall", "journal"}),
        temperature=heard.fact("Nhiệt độ", _temperature),
        power=heard.fact("Nguồn điện", _power),
        disk=heard.fact("Thẻ nhớ", _disk),
        config=_config(presence),
        version=birth.version if birth else "",
        is_training=bool(is_now and health is not None and health.training),
    )


def is_fresh(presence: GatewayPresence, lease_s: float = LEASE_S) -> bool:
    """Whether the last health message is of now: one that is older than the lease says nothing about now."""
    return presence.state == "online" and presence.health_s_ago is not None and presence.health_s_ago <= lease_s


@dataclass(frozen=True, slots=True)
class _Told:
    """A health message, and whether it is of now."""

    health: Health | None
    is_now: bool

    def fact(self, name: str, look: Callable[[Health], tuple[Grade, str]]) -> Fact:
        if self.health is None:
            return Fact(name, "unknown", UNKNOWN)
        grade, text = look(self.health)
        return Fact(name, grade, text) if self.is_now else Fact(name, "unknown", UNKNOWN, text)

    def devices(self, kinds: Iterable[str]) -> tuple[Fact, ...]:
        wanted = frozenset(kinds)
        return tuple(
            self.fact(device_words(one.kind, one.device), partial(_of, one))
            for one in (self.health.devices if self.health else ())
            if one.kind in wanted
        )


def _of(device: DeviceHealth, health: Health) -> tuple[Grade, str]:
    return _device(device)


def _clock(health: Health) -> tuple[Grade, str]:
    return _CLOCK[health.clock]


def _journal(health: Health) -> tuple[Grade, str]:
    """How many lines central has not acknowledged, and since when the oldest of them waits."""
    if health.refusing:
        return "alarm", "không nhận việc mới"
    waiting = sum(max(0, one.last - one.acked) for one in health.streams)
    if not waiting:
        return "fine", "đã gửi hết"
    text = f"chờ gửi {waiting} dòng"
    if health.unacked_s is None:
        return "attention", text
    text = f"{text}, {age_words(health.unacked_s)}"
    if health.unacked_s >= FAR_BEHIND_S:
        return "alarm", text
    return ("attention" if health.unacked_s >= BEHIND_S else "fine"), text


def _temperature(health: Health) -> tuple[Grade, str]:
    if health.temperature_c is None:
        return "unknown", UNKNOWN
    text = f"{health.temperature_c:.0f} °C"
    if health.temperature_c >= TOO_HOT_C:
        return "alarm", text
    return ("attention" if health.temperature_c >= HOT_C else "fine"), text


def _power(health: Health) -> tuple[Grade, str]:
    if health.throttled is None:
        return "unknown", UNKNOWN
    return ("attention", "yếu hoặc quá nóng, máy chạy chậm lại") if health.throttled else ("fine", "đủ")


def _disk(health: Health) -> tuple[Grade, str]:
    free = health.disk_free_bytes
    if free is None:
        return "unknown", UNKNOWN
    text = f"còn {free / (1 << 30):.1f} GB".replace(".", ",") if free >= LOW_DISK else f"còn {free >> 20} MB"
    if free < NO_DISK:
        return "alarm", text
    return ("attention" if free < LOW_DISK else "fine"), text


def _device(device: DeviceHealth) -> tuple[Grade, str]:
    if device.state == "unknown":
        return "unknown", UNKNOWN
    left = "" if device.left is None else f"còn khoảng {device.left} phiếu"
    if device.state == "fault":
        fault = device.fault or ""
        is_low = fault == "paper_low"
        words = FAULT_WORDS.get(fault, fault) or "có lỗi"
        return ("attention" if is_low else "alarm"), ", ".join(filter(None, (words, left if is_low else "")))
    if device.left is not None and device.left <= FEW_TICKETS:
        return "attention", f"sắp hết giấy, {left}"
    return "fine", left or "tốt"


def _config(presence: GatewayPresence | None) -> Fact:
    """What the gateway says of its configuration; it is retained, so it is true without a lease."""
    applied = presence.config_applied if presence else None
    if applied is None:
        return Fact("Cấu hình", "unknown", UNKNOWN)
    if applied.ok:
        return Fact("Cấu hình", "fine", f"phiên bản {applied.version}")
    return Fact("Cấu hình", "alarm", f"không nhận phiên bản {applied.version}")


def age_words(seconds: float) -> str:
    """An age for people: "vừa xong", "5 phút", "3 giờ", "2 ngày"."""
    if seconds < 60:
        return "vừa xong"
    if seconds < 3600:
        return f"{int(seconds // 60)} phút"
    return f"{int(seconds // 3600)} giờ" if seconds < 86_400 else f"{int(seconds // 86_400)} ngày"
