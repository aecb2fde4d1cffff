"""Why a claim is refused, in words for whoever stands before the box."""

from dataclasses import dataclass

from contract.claims import ClaimRefused


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal with its HTTP status; ``wait_s``: when to ask again, 0 for never."""

    status: int
    said: ClaimRefused
    wait_s: int = 0


def _refusal(status: int, error: str, vi: str, en: str, wait_s: int = 0) -> Refusal:
    return Refusal(status, ClaimRefused(error, vi, en), wait_s)


UNKNOWN = _refusal(
    403,
    "unknown",
    "Máy chủ không biết mã này. Hãy xem lại mã, hoặc lập mã mới ở trang Thêm thiết bị.",
    "Central does not know this code. Check it, or make a new one at central.",
)
USED = _refusal(
    409,
    "used",
    "Mã này đã được một máy khác dùng. Hãy lập mã mới ở trang Thêm thiết bị; việc này đã được báo cho người quản trị.",
    "Another box has used this code. Make a new one at central; the administrator has been told.",
)
EXPIRED = _refusal(
    410,
    "expired",
    "Mã này đã hết hạn. Hãy lập mã mới ở trang Thêm thiết bị.",
    "This code has expired. Make a new one at central.",
)
WITHDRAWN = _refusal(
    410,
    "withdrawn",
    "Mã này đã bị thu hồi, hoặc máy này đã được thay. Hãy lập mã mới ở trang Thêm thiết bị.",
    "This code was taken back, or this box has been replaced. Make a new one at central.",
)
WRONG_BOX = _refusal(
    422,
    "wrong_box",
    "Mã này là của máy khác hoặc trung tâm khác; tệp trên thẻ nhớ đã bị sửa. Hãy tải lại tệp của đúng máy này.",
    "This code belongs to another box or another centre; the file on the card was changed. Download it again.",
)
BAD_REQUEST = _refusal(
    400,
    "bad_request",
    "Máy chủ không đọc được yêu cầu của máy này. Hãy nâng cấp phần mềm trên máy rồi thử lại.",
    "Central cannot read what this box asks. Upgrade the box and try again.",
)
NOT_READY = _refusal(
    503,
    "not_ready",
    "Máy chủ chưa cấp được chứng chỉ. Hãy báo người quản trị: quayso provision ca create.",
    "Central cannot issue certificates yet. Tell its administrator: quayso provision ca create.",
    60,
)


def too_often(wait_s: float) -> Refusal:
    """Too many wrong codes from one address."""
    minutes = max(1, round(wait_s / 60))
    return _refusal(
        429,
        "too_often",
        f"Nhập sai quá nhiều lần. Hãy đợi {minutes} phút rồi thử lại.",
        f"Too many wrong codes. Wait {minutes} minutes and try again.",
        max(1, int(wait_s) + 1),
    )
