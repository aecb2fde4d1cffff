"""The hard cases of the wire contract (design §4.3), with the real journal, link, ingest and audit on both ends."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

Make = Callable[..., Any]
Wait = Callable[..., None]


def each_once(*given: list[str]) -> dict[str, int]:
    """What central must hold: every rating exactly once."""
    return {one: 1 for several in given for one in several}


def test_a_plain_day_is_counted_once_and_proved(central: Any, pi: Make, wait_until: Wait) -> None:
    """The control of all cases below: nothing happens, audit finds nothing."""
    card = pi()
    given = card.press(230)
    wait_until(card.is_acked)
    assert central.ratings() == each_once(given)
    assert central.audit() == 0


def test_central_restored_from_an_old_copy_gets_the_rest_again(central: Any, pi: Make, wait_until: Wait) -> None:
    """Gateways keep what they sent for days: a restored central ends where the lost one was, and audit is clean."""
    card = pi()
    given = card.press(50)
    wait_until(card.is_acked)
    backup = central.copy()
    given += card.press(70)
    wait_until(card.is_acked)
    central.restore(backup)
    wait_until(lambda: central.ratings() == each_once(given))
    wait_until(card.is_acked)
    assert central.audit() == 0


def test_central_reinstalled_empty_gets_everything_that_is_still_held(central: Any, pi: Make, wait_until: Wait) -> None:
    """What gateways have forgotten is recorded as lost and alarmed; the rest arrives and counts."""
    card = pi()
    given = card.press(40)
    wait_until(card.is_acked)
    assert card.journal.prune("2026-11-24") == 39
    central.restore(None)
    given2 = card.press(5)
    wait_until(card.is_acked)
    assert central.ratings() == each_once(given[-1:], given2)
    assert central.audit() == 1


def test_a_deleted_journal_begins_a_new_stream_and_loses_nothing_acknowledged(
    central: Any, pi: Make, wait_until: Wait
) -> None:
    """The card was replaced: the old stream stays complete at central, a new one begins at 1."""
    card = pi()
    given = card.press(20)
    wait_until(card.is_acked)
    card.close()
    card.path.unlink()
    for suffix in ("-wal", "-shm"):
        Path(f"{card.path}{suffix}").unlink(missing_ok=True)
    again = pi()
    given += again.press(20)
    wait_until(again.is_acked)
    assert central.ratings() == each_once(given)
    assert central.audit() == 0


def test_a_journal_rolled_back_to_an_older_copy_counts_nothing_twice(
    central: Any, pi: Make, wait_until: Wait, tmp_path: Path
) -> None:
    """Central is beyond the copy's last line: a new stream carries what is not proven, under the same uuids."""
    card = pi()
    given = card.press(30)
    wait_until(card.is_acked)
    card.close()
    shutil.copy(card.path, tmp_path / "older.db")
    newer = pi()
    given += newer.press(20)
    wait_until(newer.is_acked)
    newer.close()
    shutil.copy(tmp_path / "older.db", card.path)
    rolled_back = pi()
    given += rolled_back.press(10)
    wait_until(lambda: rolled_back.is_acked() and central.ratings() == each_once(given))
    assert rolled_back.journal.stream != newer.journal.stream
    assert central.audit() == 0


def test_a_cloned_card_counts_both_devices_presses_once(
    central: Any, pi: Make, wait_until: Wait, tmp_path: Path
) -> None:
    """Two devices under one id and stream: one goes on, the other opens its own stream; every press counts once."""
    card = pi()
    given = card.press(10)
    wait_until(card.is_acked)
    card.close()
    (tmp_path / "clone").mkdir()
    shutil.copy(card.path, tmp_path / "clone" / "journal.db")
    first = pi()
    given += first.press(3)
    wait_until(first.is_acked)
    second = pi("clone")
    given += second.press(4)
    wait_until(lambda: second.is_acked() and second.journal.stream != first.journal.stream)
    given += first.press(2)
    wait_until(lambda: first.is_acked() and central.ratings() == each_once(given))


def test_bytes_flipped_in_the_journal_are_named_and_cost_their_line_only(
    central: Any, pi: Make, wait_until: Wait
) -> None:
    """The unreadable row arrives as store.hole; audit names its place; everything else counts."""
    card = pi()
    card.line.cut = True
    given = card.press(20)
    card.journal._open.execute("UPDATE lines SET line = CAST(replace(line, 'good', 'poor') AS BLOB) WHERE seq = 7")
    card.line.cut = False
    central.start()
    wait_until(card.is_acked)
    assert central.ratings() == each_once(given[:6], given[7:])
    assert central.audit() == 1


def test_a_gap_that_can_never_fill_does_not_hold_up_what_follows(central: Any, pi: Make, wait_until: Wait) -> None:
    """Rows deleted in the journal before they were sent: their places become holes, the stream goes on."""
    card = pi()
    card.line.cut = True
    given = card.press(20)
    card.journal._open.execute("DELETE FROM lines WHERE seq BETWEEN 5 AND 6")
    card.line.cut = False
    central.start()
    wait_until(card.is_acked)
    assert central.ratings() == each_once(given[:4], given[6:])
    assert central.audit() == 1


def test_another_gateways_stream_on_the_own_topic_changes_nothing_of_it(
    central: Any, pi: Make, wait_until: Wait
) -> None:
    """q-02 claims q-01's stream as lost and sends its lines: q-01's stream stays whole, q-01 is acknowledged."""
    from central.ingest.arrivals import Arrival, BirthSeen
    from contract.messages import Birth, StreamRange

    card = pi()
    given = card.press(10)
    wait_until(card.is_acked)
    stolen = [row.line for row in card.journal.read(card.journal.stream, 1, 10)[0]]
    claim = StreamRange(card.journal.stream, 500, 900)
    central.take([BirthSeen("q-02", Birth(1, "trung-tam", "0", "b", ("counter",), (claim,)))])
    central.take([Arrival("q-02", b"\n".join(stolen), card.journal.stream, 1)])
    given += card.press(5)
    wait_until(card.is_acked)
    assert central.ratings() == each_once(given)
