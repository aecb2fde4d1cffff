"""A journal file that breaks, or seems to: nothing sound in it is lost, and a sound one is never set aside."""

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contract.events import CommandDone, FeedbackLeft, StoreHole, StoreReset
from contract.ids import new_id
from contract.lines import line_digest, read_data, read_line
from contract.notes import new_note
from gateway.clock import ManualClock
from gateway.journal import carving, salvage, schema
from gateway.journal.drafts import Draft
from gateway.journal.errors import JournalBusy, JournalClosed, JournalCorrupt, JournalFull, JournalInUse
from gateway.journal.journal import Journal

Press = Callable[[], Draft]
Open = Callable[..., Journal]


def ratings(journal: Journal) -> list[str]:
    """Every rating that can still be sent, of all streams."""
    found = []
    for held in journal.held():
        seq = held.oldest
        while seq <= held.last:
            rows, unreadable = journal.read(held.stream, seq, 1000)
            lines = [read_line(row.line) for row in rows]
            found += [str(read_data(line).rating) for line in lines if line.type == "rating.given"]  # type: ignore
            seq += len(rows) + len(unreadable)
    return found


def given(drafts: list[Draft]) -> list[str]:
    """The uuids of ratings that were written."""
    return [str(draft.data.rating) for draft in drafts]  # type: ignore[attr-defined]


def copy_of(journal: Journal, to: Path) -> Path:
    """The files as a power cut leaves them, in a folder of their own."""
    to.mkdir()
    for file in journal.path.parent.iterdir():
        if not file.name.endswith(("-shm", ".lock")):
            shutil.copy(file, to / file.name)
    return to / journal.path.name


def test_a_second_process_on_the_same_journal_is_refused(open_journal: Open, press: Press) -> None:
    """Two writers would give the same numbers to different lines; the first one works on undisturbed."""
    first = open_journal()
    first.append([press()])
    with pytest.raises(JournalInUse, match="another process"):
        open_journal()
    first.append([press()])
    first.close()
    assert open_journal().last() == 2


def test_a_locked_file_is_not_a_broken_one(open_journal: Open, press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody looks into the journal with another program: the start is refused, and nothing is set aside."""
    journal = open_journal()
    journal.append([press()])
    journal.close()
    monkeypatch.setattr("gateway.journal.file.BUSY_S", 0.0)
    with contextlib.closing(sqlite3.connect(journal.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(JournalBusy):
            open_journal()
    again = open_journal()
    again.append([press()])
    assert (again.stream, again.last()) == (journal.stream, 2)
    assert list(journal.path.parent.glob("*-1")) == []


def test_nobody_can_write_into_a_journal_that_is_open(open_journal: Open, press: Press) -> None:
    """Not even a curious colleague with the sqlite3 program."""
    journal = open_journal()
    journal.append([press()])
    with contextlib.closing(sqlite3.connect(journal.path, timeout=0)) as other:
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("DELETE FROM lines")
    assert not Path(f"{journal.path}-shm").exists()


def test_a_closed_journal_is_not_a_broken_one(open_journal: Open, press: Press) -> None:
    """A worker that comes too late at the end of the program must not set a sound file aside."""
    journal = open_journal()
    journal.close()
    for late in (lambda: journal.append([press()]), journal.held, lambda: journal.set_aside_and_reopen()):
        with pytest.raises(JournalClosed):
            late()
    assert [file.name for file in journal.path.parent.glob("journal.db*") if "-" in file.name] == []


def test_a_migration_that_cannot_run_is_no_fault_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No memory for the child, or a package missing: the journal stays where it is."""
    monkeypatch.setattr(schema.sys, "executable", "/bin/false")
    journal = Journal(tmp_path / "journal.db", "q-01", "trung-tam", lambda: None, migrate=schema.migrate_in_child)  # type: ignore
    with pytest.raises(JournalBusy, match="migration"):
        journal.open()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["journal.db", "journal.db.lock"]


@pytest.mark.slow
def test_the_child_that_migrates_says_what_is_wrong(tmp_path: Path) -> None:
    """A real child: it makes the tables, and names a broken file as SQLite does."""
    schema.migrate_in_child(tmp_path / "journal.db")
    with sqlite3.connect(tmp_path / "journal.db") as connection:
        assert schema.is_newest(connection)
    connection.close()
    (tmp_path / "no.db").write_bytes(b"no database at all" * 300)
    with pytest.raises(sqlite3.DatabaseError) as caught:
        schema.migrate_in_child(tmp_path / "no.db")
    assert caught.value.sqlite_errorname == "SQLITE_NOTADB"


@pytest.mark.parametrize(
    ("sql", "is_kept"),
    [
        ("UPDATE facts SET value = CAST('ba' AS BLOB) WHERE key = 'acked'", True),
        ("UPDATE facts SET value = 17 WHERE key = 'acked'", True),
        ("DELETE FROM facts WHERE key = 'acked'", True),
        ("UPDATE facts SET value = x'fffe' WHERE key = 'counter-role'", True),
        ("UPDATE facts SET value = x'ff' WHERE key = 'stream'", False),
        ("UPDATE facts SET value = CAST('0123456789abcdef0123456789abcdef' AS BLOB) WHERE key = 'stream'", False),
        ("DELETE FROM facts WHERE key = 'stream'", False),
        ("UPDATE sqlite_sequence SET seq = 'many'", True),
        ("UPDATE sqlite_sequence SET seq = 99999999", False),
        ("DELETE FROM sqlite_sequence", True),
        ("UPDATE lines SET line = CAST(line AS TEXT) WHERE seq = 3", True),
        ("UPDATE lines SET hash = 77 WHERE seq = 5", True),
        ("DROP TABLE facts", False),
        ("DROP TABLE lines", False),
    ],
)
def test_facts_and_columns_that_make_no_sense_stop_nothing(
    open_journal: Open, press: Press, sql: str, is_kept: bool
) -> None:
    """Well-formed pages with wrong values: the journal opens, in its stream or beside it, and no rating is gone."""
    journal = open_journal()
    drafts = [press() for _ in range(5)]
    journal.append(drafts, {"counter-role": b"{}"})
    journal.note_acked(journal.stream, 2)
    journal.append([], {})
    journal._open.execute(sql)
    stream = journal.stream
    journal.close()
    again = open_journal()
    assert (again.stream == stream) == is_kept
    again.append([press()])
    expected = given(drafts)
    if "hash = 77" in sql:
        expected = expected[:4]
    assert set(expected) <= set(ratings(again)) or "DROP TABLE lines" in sql
    again.close()
    assert open_journal().stream == again.stream


def test_a_card_that_fills_in_the_middle_of_a_move_changes_nothing(
    open_journal: Open, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite takes renamed and dropped tables back like rows; stream, lines and numbers are what they were."""
    journal = open_journal(max_bytes=30 * 4096)
    rows = journal.append([press() for _ in range(120)])
    stream = journal.stream
    with monkeypatch.context() as without_room:
        without_room.setattr(journal._place, "room_for", lambda *_: contextlib.nullcontext())
        with pytest.raises(JournalFull):
            journal.begin_new_stream(above=0)
    assert journal.stream == stream
    assert journal.read(stream, 1, 200) == (rows, [])
    assert journal.append([press()])[0].seq == 121
    assert journal.begin_new_stream(above=0) == journal.stream != stream
    journal.close()
    again = open_journal(max_bytes=30 * 4096)
    assert (again.stream, again.last()) == (journal.stream, 122)


def test_a_moved_stream_keeps_test_marks_notes_and_types_that_nobody_knows(
    open_journal: Open, press: Press, clock: ManualClock
) -> None:
    """What a line says is not the mover's business; what cannot be moved is counted in the new stream."""
    journal = open_journal()
    note = new_note(new_id(), "H21.13-261123-0007")
    data = press().data
    journal.append(
        [
            Draft(data, clock.now(), test=True),
            Draft(FeedbackLeft("other", note.note, note.seal), clock.now(), note=note),
        ]
    )
    unknown = journal.append([Draft(CommandDone("x", "done", "y"), clock.now())])[0].line
    strange = unknown.replace(b'"command.done"', b'"quay.future1"')
    newer = strange.replace(b'"v":1', b'"v":9').replace(b'"seq":3', b'"seq":4')
    put = "INSERT OR REPLACE INTO lines (seq, hash, line) VALUES (?, ?, ?)"
    for seq, raw in ((3, strange), (4, newer)):
        journal._open.execute(put, (seq, line_digest(raw), raw))
    journal.close()
    journal = open_journal()
    journal.begin_new_stream(above=0)
    rows = journal.read(journal.stream, 1, 10)[0]
    lines = [read_line(row.line) for row in rows]
    assert [line.type for line in lines] == [
        "store.reset", "rating.given", "feedback.left", "quay.future1", "store.lost",
    ]  # fmt: skip
    assert [line.test for line in lines] == [False, True, False, False, False]
    assert rows[2].note is not None
    assert read_data(lines[4]).n == 1  # type: ignore[attr-defined]


def test_two_breakdowns_in_a_row_keep_the_lines_of_the_first(open_journal: Open, press: Press) -> None:
    """A dying card breaks more than once before central is there again."""
    journal = open_journal()
    drafts = [press() for _ in range(20)]
    journal.append(drafts[:10], {"counter-role": b"seats"})
    streams = [journal.stream]
    journal.set_aside_and_reopen()
    streams.append(journal.stream)
    journal.append(drafts[10:])
    journal.set_aside_and_reopen()
    assert sorted(ratings(journal)) == sorted(given(drafts))
    assert {held.stream for held in journal.streams()} == {*streams, journal.stream}
    assert journal.fact("counter-role") == b"seats"
    journal.close()
    assert open_journal().fact("counter-role") == b"seats"


def test_long_lines_of_old_streams_survive_a_second_breakdown(
    open_journal: Open, press: Press, clock: ManualClock
) -> None:
    """A line over several pages cannot be carved; SQLite still knows where its parts are."""
    journal = open_journal()
    journal.append([Draft(CommandDone("x", "done", "y" * 200 + str(n)), clock.now()) for n in range(3)])
    long = "ệ" * 2000
    note = new_note(new_id(), long)
    journal.append([Draft(FeedbackLeft("other", note.note, note.seal), clock.now(), note=note)])
    old = journal.stream
    for _ in range(2):
        journal.set_aside_and_reopen()
        rows, unreadable = journal.read(old, 1, 10)
        assert (len(rows), unreadable) == (4, [])
        assert rows[3].note is not None


def test_a_power_cut_while_a_file_is_set_aside_costs_nothing(
    open_journal: Open, press: Press, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut between the two names, and between the new file and the reading of the old one: the next start goes on."""
    journal = open_journal()
    drafts = [press() for _ in range(12)]
    journal.append(drafts)
    old = journal.stream
    path = copy_of(journal, tmp_path / "between-names")
    os.replace(f"{path}-wal", f"{path}.unread-1-wal")
    again = open_journal(path=path)
    assert (again.found.set_aside, sorted(ratings(again))) == (old, sorted(given(drafts)))  # type: ignore[attr-defined]

    path = copy_of(journal, tmp_path / "before-reading")
    salvage.set_aside(path)
    again = open_journal(path=path)
    assert sorted(ratings(again)) == sorted(given(drafts))
    assert sorted(file.name for file in path.parent.glob("*-1")) == ["journal.db.broken-1"]

    path = copy_of(journal, tmp_path / "before-the-name")
    monkeypatch.setattr("gateway.journal.writing.mark_read", lambda *names: (_ for _ in ()).throw(OSError("cut")))
    salvage.set_aside(path)
    again = open_journal(path=path)
    assert sorted(ratings(again)) == sorted(given(drafts))
    again.prune("2026-01-01")
    assert again.last() == 1, "what was read is not read again while the program runs"
    again.close()
    monkeypatch.undo()
    again = open_journal(path=path)
    assert sorted(ratings(again)) == sorted(given(drafts))


def test_a_file_for_which_there_is_no_room_waits_and_is_read_later(
    open_journal: Open, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The card is full: the counter goes on with the new stream, and the old lines are taken over when it is not."""
    journal = open_journal()
    drafts = [press() for _ in range(12)]
    journal.append(drafts)
    with monkeypatch.context() as full:
        full.setattr("gateway.journal.writing.salvage", lambda *a: (_ for _ in ()).throw(JournalFull("full")))
        journal.set_aside_and_reopen()
    new = press()
    journal.append([new])
    assert ratings(journal) == given([new])
    journal.prune("2026-01-01")
    assert sorted(ratings(journal)) == sorted(given([*drafts, new]))


def test_when_no_new_file_can_be_made_work_is_refused_until_one_can(
    open_journal: Open, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Broken and full at once: every append tries again, and the lines of the broken file are there in the end."""
    journal = open_journal()
    drafts = [press() for _ in range(12)]
    journal.append(drafts, {"counter-role": b"seats"})
    with monkeypatch.context() as full:
        full.setattr("gateway.journal.opening.open_file", lambda *a: (_ for _ in ()).throw(JournalFull("full")))
        with pytest.raises(JournalFull):
            journal.set_aside_and_reopen()
        for _ in range(2):
            with pytest.raises(JournalFull):
                journal.append([press()])
    new = press()
    journal.append([new])
    assert sorted(ratings(journal)) == sorted(given([*drafts, new]))
    assert journal.fact("counter-role") == b"seats"


def test_sectors_that_give_only_errors_cost_their_own_lines(
    open_journal: Open, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dying card answers some reads with EIO: the lines around them are found."""
    journal = open_journal()
    drafts = [press() for _ in range(400)]
    journal.append(drafts)
    journal._open.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    journal.close()
    raw = bytearray(journal.path.read_bytes())
    raw[100:4096] = bytes(3996)
    journal.path.write_bytes(raw)
    pread = os.pread

    def dying(handle: int, length: int, offset: int) -> bytes:
        if offset < 30 * 4096 and offset + length > 20 * 4096:
            raise OSError(5, "Input/output error")
        return pread(handle, length, offset)

    monkeypatch.setattr(carving.os, "pread", dying)
    again = open_journal()
    found = set(ratings(again))
    assert found <= set(given(drafts))
    assert 300 < len(found) < 400
    held = again.streams()[0]
    assert again.read(held.stream, held.oldest, 1000)[1] == []


def test_streams_that_were_left_are_not_dug_up_again(open_journal: Open, press: Press) -> None:
    """Their bytes still lie in free pages; central has refuted them, and their facts were written again."""
    journal = open_journal()
    drafts = [press() for _ in range(50)]
    journal.append(drafts)
    left = journal.stream
    journal.begin_new_stream(above=0)
    second = journal.stream
    journal.set_aside_and_reopen()
    assert {held.stream for held in journal.held()} == {second, journal.stream}
    assert left not in {held.stream for held in journal.held()}
    assert sorted(ratings(journal)) == sorted(given(drafts))


def test_at_most_four_broken_files_are_kept(open_journal: Open, press: Press) -> None:
    """A card that breaks every day must not fill with the remains."""
    journal = open_journal()
    for _ in range(7):
        journal.append([press()])
        journal.set_aside_and_reopen()
    assert len(list(journal.path.parent.glob("*.broken-*[0-9]"))) == 4
    assert len(ratings(journal)) == 7


def test_a_line_behind_a_broken_last_one_goes_on_with_the_chain(open_journal: Open, press: Press) -> None:
    """The newest line broke, its hash did not: its number stays its own, and it becomes a hole only when asked for."""
    journal = open_journal()
    rows = journal.append([press() for _ in range(3)])
    journal._open.execute("UPDATE lines SET line = x'00' WHERE seq = 3")
    journal.close()
    journal = open_journal()
    row = journal.append([press()])[0]
    assert (row.seq, read_line(row.line).prev) == (4, line_digest(rows[2].line).hex())
    assert journal.read(journal.stream, 3, 10) == ([], [3])
    assert journal.mark_hole(journal.stream, 3)
    assert read_data(read_line(journal.read(journal.stream, 3, 1)[0][0].line)) == StoreHole()


def test_a_last_line_without_a_hash_is_given_up(open_journal: Open, press: Press) -> None:
    """Nothing can name it, so nothing could follow it: a hole takes its place."""
    journal = open_journal()
    journal.append([press() for _ in range(3)])
    journal._open.execute("UPDATE lines SET hash = 'short' WHERE seq = 3")
    journal.close()
    journal = open_journal()
    journal.append([press()])
    rows, unreadable = journal.read(journal.stream, 1, 10)
    assert [read_line(row.line).type for row in rows] == ["rating.given"] * 2 + ["store.hole", "rating.given"]
    assert unreadable == []


def test_a_reset_after_a_breakdown_names_what_central_held(open_journal: Open, press: Press) -> None:
    """The new stream begins with store.reset: which stream it continues, and how far that one was proven."""
    journal = open_journal()
    journal.append([press() for _ in range(9)])
    journal.note_acked(journal.stream, 6)
    journal.append([press()])
    old = journal.stream
    journal.set_aside_and_reopen()
    first = journal.read(journal.stream, 1, 1)[0][0]
    assert read_data(read_line(first.line)) == StoreReset(old, 6)


def test_every_word_of_sqlite_has_its_meaning(tmp_path: Path) -> None:
    """Broken, full, or neither: only the first sets a file aside."""
    from gateway.journal.errors import translated

    def said(name: str | None, kind: Any = sqlite3.OperationalError, text: str = "") -> type[Exception]:
        error = kind(text)
        if name:
            error.sqlite_errorname = name
        return type(translated(error, tmp_path))

    assert said("SQLITE_CORRUPT_INDEX", sqlite3.DatabaseError) is JournalCorrupt
    assert said("SQLITE_IOERR_SHORT_READ") is JournalCorrupt
    assert said("SQLITE_CONSTRAINT_PRIMARYKEY", sqlite3.IntegrityError) is JournalCorrupt
    assert said("SQLITE_ERROR", text="no such table: lines") is JournalCorrupt
    assert said(None, text="Could not decode to UTF-8 column") is JournalCorrupt
    assert said("SQLITE_FULL") is JournalFull
    assert said("SQLITE_IOERR_WRITE") is JournalFull
    assert said("SQLITE_READONLY_DIRECTORY") is JournalFull
    assert said(None, OSError) is JournalFull
    assert said("SQLITE_BUSY_SNAPSHOT") is JournalBusy
    assert said("SQLITE_ERROR", text="near: syntax error") is JournalBusy
    assert said(None, sqlite3.ProgrammingError) is JournalBusy
