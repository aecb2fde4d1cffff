"""Proposing and deciding corrections: one person proposes, a second one decides.

What is agreed becomes one line of central's own stream, in one transaction with the proposal and the log; nothing else
changes a figure, and what was told before stays.
"""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy import Connection, Engine, Row, insert, select, update

from central.corrections import cases
from central.corrections.cases import CorrectionRefused, Wanted
from central.corrections.changes import Changes, between, changes_in, sums_at
from central.disputes.cases import DisputeRefused, is_concerned, written
from central.disputes.purged import is_purged_in
from central.own_stream.own_stream import OwnStream, Told
from central.people import audit_log
from central.people.moments import now_ms
from central.people.roles import Person
from central.projections.corrections import holding_in
from central.rules.corrections import AS_VOID, SEAT, TICKET, UNDO
from central.rules.visits import UNISSUED, VOID
from central.store.engine import reading, writing
from central.store.tables import correction_proposals, corrections, notes, streams, tickets
from contract.events import CorrectionMade
from contract.ids import new_id
from contract.notes import Note, new_note


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal as it stands; ``words`` None: the note is no longer there."""

    id: int
    wanted: Wanted
    words: str | None
    changes: Changes
    state: str
    proposed_by: str
    proposed_role: str
    proposed_ms: int
    decided_by: str
    decided_ms: int | None
    said: str


def look_at(own_stream: OwnStream, engine: Engine, zone: tzinfo, wanted: Wanted) -> Changes:
    """What a correction would change: it is written, looked at and taken back again. Raises CorrectionRefused."""
    with reading(engine) as connection:
        first, last = days_of(connection, wanted, zone)
    before, after = own_stream.try_out(
        wanted.site, [(wanted.event(), None)], lambda connection: sums_at(connection, wanted.site, first, last)
    )
    return between(before, after)


def days_of(connection: Connection, wanted: Wanted, zone: tzinfo) -> tuple[date, date]:
    """The days that a correction is about. Raises CorrectionRefused."""
    about, site = wanted.about, wanted.site
    if about.kind == TICKET:
        row = connection.execute(select(tickets).where(tickets.c.ticket == about.ticket)).one_or_none()
        if row is None or row.site != site or row.state == UNISSUED or not row.day:
            raise CorrectionRefused("Không có số này tại Trung tâm.")
        if wanted.new == AS_VOID and row.state == VOID:
            raise CorrectionRefused("Số này đã được hủy.")
        return date.fromisoformat(row.day), date.fromisoformat(row.day)
    if about.kind == UNDO:
        of = made_at(connection, site, about.stream, about.seq)
        if of is None or of.about.kind == UNDO:
            raise CorrectionRefused("Không có đính chính này.")
        return days_of(connection, of, zone)
    since, until = (datetime.fromtimestamp(ms / 1000, zone).date() for ms in (about.from_ms, about.until_ms - 1))
    return since, until


def propose(
    own_stream: OwnStream, engine: Engine, zone: tzinfo, wanted: Wanted, who: Person, role: str, address: str = ""
) -> int:
    """Write a proposal down; its number. Raises CorrectionRefused."""
    asked = checked(wanted)
    if not look_at(own_stream, engine, zone, asked).officers:
        raise CorrectionRefused(cases.NOTHING)
    with writing(engine) as connection:
        _refuse_purged(connection, asked, zone)
        same = correction_proposals.c.what == asked.what, correction_proposals.c.state == cases.OPEN
        of_site = correction_proposals.c.site == asked.site
        if connection.execute(select(correction_proposals.c.id).where(of_site, *same)).first() is not None:
            raise CorrectionRefused("Đã có đề nghị như vậy, chưa quyết định.")
        number: int = connection.execute(
            insert(correction_proposals)
            .values(
                site=asked.site, what=asked.what, old=asked.old, new=asked.new, reason=asked.reason,
                words=asked.words, changes="", state=cases.OPEN, proposed_by=who.code, proposed_role=role,
                proposed_ms=now_ms(), decided_by="", said="",
            )
            .returning(correction_proposals.c.id)
        ).scalar_one()  # fmt: skip
        audit_log.note(connection, who, "correction-proposed", _what(number, asked), asked.site, address=address)
    return number


def agree(
    own_stream: OwnStream, engine: Engine, zone: tzinfo, found: Proposal, who: Person, role: str, address: str = ""
) -> None:
    """Agree as the second person: the correction holds from now on. Raises CorrectionRefused."""
    wanted, site = found.wanted, found.wanted.site
    changes = look_at(own_stream, engine, zone, wanted)

    def write(connection: Connection) -> Told:
        now = _open_one(connection, found.id)
        if who.code == now.proposed_by:
            raise CorrectionRefused("Người đề nghị không tự quyết định: cần người thứ hai.")
        if is_concerned(who, site, officers_of(changes, wanted)):
            raise CorrectionRefused("Cán bộ liên quan không tham gia quyết định.")
        _refuse_purged(connection, wanted, zone)
        days_of(connection, wanted, zone)
        note = new_note(new_id(), now.words or "")
        _end(connection, now, cases.AGREED, who, note=note, changes=changes)
        audit_log.note(connection, who, "corrected", _what(now.id, wanted), site, address=address)
        said = CorrectionMade(
            wanted.what, wanted.old or None, wanted.new or None, wanted.reason, now.proposed_role, role, note.note,
            note.seal,
        )  # fmt: skip
        return [(said, note)]

    own_stream.decide(site, write)


def decline(engine: Engine, found: Proposal, who: Person, said: str, address: str = "") -> None:
    """Decline as the second person, or take back what oneself proposed. Raises CorrectionRefused."""
    own = who.code == found.proposed_by
    if not own and is_concerned(who, found.wanted.site, (found.wanted.old, found.wanted.new)):
        raise CorrectionRefused("Cán bộ liên quan không tham gia quyết định.")
    try:
        words = said if own else written(said)
    except DisputeRefused as refused:
        raise CorrectionRefused(str(refused)) from None
    with writing(engine) as connection:
        now = _open_one(connection, found.id)
        _end(connection, now, cases.WITHDRAWN if own else cases.DECLINED, who, said=words)
        act = f"correction-{'withdrawn' if own else 'declined'}"
        audit_log.note(connection, who, act, _what(now.id, now.wanted), now.wanted.site, address=address)


def officers_of(changes: Changes, wanted: Wanted) -> set[str]:
    """Everybody whose figures it changes."""
    named = {wanted.old, wanted.new} if wanted.about.kind == SEAT else set()
    return {one for one in {*named, *(row.officer for row in changes.officers)} if one}


def proposals_at(connection: Connection, site: str, limit: int = 100) -> list[Proposal]:
    """The newest proposals of a site, the open ones first."""
    is_over = correction_proposals.c.state != cases.OPEN
    statement = select(correction_proposals).where(correction_proposals.c.site == site)
    rows = connection.execute(statement.order_by(is_over, correction_proposals.c.id.desc()).limit(limit)).all()
    return [_proposal(connection, row) for row in rows]


def proposal(connection: Connection, number: int) -> Proposal | None:
    """One proposal; None when there is no such one."""
    statement = select(correction_proposals).where(correction_proposals.c.id == number)
    row = connection.execute(statement).one_or_none()
    return None if row is None else _proposal(connection, row)


def made_at(connection: Connection, site: str, stream: str, seq: int) -> Wanted | None:
    """The correction at a place of central's own stream; None when there is none."""
    statement = select(corrections).join(streams, streams.c.id == corrections.c.stream_id)
    row = connection.execute(
        statement.where(streams.c.stream == stream, corrections.c.seq == seq, corrections.c.site == site)
    ).first()
    return None if row is None else Wanted(site, row.what, row.old, row.new, "", "")


def undoing(connection: Connection, found: Proposal) -> str:
    """The ``what`` that takes an agreed correction back; '' when it does not hold any more, or undoes one itself."""
    wanted = found.wanted
    if found.state != cases.AGREED or wanted.about.kind == UNDO:
        return ""
    holding = holding_in(connection)
    about = wanted.about
    same = (
        [*holding.of_seat(wanted.site, about.counter)]
        if about.kind == SEAT
        else [one for one in (holding.tickets.get(about.ticket),) if one is not None]
    )
    held = [one for one in same if (one.about, one.old, one.new) == (about, wanted.old, wanted.new)]
    return f"{UNDO}/{held[-1].key[2]}/{held[-1].key[3]}" if held else ""


def ticket_called(connection: Connection, site: str, day: date, number: str) -> bytes:
    """The ticket of a number on a day. Raises CorrectionRefused."""
    same = (tickets.c.site == site, tickets.c.day == day.isoformat(), tickets.c.number == number.strip().upper())
    found = connection.execute(select(tickets.c.ticket).where(*same).limit(2)).scalars().all()
    if not found:
        raise CorrectionRefused("Không có số này trong ngày ấy.")
    if len(found) > 1:
        raise CorrectionRefused("Có hai lượt cùng số trong ngày ấy: không rõ là lượt nào.")
    return bytes(found[0])


def checked(wanted: Wanted) -> Wanted:
    """The same with its words in order. Raises CorrectionRefused."""
    try:
        return wanted.checked()
    except DisputeRefused as refused:
        raise CorrectionRefused(str(refused)) from None


def _refuse_purged(connection: Connection, wanted: Wanted, zone: tzinfo) -> None:
    first, last = days_of(connection, wanted, zone)
    if is_purged_in(connection, wanted.site, first.isoformat(), last.isoformat()):
        raise CorrectionRefused(cases.PURGED)


def _open_one(connection: Connection, number: int) -> Proposal:
    found = proposal(connection, number)
    if found is None or found.state != cases.OPEN:
        raise CorrectionRefused(cases.STALE)
    return found


def _end(
    connection: Connection, found: Proposal, state: str, who: Person, *, said: str = "", note: Note | None = None,
    changes: Changes | None = None,
) -> None:  # fmt: skip
    connection.execute(
        update(correction_proposals)
        .where(correction_proposals.c.id == found.id)
        .values(
            state=state, decided_by=who.code, decided_ms=now_ms(), said=said,
            words="" if note else found.words, note=note.note.bytes if note else None,
            changes=changes.as_text() if changes else "",
        )
    )  # fmt: skip


def _proposal(connection: Connection, row: Row[Any]) -> Proposal:
    words = row.words
    if row.note is not None:
        words = connection.execute(select(notes.c.text).where(notes.c.note == row.note).limit(1)).scalar_one_or_none()
    wanted = Wanted(row.site, row.what, row.old, row.new, row.reason, words or "")
    return Proposal(
        row.id, wanted, words, changes_in(row.changes), row.state, row.proposed_by, row.proposed_role,
        row.proposed_ms, row.decided_by, row.decided_ms, row.said,
    )  # fmt: skip


def _what(number: int, wanted: Wanted) -> str:
    return f"đính chính {number}: {wanted.what} {wanted.old or '–'} → {wanted.new or '–'}"
