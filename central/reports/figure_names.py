"""What figures are called in Vietnamese, and which figure a published table means by a name.

A table of published figures names them by their keys or by these words; nothing is guessed.
"""

import re

from central.registry.names import fold
from contract.dissatisfaction import REASONS
from contract.scales import SCALES

_KEY = re.compile(r"[a-z][a-z0-9_]*\Z")

NAMES: dict[str, str] = {
    "total": "Tổng số hồ sơ tiếp nhận",
    "carried_over": "Hồ sơ kỳ trước chuyển sang",
    "received_new": "Hồ sơ tiếp nhận mới trong kỳ",
    "received_online": "Hồ sơ tiếp nhận trực tuyến",
    "received_direct": "Hồ sơ tiếp nhận trực tiếp",
    "received_direct_postal": "Hồ sơ tiếp nhận trực tiếp và qua bưu chính",
    "resolved_total": "Hồ sơ đã giải quyết",
    "resolved_early": "Hồ sơ giải quyết trước hạn",
    "resolved_on_time": "Hồ sơ giải quyết đúng hạn",
    "resolved_late": "Hồ sơ giải quyết quá hạn",
    "resolved_in_time": "Hồ sơ giải quyết trước hạn và đúng hạn",
    "late_real": "Hồ sơ quá hạn thực tế",
    "late_system": "Hồ sơ quá hạn do phần mềm",
    "pending_total": "Hồ sơ đang giải quyết",
    "pending_in_time": "Hồ sơ đang giải quyết, trong hạn",
    "pending_late": "Hồ sơ đang giải quyết, quá hạn",
    "suspended": "Hồ sơ tạm dừng",
    "cancelled": "Hồ sơ hủy",
    "returned": "Hồ sơ trả lại",
    "fees_vnd": "Phí, lệ phí đã thu",
    "on_time_share": "Tỷ lệ giải quyết trước hạn và đúng hạn",
    "late_share": "Tỷ lệ giải quyết quá hạn",
    "early_share": "Tỷ lệ giải quyết trước hạn",
    "resolved_share": "Tỷ lệ giải quyết",
    "pending_late_share": "Tỷ lệ quá hạn trong số đang giải quyết",
    "pending_in_time_share": "Tỷ lệ trong hạn trong số đang giải quyết",
    "returned_share": "Tỷ lệ trả lại",
    "cancelled_share": "Tỷ lệ hủy",
    "online_share_of_received": "Tỷ lệ trực tuyến trên tổng số tiếp nhận",
    "online_share_of_new": "Tỷ lệ trực tuyến trên số tiếp nhận mới",
    "postal": "Lượt bưu chính",
    "issued": "Lượt lấy số",
    "visits": "Lượt giao dịch",
    "served": "Lượt đã phục vụ",
    "missed": "Lượt vắng mặt",
    "abandoned": "Lượt bỏ về, hết ngày",
    "void": "Lượt hủy số",
    "mean_wait": "Thời gian chờ trung bình",
    "median_wait": "Thời gian chờ trung vị",
    "mean_service": "Thời gian phục vụ trung bình",
    "wait_within_15_share": "Tỷ lệ chờ không quá 15 phút",
    "ratings": "Lượt đánh giá",
    "satisfied": "Lượt đánh giá hài lòng",
    "satisfied_share": "Tỷ lệ hài lòng",
    "dissatisfied": "Lượt chưa hài lòng",
    "dissatisfied_share": "Tỷ lệ chưa hài lòng",
    "participation_of_served": "Tỷ lệ tham gia đánh giá trên số lượt đã phục vụ",
    "participation_of_resolved": "Tỷ lệ tham gia đánh giá trên số hồ sơ đã giải quyết",
    "participation_of_received_at_centre": "Tỷ lệ tham gia đánh giá trên số hồ sơ nộp tại Trung tâm",
    "feedback_received": "Phản ánh, góp ý đã nhận",
    "feedback_answered": "Phản ánh, góp ý đã trả lời",
    "feedback_on_time_share": "Tỷ lệ phản ánh, góp ý trả lời đúng hạn",
} | {f"reason_{code}": f"Lý do chưa hài lòng: {words}" for code, words in REASONS.items()} | {
    f"share_{level.code}": f"Tỷ lệ {level.title}" for scale in SCALES.values() for level in scale.levels
}  # fmt: skip
"""By key."""

_KEYS = {fold(name): key for key, name in NAMES.items()}


def name_of(key: str) -> str:
    """What a figure is called; its key where it has no name."""
    return NAMES.get(key, key)


def key_of(label: str) -> str | None:
    """The figure that a published table means; None where its name is none of ours."""
    if _KEY.match(label):
        return label
    return _KEYS.get(fold(label))
