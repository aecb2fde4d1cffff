"""Words of the dashboard for states, kinds of alerts, devices and their faults; Vietnamese, for people."""

STANDING_WORDS = {
    "live": "đang cập nhật",
    "stale": "tạm ngừng cập nhật",
    "unknown": "chưa nhận được tin",
}
COUNTER_WORDS = {
    "closed": "chưa mở",
    "free": "đang mở",
    "called": "đã gọi",
    "serving": "đang phục vụ",
    "paused": "tạm nghỉ",
}
PRESENCE_WORDS = {
    "online": "đang hoạt động",
    "offline": "đã ngắt",
    "silent": "không có tin",
    "unknown": "chưa rõ",
}
ROLE_WORDS = {"hall": "giữ hàng đợi", "kiosk": "máy lấy số", "counter": "quầy", "display": "màn hình, loa"}
ALERT_WORDS = {
    "wait": "Chờ lâu",
    "no_counter": "Không có quầy mở",
    "hall_silent": "Khu vực chờ",
    "paper": "Giấy in",
    "device_fault": "Lỗi thiết bị",
    "gateway_away": "Mất liên lạc",
    "doubtful": "Cần kiểm tra",
}
DEVICE_WORDS = {
    "panel": "Bảng nút đánh giá",
    "badge": "Đầu đọc thẻ",
    "keypad": "Bàn phím quầy",
    "printer": "Máy in phiếu",
    "board": "Bảng số",
    "voice": "Loa gọi số",
    "journal": "Nhật ký thiết bị",
    "hall": "Hàng đợi",
}
FAULT_WORDS = {
    "": "",
    "paper_out": "hết giấy",
    "paper_low": "sắp hết giấy",
    "cover_open": "nắp đang mở",
    "cutter": "kẹt dao cắt",
    "offline": "không trả lời",
    "unplugged": "đã rút cáp",
    "printer_error": "báo lỗi",
    "no_port": "chưa thấy thiết bị ở cổng cắm",
    "unreachable": "không liên lạc được qua mạng",
    "silent": "không trả lời",
    "stuck": "kẹt nút",
}


def device_words(kind: str, device: str) -> str:
    """What a device is called: its kind and its own name."""
    return f"{DEVICE_WORDS.get(kind, kind)} {device}"


def minutes_words(seconds: int) -> str:
    """A duration for a headline, in whole minutes: ``12 phút``, ``1 giờ 05 phút``."""
    minutes = seconds // 60
    return f"{minutes} phút" if minutes < 60 else f"{minutes // 60} giờ {minutes % 60:02} phút"
