"""What feedback is about, and what is never taken in: other laws have their own way for it. Pure."""

TOPICS: dict[str, str] = {
    "conduct": "Cách phục vụ của cán bộ",
    "guidance": "Hướng dẫn, giấy tờ, thủ tục",
    "waiting": "Chờ đợi, gọi số",
    "on_time": "Hạn trả kết quả",
    "place": "Chỗ ngồi, máy móc, vệ sinh",
    "idea": "Đề xuất, lời khen, việc khác",
}
"""Words by code, in the order in which they are shown. A code never changes its meaning."""

ELSEWHERE: dict[str, str] = {
    "regulation": "Phản ánh quy định pháp luật",
    "complaint": "Khiếu nại",
    "denunciation": "Tố cáo",
}
"""Shown as choices, so that whoever wants them learns where to go; nothing of them is sent or stored."""

CONFIDENTIAL = frozenset({"conduct"})
"""About persons: read by the head of the centre alone."""


def topic_title(code: str) -> str:
    """The words of a topic; the code itself for one of a later version."""
    return TOPICS.get(code) or ELSEWHERE.get(code) or code
