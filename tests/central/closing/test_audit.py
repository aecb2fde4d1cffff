"""What was frozen is proved: every way to change it, and what it stands on, is found and named."""

import hashlib
import json

import pytest
from sqlalchemy import bindparam, select, text

from central.audit.counts import Counts
from central.audit.findings import Finding
from central.audit.proof import prove
from central.closing.canonical import canonical_bytes
from central.rebuild import rebuild
from central.store.engine import reading, writing
from central.store.tables import events, frozen_reports
from contract.lines import read_data, read_line

WHAT = "officer-ratings/bac-kan/2026-11-01/2026-11-30/1"
OF_IT = "report = 'officer-ratings'"


@pytest.fixture
def closed(engine, lists, pressed, closing):
    """November with twelve ratings, closed."""
    pressed("good", 12)
    return closing()


@pytest.fixture
def found(engine, config):
    """What an audit finds wrong."""

    def find() -> list[Finding]:
        with reading(engine) as connection:
            return [one for one in prove(connection, config, Counts()) if one.is_wrong]

    return find


@pytest.fixture
def change(engine):
    """Somebody at the store's file: ``change("UPDATE …", name=value)``."""

    def do(statement, **values):
        with writing(engine) as connection:
            connection.execute(text(statement).bindparams(*(bindparam(k, v) for k, v in values.items())))

    return do


def place_of(engine, what=WHAT):
    """Where central says that it froze a report."""
    with reading(engine) as connection:
        rows = connection.execute(select(events.c.seq, events.c.line).where(events.c.type == "report.frozen")).all()
    return next(row.seq for row in rows if read_data(read_line(row.line)).what == what)


def bytes_of(engine):
    """The frozen bytes of the officers' report."""
    with reading(engine) as connection:
        return connection.execute(
            select(frozen_reports.c.bytes).where(frozen_reports.c.report == "officer-ratings")
        ).scalar_one()


def test_an_honest_closing_is_proved(engine, config, closed, closing, pressed, found):
    """The control: after closing, after late events, after closing again, after a rebuild: nothing is wrong."""
    assert found() == []
    pressed("poor")
    assert found() == []
    closing(after=1)
    rebuild(engine, config)
    assert found() == []


def test_changed_bytes_are_named(engine, closed, change, found):
    """One more rating in the frozen table: its bytes do not give their hash; the event is the place."""
    forged = bytes_of(engine).replace(b'"ratings"', b'"Ratings"', 1)
    change(f"UPDATE frozen_reports SET bytes = :raw WHERE {OF_IT}", raw=forged)
    (one,) = found()
    assert (one.kind, one.gateway, one.seq) == ("frozen", "central", place_of(engine))
    assert WHAT in one.vi


def test_bytes_changed_with_their_hash_are_named(engine, closed, change, found):
    """Whoever writes a new hash too is contradicted by the chain."""
    whole = json.loads(bytes_of(engine))
    whole["report"]["title"] = "Khác"
    forged = canonical_bytes(whole)
    digest = hashlib.sha256(forged).hexdigest()
    change(f"UPDATE frozen_reports SET bytes = :raw, sha256 = :digest WHERE {OF_IT}", raw=forged, digest=digest)
    (one,) = found()
    assert (one.kind, one.seq) == ("frozen", place_of(engine))
    assert "khác mã trong chuỗi" in one.vi


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE closings SET closed_ms = closed_ms + 60000",
        pytest.param("UPDATE closings SET person = 'gd-09'", marks=pytest.mark.slow),
        pytest.param("UPDATE closings SET reason = 'khác'", marks=pytest.mark.slow),
        pytest.param("UPDATE closings SET readiness = '[]'", marks=pytest.mark.slow),
    ],
)
def test_what_is_said_of_a_closing_is_sealed_too(closed, change, found, statement):
    """When, who, why and what was to be seen stand in the frozen bytes."""
    change(statement)
    wrong = found()
    assert {one.kind for one in wrong} == {"frozen"}
    assert all("kho ghi khác bản chốt" in one.vi for one in wrong)
    assert len(wrong) == len(closed.hashes)


def test_a_frozen_report_that_is_gone_is_named(engine, closed, change, found):
    """Its event is still there."""
    seq = place_of(engine)
    change(f"DELETE FROM frozen_reports WHERE {OF_IT}")
    (one,) = found()
    assert (one.kind, one.gateway, one.seq) == ("frozen", "central", seq)


def test_a_frozen_report_that_nobody_told_of_is_named(closed, change, found):
    """A version slipped in beside the chain."""
    columns = "site, period_from, period_to, 2, closed_ms, person, role, reason, readiness, program, rules"
    change(f"INSERT INTO closings SELECT 99, {columns} FROM closings")
    change(f"INSERT INTO frozen_reports SELECT 99, report, sha256, bytes, '' FROM frozen_reports WHERE {OF_IT}")
    said = " ".join(one.vi for one in found())
    assert "không có dòng report.frozen nào nói đến" in said


def test_a_removed_event_is_named(engine, closed, change, found):
    """Taken out of central's stream: the chain is broken, and the report has no witness."""
    seq = place_of(engine)
    change("DELETE FROM events WHERE type = 'report.frozen' AND seq = :seq", seq=seq)
    wrong = found()
    assert {one.kind for one in wrong} >= {"missing", "frozen"}
    assert any(one.kind == "frozen" and WHAT in one.vi for one in wrong)


def test_a_head_of_that_time_must_still_be_there(engine, closed, change, found):
    """The stream begun anew, or its head written over: the place is named, with the report that names it."""
    with reading(engine) as connection:
        whole = json.loads(bytes_of(engine))
        (head,) = whole["report"]["proof"]["heads"]
        assert connection.execute(select(events.c.hash).where(events.c.seq == head["seq"])).scalar_one().hex()
    change("UPDATE events SET hash = zeroblob(16) WHERE seq = :seq", seq=head["seq"])
    wrong = [one for one in found() if one.kind == "frozen"]
    assert {(one.stream, one.seq) for one in wrong} == {(head["stream"], head["seq"])}
    change("DELETE FROM events WHERE seq = :seq", seq=head["seq"])
    assert any("không còn" in one.vi for one in found() if one.kind == "frozen")


def test_a_purged_event_is_no_fault(engine, closed, change, found):
    """Bytes that went by rule cannot bear witness any more; the hash in the chain still holds its place."""
    change("UPDATE events SET line = NULL WHERE type = 'report.frozen'")
    assert found() == []


def test_a_closing_without_reports_is_named(closed, change, found):
    """A row that closes nothing."""
    change("DELETE FROM frozen_reports")
    assert any("không có báo cáo nào" in one.vi for one in found())
