"""Central as a writer: its lines are stored as a gateway's are, its stream goes on, and never forks in silence."""

import itertools
import os
import shutil
import sqlite3
import threading
import uuid
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from central.audit.counts import Counts
from central.audit.proof import prove
from central.ingest.arrivals import Arrival
from central.ingest.delivery import Delivery
from central.ingest.ingest import Ingest
from central.ingest.writer import Writer
from central.own_stream.marker import SUFFIX, Marker
from central.own_stream.own_stream import OwnStream
from central.projections.settings import counts_with, record
from central.rebuild import rebuild
from central.store.engine import reading, writing
from central.store.tables import events, notes, ratings, ratings_daily, streams
from contract.clock import Stamp
from contract.events import FeedbackLeft, RatingGiven, RatingSetAside, StoreReset
from contract.ids import new_id
from contract.lines import ZERO_HASH, LineRefused, compose, line_hash, read_data, read_line
from contract.notes import new_note

SITE = "bac-kan"


@pytest.fixture
def own(engine, config):
    """Central's own stream over the test's store, with a clock that ticks."""
    ticks = itertools.count()

    def now(zone):
        up_ms = next(ticks) * 1_000
        return Stamp(datetime(2026, 11, 20, 1, 0, tzinfo=UTC).astimezone(zone), "synced", "boot-c", up_ms)

    with writing(engine) as connection:
        record(connection, counts_with(config))
    return OwnStream(engine, config, now=now)


def told(engine):
    """Every line of central: site, stream, seq and data."""
    statement = (
        select(streams.c.site, streams.c.stream, events.c.seq, events.c.line)
        .join(streams, streams.c.id == events.c.stream_id)
        .where(streams.c.gateway == "central")
        .order_by(events.c.id)
    )
    with reading(engine) as connection:
        return [(*row[:3], read_data(read_line(row.line))) for row in connection.execute(statement)]


def wrong(engine, config):
    """Everything that an audit finds wrong."""
    with reading(engine) as connection:
        return [str(one) for one in prove(connection, config, Counts()) if one.is_wrong]


def press(level="good"):
    """A rating by telephone."""
    return RatingGiven(new_id(), None, "3", "cb-01", "4-level", level, "qr", "accepted")


def aside(rating):
    """A decision about a rating."""
    return RatingSetAside(what=str(rating), reason="bấm thử", author="supervisor", decided_by="head")


def store_of(engine):
    """The file of the test's store."""
    return Path(engine.url.database)


def kinds(engine):
    """How many ratings stand as what."""
    with reading(engine) as connection:
        return sorted(connection.execute(select(ratings.c.kind)).scalars())


def test_what_central_says_counts_at_once(own, engine, config):
    """A rating and the decision about it: one chain from 1 on, figures made with it, and the audit finds nothing."""
    rating = press()
    own.tell(SITE, [(rating, None)])
    with reading(engine) as connection:
        assert connection.execute(select(ratings_daily.c.kind, ratings_daily.c.n)).all() == [("counted", 1)]
    own.tell(SITE, [(aside(rating.rating), None)])
    lines = told(engine)
    assert [(site, seq, type(data)) for site, _, seq, data in lines] == [
        (SITE, 1, RatingGiven),
        (SITE, 2, RatingSetAside),
    ]
    assert kinds(engine) == ["set_aside"]
    assert wrong(engine, config) == []


def test_a_rebuild_makes_the_same_of_it(own, engine, config):
    """Central's lines are taken again like every other one."""
    rating = press()
    own.tell(SITE, [(rating, None), (press("poor"), None), (aside(rating.rating), None)])
    before = kinds(engine)
    rebuild(engine, config)
    assert kinds(engine) == before == ["counted", "set_aside"]


def test_words_stand_outside_the_chain(own, engine, config):
    """What a citizen wrote is a note; the line bears its seal alone."""
    note = new_note(uuid.uuid4(), "Chờ lâu quá, anh Ba ạ")
    own.tell(SITE, [(FeedbackLeft("waiting", note.note, note.seal), note)])
    with reading(engine) as connection:
        assert connection.execute(select(notes.c.gateway, notes.c.text)).all() == [("central", note.text)]
        assert b"anh Ba" not in connection.execute(select(events.c.line)).scalar_one()
    assert wrong(engine, config) == []


def test_each_site_has_a_stream_of_its_own(own, engine, config):
    """What is said of one centre is in no chain of another: its reports name its own heads."""
    own.tell(SITE, [(press(), None)])
    own.tell("mau", [(FeedbackLeft("other", uuid.uuid4(), "0" * 32), None)])
    own.tell(SITE, [(press(), None)])
    lines = told(engine)
    assert [(site, seq) for site, _, seq, _ in lines] == [(SITE, 1), ("mau", 1), (SITE, 2)]
    assert len({stream for _, stream, *_ in lines}) == 2


def test_a_restart_goes_on(own, engine, config):
    """Another process, another boot: the same stream."""
    own.tell(SITE, [(press(), None)])
    OwnStream(engine, config).tell(SITE, [(press(), None)])
    assert [seq for *_, seq, _ in told(engine)] == [1, 2]
    assert wrong(engine, config) == []


def test_many_events_at_once(own, engine, config):
    """More than one payload holds: in order, in one transaction."""
    own.tell(SITE, [(press(), None) for _ in range(230)])
    assert [seq for *_, seq, _ in told(engine)] == list(range(1, 231))
    assert wrong(engine, config) == []


def test_what_no_reader_would_take_is_refused(own, engine):
    """A level of another scale among sound events: none of them is stored."""
    bad = RatingGiven(new_id(), None, "3", "cb-01", "4-level", "satisfied", "qr", "accepted")
    with pytest.raises(LineRefused):
        own.tell(SITE, [(press(), None), (bad, None)])
    assert told(engine) == []


def test_what_is_decided_with_it_stands_or_falls_with_it(own, engine):
    """Rows that belong to an event are of its transaction: they are there together, or neither is."""

    def fail(connection):
        connection.execute(delete(streams))
        raise RuntimeError("no")

    own.tell(SITE, [(press(), None)])
    with pytest.raises(RuntimeError):
        own.decide(SITE, fail)
    assert len(told(engine)) == 1
    own.decide(SITE, lambda connection: [(press(), None)])
    assert [seq for *_, seq, _ in told(engine)] == [1, 2]


def test_a_store_put_back_from_an_old_copy_gets_a_new_stream(own, engine, config, tmp_path):
    """The lines written since are gone; their places are not given to others, and the new stream says why."""
    own.tell(SITE, [(press(), None)])
    engine.dispose()
    copy = tmp_path / "copy.db"
    checkpointed(store_of(engine))
    shutil.copyfile(store_of(engine), copy)
    own.tell(SITE, [(press(), None)])
    engine.dispose()
    checkpointed(store_of(engine))
    # In place, as `cp` does it: the file keeps its number.
    shutil.copyfile(copy, store_of(engine))
    own.tell(SITE, [(press(), None)])
    lines = told(engine)
    (_, old, *_), (_, new, *_), *_ = lines
    assert [(stream == old, seq) for _, stream, seq, _ in lines] == [(True, 1), (False, 1), (False, 2)]
    assert lines[1][3] == StoreReset(old, 1)
    own.tell(SITE, [(press(), None)])
    assert [seq for _, stream, seq, _ in told(engine) if stream == new] == [1, 2, 3]
    assert wrong(engine, config) == []


def test_without_the_marker_such_a_store_would_fork(own, engine, tmp_path):
    """The control: who remembers nothing gives the place of a lost line to another one, and no audit can tell."""
    own._marker = Marker(None)
    own.tell(SITE, [(press(), None)])
    engine.dispose()
    checkpointed(store_of(engine))
    shutil.copyfile(store_of(engine), tmp_path / "copy.db")
    lines = []
    for _ in range(2):
        own.tell(SITE, [(press(), None)])
        lines.append(told(engine)[-1])
        engine.dispose()
        checkpointed(store_of(engine))
        shutil.copyfile(tmp_path / "copy.db", store_of(engine))
    (_, stream, seq, first), (_, stream_again, seq_again, second) = lines
    assert (stream, seq) == (stream_again, seq_again)
    assert first != second


def test_a_copy_of_the_folder_gets_a_new_stream(own, engine, config, tmp_path):
    """Store and marker moved to another machine: who knows whether the first one goes on."""
    own.tell(SITE, [(press(), None)])
    engine.dispose()
    checkpointed(store_of(engine))
    for suffix in ("", SUFFIX):
        copy = tmp_path / f"copy{suffix}"
        shutil.copyfile(f"{store_of(engine)}{suffix}", copy)
        os.replace(copy, f"{store_of(engine)}{suffix}")
    own.tell(SITE, [(press(), None)])
    assert [type(data) for *_, data in told(engine)] == [RatingGiven, StoreReset, RatingGiven]


def test_a_store_from_before_the_first_line(own, engine, config, empty_store_file):
    """The stream that the marker remembers is named, though nothing of it is there."""
    own.tell(SITE, [(press(), None)])
    ((_, lost, *_),) = told(engine)
    engine.dispose()
    for suffix in ("-wal", "-shm"):
        Path(f"{store_of(engine)}{suffix}").unlink(missing_ok=True)
    shutil.copyfile(empty_store_file, store_of(engine))
    own.tell(SITE, [(press(), None)])
    assert [data for *_, data in told(engine)][0] == StoreReset(lost, None)


def test_a_head_that_is_gone_is_not_written_again(own, engine):
    """Somebody deleted the last line: its place is not given to another one."""
    own.tell(SITE, [(press(), None), (press(), None)])
    with writing(engine) as connection:
        connection.execute(delete(events).where(events.c.seq == 2))
    own.tell(SITE, [(press(), None)])
    streams_of = [(stream, seq) for _, stream, seq, _ in told(engine)]
    assert [seq for _, seq in streams_of] == [1, 1, 2]
    assert len({stream for stream, _ in streams_of}) == 2


def test_a_marker_that_cannot_be_written_loses_no_line(own, engine, monkeypatch):
    """The line is committed; that the memory beside the store failed is in the log alone."""
    monkeypatch.setattr("central.own_stream.marker.os.replace", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
    own.tell(SITE, [(press(), None)])
    assert len(told(engine)) == 1


@pytest.mark.slow
def test_beside_a_running_central(engine, config, wait_until):
    """Ingest takes a gateway's lines while a page and a command tell their own: one chain, nothing twice, no gap."""
    with writing(engine) as connection:
        record(connection, counts_with(config))
    ingest = Ingest(engine, config)
    writer = Writer(ingest, lambda due: None)
    writer.start()
    page, command = OwnStream(engine, config, writer.do), OwnStream(engine, config)
    arrivals = gateway_lines(8)
    try:
        tellers = [threading.Thread(target=tell_often, args=(one, 6)) for one in (page, page, command)]
        for thread in tellers:
            thread.start()
        for arrival in arrivals:
            assert writer.deliver(Delivery(arrival, lambda: None))
        for thread in tellers:
            thread.join(30)
        wait_until(lambda: len(kinds(engine)) == 26)
    finally:
        writer.stop()
    assert [seq for *_, seq, _ in told(engine)] == list(range(1, 19))
    assert wrong(engine, config) == []


def test_the_first_words_of_two_writers_make_one_stream(engine, config):
    """Who comes between the first commit and the file beside the store waits: it does not take the store for a copy."""
    writers = [OwnStream(engine, config) for _ in range(4)]
    tellers = [threading.Thread(target=tell_often, args=(one, 2)) for one in writers]
    for thread in tellers:
        thread.start()
    for thread in tellers:
        thread.join(30)
    assert [seq for *_, seq, _ in told(engine)] == list(range(1, 9))


def tell_often(own, times):
    """Say one thing after the other."""
    for _ in range(times):
        own.tell(SITE, [(press(), None)])


def gateway_lines(n):
    """What a gateway sends: a line in each message."""
    prev, stream, arrivals = ZERO_HASH, uuid.uuid4().hex, []
    for seq in range(1, n + 1):
        stamp = Stamp(datetime(2026, 11, 20, 2, 0, seq, tzinfo=UTC), "synced", "boot-g", seq * 1_000)
        raw = compose("q-01", SITE, stream, seq, prev, press(), stamp)
        arrivals.append(Arrival("q-01", raw, stream, seq))
        prev = line_hash(raw)
    return arrivals


@given(parts=st.lists(st.integers(1, 3), min_size=1, max_size=4))
@settings(
    max_examples=max(1, settings.default.max_examples // 5),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_however_it_is_said_the_chain_is_one(own, engine, config, parts):
    """By one writer or by many, one at a time or together: places 1 to n, each naming the one before."""
    site = f"s{uuid.uuid4().hex[:20]}"
    for turn, size in enumerate(parts):
        teller = own if turn % 2 else OwnStream(engine, config)
        teller.tell(site, [(press(), None) for _ in range(size)])
    with reading(engine) as connection:
        lines = connection.execute(select(events.c.line).join(streams).where(streams.c.site == site)).scalars().all()
    assert [read_line(raw).seq for raw in lines] == list(range(1, sum(parts) + 1))
    assert [read_line(raw).prev for raw in lines] == [ZERO_HASH, *(line_hash(raw) for raw in lines[:-1])]


def checkpointed(path):
    """Move the write-ahead log of a closed store into its file."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
