"""The link against a central that follows the contract, in memory: what it holds in the end is the journal."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from contract.lines import read_data, read_line
from gateway.journal.journal import Journal
from gateway.journal.keeper import Keeper
from gateway.link.transport import Connected, Lost

Make = Callable[..., Any]
Wait = Callable[..., None]


def test_every_line_reaches_central_and_is_acknowledged(rig: Make, central: Any, wait_until: Wait) -> None:
    """The plain case: 250 ratings over several payloads, each once."""
    r = rig(central)
    given = r.press(250)
    wait_until(lambda: r.journal.acked(r.journal.stream) == 250)
    assert sorted(central.ratings()) == sorted(given)


def test_a_central_restored_from_an_old_copy_gets_the_rest_again(rig: Make, central: Any, wait_until: Wait) -> None:
    """Acknowledged lines are still here; a new session that is further back gets them."""
    r = rig(central)
    given = r.press(120)
    wait_until(lambda: r.journal.acked(r.journal.stream) == 120)
    held = central.streams[r.journal.stream]
    central.streams[r.journal.stream] = {seq: raw for seq, raw in held.items() if seq <= 40}
    central.restart()
    wait_until(lambda: central.complete(r.journal.stream) == 120)
    assert sorted(central.ratings()) == sorted(given)


def test_a_central_reinstalled_empty_learns_what_is_gone_for_ever(rig: Make, central: Any, wait_until: Wait) -> None:
    """What was pruned cannot be sent: a fresh birth tells the oldest line, and the rest arrives."""
    r = rig(central)
    r.press(50)
    wait_until(lambda: r.journal.acked(r.journal.stream) == 50)
    assert r.journal.prune("2026-11-24") == 49
    central.streams.clear()
    central.restart()
    wait_until(lambda: central.complete(r.journal.stream) == 50)
    assert central.lost == {r.journal.stream: 49}
    r.press(3)
    wait_until(lambda: r.journal.acked(r.journal.stream) == 53)


def test_a_journal_rolled_back_to_an_older_copy_opens_a_new_stream(
    rig: Make, central: Any, wait_until: Wait, tmp_path: Path
) -> None:
    """Central is beyond our last line: what it may not hold is written again under the same uuids."""
    r = rig(central)
    given = r.press(30)
    wait_until(lambda: r.journal.acked(r.journal.stream) == 30)
    r.journal.append([])
    r.close()
    shutil.copy(r.journal.path, tmp_path / "copy.db")
    r2 = rig(central)
    given += r2.press(20)
    wait_until(lambda: r2.journal.acked(r2.journal.stream) == 50)
    old = r2.journal.stream
    r2.close()
    shutil.copy(tmp_path / "copy.db", r2.journal.path)
    central.deaf = True
    r3 = rig(central)
    given += r3.press(5)
    central.deaf = False
    central.restart()
    wait_until(lambda: r3.journal.stream != old and r3.journal.acked(r3.journal.stream) == r3.journal.last())
    assert set(central.ratings()) == set(given)
    assert central.conflicts == []


def test_a_journal_cloned_to_a_second_device_loses_nobodys_rating(
    rig: Make, central: Any, wait_until: Wait, tmp_path: Path
) -> None:
    """Both devices go on under one id: one keeps the stream, the other opens its own; every rating arrives."""
    r = rig(central)
    given = r.press(10)
    wait_until(lambda: r.journal.acked(r.journal.stream) == 10)
    r.close()
    shutil.copy(r.journal.path, r.journal.path.with_name("clone.db"))
    first = rig(central)
    given += first.press(3)
    wait_until(lambda: first.journal.acked(first.journal.stream) == 13)
    second = rig(central, "clone.db")
    central.restart()
    given += second.press(4)
    wait_until(lambda: second.journal.stream != first.journal.stream)
    wait_until(lambda: second.journal.acked(second.journal.stream) == second.journal.last())
    assert set(central.ratings()) == set(given)


def test_bytes_flipped_in_the_journal_cost_their_own_line_only(rig: Make, central: Any, wait_until: Wait) -> None:
    """The broken row is sent as store.hole; everything around it arrives and is acknowledged."""
    central.deaf = True
    r = rig(central)
    given = r.press(20)
    r.journal._open.execute("UPDATE lines SET line = CAST(replace(line, 'good', 'poor') AS BLOB) WHERE seq = 7")
    central.deaf = False
    central.restart()
    wait_until(lambda: r.journal.acked(r.journal.stream) == 20)
    assert sorted(central.ratings()) == sorted(given[:6] + given[7:])
    assert read_line(central.streams[r.journal.stream][7]).type == "store.hole"


def test_lines_of_a_journal_set_aside_are_sent_under_their_old_stream(
    rig: Make, central: Any, wait_until: Wait
) -> None:
    """The card broke with lines unsent: they arrive under the old stream, the new ones under the new."""
    central.deaf = True
    r = rig(central)
    given = r.press(30)
    old = r.journal.stream
    r.close()
    raw = bytearray(r.journal.path.read_bytes())
    raw[4096:4200] = b"\xff" * 104
    r.journal.path.write_bytes(raw)
    central.deaf = False
    again = rig(central)
    given += again.press(2)
    assert again.journal.stream != old
    wait_until(lambda: again.journal.acked(again.journal.stream) == again.journal.last())
    wait_until(lambda: len(again.journal.streams()) == 1)
    assert sorted(central.ratings()) == sorted(given)


def test_a_lost_connection_begins_again_where_central_is(rig: Make, central: Any, wait_until: Wait) -> None:
    """Whatever was under way when the line went is sent again after the next birth."""
    r = rig(central)
    given = r.press(10)
    wait_until(lambda: r.journal.acked(r.journal.stream) == 10)
    central.heard(Lost())
    wait_until(lambda: not r.link.is_connected)
    given += r.press(15)
    central.heard(Connected(2))
    wait_until(lambda: r.journal.acked(r.journal.stream) == 25)
    assert sorted(central.ratings()) == sorted(given)
    assert [birth.bd for birth in central.births] == [1, 2]


def test_a_renamed_gateway_writes_its_unproven_lines_again_under_its_new_name(
    rig: Make, central: Any, wait_until: Wait
) -> None:
    """Lines that name another gateway could never be sent: they are written again, with their uuids."""
    central.deaf = True
    r = rig(central)
    given = r.press(4)
    r.close()
    with_new_name = Journal(r.journal.path, "q-77", "trung-tam", r.clock.now)
    keeper = Keeper(with_new_name, r.clock.now, lambda: None)
    keeper.take_over(with_new_name.open())
    lines = [read_line(row.line) for row in with_new_name.read(with_new_name.stream, 1, 100)[0]]
    with_new_name.close()
    assert {line.gateway for line in lines} == {"q-77"}
    assert [str(read_data(line).rating) for line in lines if line.type == "rating.given"] == given  # type: ignore
