"""The journal keeps what it confirmed, in an unbroken chain, over restarts and broken rows."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from contract.events import StoreHole, StoreReset
from contract.ids import new_id
from contract.lines import ZERO_HASH, line_hash, read_data, read_line
from contract.notes import new_note, read_note
from gateway.clock import ManualClock
from gateway.journal.drafts import Draft
from gateway.journal.errors import JournalFull
from gateway.journal.journal import Journal

Press = Callable[[], Draft]
Open = Callable[..., Journal]


def chain_breaks(journal: Journal, first: int = 1) -> list[int]:
    """Places whose ``prev`` is not the hash of the line before."""
    rows, _ = journal.read(journal.stream, first, 10_000)
    prev, breaks = ZERO_HASH if first == 1 else None, []
    for row in rows:
        line = read_line(row.line)
        if prev is not None and line.prev != prev:
            breaks.append(line.seq)
        prev = line_hash(row.line)
    return breaks


def test_lines_come_back_byte_for_byte_in_one_chain(open_journal: Open, press: Press) -> None:
    """What append returned is what read gives, numbered from 1 without gaps, each naming the one before."""
    journal = open_journal()
    written = [row for _ in range(5) for row in journal.append([press(), press()])]
    assert journal.read(journal.stream, 1, 100) == (written, [])
    assert [row.seq for row in written] == list(range(1, 11))
    assert chain_breaks(journal) == []


def test_a_restart_goes_on_with_the_same_stream_and_chain(open_journal: Open, press: Press) -> None:
    """Closing and opening neither begins a new stream nor a new number."""
    first = open_journal()
    first.append([press()], {"counter-role": b"{}"})
    first.close()
    second = open_journal()
    second.append([press()])
    assert second.stream == first.stream
    assert second.last() == 2
    assert chain_breaks(second) == []
    assert second.fact("counter-role") == b"{}"


def test_a_full_journal_refuses_and_keeps_what_was_confirmed(open_journal: Open, press: Press) -> None:
    """When SQLite has no page left, append says so, and everything before is still there in one chain."""
    journal = open_journal(max_bytes=120_000)
    stored = 0
    with pytest.raises(JournalFull):
        while True:
            journal.append([press()])
            stored += 1
    assert stored > 10
    assert journal.last() == stored
    assert len(journal.read(journal.stream, 1, 10_000)[0]) == stored
    assert chain_breaks(journal) == []


def test_nothing_of_a_burst_is_stored_when_one_line_is_too_long(
    open_journal: Open, press: Press, clock: ManualClock
) -> None:
    """A burst is all or nothing."""
    from contract.events import CommandDone
    from contract.lines import LineTooLong

    journal = open_journal()
    with pytest.raises(LineTooLong):
        journal.append([press(), Draft(CommandDone("x", "done", "y" * 9000), clock.now())])
    assert journal.last() == 0
    assert journal.read(journal.stream, 1, 10) == ([], [])


def test_notes_follow_their_line_and_go_with_the_acknowledgement(
    open_journal: Open, press: Press, clock: ManualClock
) -> None:
    """A dossier code leaves the gateway as soon as central has it."""
    from contract.events import FeedbackLeft

    journal = open_journal()
    note = new_note(new_id(), "H21.13-261123-0007")
    journal.append([press(), Draft(FeedbackLeft("other", note.note, note.seal), clock.now(), note=note)])
    sent = journal.read(journal.stream, 1, 10)[0][1].segments
    assert read_note(sent[1]).fits(note.seal)
    journal.note_acked(journal.stream, 2)
    assert [row.note for row in journal.read(journal.stream, 1, 10)[0]] == [None, None]


def test_a_row_with_flipped_bytes_becomes_a_hole_and_the_stream_goes_on(open_journal: Open, press: Press) -> None:
    """A row that is not what was written is named, replaced by store.hole, and only its own place is lost."""
    journal = open_journal()
    journal.append([press() for _ in range(5)])
    journal._open.execute("UPDATE lines SET line = CAST(replace(line, '\"good\"', '\"poor\"') AS BLOB) WHERE seq = 3")
    assert [row.seq for row in journal.read(journal.stream, 1, 10)[0]] == [1, 2]
    assert journal.read(journal.stream, 1, 10)[1] == [3]
    assert journal.mark_hole(journal.stream, 3)
    rows, unreadable = journal.read(journal.stream, 1, 10)
    assert unreadable == []
    assert read_data(read_line(rows[2].line)) == StoreHole()
    assert chain_breaks(journal) == [4]


def test_a_deleted_last_row_never_gives_its_number_away_twice(open_journal: Open, press: Press) -> None:
    """SQLite's own counter tells that rows behind the newest are gone: they become holes."""
    journal = open_journal()
    journal.append([press() for _ in range(5)])
    journal._open.execute("DELETE FROM lines WHERE seq >= 4")
    journal.close()
    again = open_journal()
    rows, unreadable = again.read(again.stream, 1, 10)
    assert again.last() == 5
    assert unreadable == []
    assert [read_line(row.line).type for row in rows[3:]] == ["store.hole", "store.hole"]
    again.append([press()])
    assert chain_breaks(again) == []


def test_prune_forgets_only_old_acknowledged_lines(open_journal: Open, press: Press, clock: ManualClock) -> None:
    """Unacknowledged lines, young ones and the newest acknowledged one stay, whatever is asked."""
    journal = open_journal()
    journal.append([press() for _ in range(10)])
    assert journal.prune("2026-11-24") == 0
    journal.note_acked(journal.stream, 6)
    assert journal.prune("2026-11-23") == 0
    assert journal.prune("2026-11-24") == 5
    assert journal.streams()[0].oldest == 6
    journal.note_acked(journal.stream, 10)
    assert journal.prune("2026-11-24") == 4
    assert journal.last() == 10
    journal.append([press()])
    assert chain_breaks(journal, first=10) == []


def test_acknowledged_place_survives_a_restart_with_the_next_line(open_journal: Open, press: Press) -> None:
    """The acknowledged place is written with the next event, not by a write of its own."""
    journal = open_journal()
    journal.append([press(), press()])
    journal.note_acked(journal.stream, 2)
    journal.append([press()])
    journal.close()
    again = open_journal()
    assert again.acked(again.stream) == 2


def test_a_new_stream_carries_every_unproven_line_with_its_uuid_and_time(open_journal: Open, press: Press) -> None:
    """Leaving a stream writes again what central has not proven to hold, behind store.reset."""
    journal = open_journal()
    before = journal.append([press() for _ in range(6)])
    journal.note_acked(journal.stream, 2)
    old = journal.stream
    journal.begin_new_stream()
    lines = [read_line(row.line) for row in journal.read(journal.stream, 1, 100)[0]]
    assert journal.stream != old
    assert read_data(lines[0]) == StoreReset(old, 2)
    originals = [read_line(row.line) for row in before[2:]]
    assert [(bytes(n.data), n.at, n.up_ms) for n in lines[1:]] == [(bytes(o.data), o.at, o.up_ms) for o in originals]
    assert chain_breaks(journal) == []
    journal.append([press()])
    journal.close()
    again = open_journal()
    assert again.last() == 6
    assert chain_breaks(again) == []


def corrupt(path: Path) -> None:
    """Overwrite the heads of some pages, as a dying card does."""
    with closing_database(path):
        pass
    raw = bytearray(path.read_bytes())
    for page in range(3, len(raw) // 4096, 6):
        raw[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    path.write_bytes(raw)


def closing_database(path: Path):  # type: ignore[no-untyped-def]
    """Fold the log into the file, so that the pages are where the bytes are flipped."""
    from contextlib import closing

    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return closing(connection)


def test_a_corrupt_file_is_set_aside_and_its_readable_lines_are_kept_for_sending(
    open_journal: Open, press: Press
) -> None:
    """A new stream begins at once; the old stream's sound lines wait under their own name, holes between them."""
    journal = open_journal()
    for _ in range(400):
        journal.append([press()])
    old = journal.stream
    journal.close()
    corrupt(journal.path)
    again = open_journal()
    found = again.found  # type: ignore[attr-defined]
    assert found.set_aside == old
    assert again.stream != old
    assert again.path.with_name("journal.db.broken-1").exists()
    old_range = again.streams()[0]
    assert old_range.stream == old
    rows = again.read(old, old_range.oldest, 1000)[0]
    assert [row.seq for row in rows] == list(range(old_range.oldest, old_range.last + 1))
    sound = [row for row in rows if read_line(row.line).type == "rating.given"]
    assert 100 < len(sound) < 400
    assert found.lost >= len(rows) - len(sound)
    again.append([press()])
    again.note_acked(old, old_range.last)
    assert [held.stream for held in again.streams()] == [again.stream]


def test_a_file_that_is_no_database_is_set_aside(open_journal: Open, press: Press, tmp_path: Path) -> None:
    """Garbage instead of a journal costs its content, never the counter's work."""
    path = tmp_path / "data" / "journal.db"
    path.parent.mkdir()
    path.write_bytes(b"not a database" * 1000)
    journal = open_journal()
    assert journal.found.set_aside  # type: ignore[attr-defined]
    journal.append([press()])
    assert journal.last() == 2


def test_the_journal_writes_durably(open_journal: Open) -> None:
    """Write-ahead log, full synchronisation: the settings the promise stands on."""
    journal = open_journal(durable=True)
    assert journal._open.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert journal._open.execute("PRAGMA synchronous").fetchone()[0] == 2


def test_a_fact_that_is_none_goes_and_stays_gone(open_journal):
    """Rows of a role that are not needed any more leave the file, in the same transaction as the lines."""
    journal = open_journal()
    journal.append([], {"hall/a": b"1", "hall/b": b"2", "other": b"3"})
    journal.append([], {"hall/a": None, "hall/c": b"4"})
    assert journal.facts("hall/") == {"hall/b": b"2", "hall/c": b"4"} and journal.fact("hall/a") is None
    journal.close()
    assert open_journal().facts("hall/") == {"hall/b": b"2", "hall/c": b"4"}
