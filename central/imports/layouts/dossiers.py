"""The three layouts of dossier tables (domain §1.5, §3.2): columns in the order of their plain files."""

from central.imports.layouts.model import Field, Layout, Part, Percent, Sum

RECEIVED = ("tiếp nhận", "nhận", "nhận giải quyết", "tiếp nhận giải quyết", "đã tiếp nhận", "tiếp nhận trong kỳ")
RESOLVED = ("đã giải quyết", "giải quyết xong", "đã giải quyết trong kỳ", "kết quả giải quyết", "giải quyết")
PENDING = ("đang giải quyết", "chưa giải quyết", "đang xử lý", "còn đang giải quyết", "đang trong quá trình giải quyết")
GROUPS = {"received": RECEIVED, "resolved": RESOLVED, "pending": PENDING}
"""Group heads by their word; the innermost head that is one of them decides."""

NUMBER = Field("no", "STT", "number", required=False, heads=("*|stt", "*|tt", "*|số tt", "*|số thứ tự"))
AGENCY = Field(
    "agency",
    "Cơ quan",
    "label",
    heads=(
        *("*|cơ quan", "*|đơn vị", "*|tên cơ quan", "*|tên đơn vị", "*|tên cơ quan đơn vị", "*|cơ quan đơn vị"),
        *("*|sở ngành", "*|sở ban ngành", "*|tên sở ngành", "*|các sở ban ngành", "*|đơn vị lĩnh vực", "*|lĩnh vực"),
        *("*|lĩnh vực giải quyết", "*|lĩnh vực công việc giải quyết theo cấp", "*|cơ quan đơn vị giải quyết"),
    ),
)
ROW_KIND = Field("row_kind", "Loại dòng", "row_kind", required=False)

_TOTAL = Field(
    "total",
    "Tổng số",
    heads=("received|tổng", "|tổng", "|cộng", "received|cộng", "|tổng nhận giải quyết", "|tổng phải giải quyết"),
)
_CARRIED = Field(
    "carried_over",
    "Kỳ trước chuyển sang",
    heads=(
        *("*|kỳ trước", "*|kỳ trước chuyển sang", "*|kỳ trước chuyển qua", "*|từ kỳ trước", "*|từ kỳ trước chuyển qua"),
        *("*|từ kỳ trước chuyển sang", "*|tồn kỳ trước", "*|kỳ trước chuyển", "*|tồn kỳ trước chuyển sang"),
        *("*|tồn kỳ trước chuyển qua", "*|kỳ trước còn lại", "*|tồn trước"),
    ),
)
_ONLINE_HEADS = (
    *("*|trực tuyến", "*|tiếp nhận trực tuyến", "*|nhận trực tuyến", "*|trong kỳ trực tuyến", "*|qua mạng"),
    *("*|tiếp nhận qua mạng", "*|nộp trực tuyến", "*|nộp qua mạng", "*|mới tiếp nhận trực tuyến"),
)
_RESOLVED_TOTAL = Field("resolved_total", "Tổng số đã giải quyết", heads=("resolved|tổng", "|đã giải quyết"))
_EARLY = Field(
    "resolved_early", "Giải quyết trước hạn", heads=("*|trước hạn", "*|giải quyết trước hạn", "*|sớm hạn", "*|sớm")
)
_ON_TIME = Field("resolved_on_time", "Giải quyết đúng hạn", heads=("*|đúng hạn", "*|giải quyết đúng hạn"))
_LATE = Field(
    "resolved_late", "Giải quyết quá hạn", heads=("resolved|quá hạn", "*|giải quyết quá hạn", "*|giải quyết trễ hạn")
)
LATE_REAL = Field(
    "late_real",
    "Quá hạn thực tế",
    required=False,
    plain=False,
    heads=("*|quá hạn thực tế", "*|trễ hạn thực tế", "*|thực tế quá hạn", "*|thực tế trễ hạn"),
)
LATE_SYSTEM = Field(
    "late_system",
    "Quá hạn do phần mềm",
    required=False,
    plain=False,
    heads=("*|quá hạn do phần mềm", "*|trễ hạn do phần mềm", "*|quá hạn do hệ thống", "*|trễ hạn do hệ thống"),
)
"""Why dossiers are late, where a table says it: some are late for the software alone."""
_CAUSES = (LATE_REAL, LATE_SYSTEM)
_CAUSE_PARTS = tuple(Part(cause.key, "resolved_late") for cause in _CAUSES)

_PENDING_TOTAL = Field("pending_total", "Tổng số đang giải quyết", heads=("pending|tổng", "|đang giải quyết"))
_IN_TIME = Field(
    "pending_in_time",
    "Đang giải quyết trong hạn",
    heads=("*|trong hạn", "*|chưa đến hạn", "*|còn hạn", "*|còn trong hạn", "pending|chưa quá hạn"),
)
_PENDING_LATE = Field("pending_late", "Đang giải quyết quá hạn", heads=("pending|quá hạn", "pending|đã quá hạn"))
_RETURNED_HEADS = ("*|trả lại", "*|bị trả lại", "*|trả lại công dân", "*|trả lại rút", "*|trả lại xin rút")
_RESOLVED_PARTS = ("resolved_early", "resolved_on_time", "resolved_late")
_PENDING_PARTS = ("pending_in_time", "pending_late")

LC = Layout(
    key="LC",
    title="mẫu LC",
    fields=(
        NUMBER,
        AGENCY,
        ROW_KIND,
        _CARRIED,
        Field(
            "received_direct",
            "Tiếp nhận trực tiếp",
            heads=("*|trực tiếp", "*|tiếp nhận trực tiếp", "*|nhận trực tiếp", "*|nộp trực tiếp", "*|tại trung tâm"),
        ),
        Field("received_online", "Tiếp nhận trực tuyến", heads=_ONLINE_HEADS),
        _TOTAL,
        _LATE,
        _ON_TIME,
        _EARLY,
        _RESOLVED_TOTAL,
        _PENDING_LATE,
        _IN_TIME,
        Field("suspended", "Tạm dừng", required=False, heads=("*|tạm dừng", "*|tạm dừng giải quyết")),
        Field("cancelled", "Hủy", required=False, heads=("*|hủy", "*|đã hủy", "*|hủy bỏ", "*|bị hủy")),
        Field("returned", "Trả lại", required=False, heads=_RETURNED_HEADS),
        Field(
            "fees_vnd",
            "Phí, lệ phí",
            "money",
            required=False,
            heads=("*|phí lệ phí", "*|lệ phí", "*|thu phí lệ phí", "*|tiền phí lệ phí", "*|tổng thu phí lệ phí"),
        ),
        *_CAUSES,
    ),
    parts=_CAUSE_PARTS,
    sums=(
        Sum("total", ("carried_over", "received_direct", "received_online")),
        Sum("resolved_total", ("resolved_late", "resolved_on_time", "resolved_early")),
        Sum("total", ("resolved_total", "pending_late", "pending_in_time", "cancelled")),
    ),
    percents=(
        *(Percent(of, ("resolved_total", "total"), _RESOLVED_PARTS) for of in _RESOLVED_PARTS),
        Percent("received_online", ("total",)),
        *(Percent(of, ("total",)) for of in ("carried_over", "received_direct", "total", "resolved_total")),
        *(Percent(of, ("total",)) for of in (*_PENDING_PARTS, "suspended", "cancelled", "returned")),
        Percent("fees_vnd", ("fees_vnd",)),
    ),
    carried="carried_over",
    pending=("pending_late", "pending_in_time"),
    groups=GROUPS,
)

II_06A = Layout(
    key="II.06a",
    title="Biểu II.06a",
    fields=(
        NUMBER,
        AGENCY,
        ROW_KIND,
        _TOTAL,
        Field("received_online", "Tiếp nhận trực tuyến", heads=_ONLINE_HEADS),
        Field(
            "received_direct_postal",
            "Tiếp nhận trực tiếp, bưu chính",
            heads=(
                *("*|trực tiếp bưu chính", "*|trực tiếp dịch vụ bưu chính", "*|trực tiếp bưu chính công ích"),
                *("*|trực tiếp qua bưu chính", "*|trực tiếp qua dịch vụ bưu chính", "*|trực tiếp bcci", "*|trực tiếp"),
                *(
                    "*|trong kỳ trực tiếp bưu chính",
                    "*|trực tiếp dịch vụ bưu chính công ích",
                    "*|trực tiếp gửi bưu chính",
                ),
            ),
        ),
        _CARRIED,
        _RESOLVED_TOTAL,
        _EARLY,
        _ON_TIME,
        _LATE,
        _PENDING_TOTAL,
        _IN_TIME,
        _PENDING_LATE,
        *_CAUSES,
    ),
    parts=_CAUSE_PARTS,
    sums=(
        Sum("total", ("received_online", "received_direct_postal", "carried_over")),
        Sum("resolved_total", _RESOLVED_PARTS),
        Sum("pending_total", _PENDING_PARTS),
        Sum("total", ("resolved_total", "pending_total")),
    ),
    percents=(
        *(Percent(of, ("resolved_total", "total"), _RESOLVED_PARTS) for of in _RESOLVED_PARTS),
        *(Percent(of, ("pending_total", "total"), _PENDING_PARTS) for of in _PENDING_PARTS),
        *(Percent(of, ("total",)) for of in ("total", "received_online", "received_direct_postal", "carried_over")),
        *(Percent(of, ("total",), ("resolved_total", "pending_total")) for of in ("resolved_total", "pending_total")),
    ),
    carried="carried_over",
    pending=("pending_total",),
    groups=GROUPS,
)

ST = Layout(
    key="ST",
    title="mẫu ST",
    fields=(
        NUMBER,
        AGENCY,
        ROW_KIND,
        _TOTAL,
        _CARRIED,
        Field(
            "received_new",
            "Tiếp nhận mới",
            heads=(
                *("*|mới", "*|tiếp nhận mới", "*|mới tiếp nhận", "*|nhận mới", "*|mới trong kỳ", "*|trong kỳ"),
                *(
                    "*|tiếp nhận mới trong kỳ",
                    "*|mới tiếp nhận trong kỳ",
                    "*|nhận mới trong kỳ",
                    "*|tiếp nhận trong kỳ",
                ),
            ),
        ),
        _RESOLVED_TOTAL,
        _EARLY,
        _ON_TIME,
        _LATE,
        _PENDING_TOTAL,
        _IN_TIME,
        _PENDING_LATE,
        Field("returned", "Trả lại", heads=_RETURNED_HEADS),
        Field("received_online", "Trong đó trực tuyến", heads=_ONLINE_HEADS),
        *_CAUSES,
    ),
    sums=(
        Sum("total", ("carried_over", "received_new")),
        Sum("resolved_total", _RESOLVED_PARTS),
        Sum("pending_total", _PENDING_PARTS),
        Sum("total", ("resolved_total", "pending_total")),
    ),
    parts=(Part("received_online", "total"), *_CAUSE_PARTS),
    percents=(
        *(Percent(of, ("resolved_total", "total"), _RESOLVED_PARTS) for of in _RESOLVED_PARTS),
        *(Percent(of, ("pending_total", "total"), _PENDING_PARTS) for of in _PENDING_PARTS),
        Percent("received_online", ("total", "received_new")),
        Percent("returned", ("total",)),
        Percent("total", ("total",)),
        *(Percent(of, ("total",), ("carried_over", "received_new")) for of in ("carried_over", "received_new")),
        *(Percent(of, ("total",), ("resolved_total", "pending_total")) for of in ("resolved_total", "pending_total")),
    ),
    carried="carried_over",
    pending=("pending_total",),
    groups=GROUPS,
)

LAYOUTS = (LC, II_06A, ST)
