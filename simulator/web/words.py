"""What the page of the virtual office calls things. The level of a press never stands in an event's words."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from contract.events import (
    ClockSynced,
    CounterPaused,
    CounterResumed,
    DeviceChanged,
    EventData,
    GatewayStarted,
    HelpCalled,
    NumbersLeased,
    NumbersReturned,
    NumbersSkipped,
    OfficerSignedIn,
    OfficerSignedOut,
    RatingChanged,
    RatingClosed,
    RatingGiven,
    RatingOpened,
    RatingReasoned,
    ServiceFinished,
    ServiceStarted,
    TicketAbandoned,
    TicketCalled,
    TicketIssued,
    TicketMissed,
    TicketNeedsSet,
    TicketParked,
    TicketPrinted,
    TicketPrintFailed,
    TicketResumed,
    TicketTransferred,
    TicketVoided,
)
from simulator.hall_files import BOARD, BUTTONS, KEYPAD, PRINTER, VOICE

FAULTS = {
    "unplugged": "chưa nối được",
    "no_port": "không có cổng",
    "silent": "không trả lời",
    "held": "kẹt nút",
    "chattering": "nút chập chờn",
    "garbage": "tín hiệu lạ",
    "paper_out": "hết giấy",
    "paper_low": "sắp hết giấy",
    "cover_open": "đang mở nắp",
    "cutter": "kẹt dao cắt",
    "offline": "ngừng nhận lệnh",
    "restart": "máy vừa khởi động lại",
}
APART = {
    "unlinked": "không gắn với lượt phục vụ",
    "duplicate": "bấm lặp",
    "late": "ngoài thời gian",
    "doubtful": "cần kiểm tra",
}
"""Why a press stands apart from those that count."""
_DOUBTS = {
    "at_once": "bấm ngay khi vừa bắt đầu",
    "rhythm": "nhịp bấm đều như máy",
    "panel_fault": "bảng nút đang có lỗi",
    "one_phone": "một điện thoại, nhiều lượt",
}
_DEVICES = {PRINTER: "Máy in phiếu", BOARD: "Bảng LED", VOICE: "Loa gọi số", BUTTONS: "Nút lấy số"}
_AT_COUNTERS = {"bang": "Hộp nút", "the": "Đầu đọc thẻ", BOARD: "Bảng LED", KEYPAD: "Bàn phím"}
_STATES = {"ok": "hoạt động", "unknown": "chưa rõ"}

_WORDS: dict[type, Callable[[Any], str]] = {
    RatingGiven: lambda data: _press_words(data),
    RatingChanged: lambda data: "Đổi lựa chọn đánh giá",
    RatingReasoned: lambda data: "Thêm lý do đánh giá",
    OfficerSignedIn: lambda data: f"Cán bộ vào quầy {data.counter}",
    OfficerSignedOut: lambda data: f"Cán bộ rời quầy {data.counter}",
    CounterPaused: lambda data: f"Quầy {data.counter} tạm nghỉ",
    CounterResumed: lambda data: f"Quầy {data.counter} phục vụ lại",
    HelpCalled: lambda data: f"Quầy {data.counter} gọi hỗ trợ",
    GatewayStarted: lambda data: "Gateway khởi động",
    ClockSynced: lambda data: "Đồng hồ đã đúng",
    DeviceChanged: lambda data: f"{device_title(data.device)}: {_STATES.get(data.state) or fault_words(data.fault)}",
    NumbersLeased: lambda data: "Dành sẵn số cho máy lấy số",
    NumbersReturned: lambda data: "Máy lấy số trả lại số",
    NumbersSkipped: lambda data: "Bỏ qua số chưa dùng",
}
_TICKET_WORDS: dict[type, Callable[[Any, str], str]] = {
    TicketIssued: lambda data, number: f"Cấp {number}{' · ƯU TIÊN' if data.priority else ''}",
    TicketPrinted: lambda data, number: f"In phiếu {number}" if data.attempt <= 1 else f"In lại phiếu {number}",
    TicketPrintFailed: lambda data, number: f"Phiếu {number} chưa in: {fault_words(data.fault)}",
    TicketCalled: lambda data, number: _call_words(data, number),
    ServiceStarted: lambda data, number: f"Quầy {data.counter} bắt đầu {number}",
    ServiceFinished: lambda data, number: f"Quầy {data.counter} xong {number}",
    TicketParked: lambda data, number: f"{_upper(number)} chờ bổ sung",
    TicketResumed: lambda data, number: f"{_upper(number)} chờ tiếp",
    TicketMissed: lambda data, number: f"{_upper(number)} vắng mặt",
    TicketVoided: lambda data, number: f"Hủy {number}",
    TicketTransferred: lambda data, number: f"Chuyển {number}",
    TicketAbandoned: lambda data, number: f"Khép lại {number}",
    TicketNeedsSet: lambda data, number: f"Ghi trợ giúp cho {number}",
    RatingOpened: lambda data, number: f"Mở đánh giá {number}",
    RatingClosed: lambda data, number: f"Đóng đánh giá {number}",
}


def event_words(data: EventData, numbers: Mapping[UUID, str]) -> str:
    """An event as a short sentence; its type for those that have none. ``numbers``: what stands on each ticket."""
    if isinstance(data, tuple(_TICKET_WORDS)):
        number = numbers.get(data.ticket)  # type: ignore[attr-defined]
        return _TICKET_WORDS[type(data)](data, f"số {number}" if number else "một số")
    words = _WORDS.get(type(data))
    return words(data) if words else data.TYPE


def apart_words(data: RatingGiven) -> str | None:
    """Why a press stands apart; None for one that counts."""
    doubts = ", ".join(_DOUBTS[doubt] for doubt in data.doubts if doubt in _DOUBTS)
    why = APART.get(data.verdict)
    return f"{why} ({doubts})" if data.verdict == "doubtful" and doubts else why


def _upper(words: str) -> str:
    """With a capital at the beginning and the rest as it is: numbers carry capitals."""
    return words[:1].upper() + words[1:]


def _press_words(data: RatingGiven) -> str:
    if data.verdict == "accepted":
        return f"Đánh giá tại quầy {data.counter}"
    return f"Bấm tại quầy {data.counter}, để riêng: {apart_words(data)}"


def _call_words(data: TicketCalled, number: str) -> str:
    if data.spoken:
        return f"Loa đã đọc {number}"
    return f"{'Gọi' if data.nth <= 1 else 'Gọi lại'} {number} đến quầy {data.counter}"


def device_title(device: str) -> str:
    """A device by its name in `gateway.toml`: `bang-3`, `the-3`."""
    if device in _DEVICES:
        return _DEVICES[device]
    kind, _, counter = device.rpartition("-")
    title = _AT_COUNTERS.get(kind)
    return f"{title} quầy {counter}" if title else device


def fault_words(fault: str | None) -> str:
    """A fault's short code as words; `held:good` names no level."""
    code = (fault or "").partition(":")[0]
    return FAULTS.get(code, code or "lỗi")
