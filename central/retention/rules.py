"""Every kind of data with a limit: what would go before a day, and how it goes. One row a kind."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, exists, func, or_, select, update

from central.disputes import cases
from central.feedback.cases import ENDED
from central.retention import lines
from central.retention.settings import RetentionConfig
from central.store.dialect import make_append_only, unmake_append_only
from central.store.tables import (
    aside_proposals,
    audit_log,
    feedback,
    feedback_cases,
    feedback_steps,
    feedback_tickets,
    notes,
    one_time_links,
    quarantine,
    review_requests,
    sessions,
)
from contract.clock import utc_ms

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of data. ``days`` reads its limit; ``count`` and ``purge`` are of what is older than a day.

    ``of_sites``: it is counted and purged for each site apart.
    """

    key: str
    title: str
    leaves: str
    days: Callable[[RetentionConfig], int | None]
    count: Callable[[Connection, str, date], int]
    purge: Callable[[Connection, str, date], int]
    of_sites: bool = False


def before_day(kind: Kind, config: RetentionConfig, today: date) -> date | None:
    """What is older than this day goes; None: nothing does."""
    days = kind.days(config)
    return None if days is None else today - days * _DAY


def _start_ms(day: date) -> int:
    return utc_ms(datetime.combine(day, time(), UTC))


def _counted(connection: Connection, table: Table, condition: ColumnElement[bool]) -> int:
    return connection.execute(select(func.count()).select_from(table).where(condition)).scalar_one()


def _old_notes(day: date) -> ColumnElement[bool]:
    """Notes that arrived before; those of feedback that nobody has ended yet stay."""
    is_feedback = exists().where(feedback.c.note == notes.c.note)
    is_ended = exists().where(feedback_cases.c.note == notes.c.note, feedback_cases.c.state.in_(ENDED))
    return and_(notes.c.received_ms < _start_ms(day), or_(~is_feedback, is_ended))


def _purge_notes(connection: Connection, site: str, day: date) -> int:
    old = select(notes.c.note).where(_old_notes(day))
    answered = (feedback_cases.c.note.in_(old), feedback_cases.c.state == "answered")
    connection.execute(update(feedback_cases).where(*answered).values(answer=""))
    connection.execute(update(feedback_cases).where(feedback_cases.c.note.in_(old)).values(handed_to=""))
    connection.execute(update(feedback_steps).where(feedback_steps.c.note.in_(old)).values(said=""))
    connection.execute(delete(feedback_tickets).where(feedback_tickets.c.note.in_(old)))
    return connection.execute(delete(notes).where(_old_notes(day))).rowcount


def _old_proposals(day: date) -> ColumnElement[bool]:
    is_over = and_(aside_proposals.c.state != cases.OPEN, aside_proposals.c.decided_ms < _start_ms(day))
    return and_(is_over, or_(aside_proposals.c.words != "", aside_proposals.c.said != ""))


def _old_reviews(day: date) -> ColumnElement[bool]:
    is_over = and_(review_requests.c.state != cases.OPEN, review_requests.c.answered_ms < _start_ms(day))
    return and_(is_over, or_(review_requests.c.words != "", review_requests.c.said != ""))


def _count_disputes(connection: Connection, site: str, day: date) -> int:
    return _counted(connection, aside_proposals, _old_proposals(day)) + _counted(
        connection, review_requests, _old_reviews(day)
    )


def _purge_disputes(connection: Connection, site: str, day: date) -> int:
    empty = {"words": "", "said": ""}
    n = connection.execute(update(aside_proposals).where(_old_proposals(day)).values(empty)).rowcount
    return n + connection.execute(update(review_requests).where(_old_reviews(day)).values(empty)).rowcount


def _old_quarantine(day: date) -> ColumnElement[bool]:
    return and_(quarantine.c.last_ms < _start_ms(day), quarantine.c.bytes != b"")


def _purge_quarantine(connection: Connection, site: str, day: date) -> int:
    return connection.execute(update(quarantine).where(_old_quarantine(day)).values(bytes=b"", detail="")).rowcount


def _purge_log(connection: Connection, site: str, day: date) -> int:
    unmake_append_only(connection, audit_log.name)
    n = connection.execute(delete(audit_log).where(audit_log.c.at_ms < _start_ms(day))).rowcount
    make_append_only(connection, audit_log.name)
    return n


def _old_sessions(day: date) -> ColumnElement[bool]:
    return sessions.c.seen_ms < _start_ms(day)


def _old_links(day: date) -> ColumnElement[bool]:
    return one_time_links.c.expires_ms < _start_ms(day)


def _purge_sessions(connection: Connection, site: str, day: date) -> int:
    n = connection.execute(delete(sessions).where(_old_sessions(day))).rowcount
    return n + connection.execute(delete(one_time_links).where(_old_links(day))).rowcount


KINDS: tuple[Kind, ...] = (
    Kind(
        "lines", "Nội dung dòng sự kiện", "Mã băm, chỗ, loại, ngày và mọi số đã tính; quayso audit ghi “redacted”.",
        lambda config: config.lines_days,
        lambda connection, site, day: lines.count_spare(connection, site, day.isoformat()),
        lambda connection, site, day: lines.purge(connection, site, day.isoformat()),
        of_sites=True,
    ),
    Kind(
        "notes", "Lời góp ý, mã hồ sơ, lý do để riêng", "Dòng sự kiện với dấu niêm, tình trạng và các ngày của góp ý.",
        lambda config: config.notes_days,
        lambda connection, site, day: _counted(connection, notes, _old_notes(day)), _purge_notes,
    ),
    Kind(
        "disputes", "Lời trong đề nghị đã xong", "Ai, khi nào, lý do trong danh sách, kết quả.",
        lambda config: config.disputes_days, _count_disputes, _purge_disputes,
    ),
    Kind(
        "quarantine", "Dữ liệu không đọc được", "Mã băm, kích thước, máy gửi, số lần.",
        lambda config: config.quarantine_days,
        lambda connection, site, day: _counted(connection, quarantine, _old_quarantine(day)), _purge_quarantine,
    ),
    Kind(
        "log", "Nhật ký", "Số dòng đã xóa, ghi ở trang này và trong nhật ký.",
        lambda config: config.log_days,
        lambda connection, site, day: _counted(connection, audit_log, audit_log.c.at_ms < _start_ms(day)), _purge_log,
    ),
    Kind(
        "sessions", "Phiên làm việc, liên kết hết hạn", "Đăng nhập và đăng xuất còn trong nhật ký.",
        lambda config: config.sessions_days,
        lambda connection, site, day: _counted(connection, sessions, _old_sessions(day))
        + _counted(connection, one_time_links, _old_links(day)),
        _purge_sessions,
    ),
)  # fmt: skip
"""In the order of the page and of the command."""
