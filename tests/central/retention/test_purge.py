"""A purge drops bytes and leaves the proof: audit 0 and "redacted", figures and closed reports as they were."""

import itertools
from dataclasses import replace as changed
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import DatabaseError

from central.audit.counts import Counts
from central.audit.proof import prove
from central.closing.closing import Closer, close, standing
from central.disputes.proposals import Wanted, agree, closed_with, propose
from central.ingest.arrivals import Arrival
from central.ingest.ingest import Ingest
from central.own_stream.own_stream import OwnStream
from central.people import audit_log as log
from central.people.roles import Person
from central.projections.settings import counts_with, record
from central.rebuild import rebuild
from central.reports.making import make_report
from central.reports.period import Period
from central.retention import lines
from central.retention.lines import PurgeRefused
from central.retention.purging import due, purge, record_of
from central.retention.settings import RetentionConfig
from central.store.engine import reading, writing
from central.store.tables import audit_log, events, feedback_cases, notes, quarantine, ratings_daily
from contract.clock import Stamp
from contract.events import ClockSynced, FeedbackLeft, RatingGiven
from contract.ids import new_id
from contract.lines import ZERO_HASH, compose, line_hash, read_data, read_line
from contract.notes import new_note

SITE = "bac-kan"
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))
LATER = date(2029, 6, 1)
IS_FROZEN = events.c.type == "report.frozen"
ALL_KINDS = RetentionConfig(400, 300, 300, 300, 400, 30)


@pytest.fixture
def kept(config):
    """The configuration with a limit for every kind."""
    return msgspec.structs.replace(config, retention=ALL_KINDS)


@pytest.fixture
def own(engine, config):
    """Central's own stream with a clock in November 2026."""
    ticks = itertools.count()
    with writing(engine) as connection:
        record(connection, counts_with(config))

    def now(zone):
        return Stamp(datetime(2026, 11, 20, 2, 0, tzinfo=UTC).astimezone(zone), "synced", "boot-c", next(ticks) * 1_000)

    return OwnStream(engine, config, now=now)


@pytest.fixture
def office(engine, config, own):
    """A box without a clock at first, twelve ratings in November and three in December; November is closed."""
    raws, head, up_ms = [], ZERO_HASH, 0

    def add(data, at, clock="synced"):
        nonlocal head, up_ms
        up_ms += 1_000
        raw = compose("q-01", SITE, "ab" * 16, len(raws) + 1, head, data, Stamp(at, clock, "boot-1", up_ms))
        head = line_hash(raw)
        raws.append(raw)

    def given(level="good"):
        return RatingGiven(new_id(), None, "3", "cb-01", "4-level", level, "panel", "accepted")

    for _ in range(3):
        add(given("fair"), datetime(1970, 1, 1, tzinfo=UTC), "unset")
    add(ClockSynced(0), datetime(2026, 11, 10, 2, 0, tzinfo=UTC))
    for place in range(12):
        add(given("poor" if place == 5 else "good"), datetime(2026, 11, 11 + place, 2, 0, tzinfo=UTC))
    for place in range(3):
        add(given(), datetime(2026, 12, 3 + place, 2, 0, tzinfo=UTC))
    Ingest(engine, config).receive([Arrival("q-01", b"\n".join(raws), "ab" * 16, 1), Arrival("q-09", b"not json")])
    close(
        engine, config, own, SITE, NOVEMBER, Closer("gd-01", "head"), reason="thử",
        now=datetime(2026, 12, 8, 1, 0, tzinfo=UTC),
    )  # fmt: skip
    return raws


def sums(engine):
    """Every daily sum of ratings."""
    with reading(engine) as connection:
        return sorted(tuple(row) for row in connection.execute(select(ratings_daily)))


def audited(engine, config):
    """What the audit finds wrong, and the places that it calls redacted."""
    with reading(engine) as connection:
        found = list(prove(connection, config, Counts()))
    return [str(one) for one in found if one.is_wrong], [one for one in found if one.kind == "redacted"]


def purged(engine) -> int:
    """How many lines have no bytes."""
    with reading(engine) as connection:
        statement = select(func.count()).select_from(events).where(events.c.line.is_(None))
        return connection.execute(statement).scalar_one()


def line_ids(engine, *conditions) -> list[int]:
    """Numbers of lines."""
    with reading(engine) as connection:
        return list(connection.execute(select(events.c.id).where(*conditions).order_by(events.c.id)).scalars())


@pytest.mark.slow
def test_a_purge_leaves_the_proof_and_the_figures(engine, kept, office):
    """Old lines of the closed month go; audit, sums, a rebuild and the frozen report say what they said."""
    before, frozen = sums(engine), make_report(engine, kept, "officer-ratings", SITE, NOVEMBER)
    looked = next(one for one in due(engine, kept, LATER) if (one.kind.key, one.site) == ("lines", SITE))
    assert purged(engine) == 0 and audited(engine, kept) == ([], [])
    assert looked.stays == {"open_period": 3, "unsettled": 3, "proves": 1 + len(line_ids(engine, IS_FROZEN))}
    done = {(one.kind.key, one.site): one.n for one in purge(engine, kept, LATER, "root")}
    assert done["lines", SITE] == looked.n == 12 == purged(engine)
    wrong, redacted = audited(engine, kept)
    assert wrong == [] and [(one.seq, one.last) for one in redacted] == [(5, 16)]
    assert sums(engine) == before
    rebuild(engine, kept)
    assert sums(engine) == before and audited(engine, kept)[0] == []
    assert make_report(engine, kept, "officer-ratings", SITE, NOVEMBER) == frozen
    assert frozen.closed is not None
    assert sum(one.n for one in due(engine, kept, LATER) if one.kind.key == "lines") == 0
    with reading(engine) as connection:
        assert ("lines", SITE, 12) in [(one.kind, one.site, one.n) for one in record_of(connection)]


@pytest.mark.parametrize(
    "why", ["open_period", *(pytest.param(why, marks=pytest.mark.slow) for why in ("proves", "disputed", "unsettled"))]
)
def test_a_line_that_is_still_needed_is_not_purged(engine, kept, office, why):
    """The control: of an open month, the anchor of a clock, of an open proposal, behind a gap; nothing goes at all."""
    spare = line_ids(engine, events.c.day == "2026-11-11")
    if why == "open_period":
        wanted = line_ids(engine, events.c.day == "2026-12-03")
    elif why == "proves":
        wanted = line_ids(engine, events.c.type == "clock.synced")
    elif why == "disputed":
        wanted = line_ids(engine, events.c.day == "2026-11-12")
        propose_one(engine, office[5])
    else:
        wanted = line_ids(engine, events.c.day == "2026-11-12")
        with writing(engine) as connection:
            connection.execute(events.update().where(events.c.id.in_(wanted)).values(state="unknown"))
    with pytest.raises(PurgeRefused, match="còn cần"), writing(engine) as connection:
        lines.purge_these(connection, SITE, spare + wanted)
    assert purged(engine) == 0
    with writing(engine) as connection:
        assert lines.purge_these(connection, SITE, spare) == 1


def propose_one(engine, raw: bytes) -> None:
    """Somebody proposes to set this rating aside."""
    rating = read_data(read_line(raw)).rating.bytes
    with writing(engine) as connection:
        who = Person(1, "truong", "Người Thử")
        propose(connection, Wanted(SITE, "set_aside", [rating], "test", "Bấm thử khi lắp đặt."), who, "head")


@pytest.mark.slow
def test_what_a_needed_anchor_would_cost(engine, kept, office):
    """Why the anchor stays: without it a rebuild would not know the day of the lines before it."""
    assert ("2026-11-10", "fair") in {(row[1], row[5]) for row in sums(engine)}
    before = sums(engine)
    list(purge(engine, kept, LATER, "root"))
    rebuild(engine, kept)
    assert sums(engine) == before


@pytest.mark.slow
def test_a_dispute_about_a_closed_month_and_then_a_purge(engine, kept, own, office):
    """The closed period is named and keeps its report, the difference is that rating, also after a purge."""
    frozen = make_report(engine, kept, "officer-ratings", SITE, NOVEMBER)
    propose_one(engine, office[9])
    agree(own, SITE, 1, Person(2, "pho", "Người Thứ Hai"))
    with reading(engine) as connection:
        assert closed_with(connection, SITE, ["2026-11-16"]) == [NOVEMBER]
    looked = standing(engine, kept, SITE, NOVEMBER, datetime(2026, 12, 9, 1, 0, tzinfo=UTC))
    rows = {row.row_kind: row for row in looked.changes["officer-ratings"]}
    assert {(cell.column, cell.old, cell.new) for cell in rows["set_aside"].cells} >= {("ratings", "0", "1")}
    assert make_report(engine, kept, "officer-ratings", SITE, NOVEMBER) == frozen
    before = sums(engine)
    assert sum(one.n for one in purge(engine, kept, LATER, "root") if one.kind.key == "lines") == 12
    rebuild(engine, kept)
    assert sums(engine) == before and audited(engine, kept)[0] == []
    assert make_report(engine, kept, "officer-ratings", SITE, NOVEMBER) == frozen


@pytest.mark.slow
def test_figures_that_wait_to_be_made_again_stop_a_purge(engine, kept, office):
    """With other hours or another zone in central.toml nothing goes before a rebuild."""
    site = msgspec.structs.replace(kept.sites[SITE], timezone="Asia/Tokyo")
    other = msgspec.structs.replace(kept, sites={**kept.sites, SITE: site})
    with pytest.raises(PurgeRefused, match="quayso rebuild"):
        list(purge(engine, other, LATER, "root"))
    assert purged(engine) == 0


def test_words_go_with_their_feedback_and_not_before(engine, kept, own):
    """Words of answered feedback go, those of open ones stay; audit and figures of feedback do not change."""
    first, second = new_note(new_id(), "Ghế gãy"), new_note(new_id(), "Chờ lâu")
    own.tell(SITE, [(FeedbackLeft("place", note.note, note.seal), note) for note in (first, second)])
    case = {
        "site": SITE,
        "topic": "place",
        "due_day": "2026-12-01",
        "handed_to": "Văn phòng",
        "handed_day": "2026-11-21",
    }
    with writing(engine) as connection:
        values = {"state": "answered", "ended_day": "2026-11-22", "answer": "Đã sửa.", "version": 1}
        connection.execute(insert(feedback_cases).values(note=first.note.bytes, **case, **values))
        connection.execute(notes.update().values(received_ms=0))
    list(purge(engine, kept, LATER, "root"))
    with reading(engine) as connection:
        assert connection.execute(select(notes.c.text)).scalars().all() == ["Chờ lâu"]
        row = connection.execute(select(feedback_cases)).one()
    assert (row.answer, row.handed_to, row.state, row.ended_day) == ("", "", "answered", "2026-11-22")
    assert audited(engine, kept)[0] == []


@pytest.mark.slow
def test_quarantine_and_log_leave_their_records(engine, kept, office):
    """Bytes go, digest and size stay; the log is append-only again, and tells of its own purge."""
    with writing(engine) as connection:
        log.note(connection, None, "look", "cũ", SITE)
        connection.execute(quarantine.update().values(last_ms=0))
    far = LATER + timedelta(days=40_000)
    done = {one.kind.key: one.n for one in purge(engine, kept, far, "root")}
    assert done["log"] >= 1 and done["quarantine"] == 1
    with reading(engine) as connection:
        row = connection.execute(select(quarantine)).one()
        assert (row.bytes, row.size) == (b"", 8)
        assert "purge" in connection.execute(select(audit_log.c.act)).scalars().all()
    assert audited(engine, kept)[0] == []
    with pytest.raises(DatabaseError, match="append-only"), writing(engine) as connection:
        connection.execute(delete(audit_log))


@pytest.mark.slow
def test_without_limits_nothing_goes(engine, config, office):
    """A central.toml that says nothing of it keeps everything but ended sessions."""
    before = [one for one in due(engine, config, LATER) if one.before is not None]
    assert {one.kind.key for one in before} == {"sessions"}
    list(purge(engine, config, LATER, "root"))
    assert purged(engine) == 0 and changed(before[0], n=0).n == 0
