"""Officers ask for a look at a block or a day of their ratings, without seeing a single one; the head answers."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, func, insert, select, update

from central.disputes import cases
from central.disputes.cases import DisputeRefused, is_concerned, written
from central.disputes.purged import is_purged_in
from central.people import audit_log
from central.people.block_store import OLDEST_DAYS
from central.people.moments import now_ms
from central.people.roles import Person
from central.store.tables import rating_blocks, review_requests

MOST_OPEN = 10
"""Open requests of one officer."""


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A block as its officer knows it: its number and its days."""

    number: int
    first_day: str
    last_day: str
    scale: str


@dataclass(frozen=True, slots=True)
class Review:
    """A request as it stands."""

    id: int
    site: str
    officer: str
    first_day: str
    last_day: str
    block: int
    reason: str
    words: str
    asked_by: str
    asked_ms: int
    state: str
    said: str
    answered_by: str
    answered_ms: int | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What an officer asks about: a block by its number (0: none), or a day, and why."""

    site: str
    officer: str
    scale: str
    block: int
    day: str
    reason: str
    words: str


def blocks_of(connection: Connection, site: str, officer: str, scale: str) -> list[ShownBlock]:
    """The closed blocks of an officer, the newest first."""
    table = rating_blocks.c
    statement = select(table.number, table.first_day, table.last_day, table.scale).where(
        table.site == site, table.officer == officer, table.scale == scale
    )
    return [ShownBlock(*row) for row in connection.execute(statement.order_by(table.number.desc()))]


def ask(connection: Connection, asked: Asked, who: Person, today: date, address: str = "") -> int:
    """Write a request down; its number. Raises DisputeRefused."""
    first, last = _days(connection, asked, today)
    if asked.reason not in cases.REVIEW_REASONS:
        raise DisputeRefused("Xin chọn lý do trong danh sách.")
    words = written(asked.words)
    if is_purged_in(connection, asked.site, first, last):
        raise DisputeRefused(cases.PURGED)
    own = (review_requests.c.site == asked.site, review_requests.c.officer == asked.officer)
    is_open = (*own, review_requests.c.state == cases.OPEN)
    same = (review_requests.c.first_day == first, review_requests.c.last_day == last)
    if connection.execute(select(review_requests.c.id).where(*is_open, *same).limit(1)).first() is not None:
        raise DisputeRefused("Đã có đề nghị về những ngày này và đang được xem xét.")
    if connection.execute(select(func.count()).select_from(review_requests).where(*is_open)).scalar_one() >= MOST_OPEN:
        raise DisputeRefused(f"Đang có {MOST_OPEN} đề nghị chưa trả lời. Xin chờ trả lời rồi gửi tiếp.")
    statement = insert(review_requests).values(
        site=asked.site, officer=asked.officer, first_day=first, last_day=last, block=asked.block, reason=asked.reason,
        words=words, asked_by=who.code, asked_ms=now_ms(), state=cases.OPEN, said="", answered_by="",
    )  # fmt: skip
    number: int = connection.execute(statement.returning(review_requests.c.id)).scalar_one()
    audit_log.note(connection, who, "review-asked", f"đề nghị xem lại {number}", asked.site, address=address)
    return number


def answer(connection: Connection, found: Review, state: str, said: str, who: Person, address: str = "") -> None:
    """Answer a request. Raises DisputeRefused."""
    if state not in (cases.KEPT, cases.CHANGED):
        raise DisputeRefused("Xin chọn kết quả xem xét.")
    if is_concerned(who, found.site, [found.officer]) or who.code == found.asked_by:
        raise DisputeRefused("Cán bộ liên quan không tự trả lời.")
    words = written(said)
    if state == cases.CHANGED and is_purged_in(connection, found.site, found.first_day, found.last_day):
        raise DisputeRefused(cases.PURGED)
    same = (review_requests.c.id == found.id, review_requests.c.state == cases.OPEN)
    values = {"state": state, "said": words, "answered_by": who.code, "answered_ms": now_ms()}
    if connection.execute(update(review_requests).where(*same).values(**values)).rowcount != 1:
        raise DisputeRefused(cases.STALE)
    audit_log.note(connection, who, "review-answered", f"đề nghị xem lại {found.id}", found.site, address=address)


def reviews_at(connection: Connection, site: str, officers: tuple[str, ...] | None = None) -> list[Review]:
    """The requests of a site, or of some officers there: open ones first, the newest first."""
    is_over = review_requests.c.state != cases.OPEN
    statement = select(review_requests).where(review_requests.c.site == site)
    if officers is not None:
        statement = statement.where(review_requests.c.officer.in_(officers))
    return [
        Review(*row) for row in connection.execute(statement.order_by(is_over, review_requests.c.id.desc()).limit(100))
    ]


def review(connection: Connection, number: int) -> Review | None:
    """One request; None when there is no such one."""
    row = connection.execute(select(review_requests).where(review_requests.c.id == number)).one_or_none()
    return None if row is None else Review(*row)


def _days(connection: Connection, asked: Asked, today: date) -> tuple[str, str]:
    """First and last day that are asked about. Raises DisputeRefused."""
    if asked.block:
        known = blocks_of(connection, asked.site, asked.officer, asked.scale)
        block = next((one for one in known if one.number == asked.block), None)
        if block is None:
            raise DisputeRefused("Không có khối này trong số liệu của ông/bà.")
        return block.first_day, block.last_day
    try:
        day = date.fromisoformat(asked.day)
    except ValueError:
        raise DisputeRefused("Xin chọn một khối hoặc một ngày.") from None
    if not today - timedelta(days=OLDEST_DAYS) <= day < today:
        raise DisputeRefused("Chỉ đề nghị xem lại được các ngày trước hôm nay, trong khoảng 400 ngày.")
    return day.isoformat(), day.isoformat()
