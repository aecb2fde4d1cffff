"""Reasons, states and words of proposals and reviews, and who may do what with them. Pure."""

from collections.abc import Iterable

from central.people.roles import OFFICER, Person

SET_ASIDE, RESTORE = "set_aside", "restore"
OPEN, AGREED, DECLINED, WITHDRAWN = "open", "agreed", "declined", "withdrawn"
KEPT, CHANGED = "kept", "changed"

ACTS = {SET_ASIDE: "Để riêng, không tính", RESTORE: "Tính lại"}
REASONS = {
    "no_visitor": "Không có người dân đánh giá",
    "repeated": "Một người đánh giá nhiều lượt",
    "device": "Máy đánh giá trục trặc",
    "wrong_officer": "Ghi nhầm cán bộ, nhầm quầy",
    "test": "Bấm thử khi lắp đặt, tập huấn",
    "reviewed": "Đã xem xét lại",
    "other": "Lý do khác",
}
STATES = {
    OPEN: "Chờ người thứ hai quyết định",
    AGREED: "Đã đồng ý",
    DECLINED: "Không đồng ý",
    WITHDRAWN: "Đã rút",
}
REVIEW_REASONS = {
    "not_there": "Tôi không ngồi tại quầy lúc đó",
    "device": "Máy đánh giá trục trặc",
    "not_my_work": "Việc thuộc quầy hoặc cơ quan khác",
    "unfair": "Tôi cho rằng các lượt đó không phản ánh đúng việc phục vụ",
    "other": "Lý do khác",
}
REVIEW_STATES = {OPEN: "Đang xem xét", KEPT: "Giữ nguyên", CHANGED: "Có thay đổi"}

SHORTEST, LONGEST = 5, 1_000
MOST_RATINGS = 200
STALE = "Có người vừa quyết định việc này. Xin xem lại trang."
PURGED = (
    "Nội dung các lượt đánh giá của những ngày này đã được xóa theo thời hạn lưu giữ, chỉ còn số liệu đã tính. "
    "Vì vậy không xem xét lại được nữa; số liệu giữ nguyên."
)


class DisputeRefused(Exception):
    """It is not done; the message is for the reader, in Vietnamese. Nothing was changed."""


def is_concerned(person: Person, site: str, officers: Iterable[str]) -> bool:
    """Whether one of the officers is this person."""
    own = {*person.details(site, OFFICER), person.code}
    return bool(own & {code for code in officers if code})


def written(text: str) -> str:
    """Words of somebody, without needless blanks. Raises DisputeRefused."""
    words = "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
    if len(words) < SHORTEST:
        raise DisputeRefused("Xin ghi rõ lý do bằng lời.")
    if len(words) > LONGEST:
        raise DisputeRefused(f"Dài quá {LONGEST} chữ cái. Xin viết ngắn lại.")
    if any(not (letter.isprintable() or letter == "\n") for letter in words):
        raise DisputeRefused("Có ký tự không in được. Xin xóa và viết lại.")
    return words
