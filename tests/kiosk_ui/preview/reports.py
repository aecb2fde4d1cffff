"""Report view models for looking at the page: the Bắc Kạn table with invented names, and edge cases."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Any

from central.reports import statistics
from central.reports.words import ROW_LABELS, UNKNOWN_OFFICER
from central.web.view import ColumnView, ReportView, RowView, ShareView, TileView, percent_text, share_text
from contract.scales import SCALES, Level

FOUR, FIVE, THREE = (SCALES[code].levels for code in ("4-level", "5-level", "3-level"))
Levels = Sequence[Level]
Person = tuple[Any, ...]

BAC_KAN = [
    ("Nguyễn Văn An", "Sở Công Thương", 42, 0, 0, 0),
    ("Trần Thị Bình", "Sở Giao thông vận tải", 11, 0, 0, 0),
    ("Lê Hoàng Chi", "Sở Kế hoạch và Đầu tư", 78, 0, 1, 0),
    ("Phạm Quốc Dũng", "Sở Lao động - Thương binh và Xã hội", 3, 0, 0, 0),
    ("Hoàng Thị Én", "Sở Lao động - Thương binh và Xã hội", 4, 0, 0, 0),
    ("Vũ Minh Giang", "Sở Nội vụ", 296, 0, 1, 0),
    ("Đặng Thu Hà", "Sở Nông nghiệp và Phát triển nông thôn", 19, 0, 0, 0),
    ("Bùi Đức Huy", "Sở Tài chính", 0, 0, 0, 0),
    ("Đỗ Ngọc Khánh", "Sở Tài nguyên và Môi trường", 12, 0, 0, 0),
    ("Hồ Thị Lan", "Sở Tư pháp", 1072, 4, 0, 0),
    ("Ngô Gia Long", "Sở Tư pháp", 2, 0, 0, 0),
    ("Dương Thị Mỹ", "Sở Xây dựng", 92, 0, 0, 0),
    ("Lý Văn Nam", "Sở Xây dựng", 18, 0, 0, 0),
    ("Phan Thị Oanh", "Sở Xây dựng", 2, 0, 0, 0),
    ("Trịnh Xuân Phúc", "Sở Xây dựng", 3, 0, 0, 0),
    ("Đinh Thị Quế", "Sở Y tế", 1, 0, 0, 0),
    ("Mai Anh Sơn", "Bảo hiểm xã hội tỉnh", 81, 0, 0, 0),
]
APART_KINDS = (
    "unlinked", "duplicate", "late", "doubtful", "no_ticket", "other_scale", "set_aside", "undated",
)  # fmt: skip
HEADS = [
    (f"q-{number:02d}", "6f0c2a91d4b87e35c1f0a2b3c4d5e6f7", 311 * number, "9f3c51aa07d4e2b86c1905f7ab34de12")
    for number in range(1, 5)
]
EXPORTS = [("XLSX", "#xlsx"), ("CSV", "#csv"), ("JSON", "#json")]


def share_of(numerator: int, denominator: int) -> ShareView:
    """Count a share with its Wilson interval, as the page gets it."""
    share = statistics.Share(numerator, denominator)
    ends = share.interval
    if ends is None:
        return ShareView("", "", "", 0.0, 0, 0, small_sample=False, none=True)
    low, high = percent_text(ends.low), percent_text(ends.high, is_exact=numerator == denominator)
    part = numerator / denominator
    return ShareView(share_text(share), low, high, part, numerator, denominator, share.is_small, none=False)


def columns_for(levels: Levels) -> list[ColumnView]:
    """Return the columns of the officer report for a scale."""
    satisfied = " và ".join(level.title for level in levels if level.satisfied)
    return [
        ColumnView("no", "STT", "count"),
        ColumnView("officer", "Họ và tên", "text"),
        ColumnView("agency", "Cơ quan", "text"),
        *(ColumnView(level.code, level.title, "count") for level in levels),
        ColumnView("ratings", "Lượt", "count", strong=True),
        ColumnView("satisfied_share", satisfied, "share"),
        ColumnView("interval", "Khoảng tin cậy", "interval"),
    ]


def row_of(kind: str, levels: Levels, counts: Sequence[int], **cells: str | int | None) -> RowView:
    """Return one row with its counts, their sum and the share."""
    counted = list(zip(levels, counts, strict=True))
    satisfied = sum(count for level, count in counted if level.satisfied)
    filled = {level.code: count for level, count in counted}
    share = None if kind in APART_KINDS else share_of(satisfied, sum(counts))
    named = {"no": None, "officer": ROW_LABELS.get(kind, UNKNOWN_OFFICER), "agency": "", **cells}
    return RowView(kind, {**named, **filled, "ratings": sum(counts)}, share)


def tiles_for(total: ShareView, people: int) -> list[TileView]:
    """Return the four headlines."""
    counts = f"{total.numerator}/{total.denominator}"
    return [
        TileView("Lượt đánh giá", f"{total.denominator:,}".replace(",", "."), f"{people} cán bộ · 13 cơ quan"),
        TileView("Tốt và Khá", total.value_text or "—", f"{counts} · {total.low_text}–{total.high_text} %"),
        TileView("Trung bình, Kém", str(total.denominator - total.numerator), "Trung bình 2 · Kém 0"),
        TileView("Ngoài tổng số", "0", "cần kiểm tra 0 · bấm lặp 0"),
    ]


def report_of(
    people: Sequence[Person],
    levels: Levels,
    *,
    unknown: Sequence[Person] = (),
    apart: dict[str, tuple[int, ...]] | None = None,
    **changed: Any,
) -> tuple[ReportView, Levels]:
    """Build a page from ``(name, agency, counts…)`` and ``(code, counts…)`` tuples."""
    rows = [
        row_of("officer", levels, counts, no=number, officer=name, agency=agency)
        for number, (name, agency, *counts) in enumerate(people, 1)
    ]
    rows += [row_of("unknown_officer", levels, counts, officer_code=code) for code, *counts in unknown]
    counted = [*(person[2:] for person in people), *(person[1:] for person in unknown)]
    sums = [sum(column) for column in zip(*counted, strict=True)] or [0] * len(levels)
    total = row_of("total", levels, sums)
    none = (0,) * len(levels)
    rest = [row_of(kind, levels, (apart or {}).get(kind, none)) for kind in APART_KINDS]
    assert total.share is not None
    values: dict[str, Any] = {
        "key": "officer-ratings", "title": "Đánh giá theo cán bộ", "site_id": "bac-kan",
        "site_name": "Trung tâm Phục vụ hành chính công tỉnh", "from_date": date(2021, 1, 1),
        "to_date": date(2021, 6, 14), "scale_name": "thang 4 mức", "mode_note": "không gắn với lượt phục vụ",
        "made_at": datetime(2021, 6, 15, 8, 15, tzinfo=timezone(timedelta(hours=7))),
        "columns": columns_for(levels), "rows": [*rows, total, *rest] if rows else [],
        "tiles": tiles_for(total.share, len(people)), "findings": [], "proof_heads": HEADS, "exports": EXPORTS,
    }  # fmt: skip
    return ReportView(**{**values, **changed}), levels


def many() -> list[Person]:
    """Return forty officers with long names and agencies, none to 100.000 ratings each."""
    names = ["Nguyễn Phúc Hoàng Ẩm Thuỳ Dương Bảo Khuyến", "Ẩn Ệ", "Huỳnh Thị Ngọc Hương"]
    agency = "Chi nhánh Văn phòng đăng ký đất đai thuộc Sở Nông nghiệp và Môi trường tỉnh"
    return [
        (f"{names[i % 3]} {i}"[:40], agency if i % 4 == 0 else "Công an tỉnh",
         (i * 7919) % 100_001, i * 13 % 97, i % 5, i % 3, i % 2)
        for i in range(40)
    ]  # fmt: skip


CASES: dict[str, tuple[ReportView, Levels]] = {
    "bac-kan": report_of(BAC_KAN, FOUR),
    "apart": report_of(
        BAC_KAN[:6], FOUR,
        unknown=[("nv-0417", 14, 1, 0, 0), ("nv-0033", 2, 0, 0, 0)],
        apart={
            "duplicate": (31, 2, 0, 1), "late": (4, 0, 0, 0), "doubtful": (0, 0, 0, 112), "undated": (3, 0, 0, 0),
        },
        mode_note="",
        findings=[
            "Có 16 lượt của 2 mã chưa có trong danh sách cán bộ. Thêm vào danh sách rồi xem lại.",
            "Thiết bị q-03: 14 dòng từ #1201 đến #1214 không còn khôi phục được.",
        ],
    ),
    "five": report_of(many(), FIVE, scale_name="thang 5 mức", mode_note=""),
    "three": report_of([("Hồ Thị Lan", "Sở Tư pháp", 3355, 128, 0)], THREE, scale_name="thang 3 mức"),
    "zero": report_of([(name, agency, 0, 0, 0, 0) for name, agency, *_ in BAC_KAN[:5]], FOUR),
    "empty": report_of([], FOUR, tiles=[], proof_heads=[]),
}  # fmt: skip
"""Name -> page of a report and the levels of its scale."""
