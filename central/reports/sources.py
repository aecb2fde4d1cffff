"""What a report was made from, and what is wrong with it: chain heads, gaps, lines that could not be read."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection, func, select

from central.registry.lists import ListInForce
from central.reports.model import Finding, Head, ImportedFile, Proof, Site
from central.reports.period import Period
from central.store.tables.events import conflicts, lost_ranges, streams
from central.store.tables.service import quarantine
from contract.clock import utc_ms
from kiosk_ui.words import count_text


def proof_of(connection: Connection, site: str, lists: Sequence[ListInForce]) -> Proof:
    """The head of every stream of a site, and the files of the lists used."""
    rows = connection.execute(
        select(streams.c.gateway, streams.c.stream, streams.c.complete_seq, streams.c.complete_hash)
        .where(streams.c.site == site)
        .order_by(streams.c.gateway, streams.c.first_seen_ms, streams.c.stream)
    )
    heads = tuple(Head(row.gateway, row.stream, row.complete_seq, row.complete_hash.hex()) for row in rows)
    return Proof(heads, tuple(ImportedFile(used.kind, used.file, used.sha256) for used in lists))


def findings_about_lines(connection: Connection, site: Site, period: Period) -> list[Finding]:
    """What has not arrived, was lost, or could not be read, of the gateways of a site."""
    of_site = select(streams.c.id).where(streams.c.site == site.id)
    gaps = connection.execute(
        select(streams.c.gateway, streams.c.complete_seq)
        .where(streams.c.site == site.id, streams.c.max_seq > streams.c.complete_seq)
        .order_by(streams.c.gateway)
    ).all()
    findings = [
        Finding(
            "gap",
            f"Thiết bị {row.gateway} còn thiếu dòng sự kiện từ số {count_text(row.complete_seq + 1)}: "
            "số liệu có thể chưa đủ.",
        )
        for row in gaps
    ]
    lost = int(
        connection.scalar(
            select(func.coalesce(func.sum(lost_ranges.c.last - lost_ranges.c.first + 1), 0)).where(
                lost_ranges.c.stream_id.in_(of_site)
            )
        )
        or 0
    )
    if lost:
        text = f"{count_text(lost)} dòng sự kiện đã mất tại thiết bị, không thể lấy lại; bảng không có các dòng đó."
        findings.append(Finding("lost", text, lost))
    clashing = connection.scalar(select(func.count()).select_from(conflicts).where(conflicts.c.stream_id.in_(of_site)))
    if clashing:
        text = f"{count_text(clashing)} dòng sự kiện mang số đã có nhưng nội dung khác; không được tính, cần kiểm tra."
        findings.append(Finding("conflict", text, clashing))
    return [*findings, *_quarantined(connection, site, period)]


def _quarantined(connection: Connection, site: Site, period: Period) -> list[Finding]:
    start, end = (_midnight_ms(day, site) for day in (period.first, period.last + timedelta(days=1)))
    gateways = select(streams.c.gateway).where(streams.c.site == site.id)
    unread = connection.scalar(
        select(func.count())
        .select_from(quarantine)
        .where(quarantine.c.gateway.in_(gateways), quarantine.c.first_ms < end, quarantine.c.last_ms >= start)
    )
    if not unread:
        return []
    text = f"{count_text(unread)} dòng gửi đến trong kỳ không đọc được, đã giữ lại để kiểm tra và không được tính."
    return [Finding("quarantine", text, unread)]


def _midnight_ms(day: date, site: Site) -> int:
    """When a day begins at the site, in milliseconds UTC."""
    return utc_ms(datetime.combine(day, time.min, tzinfo=site.zone))
