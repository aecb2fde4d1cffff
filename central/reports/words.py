"""What reports call things in Vietnamese (wording.md): one place for every table, page and document."""

ROW_LABELS = {
    "total": "Tổng cộng",
    "percent": "Tỷ lệ (%)",
    "unlinked": "không gắn với lượt phục vụ",
    "duplicate": "bấm lặp",
    "late": "ngoài thời gian",
    "doubtful": "cần kiểm tra",
    "no_ticket": "chưa khớp lượt phục vụ",
    "other_scale": "thang đánh giá khác",
    "set_aside": "để riêng theo quyết định",
    "undated": "không rõ ngày",
}
"""Row kinds that are no officer. All but ``total`` stand outside the total."""

UNKNOWN_OFFICER = "Chưa có trong danh sách cán bộ"
NOBODY_SIGNED_IN = "Không có cán bộ đăng nhập"
NO_RATINGS = "không phát sinh"
SMALL_SAMPLE = "số lượt ít, chưa đủ cơ sở nhận xét (dưới 10 lượt)"
