"""The words that officers read for codes of needs, outcomes, reasons and refusals. Nothing here decides."""

from typing import Final

NEEDS: Final[dict[str, str]] = {
    "submit": "Nộp hồ sơ",
    "collect": "Nhận kết quả",
    "ask": "Hỏi, hướng dẫn",
    "other": "Việc khác",
}
ACCESS: Final[dict[str, str]] = {
    "wheelchair": "Đi xe lăn",
    "hearing": "Nghe kém",
    "sight": "Nhìn kém",
}
LANGUAGES: Final[dict[str, str]] = {
    "en": "Tiếng Anh",
    "km": "Tiếng Khmer",
    "hmn": "Tiếng Mông",
    "tyz": "Tiếng Tày",
    "nut": "Tiếng Nùng",
    "blt": "Tiếng Thái",
}
OUTCOMES: Final[dict[str, str]] = {
    "received": "Tiếp nhận hồ sơ",
    "supplement": "Yêu cầu bổ sung, hoàn thiện",
    "returned_result": "Trả kết quả",
    "result_not_ready": "Chưa có kết quả",
    "refused": "Từ chối tiếp nhận",
    "advised": "Hướng dẫn",
    "assisted_online": "Hỗ trợ nộp trực tuyến",
    "on_the_spot": "Giải quyết ngay",
    "redirected": "Chỉ sang nơi khác",
    "other": "Việc khác",
}
PARKED: Final[dict[str, str]] = {
    "copy": "Đi sao, chụp giấy tờ",
    "fee": "Đi nộp phí, lệ phí",
    "form": "Điền tờ khai",
    "papers": "Lấy thêm giấy tờ",
}
PAUSED: Final[dict[str, str]] = {
    "break": "Nghỉ giải lao",
    "lunch": "Nghỉ trưa",
    "meeting": "Họp, hội ý",
    "errand": "Việc chuyên môn khác",
    "technical": "Máy móc, phần mềm trục trặc",
}
VOIDED: Final[dict[str, str]] = {
    "left": "Người dân đã về",
    "twice": "Lấy trùng số",
    "mistake": "Bấm nhầm, không có người",
    "wrong_service": "Chọn sai dịch vụ, đã lấy số khác",
}
HELP: Final[dict[str, str]] = {"colleague": "Nhờ đồng nghiệp đến giúp", "guard": "Gọi bảo vệ"}
BY_HALL: Final[dict[str, str]] = {
    "unheard": "Máy lấy số không nhận được trả lời và đã phát số khác",
    "training": "Số của buổi tập huấn",
}
STATES: Final[dict[str, str]] = {
    "waiting": "Đang chờ",
    "called": "Đang gọi",
    "serving": "Đang phục vụ",
    "parked": "Chờ bổ sung",
    "missed": "Vắng mặt",
    "finished": "Đã xong",
    "voided": "Đã hủy",
    "abandoned": "Chưa được phục vụ",
}
DESK_STATES: Final[dict[str, str]] = {
    "closed": "Chưa có cán bộ",
    "free": "Sẵn sàng",
    "called": "Đang gọi",
    "serving": "Đang phục vụ",
    "paused": "Tạm nghỉ",
}
DESK_KEYS: Final[tuple[tuple[str, str, str], ...]] = (
    ("recall", "Gọi lại", "F2"),
    ("start", "Bắt đầu", "F3"),
    ("invite_rating", "Mời đánh giá", "F4"),
    ("finish", "Xong", "F6"),
    ("miss", "Vắng mặt", "F7"),
    ("park", "Chờ bổ sung", "F8"),
    ("transfer", "Chuyển", "F9"),
    ("void", "Hủy số", "H"),
)
"""The smaller keys of a desk in their order: action, word, key on the keyboard. F5 stays the browser's."""


def help_text(counter: str | None, kind: str) -> str:
    """A call for help as others read it."""
    if counter is None:
        return "Người dân ở máy lấy số cần giúp"
    return f"Quầy {counter} gọi bảo vệ" if kind == "guard" else f"Quầy {counter} nhờ đồng nghiệp đến giúp"


def need_text(need: str) -> str:
    """An access need in words; a code that nobody knows stays as it is."""
    if need.startswith("language:"):
        code = need.removeprefix("language:")
        return LANGUAGES.get(code, f"Ngôn ngữ {code}")
    return ACCESS.get(need, need)


def reason_text(reason: str | None) -> str:
    """A reason in words, of whichever list it is."""
    if reason is None:
        return ""
    for words in (PARKED, PAUSED, VOIDED, BY_HALL):
        if reason in words:
            return words[reason]
    return reason


PRINTER_FAULTS: dict[str | None, str] = {
    "paper_out": "hết giấy, xin thay cuộn mới",
    "cover_open": "nắp đang mở, xin đóng lại",
    "offline": "đang ngoại tuyến, xin bấm nút trên máy in",
    "cutter": "kẹt dao cắt",
    "printer_error": "báo lỗi, xin tắt rồi bật lại",
    "unplugged": "đã rút cáp, xin cắm lại",
    "no_port": "chưa thấy máy in, xin kiểm tra cáp",
    "unreachable": "không liên lạc được qua mạng",
    "silent": "không trả lời",
}
"""Faults of printers, and what to do."""
