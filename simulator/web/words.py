"""What the page of the virtual office calls things. The level of a press never stands in an event's words."""

from collections.abc import Callable
from typing import Any

from contract.events import (
    ClockSynced,
    DeviceChanged,
    EventData,
    GatewayStarted,
    OfficerSignedIn,
    OfficerSignedOut,
    RatingGiven,
)

FAULTS = {
    "unplugged": "mất kết nối",
    "no_port": "không có cổng",
    "silent": "không trả lời",
    "held": "kẹt nút",
    "chattering": "nút chập chờn",
    "garbage": "tín hiệu lạ",
}
_VERDICTS = {
    "accepted": "Đánh giá tại quầy {counter}",
    "unlinked": "Bấm tại quầy {counter} khi chưa có cán bộ, để riêng",
    "duplicate": "Bấm lặp tại quầy {counter}, để riêng",
}
_STATES = {"ok": "hoạt động", "unknown": "chưa rõ"}

_WORDS: dict[type, Callable[[Any], str]] = {
    RatingGiven: lambda data: _VERDICTS.get(data.verdict, _VERDICTS["accepted"]).format(counter=data.counter),
    OfficerSignedIn: lambda data: f"Cán bộ vào quầy {data.counter}",
    OfficerSignedOut: lambda data: f"Cán bộ rời quầy {data.counter}",
    GatewayStarted: lambda data: "Gateway khởi động",
    ClockSynced: lambda data: "Đồng hồ đã đúng",
    DeviceChanged: lambda data: f"{device_title(data.device)}: {_STATES.get(data.state) or fault_words(data.fault)}",
}


def event_words(data: EventData) -> str:
    """An event as a short sentence; its type for those that have none."""
    words = _WORDS.get(type(data))
    return words(data) if words else data.TYPE


def device_title(device: str) -> str:
    """A device by its name in `gateway.toml`: `bang-3`, `the-3`."""
    kind, _, counter = device.partition("-")
    return {"bang": f"Hộp nút quầy {counter}", "the": f"Đầu đọc thẻ quầy {counter}"}.get(kind, device)


def fault_words(fault: str | None) -> str:
    """A fault's short code as words; `held:good` names no level."""
    code = (fault or "").partition(":")[0]
    return FAULTS.get(code, code or "lỗi")
