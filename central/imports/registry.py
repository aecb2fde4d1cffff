"""Every kind of import, in plain sight: to add one, write its module and add its row here."""

from central.imports import agencies, counters, officers, services
from central.imports.kinds import ImportKind, TableKind
from central.imports.layouts import dossiers, others

IMPORTS: dict[str, ImportKind | TableKind] = {
    kind.key: kind
    for kind in (
        ImportKind("agencies", "danh sách cơ quan", agencies.COLUMNS, agencies.check),
        ImportKind("officers", "danh sách cán bộ", officers.COLUMNS, officers.check),
        ImportKind("services", "danh sách dịch vụ", services.COLUMNS, services.check),
        ImportKind("counters", "danh sách quầy", counters.COLUMNS, counters.check),
        TableKind("dossiers", "số liệu hồ sơ theo cơ quan", dossiers.LAYOUTS),
        TableKind("postal", "số lượt bưu chính theo cơ quan", (others.POSTAL,)),
        TableKind("online-levels", "hồ sơ trực tuyến theo mức độ", (others.ONLINE_LEVELS,)),
        TableKind("paper-forms", "phiếu đánh giá giấy", (others.PAPER_FORMS,)),
        TableKind("ratings", "tổng số đánh giá của kỳ trước hệ thống này", (others.RATINGS,)),
        TableKind("figures", "số liệu đã công bố", (others.FIGURES,), may_overlap=True),
        TableKind("scores", "điểm chấm theo bộ chỉ tiêu", (others.SCORES,)),
    )
}
"""Kinds by their key, the word on the command line."""
