"""What the status page and the self-test slip say of each part, in Vietnamese and English. Pure.

What is not known is said to be not known, never to be fine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from contract.messages import DeviceHealth, Health

State = Literal["ok", "attention", "fault", "unknown"]
HOT_C, LOW_DISK = 80.0, 200 << 20
UNKNOWN = ("không rõ", "not known")
KINDS = {
    "panel": ("Nút", "Buttons"),
    "printer": ("Máy in", "Printer"),
    "board": ("Bảng số", "Board"),
    "voice": ("Loa", "Voice"),
    "badge": ("Đầu đọc thẻ", "Badge reader"),
    "keypad": ("Bàn phím", "Keypad"),
    "journal": ("Nhật ký", "Journal"),
    "hall": ("Hàng đợi", "Queue"),
}
FAULTS = {
    "paper_out": ("hết giấy", "out of paper"),
    "paper_low": ("sắp hết giấy", "paper low"),
    "cover_open": ("nắp đang mở", "cover open"),
    "cutter": ("kẹt dao cắt", "cutter jammed"),
    "offline": ("không trả lời", "offline"),
    "unplugged": ("đã rút cáp", "unplugged"),
    "printer_error": ("báo lỗi", "printer error"),
    "no_port": ("chưa thấy ở cổng cắm", "no such port"),
    "unreachable": ("không tới được qua mạng", "unreachable"),
    "silent": ("không trả lời", "silent"),
    "held": ("nút bị kẹt", "button stuck"),
    "stuck": ("nút bị kẹt", "button stuck"),
    "chattering": ("nút chập chờn", "button chatters"),
    "no_sound": ("không phát được tiếng", "no sound"),
    "no_voice": ("chưa có giọng đọc", "no voice"),
}
_CLOCKS: dict[str, tuple[State, str, str]] = {
    "synced": ("ok", "đúng giờ", "right"),
    "holdover": ("attention", "tự giữ giờ, chưa gặp máy chủ giờ", "kept, no time server now"),
    "unset": ("fault", "chưa biết giờ", "never set since boot"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One line: what it is, how it is, in words of both languages."""

    name: str
    name_en: str
    state: State
    words: str
    words_en: str


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything that a report is made of. Links are True, False, or None where there is none or nobody knows.

    ``pressed``: of a self-test, by panel: what each button says, and whether it was pressed.
    """

    health: Health
    central: bool | None
    hall: bool | None
    has_hall: bool = False
    pressed: Mapping[str, Sequence[tuple[str, bool]]] = field(default_factory=dict)


def parts_of(seen: Seen) -> list[Part]:
    """Links, devices, journal, clock, machine, in this order; buttons of a self-test behind their panels."""
    health = seen.health
    found = [_link("Máy chủ trung tâm", "Central broker", seen.central)]
    if seen.has_hall:
        found.append(_link("Hàng đợi của trung tâm", "Queue of the centre", seen.hall))
    for device in health.devices:
        found.append(_device(device))
        if device.kind == "panel" and device.device in seen.pressed:
            found.append(_buttons(device.device, seen.pressed[device.device]))
    told = {one.device for one in health.devices}
    found += [_buttons(panel, buttons) for panel, buttons in seen.pressed.items() if panel not in told]
    return [*found, _journal(health), _clock(health), *_machine(health)]


def rows_of(parts: Sequence[Part]) -> list[tuple[str, str]]:
    """The rows of the slip."""
    return [(part.name, part.words) for part in parts]


def _link(name: str, name_en: str, up: bool | None) -> Part:
    if up is None:
        return Part(name, name_en, "unknown", *UNKNOWN)
    return Part(name, name_en, "ok", "nối được", "connected") if up else Part(name, name_en, "fault", "mất", "lost")


def _device(device: DeviceHealth) -> Part:
    kind, kind_en = KINDS.get(device.kind, (device.kind, device.kind))
    name, name_en = f"{kind} {device.device}", f"{kind_en} {device.device}"
    if device.state == "unknown":
        return Part(name, name_en, "unknown", *UNKNOWN)
    left = "" if device.left is None else f", còn khoảng {device.left} phiếu"
    left_en = "" if device.left is None else f", about {device.left} tickets left"
    if device.state == "fault":
        code = device.fault or ""
        words, words_en = FAULTS.get(code, (code or "có lỗi", code or "fault"))
        state: State = "attention" if code == "paper_low" else "fault"
        return Part(name, name_en, state, words + left, words_en + left_en)
    return Part(name, name_en, "ok", "tốt" + left, "good" + left_en)


def _buttons(panel: str, buttons: Sequence[tuple[str, bool]]) -> Part:
    missing = [words for words, is_pressed in buttons if not is_pressed]
    done = f"{len(buttons) - len(missing)}/{len(buttons)}"
    name, name_en = f"Bấm thử {panel}", f"Pressed at {panel}"
    if not missing:
        return Part(name, name_en, "ok", f"{done} nút", f"{done} buttons")
    shown = ", ".join(missing[:4])
    return Part(name, name_en, "attention", f"{done}, còn {shown}", f"{done}, missing: {shown}")


def _journal(health: Health) -> Part:
    names = ("Nhật ký sự kiện", "Event journal")
    if health.refusing:
        return Part(*names, "fault", "không ghi được", "refuses work")
    waiting = sum(max(0, one.last - one.acked) for one in health.streams)
    if not waiting:
        return Part(*names, "ok", "đã gửi hết", "everything sent")
    age = "" if health.unacked_s is None else f", {health.unacked_s // 60} phút"
    age_en = "" if health.unacked_s is None else f", {health.unacked_s // 60} min"
    state: State = "ok" if health.unacked_s is not None and health.unacked_s < 600 else "attention"
    return Part(*names, state, f"chờ gửi {waiting} dòng{age}", f"{waiting} lines wait{age_en}")


def _clock(health: Health) -> Part:
    return Part("Đồng hồ", "Clock", *_CLOCKS[health.clock])


def _machine(health: Health) -> list[Part]:
    return [
        _measured("Nhiệt độ", "Temperature", health.temperature_c, HOT_C, "{:.0f} °C"),
        Part("Nguồn điện", "Power", *UNKNOWN_PART)
        if health.throttled is None
        else Part("Nguồn điện", "Power", "attention", "yếu hoặc quá nóng", "weak, or too hot")
        if health.throttled
        else Part("Nguồn điện", "Power", "ok", "đủ", "sufficient"),
        _disk(health.disk_free_bytes),
    ]


UNKNOWN_PART: tuple[State, str, str] = ("unknown", *UNKNOWN)


def _measured(name: str, name_en: str, value: float | None, limit: float, shape: str) -> Part:
    if value is None:
        return Part(name, name_en, *UNKNOWN_PART)
    return Part(name, name_en, "fault" if value >= limit else "ok", shape.format(value), shape.format(value))


def _disk(free: int | None) -> Part:
    if free is None:
        return Part("Thẻ nhớ", "Card", *UNKNOWN_PART)
    state: State = "fault" if free < LOW_DISK else "ok"
    size = f"{free / (1 << 30):.1f} GB" if free >= 1 << 30 else f"{free >> 20} MB"
    return Part("Thẻ nhớ", "Card", state, f"còn {size.replace('.', ',')}", f"{size} free")
