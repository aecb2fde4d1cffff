"""What was closed stays as it was; what changes later is told row by row and makes a version of its own."""

import dataclasses
import json
import uuid
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from central.closing.closing import CloseRefused, close
from central.closing.frozen import FrozenDamaged, closings_of
from central.exports import json_export
from central.own_stream.own_stream import OwnStream
from central.reports.making import make_report
from central.reports.period import Period
from central.store.engine import reading, writing
from central.store.tables import closings, events, frozen_reports
from contract.events import RatingSetAside
from contract.lines import read_data, read_line

SITE = "bac-kan"
LATER = datetime(2026, 12, 5, 3, 0, tzinfo=UTC)


@pytest.fixture
def shown(engine, config, standing):
    """The report of the officers of November as everybody is shown it."""
    period = Period(datetime(2026, 11, 1).date(), datetime(2026, 11, 30).date())

    def show(key="officer-ratings"):
        return make_report(engine, config, key, SITE, period, LATER)

    return show


def frozen_events(engine):
    """What central said of freezing."""
    with reading(engine) as connection:
        lines = connection.execute(select(events.c.line).where(events.c.type == "report.frozen")).scalars().all()
    return [read_data(read_line(raw)) for raw in lines]


def total(report):
    """The number of ratings in a table."""
    return report.figures["ratings"].value


def test_a_closed_report_is_what_is_shown(lists, pressed, closing, shown):
    """Before: "tạm tính". After: the same table, with when it was closed, which version and its code."""
    pressed("good", 12)
    live = shown()
    assert live.standing == "Số liệu tạm tính"
    made = closing()
    closed = shown()
    code = made.hashes["officer-ratings"]
    assert closed.standing == (
        f"Số liệu đã chốt lúc 08:15 ngày 02/12/2026, bản 1, mã {code[:4]} {code[4:8]} {code[8:12]} {code[12:16]}"
    )
    assert (closed.rows, closed.columns, closed.figures) == (live.rows, live.columns, live.figures)
    assert all(part.closed == shown("monthly").closed for part in shown("monthly").parts)


def test_late_events_do_not_move_it(lists, pressed, closing, shown, standing):
    """A rating that comes after the closing is in no closed table; the difference names row, column and both values."""
    pressed("good", 12)
    closing()
    pressed("poor", 2)
    assert total(shown()) == 12
    changes = standing().changes["officer-ratings"]
    (row,) = [one for one in changes if one.label == "Hồ Thị Lan"]
    assert {(cell.title, cell.old, cell.new) for cell in row.cells} >= {("Kém", "0", "2"), ("Lượt", "12", "14")}
    assert {one.row_kind for one in changes} >= {"officer", "total"}


def test_nothing_changed_is_no_difference(lists, pressed, closing, standing):
    """The moment of making and the heads of chains differ always; they are no figures."""
    pressed("good", 12)
    closing()
    assert standing(now=LATER).changes == {}
    with pytest.raises(CloseRefused, match="không thay đổi"):
        closing(after=1)


def test_closing_again_makes_the_next_version(engine, lists, pressed, own, closing, shown, standing):
    """Version 2 keeps what differs from version 1; version 1 stays as it was."""
    first, *_ = pressed("poor", 12)
    before = closing()
    decided = RatingSetAside(what=str(uuid.UUID(bytes=first)), author="supervisor", decided_by="head")
    own.tell(SITE, [(decided, None)])
    made = closing(after=1, reason="một lượt để riêng theo quyết định")
    assert made.version == 2
    assert (total(shown()), shown().closed.version) == (11, 2)
    assert standing().changes == {}
    with reading(engine) as connection:
        newest, oldest = closings_of(connection, SITE, shown().period)
    assert (newest.version, oldest.version) == (2, 1)
    kept = {one.report: json.loads(one.changes) for one in newest.reports}
    assert {row["row_kind"] for row in kept["officer-ratings"]} >= {"officer", "total", "set_aside"}
    assert kept["presence"] == []
    assert {one.sha256 for one in oldest.reports} == set(before.hashes.values())


def test_central_says_what_it_froze(engine, lists, pressed, closing):
    """One event a report: the hash, the one before, why, and the role; no name, no free text."""
    pressed("good", 3)
    first = closing()
    pressed("fair")
    second = closing(after=1)
    said = {event.what: event for event in frozen_events(engine)}
    assert len(said) == len(first.hashes) + len(second.hashes)
    one = said["officer-ratings/bac-kan/2026-11-01/2026-11-30/2"]
    assert (one.old, one.new) == (first.hashes["officer-ratings"], second.hashes["officer-ratings"])
    assert (one.reason, one.author) == ("closed_again", "head")


def test_two_people_do_not_close_twice(lists, pressed, closing):
    """Whoever has not seen the version of the other one is told so."""
    pressed("good")
    closing()
    with pytest.raises(CloseRefused, match="đã được chốt, bản 1"):
        closing()


def test_between_looking_and_writing_nobody_else_may_close(engine, config, own, lists, pressed, closing):
    """The version is looked at once more under the write lock: the second one is refused, and writes nothing."""
    pressed("good")

    class Slow(OwnStream):
        def decide(self, site, make):
            closing()
            own.decide(site, make)

    with pytest.raises(CloseRefused, match="bản 1"):
        period = Period(datetime(2026, 11, 1).date(), datetime(2026, 11, 30).date())
        now = datetime(2026, 12, 2, 1, 15, tzinfo=UTC)
        who = dataclasses.make_dataclass("Who", [("code", str), ("role", str)])("gd-02", "head")
        close(engine, config, Slow(engine, config), SITE, period, who, reason="x", now=now)
    with reading(engine) as connection:
        assert connection.execute(select(closings.c.person)).scalars().all() == ["gd-01"]


def test_without_a_reason_nothing_is_closed_over_warnings(engine, lists, pressed, closing):
    """No table of dossiers was imported: a person must say why that is right."""
    pressed("good")
    with pytest.raises(CloseRefused, match="cần ghi lý do"):
        closing(reason="  ")
    assert frozen_events(engine) == []


def test_a_damaged_frozen_report_is_refused_and_not_shown(engine, lists, pressed, closing, shown, standing):
    """Other bytes than those of the hash: no figure of it is shown to anybody; the period may be closed again."""
    pressed("good")
    closing()
    with writing(engine) as connection:
        connection.execute(update(frozen_reports).values(bytes=frozen_reports.c.bytes.concat(b" ")))
    with pytest.raises(FrozenDamaged, match="không còn nguyên vẹn"):
        shown()
    assert "officer-ratings" in standing().damaged


def test_other_periods_stay_live(engine, config, lists, pressed, closing):
    """Exactly that site, report and period is frozen: a day in it, or the year, is not."""
    pressed("good", 2)
    closing()
    for first, last in (("2026-11-20", "2026-11-20"), ("2026-01-01", "2026-12-31")):
        period = Period(datetime.fromisoformat(first).date(), datetime.fromisoformat(last).date())
        assert make_report(engine, config, "officer-ratings", SITE, period, LATER).closed is None


def test_every_format_tells_how_final_it_is(lists, pressed, closing, shown):
    """The JSON of a closed report bears moment, version and hash; that of a live one says that it is not final."""
    pressed("good", 2)
    assert json_export.as_json(shown())["closed"] == {}
    made = closing()
    assert json_export.as_json(shown())["closed"] == {
        "at": "2026-12-02T08:15:00+07:00",
        "version": 1,
        "sha256": made.hashes["officer-ratings"],
    }
