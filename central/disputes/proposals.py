"""Setting ratings aside and taking them back: one person proposes, a second one decides.

What is agreed becomes lines of central's own stream, in one transaction with the proposal and the log; nothing else
changes what counts.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, insert, select, update

from central.closing.frozen import closed_periods
from central.disputes import cases
from central.disputes.cases import DisputeRefused, is_concerned, written
from central.disputes.looking import presses_with
from central.disputes.purged import has_purged
from central.disputes.signs import Press
from central.own_stream.own_stream import OwnStream, Told
from central.people import audit_log
from central.people.moments import now_ms
from central.people.roles import HEAD, Person
from central.reports.period import Period
from central.rules.counting import COUNTED, SET_ASIDE
from central.store.tables import aside_proposals, aside_ratings, notes
from contract.events import RatingRestored, RatingSetAside
from contract.ids import new_id
from contract.notes import Note, new_note

_KINDS = {cases.SET_ASIDE: COUNTED, cases.RESTORE: SET_ASIDE}
"""What a rating must be for the act."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal as it stands; ``words`` None: the note is no longer there."""

    id: int
    site: str
    act: str
    reason: str
    words: str | None
    state: str
    proposed_by: str
    proposed_role: str
    proposed_ms: int
    decided_by: str
    decided_ms: int | None
    said: str
    ratings: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody proposes."""

    site: str
    act: str
    ratings: Collection[bytes]
    reason: str
    words: str


def propose(connection: Connection, wanted: Wanted, who: Person, role: str, address: str = "") -> int:
    """Write a proposal down; its number. Raises DisputeRefused."""
    words = written(wanted.words)
    if wanted.act not in cases.ACTS or wanted.reason not in cases.REASONS:
        raise DisputeRefused("Xin chọn lý do trong danh sách.")
    ratings = sorted(set(wanted.ratings))
    if not 0 < len(ratings) <= cases.MOST_RATINGS:
        raise DisputeRefused(f"Xin chọn từ 1 đến {cases.MOST_RATINGS} lượt đánh giá.")
    _check_ratings(connection, wanted.site, wanted.act, ratings, who)
    number: int = connection.execute(
        insert(aside_proposals)
        .values(
            site=wanted.site, act=wanted.act, reason=wanted.reason, words=words, state=cases.OPEN,
            proposed_by=who.code, proposed_role=role, proposed_ms=now_ms(), decided_by="", said="",
        )
        .returning(aside_proposals.c.id)
    ).scalar_one()  # fmt: skip
    connection.execute(insert(aside_ratings), [{"proposal_id": number, "rating": one} for one in ratings])
    audit_log.note(connection, who, f"{wanted.act}-proposed", _what(number, ratings), wanted.site, address=address)
    return number


def agree(own_stream: OwnStream, site: str, number: int, who: Person, address: str = "") -> None:
    """Agree as the second person: the ratings are set aside, or count again. Raises DisputeRefused."""

    def write(connection: Connection) -> Told:
        found = _open_one(connection, site, number)
        if who.code == found.proposed_by:
            raise DisputeRefused("Người đề nghị không tự quyết định: cần người thứ hai.")
        _check_ratings(connection, site, found.act, found.ratings, who, of=number)
        note = new_note(new_id(), found.words or "")
        _end(connection, found, cases.AGREED, who, note=note)
        done = "set-aside" if found.act == cases.SET_ASIDE else "restored"
        audit_log.note(connection, who, done, _what(number, found.ratings), site, address=address)
        return _told(found, note)

    own_stream.decide(site, write)


def decline(own_stream: OwnStream, site: str, number: int, who: Person, said: str, address: str = "") -> None:
    """Decline as the second person, or take back what oneself proposed. Raises DisputeRefused."""

    def write(connection: Connection) -> Told:
        found = _open_one(connection, site, number)
        own = who.code == found.proposed_by
        concerned = {press.officer for press in presses_with(connection, site, found.ratings)}
        if not own and is_concerned(who, site, concerned):
            raise DisputeRefused("Cán bộ liên quan không tham gia quyết định.")
        _end(connection, found, cases.WITHDRAWN if own else cases.DECLINED, who, said=said if own else written(said))
        act = f"{found.act}-{'withdrawn' if own else 'declined'}"
        audit_log.note(connection, who, act, _what(number, found.ratings), site, address=address)
        return []

    own_stream.decide(site, write)


def proposals_at(connection: Connection, site: str, limit: int = 50) -> list[Proposal]:
    """The newest proposals of a site, the open ones first."""
    is_over = aside_proposals.c.state != cases.OPEN
    statement = select(aside_proposals).where(aside_proposals.c.site == site)
    rows = connection.execute(statement.order_by(is_over, aside_proposals.c.id.desc()).limit(limit)).all()
    return [_proposal(connection, row) for row in rows]


def proposal(connection: Connection, number: int) -> Proposal | None:
    """One proposal; None when there is no such one."""
    row = connection.execute(select(aside_proposals).where(aside_proposals.c.id == number)).one_or_none()
    return None if row is None else _proposal(connection, row)


def closed_with(connection: Connection, site: str, days: Collection[str]) -> list[Period]:
    """The closed periods in which one of the days lies: their reports stay, and differ from then on."""
    known = [date.fromisoformat(day) for day in days if day]
    return sorted(p for p in closed_periods(connection, site) if any(p.first <= day <= p.last for day in known))


def _check_ratings(
    connection: Connection, site: str, act: str, ratings: Sequence[bytes], who: Person, of: int = 0
) -> None:
    """Raise DisputeRefused unless all of them may be decided about, by this person."""
    presses = presses_with(connection, site, ratings)
    if {press.rating for press in presses} != set(ratings):
        raise DisputeRefused("Không có lượt đánh giá này tại Trung tâm.")
    if is_concerned(who, site, {press.officer for press in presses}):
        raise DisputeRefused("Cán bộ liên quan không tham gia quyết định.")
    if has_purged(connection, ratings):
        raise DisputeRefused(cases.PURGED)
    if any(press.kind != _KINDS[act] for press in presses):
        what = "đang được tính" if act == cases.SET_ASIDE else "đang để riêng"
        raise DisputeRefused(f"Chỉ chọn được lượt {what}. Có lượt đã thay đổi; xin xem lại trang.")
    others = (
        select(aside_ratings.c.rating)
        .join(aside_proposals, aside_proposals.c.id == aside_ratings.c.proposal_id)
        .where(aside_proposals.c.state == cases.OPEN, aside_proposals.c.id != of, aside_ratings.c.rating.in_(ratings))
    )
    if connection.execute(others.limit(1)).first() is not None:
        raise DisputeRefused("Có lượt đang nằm trong một đề nghị khác chưa quyết định.")


def _open_one(connection: Connection, site: str, number: int) -> Proposal:
    found = proposal(connection, number)
    if found is None or found.site != site or found.state != cases.OPEN:
        raise DisputeRefused(cases.STALE)
    return found


def _end(
    connection: Connection, found: Proposal, state: str, who: Person, *, said: str = "", note: Note | None = None
) -> None:
    connection.execute(
        update(aside_proposals)
        .where(aside_proposals.c.id == found.id)
        .values(
            state=state, decided_by=who.code, decided_ms=now_ms(), said=said,
            words="" if note else found.words, note=note.note.bytes if note else None,
        )
    )  # fmt: skip


def _told(found: Proposal, note: Note) -> Told:
    """A line for each rating; the note follows the first, all name it."""
    is_aside = found.act == cases.SET_ASIDE
    type_, old, new = (RatingSetAside, COUNTED, SET_ASIDE) if is_aside else (RatingRestored, SET_ASIDE, COUNTED)
    lines = [
        type_(
            what=str(UUID(bytes=rating)), old=old, new=new, reason=found.reason, author=found.proposed_role,
            decided_by=HEAD, note=note.note, seal=note.seal,
        )
        for rating in found.ratings
    ]  # fmt: skip
    return [(line, None if place else note) for place, line in enumerate(lines)]


def _proposal(connection: Connection, row: Row[Any]) -> Proposal:
    members = select(aside_ratings.c.rating).where(aside_ratings.c.proposal_id == row.id)
    words = row.words
    if row.note is not None:
        words = connection.execute(select(notes.c.text).where(notes.c.note == row.note).limit(1)).scalar_one_or_none()
    return Proposal(
        row.id, row.site, row.act, row.reason, words, row.state, row.proposed_by, row.proposed_role, row.proposed_ms,
        row.decided_by, row.decided_ms, row.said,
        tuple(connection.execute(members.order_by(aside_ratings.c.rating)).scalars()),
    )  # fmt: skip


def _what(number: int, ratings: Collection[bytes]) -> str:
    return f"đề nghị {number}, {len(ratings)} lượt đánh giá"


def days_of(presses: Collection[Press]) -> set[str]:
    """The days in whose figures they stand."""
    return {press.day for press in presses}
