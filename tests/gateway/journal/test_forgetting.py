"""What is forgotten, when, and what can never become of it."""

from collections.abc import Callable
from typing import Any

import pytest

from contract.lines import read_data, read_line
from gateway.clock import ManualClock
from gateway.journal.drafts import Draft
from gateway.journal.errors import JournalFull
from gateway.journal.journal import Journal
from gateway.journal.keeper import Keeper

Press = Callable[[], Draft]
Open = Callable[..., Journal]


def types(journal: Journal, stream: str, first: int = 1) -> list[str]:
    """The types of the lines from ``first`` on."""
    return [read_line(row.line).type for row in journal.read(stream, first, 1000)[0]]


def test_a_forgotten_place_is_nothing_and_never_a_hole(open_journal: Open, press: Press) -> None:
    """A central that goes back behind what is still here must learn that it is lost, not that it never was readable."""
    journal = open_journal()
    journal.append([press() for _ in range(10)])
    journal.note_acked(journal.stream, 8)
    assert journal.prune("2026-11-24") == 7
    for place in (1, 7, 11, 999):
        assert journal.read(journal.stream, place, 10) == ([], [])
        assert not journal.mark_hole(journal.stream, place)
    assert types(journal, journal.stream, 8) == ["rating.given"] * 3
    assert journal.read("0" * 32, 1, 10) == ([], [])
    assert not journal.mark_hole("0" * 32, 1)


def test_a_hole_is_written_once(open_journal: Open, press: Press, clock: ManualClock) -> None:
    """Asked for twice, the line in the broken one's place keeps its bytes: they may have been sent already."""
    journal = open_journal()
    journal.append([press() for _ in range(3)])
    journal._open.execute("DELETE FROM lines WHERE seq = 2")
    assert journal.mark_hole(journal.stream, 2)
    first = journal.read(journal.stream, 2, 1)
    clock.advance(60)
    assert not journal.mark_hole(journal.stream, 2)
    assert journal.read(journal.stream, 2, 1) == first


def test_a_hole_behind_forgotten_lines_still_names_the_one_before(open_journal: Open, press: Press) -> None:
    """Pruning keeps the newest acknowledged line, so that central's check of the chain has nothing to complain of."""
    journal = open_journal()
    rows = journal.append([press() for _ in range(10)])
    journal.note_acked(journal.stream, 6)
    journal.prune("2026-11-24")
    journal._open.execute("UPDATE lines SET line = x'00' WHERE seq = 7")
    journal.mark_hole(journal.stream, 7)
    hole = read_line(journal.read(journal.stream, 7, 1)[0][0].line)
    assert hole.prev == read_line(rows[6].line).prev


def test_lines_without_a_date_are_forgotten_with_the_next_one_that_has_one(
    open_journal: Open, press: Press, clock: ManualClock
) -> None:
    """A board without a clock boots in 1970: its lines of this morning are not 56 years old."""
    journal = open_journal()
    clock.set_state("unset")
    clock.step(-56 * 365 * 86400)
    journal.append([press() for _ in range(3)])
    clock.step(56 * 365 * 86400)
    clock.set_state("synced")
    today = clock.now().at.date().isoformat()
    journal.append([press() for _ in range(3)])
    journal.note_acked(journal.stream, 6)
    assert journal.prune(today) == 0
    clock.advance(86400)
    journal.append([press()])
    assert journal.prune(clock.now().at.date().isoformat()) == 5


def test_a_date_in_the_far_future_without_a_right_clock_does_not_stop_forgetting(
    open_journal: Open, press: Press, clock: ManualClock
) -> None:
    """A clock that began in 2099 and was never right says nothing about age."""
    journal = open_journal()
    clock.set_state("unset")
    clock.step(70 * 365 * 86400)
    journal.append([press() for _ in range(3)])
    clock.step(-70 * 365 * 86400)
    clock.set_state("synced")
    journal.append([press() for _ in range(3)])
    journal.note_acked(journal.stream, 6)
    clock.advance(86400 * 9)
    assert journal.prune(clock.now().at.date().isoformat()) == 5


def test_old_streams_are_kept_for_a_restored_central_as_long_as_lines_are(
    open_journal: Open, press: Press, clock: ManualClock
) -> None:
    """Acknowledged, they are no longer waiting, but still here; they go when the own stream's first line goes."""
    journal = open_journal()
    journal.append([press() for _ in range(5)])
    old = journal.stream
    journal.set_aside_and_reopen()
    journal.append([press() for _ in range(5)])
    assert [held.stream for held in journal.streams()] == [old, journal.stream]
    journal.note_acked(old, 5)
    assert [held.stream for held in journal.streams()] == [journal.stream]
    assert journal.prune("2026-11-23") == 0
    assert len(journal.read(old, 1, 10)[0]) == 5
    journal.note_acked(journal.stream, 6)
    assert journal.prune("2026-11-24") == 5 + 5
    assert [held.stream for held in journal.held()] == [journal.stream]


def test_an_old_stream_that_central_lacks_is_never_forgotten(open_journal: Open, press: Press) -> None:
    """However old it is, and however full the file."""
    journal = open_journal()
    journal.append([press() for _ in range(5)])
    old = journal.stream
    journal.set_aside_and_reopen()
    journal.append([press() for _ in range(5)])
    journal.note_acked(old, 4)
    journal.note_acked(journal.stream, 6)
    journal.make_room()
    journal.prune("2027-01-01")
    assert types(journal, old) == ["rating.given"] * 5


@pytest.mark.parametrize("damage", ["DELETE FROM old_lines", "UPDATE old_lines SET line = 7"])
def test_a_broken_line_of_an_old_stream_becomes_a_hole_too(open_journal: Open, press: Press, damage: str) -> None:
    """Else it would be sent as it is, or hold up what follows for ever."""
    journal = open_journal()
    journal.append([press() for _ in range(5)])
    old = journal.stream
    journal.set_aside_and_reopen()
    journal._open.execute(f"{damage} WHERE seq = 3")
    rows, unreadable = journal.read(old, 1, 10)
    assert ([row.seq for row in rows], unreadable) == ([1, 2], [3])
    assert journal.mark_hole(old, 3)
    assert types(journal, old) == ["rating.given"] * 2 + ["store.hole"] + ["rating.given"] * 2


def test_a_journal_more_than_half_full_can_leave_its_stream(open_journal: Open, press: Press) -> None:
    """Every line is written again beside the old one: the limit waits until that is done, then there is one again."""
    journal = open_journal(max_bytes=40 * 4096)
    with pytest.raises(JournalFull):
        while True:
            journal.append([press() for _ in range(5)])
    held = journal.last()
    journal.begin_new_stream(above=0)
    assert journal.last() == held + 1
    with pytest.raises(JournalFull):
        while True:
            journal.append([press() for _ in range(5)])
    assert journal.last() < held * 3


def test_lines_written_under_another_name_are_written_again_under_this_one(open_journal: Open, press: Press) -> None:
    """The card of a renamed gateway, with an old stream waiting on it: nothing of it may be sent as it is."""
    journal = open_journal("q-01")
    drafts = [press() for _ in range(6)]
    journal.append(drafts[:3])
    journal.set_aside_and_reopen()
    journal.append(drafts[3:])
    journal.close()
    renamed = open_journal("q-77")
    Keeper(renamed, renamed._now, lambda: None).take_over(renamed.found)  # type: ignore[attr-defined]
    assert [held.stream for held in renamed.held()] == [renamed.stream]
    lines = [read_line(row.line) for row in renamed.read(renamed.stream, 1, 100)[0]]
    assert {line.gateway for line in lines} == {"q-77"}
    found = {str(rating(line)) for line in lines if line.type == "rating.given"}
    assert found == {str(draft.data.rating) for draft in drafts}  # type: ignore[attr-defined]


def rating(line: Any) -> Any:
    """The rating's uuid."""
    return read_data(line).rating  # type: ignore[attr-defined]
