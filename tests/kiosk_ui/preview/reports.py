"""Report view models for looking at the page: the Bắc Kạn table with invented names, and edge cases."""

import math
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from typing import Any


@dataclass(frozen=True)
class Column:
    """One column of a report."""

    key: str
    title_vi: str
    kind: str
    strong: bool = False


@dataclass(frozen=True)
class Share:
    """A share with its interval, as printed and as counted."""

    value_text: str
    low_text: str
    high_text: str
    fraction: float
    numerator: int
    denominator: int
    small_sample: bool
    none: bool


@dataclass(frozen=True)
class Row:
    """One row of a report."""

    kind: str
    cells: dict[str, Any]
    share: Share | None = None


@dataclass(frozen=True)
class Tile:
    """One figure above the table."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Level:
    """One level of a scale, as the contract has it."""

    code: str
    title: str
    satisfied: bool


@dataclass(frozen=True)
class Report:
    """What a report page is made from."""

    key: str
    title: str
    site_id: str
    site_name: str
    from_date: date
    to_date: date
    scale_name: str
    mode_note: str
    made_at: datetime
    columns: list[Column]
    rows: list[Row]
    tiles: list[Tile] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    proof_heads: list[tuple[str, str, int, str]] = field(default_factory=list)
    exports: list[tuple[str, str]] = field(default_factory=list)


FOUR = [
    Level("good", "Tốt", True), Level("fair", "Khá", True),
    Level("average", "Trung bình", False), Level("poor", "Kém", False),
]  # fmt: skip
FIVE = [Level(str(mark), f"{mark} điểm", mark > 3) for mark in (5, 4, 3, 2, 1)]
THREE = [
    Level("very_satisfied", "Rất hài lòng", True), Level("satisfied", "Hài lòng", True),
    Level("dissatisfied", "Không hài lòng", False),
]  # fmt: skip

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


def two_places(fraction: float) -> str:
    """Write a share as ``99,66 %``, rounded half up."""
    value = (Decimal(str(fraction)) * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{value.normalize():f}".replace(".", ",")


def share_of(numerator: int, denominator: int) -> Share:
    """Count a share with its Wilson interval."""
    if not denominator:
        return Share("", "", "", 0.0, 0, 0, False, True)
    z2 = 1.959963984540054**2
    part = numerator / denominator
    middle = part + z2 / (2 * denominator)
    half = math.sqrt(z2) * math.sqrt(part * (1 - part) / denominator + z2 / (4 * denominator**2))
    low, high = (middle - half) / (1 + z2 / denominator), (middle + half) / (1 + z2 / denominator)
    return Share(
        f"{two_places(part)} %", f"{low * 100:.1f}".replace(".", ","), f"{min(high, 1) * 100:.1f}".replace(".", ","),
        part, numerator, denominator, denominator < 10, False,
    )  # fmt: skip


def columns_for(levels: list[Level]) -> list[Column]:
    """Return the columns of the officer report for a scale."""
    satisfied = " và ".join(level.title for level in levels if level.satisfied)
    return [
        Column("no", "STT", "count"),
        Column("officer", "Họ và tên", "text"),
        Column("agency", "Cơ quan", "text"),
        *(Column(level.code, level.title, "count") for level in levels),
        Column("ratings", "Lượt", "count", True),
        Column("satisfied_share", satisfied, "share"),
        Column("interval", "Khoảng tin cậy", "interval"),
    ]


def row_of(kind: str, levels: list[Level], counts: tuple[int, ...], **cells: Any) -> Row:
    """Return one row with its counts, their sum and the share."""
    total = sum(counts)
    satisfied = sum(count for count, level in zip(counts, levels, strict=True) if level.satisfied)
    filled = {level.code: count for level, count in zip(levels, counts, strict=True)}
    share = share_of(satisfied, total) if kind in ("officer", "unknown_officer", "total") else None
    return Row(kind, {**cells, **filled, "ratings": total}, share)


def report_of(
    people: list[tuple[Any, ...]],
    levels: list[Level],
    *,
    unknown: list[tuple[Any, ...]] = (),  # type: ignore[assignment]
    apart: dict[str, tuple[int, ...]] | None = None,
    **changed: Any,
) -> Report:
    """Build the whole view model from ``(name, agency, counts…)`` tuples."""
    rows = [
        row_of("officer", levels, tuple(counts), no=number, officer=name, agency=agency)
        for number, (name, agency, *counts) in enumerate(people, 1)
    ]
    rows += [
        row_of("unknown_officer", levels, tuple(counts), no=None, officer=None, officer_code=code, agency=None)
        for code, *counts in unknown
    ]
    sums = tuple(sum(row.cells[level.code] for row in rows) for level in levels)
    total = row_of("total", levels, sums, officer=None)
    none = (0,) * len(levels)
    rest = [row_of(kind, levels, (apart or {}).get(kind, none)) for kind in APART_KINDS]
    share = total.share
    assert share is not None
    tiles = [
        Tile("Lượt đánh giá", f"{sum(sums):,}".replace(",", "."), f"{len(people)} cán bộ"),
        Tile("Tốt và Khá", share.value_text or "—",
             f"{share.numerator}/{share.denominator} · {share.low_text}–{share.high_text} %"),
        Tile("Trung bình, Kém", str(share.denominator - share.numerator), "Trung bình 2 · Kém 0"),
        Tile("Ngoài tổng số", str(sum(sum(row.cells[level.code] for level in levels) for row in rest)),
             "bấm lặp, ngoài thời gian, cần kiểm tra"),
    ]  # fmt: skip
    made = datetime(2021, 6, 15, 8, 15, tzinfo=timezone(timedelta(hours=7)))
    values: dict[str, Any] = {
        "key": "officer-ratings", "title": "Đánh giá theo cán bộ", "site_id": "bac-kan",
        "site_name": "Trung tâm Phục vụ hành chính công tỉnh", "from_date": date(2021, 1, 1),
        "to_date": date(2021, 6, 14), "scale_name": "thang 4 mức",
        "mode_note": "không gắn với lượt phục vụ", "made_at": made, "columns": columns_for(levels),
        "rows": [*rows, total, *rest] if rows else [], "tiles": tiles, "proof_heads": HEADS, "exports": EXPORTS,
    }  # fmt: skip
    return Report(**{**values, **changed})


def _many() -> list[tuple[Any, ...]]:
    names = ["Nguyễn Phúc Hoàng Ẩm Thuỳ Dương Bảo Khuyến", "Ẩn Ệ", "Huỳnh Thị Ngọc Hương"]
    agency = "Chi nhánh Văn phòng đăng ký đất đai thuộc Sở Nông nghiệp và Môi trường tỉnh"
    return [
        (f"{names[i % 3]} {i}"[:40], agency if i % 4 == 0 else "Công an tỉnh",
         (i * 7919) % 100_001, i * 13 % 97, i % 5, i % 3, i % 2)
        for i in range(40)
    ]  # fmt: skip


CASES: dict[str, tuple[Report, list[Level]]] = {
    "bac-kan": (report_of(BAC_KAN, FOUR), FOUR),
    "apart": (
        report_of(
            BAC_KAN[:6], FOUR,
            unknown=[("nv-0417", 14, 1, 0, 0), ("nv-0033", 2, 0, 0, 0)],
            apart={
                "duplicate": (31, 2, 0, 1), "late": (4, 0, 0, 0),
                "doubtful": (0, 0, 0, 112), "undated": (3, 0, 0, 0),
            },
            mode_note="",
            findings=[
                "Có 16 lượt của 2 mã chưa có trong danh sách cán bộ. Thêm vào danh sách rồi xem lại.",
                "Thiết bị q-03: 14 dòng từ #1201 đến #1214 không còn khôi phục được.",
            ],
        ),
        FOUR,
    ),
    "five": (report_of(_many(), FIVE, scale_name="thang 5 mức", mode_note=""), FIVE),
    "three": (report_of([("Hồ Thị Lan", "Sở Tư pháp", 3355, 128, 0)], THREE, scale_name="thang 3 mức"), THREE),
    "zero": (report_of([(name, agency, 0, 0, 0, 0) for name, agency, *_ in BAC_KAN[:5]], FOUR), FOUR),
    "empty": (report_of([], FOUR, tiles=[], proof_heads=[]), FOUR),
}  # fmt: skip
"""Name -> report and the levels of its scale."""
