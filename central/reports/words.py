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
    "unissued": "chưa nhận được dòng lấy số",
    "paper_form": "phiếu giấy",
    "imported_ratings": "số liệu đã nạp",
}
"""Row kinds that are no officer. All but ``total`` stand outside the total."""

UNKNOWN_OFFICER = "Chưa có trong danh sách cán bộ"
NOBODY_SIGNED_IN = "Không có cán bộ đăng nhập"
NO_RATINGS = "không phát sinh"
SMALL_SAMPLE = "số lượt ít, chưa đủ cơ sở nhận xét (dưới 10 lượt)"

FEW_FEEDBACK = "số góp ý ít, chưa đủ cơ sở nhận xét (dưới 10)"

VISIT_GROUPS = {
    "agency": "Theo cơ quan",
    "service": "Theo dịch vụ",
    "counter": "Theo quầy",
    "officer": "Theo cán bộ",
    "hour": "Theo giờ lấy số",
    "need": "Theo nhu cầu",
    "priority": "Theo diện ưu tiên",
    "channel": "Theo cách lấy số",
    "outcome": "Theo kết quả",
}
"""What visits are added up by, in the order of the table."""

VISIT_WORDS = {
    "no_agency": "Chưa rõ cơ quan",
    "not_called": "Chưa gọi vào quầy",
    "no_officer": "Không có cán bộ đăng nhập",
    "no_hour": "Không rõ giờ",
    "need_submit": "Nộp hồ sơ",
    "need_collect": "Nhận kết quả",
    "need_ask": "Hỏi, hướng dẫn",
    "need_other": "Khác",
    "priority_1": "Ưu tiên",
    "priority_0": "Không ưu tiên",
    "channel_kiosk": "Màn hình lấy số",
    "channel_button": "Nút lấy số",
    "channel_guide": "Quầy hướng dẫn",
    "channel_desk": "Tại quầy",
    "channel_phone": "Điện thoại",
    "channel_booking": "Đặt lịch trước",
    "outcome_received": "Tiếp nhận hồ sơ",
    "outcome_supplement": "Yêu cầu bổ sung, hoàn thiện",
    "outcome_returned_result": "Trả kết quả",
    "outcome_result_not_ready": "Chưa có kết quả",
    "outcome_refused": "Từ chối tiếp nhận",
    "outcome_advised": "Hướng dẫn",
    "outcome_assisted_online": "Hỗ trợ nộp trực tuyến",
    "outcome_on_the_spot": "Giải quyết ngay",
    "outcome_redirected": "Chỉ sang nơi khác",
    "outcome_other": "Việc khác",
    "outcome_": "Không ai ghi kết quả",
}
"""Words for the codes of tickets."""

RATING_GROUPS = {
    "participation": "Tham gia đánh giá",
    "channel": "Theo hình thức",
    "agency": "Theo cơ quan",
    "counter": "Theo quầy",
    "day": "Theo ngày",
    "hour": "Theo giờ đánh giá",
    "reason": "Lý do chưa hài lòng",
}
"""What ratings are added up by, in the order of the table."""

CHANNELS = {
    "panel": "Nút bấm tại quầy",
    "screen": "Màn hình tại quầy",
    "qr": "Mã QR",
}
"""The ways in which ratings come."""

WITHOUT_REASON = "Không nêu lý do"

WHOLE_CENTRE = "Toàn Trung tâm"
TO_ENTER = "nhập tay"
"""Points that no count gives."""
