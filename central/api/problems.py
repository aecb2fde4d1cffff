"""Why a request of another program was not answered (RFC 9457), in Vietnamese and English."""

from dataclasses import dataclass
from typing import Any

MEDIA_TYPE = "application/problem+json"

TITLES: dict[int, tuple[str, str]] = {
    400: ("Yêu cầu chưa đúng", "Bad request"),
    401: ("Thiếu mã truy cập hợp lệ", "A valid token is missing"),
    403: ("Mã truy cập không có quyền này", "The token does not allow this"),
    404: ("Không có mục này", "Not found"),
    405: ("Địa chỉ này chỉ để đọc", "Only reading is possible here"),
    413: ("Nội dung gửi lên quá lớn", "The request is too large"),
    422: ("Yêu cầu không có nghĩa", "The request makes no sense"),
    429: ("Hỏi quá nhiều lần", "Too many requests"),
    500: ("Máy chủ gặp lỗi", "The server failed"),
}
OTHER = ("Yêu cầu không thực hiện được", "The request cannot be done")


@dataclass
class Problem(Exception):
    """A request that is not answered. ``wait_s``: when to come again, 0 where that would not help."""

    status: int
    vi: str = ""
    en: str = ""
    parameter: str = ""
    wait_s: int = 0

    def as_json(self) -> dict[str, Any]:
        """The body of the answer."""
        title, title_en = TITLES.get(self.status, OTHER)
        body: dict[str, Any] = {
            "type": "about:blank", "status": self.status, "title": title, "title_en": title_en,
            "detail": self.vi or title, "detail_en": self.en or title_en,
        }  # fmt: skip
        return body | ({"parameter": self.parameter} if self.parameter else {})
