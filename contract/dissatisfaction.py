"""Why somebody was not satisfied: the reasons a rating screen offers, with their words (wording.md)."""

REASONS: dict[str, str] = {
    "attitude": "Thái độ phục vụ",
    "unclear_guidance": "Hướng dẫn chưa rõ",
    "long_wait": "Chờ lâu tại Trung tâm",
    "slow_processing": "Giải quyết hồ sơ chậm",
    "not_on_time": "Chưa có kết quả đúng hẹn",
    "extra_papers": "Yêu cầu giấy tờ ngoài quy định",
    "many_visits": "Phải đi lại nhiều lần",
    "machine_trouble": "Máy móc, phần mềm trục trặc",
    "other": "Khác",
}
"""Words by code, in the order in which they are shown. A code never changes its meaning."""
