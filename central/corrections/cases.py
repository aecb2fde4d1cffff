"""What may be corrected and why, in words, and what is refused before anything is written. Pure."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from central.disputes.cases import written
from central.rules.corrections import AS_TOLD, AS_VOID, LONGEST, SEAT, TICKET, UNDO, About, read_about, seat_text
from contract.events import CorrectionMade

OPEN, AGREED, DECLINED, WITHDRAWN = "open", "agreed", "declined", "withdrawn"
STATES = {
    OPEN: "Chờ người thứ hai quyết định",
    AGREED: "Đã đính chính",
    DECLINED: "Không đồng ý",
    WITHDRAWN: "Đã rút",
}
REASONS = {
    "forgot_sign_out": "Người trước quên rời quầy",
    "wrong_sign_in": "Đăng nhập nhầm mã, nhầm quầy",
    "not_signed_in": "Làm việc mà chưa đăng nhập",
    "roster": "Phân công ghi sai",
    "not_a_visit": "Số lấy nhầm, lấy thử",
    "corrected_wrongly": "Đính chính trước bị nhầm",
    "other": "Lý do khác",
}
KINDS = {SEAT: "Người ngồi quầy", TICKET: "Hủy số", UNDO: "Hủy đính chính"}
NOTHING = "Không có lượt phục vụ, đánh giá hay giờ mở quầy nào thay đổi. Xin xem lại quầy, giờ và mã cán bộ."
STALE = "Có người vừa quyết định việc này. Xin xem lại trang."
PURGED = "Nội dung của những ngày này đã được xóa theo thời hạn lưu giữ; không đính chính được nữa."
_LONGEST_CODE = 64


class CorrectionRefused(Exception):
    """It is not done; the message is for the reader, in Vietnamese. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants corrected; ``old`` and ``new`` are '' for nobody."""

    site: str
    what: str
    old: str
    new: str
    reason: str
    words: str

    @property
    def about(self) -> About:
        """What it is about. Raises CorrectionRefused."""
        found = read_about(self.what)
        if found is None:
            raise CorrectionRefused("Không rõ cần đính chính điều gì.")
        return found

    def event(self) -> CorrectionMade:
        """As a line of central's own stream, without who decided it and why."""
        return CorrectionMade(self.what, self.old or None, self.new or None, self.reason)

    def checked(self) -> "Wanted":
        """The same with its words in order. Raises CorrectionRefused."""
        about = self.about
        if self.reason not in REASONS:
            raise CorrectionRefused("Xin chọn lý do trong danh sách.")
        if about.kind == SEAT and (not is_code(self.new) or (self.old and not is_code(self.old))):
            raise CorrectionRefused("Xin ghi mã cán bộ thực sự ngồi quầy.")
        if about.kind == SEAT and self.old == self.new:
            raise CorrectionRefused("Hai mã cán bộ giống nhau: không có gì để đính chính.")
        if about.kind == TICKET and self.new not in (AS_VOID, AS_TOLD):
            raise CorrectionRefused("Không rõ cần đính chính điều gì.")
        return Wanted(self.site, self.what, self.old, self.new, self.reason, written(self.words))


def seat_wanted(since: datetime, until: datetime, counter: str, now: datetime) -> str:
    """The ``what`` of a wrong sign-in. Raises CorrectionRefused."""
    if not is_code(counter):
        raise CorrectionRefused("Xin ghi quầy.")
    if until <= since:
        raise CorrectionRefused("Giờ kết thúc phải sau giờ bắt đầu.")
    if until - since > LONGEST:
        raise CorrectionRefused(f"Mỗi lần đính chính nhiều nhất {LONGEST.days} ngày.")
    if since >= now:
        raise CorrectionRefused("Không đính chính được việc chưa diễn ra.")
    return seat_text(since, until, counter)


def local_moment(text: str, zone: tzinfo) -> datetime:
    """What a field of date and time says. Raises CorrectionRefused."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise CorrectionRefused("Xin ghi đủ ngày và giờ.") from None
    if found.tzinfo is not None or not 2000 <= found.year <= 2199:
        raise CorrectionRefused("Xin ghi đủ ngày và giờ.")
    return found.replace(second=0, microsecond=0, tzinfo=zone)


def is_code(text: str) -> bool:
    """Whether something may be a code: of an officer, or a counter."""
    return 0 < len(text) <= _LONGEST_CODE and text.isprintable() and text == text.strip()
