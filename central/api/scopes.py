"""What a token may read. Without a scope nothing of it is given; none lets anybody write."""

from dataclasses import dataclass

REPORTS, OFFICERS, GATEWAYS, METRICS = "reports", "officers", "gateways", "metrics"


@dataclass(frozen=True, slots=True)
class Scope:
    """One scope in words."""

    key: str
    title: str
    does: str


SCOPES: dict[str, Scope] = {
    scope.key: scope
    for scope in (
        Scope(REPORTS, "Báo cáo gộp", "Danh sách trung tâm, kỳ báo cáo và mọi báo cáo, không có số liệu từng cán bộ."),
        Scope(OFFICERS, "Số liệu theo cán bộ", "Thêm số liệu theo cán bộ; đánh giá gộp từ 5 lượt, từ ngày hôm sau."),
        Scope(GATEWAYS, "Tình trạng thiết bị", "Máy nào đang kết nối, phiên bản, lỗi thiết bị."),
        Scope(METRICS, "Đo máy chủ (Prometheus)", "Địa chỉ /metrics: số đo của máy chủ và thiết bị."),
    )
}
"""Every scope, in the order in which pages list them."""
