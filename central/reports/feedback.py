"""The report of feedback (góp ý): what came in by topic, what was handed over, answered in time, late or not yet.

A piece belongs to the day on which it was left; what became of it is told as it stands today. Its words, and who left
them, are in no report.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from sqlalchemy import Connection

from central.feedback.figures import Counts, counts_by_topic, total
from central.feedback.reading import left_between
from central.feedback.topics import topic_title
from central.reports.comparing import compared
from central.reports.model import Cell, Column, Figure, Finding, Report, Row, RowRole, Site, Tile
from central.reports.period import Period
from central.reports.sources import findings_about_lines, proof_of
from central.reports.statistics import SMALL_SAMPLE as SMALLEST
from central.reports.statistics import Share, percent
from central.reports.words import FEW_FEEDBACK, NO_RATINGS, ROW_LABELS
from central.store.tables.base import DAY_UNKNOWN
from kiosk_ui.words import count_text, date_text

KEY = "feedback"
TITLE = "Góp ý của tổ chức, cá nhân"
SUMMARY = "Số góp ý đã nhận theo việc, đã chuyển, đã trả lời đúng hạn, quá hạn, còn lại."
NOUN = "góp ý"

_COUNTS = ("received", "handed", "redirected", "on_time", "late", "open", "overdue")


def make(connection: Connection, site: Site, period: Period, made_at: datetime) -> Report:
    """Make the report from one state of the store."""
    today = made_at.date()
    by_topic = counts_by_topic(connection, site.id, period.first, period.last, site.is_workday, today)
    everything = total(by_topic)

    def figures_in(before: Period) -> dict[str, Figure] | None:
        """None when nothing was left then: a page for it may not have been there."""
        counts = total(counts_by_topic(connection, site.id, before.first, before.last, site.is_workday, today))
        return figures_of(counts) if counts.received else None

    beside = compared(connection, site, period, figures_of(everything), figures_in)
    return Report(
        key=KEY,
        title=TITLE,
        site=site,
        period=period,
        made_at=made_at,
        columns=_columns(),
        rows=tuple(_rows(by_topic, everything)),
        figures=beside.figures,
        tiles=_tiles(beside.figures),
        findings=(
            *_findings(connection, site, everything, today),
            *beside.findings,
            *findings_about_lines(connection, site, period),
        ),
        proof=proof_of(connection, site.id, beside.used),
    )


def figures_of(counts: Counts) -> dict[str, Figure]:
    """Every figure by its name."""
    figures = {f"feedback_{name}": Figure(getattr(counts, name), "count") for name in _COUNTS}
    figures["feedback_due"] = Figure(counts.due, "count")
    share = percent(counts.on_time, counts.due)
    return {**figures, "feedback_on_time_share": Figure(share, "percent", counts.on_time, counts.due)}


def _columns() -> tuple[Column, ...]:
    return (
        Column("row_kind", "Loại dòng", "text", on_page=False),
        Column("no", "STT", "count"),
        Column("code", "Mã", "text", on_page=False),
        Column("name", "Việc góp ý", "text"),
        Column("received", "Đã nhận", "count"),
        Column("handed", "Trong đó đã chuyển", "count"),
        Column("redirected", "Trong đó chỉ dẫn nơi gửi", "count"),
        Column("on_time", "Xong đúng hạn", "count"),
        Column("late", "Xong quá hạn", "count"),
        Column("open", "Còn trong hạn", "count"),
        Column("overdue", "Còn, đã quá hạn", "count"),
        Column("due", "Đã đến hạn hoặc đã xong", "count"),
        Column("on_time_share", "Xong đúng hạn trên số đến hạn", "share"),
        Column("note", "Ghi chú", "text", on_page=False),
    )


def _rows(by_topic: Mapping[str, Counts], everything: Counts) -> Iterator[Row]:
    for number, (code, counts) in enumerate(by_topic.items(), start=1):
        yield _row("topic", "item", (number, code, topic_title(code)), counts)
    yield _row("total", "total", (None, "", ROW_LABELS["total"]), everything)


def _row(kind: str, role: RowRole, lead: tuple[Cell, ...], counts: Counts) -> Row:
    share = Share(counts.on_time, counts.due)
    note = NO_RATINGS if not counts.received else FEW_FEEDBACK if 0 < counts.due < SMALLEST else ""
    numbers = tuple(getattr(counts, name) for name in _COUNTS)
    return Row(kind, role, (kind, *lead, *numbers, counts.due, share.percent, note), share)


def _tiles(figures: Mapping[str, Figure]) -> tuple[Tile, ...]:
    def count(name: str) -> int:
        return int(figures[f"feedback_{name}"].value or 0)

    handed = (("đã chuyển {}", count("handed")), ("chỉ dẫn nơi gửi {}", count("redirected")))
    return (
        Tile("Góp ý đã nhận", figures["feedback_received"], handed, NOUN),
        Tile("Xong đúng hạn, trên số đến hạn", figures["feedback_on_time_share"], noun=NOUN),
        Tile("Xong quá hạn", figures["feedback_late"], noun=NOUN),
        Tile("Còn, đã quá hạn", figures["feedback_overdue"], (("còn trong hạn {}", count("open")),), NOUN),
    )


def _findings(connection: Connection, site: Site, everything: Counts, today: date) -> list[Finding]:
    findings = []
    if everything.received:
        text = f"Việc giải quyết góp ý tính đến hết ngày {date_text(today)}; nội dung góp ý không in trong báo cáo."
        findings.append(Finding("as_of", text))
    undated = len(left_between(connection, site.id, DAY_UNKNOWN, DAY_UNKNOWN, site.is_workday, today))
    if undated:
        text = f"{count_text(undated)} góp ý không rõ ngày (đồng hồ thiết bị chưa đúng giờ), không thuộc kỳ nào."
        findings.append(Finding("undated", text, undated))
    return findings
