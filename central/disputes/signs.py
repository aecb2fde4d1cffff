"""What the rules of "cần kiểm tra" look at, and what they say. Plain values.

A sign is no verdict: it says how many, of how many, what speaks for a second look and what speaks against one.
"""

from dataclasses import dataclass

ACCEPTED, DUPLICATE, DOUBTFUL = "accepted", "duplicate", "doubtful"

KINDS = {
    "doubtful": "Lượt máy ghi là cần kiểm tra",
    "one_phone": "Nhiều phiếu đánh giá từ một điện thoại",
    "rhythm": "Các lượt cách nhau đều đặn",
    "prompt": "Đánh giá ngay khi vừa xong việc",
    "many_rated": "Tỷ lệ lượt có đánh giá cao hơn hẳn các cán bộ khác",
    "all_top": "Tỷ lệ mức cao nhất cao hơn hẳn các cán bộ khác",
    "short_service": "Lượt phục vụ dưới 20 giây",
    "out_of_hours": "Xong việc ngoài giờ làm việc",
}
"""Kinds of signs in the order of the list."""


@dataclass(frozen=True, slots=True)
class Press:
    """A rating that somebody gave. ``kind`` is what it came to; ``doubts`` those of the gateway."""

    rating: bytes
    ticket: bytes | None
    time_ms: int | None
    day: str
    counter: str
    officer: str
    level: str
    channel: str
    verdict: str
    kind: str
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Visit:
    """A ticket that was served."""

    ticket: bytes
    number: str
    day: str
    counter: str
    officer: str
    finished_ms: int | None
    service_s: int | None


@dataclass(frozen=True, slots=True)
class Sign:
    """Something to look at. ``officer``, ``counter`` and ``day`` say where, as far as it is about one ('' it is not).

    ``n`` of ``of`` is how often; ``ratings`` and ``tickets`` are those it is about, none for a comparison.
    """

    kind: str
    n: int
    of: int
    speaks_for: tuple[str, ...]
    speaks_against: tuple[str, ...]
    officer: str = ""
    counter: str = ""
    day: str = ""
    ratings: tuple[bytes, ...] = ()
    tickets: tuple[bytes, ...] = ()

    @property
    def about(self) -> tuple[str, str, str, str]:
        """What tells it from every other sign of its period."""
        return self.kind, self.officer, self.counter, self.day
