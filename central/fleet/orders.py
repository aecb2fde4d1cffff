"""Orders to gateways: which there are, how one stands, and how its state may change. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

OrderState = Literal["queued", "sent", "done", "failed", "expired", "unknown"]
Told = Literal["done", "failed", "expired", "unknown"]

OPEN: frozenset[str] = frozenset({"queued", "sent"})
TOLD: frozenset[str] = frozenset({"done", "failed", "expired", "unknown"})
AGAIN_S = 30
"""An order that the broker took may still be lost before its gateway: it goes again, and the gateway knows its id."""
GRACE_S = 30
"""How long after its end an order that was sent may still be told of before nobody knows how it ended."""


@dataclass(frozen=True, slots=True)
class Op:
    """One kind of order: what it is called, what it does, how long it is worth anything."""

    op: str
    title: str
    note: str
    expires_s: int
    args: Mapping[str, Any]
    is_danger: bool = False


OPS: dict[str, Op] = {
    one.op: one
    for one in (
        Op("identify", "Nhận diện", "Đèn của bảng nút nháy, bảng số hiện tên máy trong 30 giây.", 120, {"seconds": 30}),
        Op("test_print", "In thử", "Máy in ra một phiếu kiểm tra.", 300, {}),
        Op("restart", "Khởi động lại", "Chương trình dừng hẳn rồi chạy lại, mất khoảng 10 giây.", 300, {}, True),
        Op("fetch_logs", "Lấy nhật ký chạy", "Các dòng nhật ký mới nhất, đã bỏ mật khẩu và mã.", 300, {}),
        Op("test_on", "Bật chế độ thử", "Mọi lượt bấm được ghi là thử, không tính số liệu.", 300, {"on": True}, True),
        Op("test_off", "Tắt chế độ thử", "Lượt bấm lại được tính số liệu.", 86_400, {"on": False}),
        Op("retire", "Thu hồi", "Máy gửi hết số liệu, rồi mất mọi quyền và không dùng lại được.", 604_800, {}, True),
    )
}
"""What staff may order, by its key on the page."""

WIRE_OPS = {"test_on": "test_mode", "test_off": "test_mode"}
"""Keys whose name on the wire is another one."""

STATE_WORDS: dict[OrderState, str] = {
    "queued": "chờ máy kết nối",
    "sent": "đã gửi, chờ trả lời",
    "done": "đã làm xong",
    "failed": "không làm được",
    "expired": "hết hạn, chưa làm",
    "unknown": "không rõ đã làm hay chưa",
}


@dataclass(frozen=True, slots=True)
class Order:
    """One order as central keeps it. ``result``: what the gateway told, None while it told nothing."""

    id: str
    gateway: str
    site: str
    op: str
    args: Mapping[str, Any]
    state: OrderState
    created_ms: int
    created_by: str
    expires_ms: int
    sent_ms: int | None = None
    ended_ms: int | None = None
    result: Any = None

    @property
    def is_open(self) -> bool:
        """Whether it may still be done."""
        return self.state in OPEN

    def left_s(self, now_ms: int) -> int:
        """Whole seconds for which it is still worth something."""
        return max(0, (self.expires_ms - now_ms) // 1000)


def is_due(order: Order, now_ms: int, is_online: bool) -> bool:
    """Whether it should go out now: first, and again while nothing was told."""
    if not order.is_open or not is_online or order.left_s(now_ms) == 0:
        return False
    return order.sent_ms is None or now_ms - order.sent_ms >= AGAIN_S * 1000


def after_time(order: Order, now_ms: int) -> OrderState:
    """What time alone makes of an order: one that never left is expired, of one that left nobody knows."""
    if order.state == "queued" and order.left_s(now_ms) == 0:
        return "expired"
    if order.state == "sent" and now_ms >= order.expires_ms + GRACE_S * 1000:
        return "unknown"
    return order.state


def after_word(order: Order, told: Told) -> OrderState:
    """What a gateway's own word makes of an order: it ends one, and explains one of which nobody knew.

    What is done, failed or expired by a word stays so: the gateway tells of an id once.
    """
    return told if order.is_open or order.state in ("unknown", "expired") else order.state
