"""Lines deleted, changed or added in the store are named by gateway, stream and place."""

from collections.abc import Callable
from typing import Any

import pytest

from central.commands import audit
from contract.events import GatewayStarted
from contract.lines import line_digest

Q01 = ("q-01", f"{1:032x}")
DELETE = "DELETE FROM events WHERE stream_id = :stream AND seq = :seq"
SET_LINE = "UPDATE events SET line = :line WHERE stream_id = :stream AND seq = :seq"
SET_LINE_AND_HASH = "UPDATE events SET line = :line, hash = :hash WHERE stream_id = :stream AND seq = :seq"
ADD = """INSERT INTO events (stream_id, seq, hash, line, type, state, time_ms, day)
    SELECT stream_id, :seq, :hash, :line, 'gateway.started', 'known', :time_ms, day
    FROM events WHERE stream_id = :stream AND seq = 9"""
SUM = ("sum", "-", "-", None)
SLOW = pytest.mark.slow
"""Further cases like those before them: for `make test`, which has the time."""


def at(kind: str, seq: int) -> tuple[str, str, str, int]:
    """A finding in the plain stream of q-01."""
    return (kind, *Q01, seq)


@pytest.mark.parametrize("seq", [4, pytest.param(1, marks=SLOW), pytest.param(9, marks=SLOW)])
def test_a_deleted_line_is_named(office: Any, writers: Any, seq: int) -> None:
    """The first, one in the middle, the last: exactly its place."""
    assert office.change(DELETE, stream=office.number(writers["plain"]), seq=seq) == 1
    assert office.wrong() == {at("missing", seq)}


def test_several_deleted_lines_are_named_as_a_range(office: Any, writers: Any) -> None:
    """Neighbours are one finding with both ends."""
    for seq in (3, 4, 5):
        office.change(DELETE, stream=office.number(writers["plain"]), seq=seq)
    assert [(one.kind, one.seq, one.last) for one in office.findings() if one.is_wrong] == [("missing", 3, 5)]


def test_every_line_deleted_is_named(office: Any, writers: Any) -> None:
    """A stream of which nothing is left still says how long it was."""
    office.change("DELETE FROM events WHERE stream_id = :stream", stream=office.number(writers["plain"]))
    assert [(one.seq, one.last) for one in office.findings() if one.is_wrong] == [(1, 9)]


@pytest.mark.parametrize("seq", [3, pytest.param(1, marks=SLOW), pytest.param(9, marks=SLOW)])
def test_changed_bytes_are_named(office: Any, writers: Any, seq: int) -> None:
    """Bytes that do not give their hash: that line and nothing else."""
    raw = writers["plain"].lines[seq - 1].replace(b"cb-01", b"cb-02")
    assert office.change(SET_LINE, stream=office.number(writers["plain"]), seq=seq, line=raw) == 1
    assert office.wrong() == {at("bytes", seq)}


@pytest.mark.parametrize(
    ("seq", "expected"),
    [
        (3, {at("chain_broken", 3), at("ratings", 3), SUM}),
        pytest.param(1, {at("chain_broken", 1), at("ratings", 1), SUM}, marks=SLOW),
        pytest.param(7, {at("chain_broken", 7)}, marks=SLOW),
        (9, {at("stream", 9), at("ratings", 9), SUM}),
    ],
)
def test_changed_bytes_with_their_hash_are_named(office: Any, writers: Any, seq: int, expected: Any) -> None:
    """The line behind, or the stream's row for the last one, bears witness; the one in training has no rating."""
    raw = writers["plain"].lines[seq - 1].replace(b"cb-01", b"cb-02")
    office.change(SET_LINE_AND_HASH, stream=office.number(writers["plain"]), seq=seq, line=raw, hash=line_digest(raw))
    assert office.wrong() == expected


@pytest.mark.parametrize("seq", [7, 8])
def test_a_line_that_names_another_one_is_named(office: Any, writers: Any, seq: int) -> None:
    """A line replaced by one with another `prev`: that place, not the one behind it."""
    plain = writers["plain"]
    raw = plain.lines[seq - 1].replace(
        plain.lines[seq - 1][plain.lines[seq - 1].index(b'"prev":"') + 8 :][:32], b"0" * 32
    )
    office.change(SET_LINE_AND_HASH, stream=office.number(plain), seq=seq, line=raw, hash=line_digest(raw))
    assert office.wrong() == {at("chain_broken", seq)}


def test_a_last_line_that_names_another_one_is_named(office: Any, writers: Any) -> None:
    """The stream's row and the chain both speak against it."""
    plain = writers["plain"]
    raw = plain.lines[8].replace(plain.lines[8][plain.lines[8].index(b'"prev":"') + 8 :][:32], b"0" * 32)
    office.change(SET_LINE_AND_HASH, stream=office.number(plain), seq=9, line=raw, hash=line_digest(raw))
    assert office.wrong() == {at("chain_broken", 9), at("stream", 9)}


def test_a_line_of_another_place_is_named(office: Any, writers: Any) -> None:
    """The bytes of line 3 at place 4: they say themselves that they are not."""
    raw = writers["plain"].lines[2]
    office.change(SET_LINE_AND_HASH, stream=office.number(writers["plain"]), seq=4, line=raw, hash=line_digest(raw))
    assert office.wrong() == {at("bytes", 4), at("chain_broken", 4)}


def test_a_changed_hash_is_named(office: Any, writers: Any) -> None:
    """The bytes are as they were; only the column lies, and the line behind says the same."""
    office.change(
        "UPDATE events SET hash = :hash WHERE stream_id = :stream AND seq = 4",
        stream=office.number(writers["plain"]),
        hash=bytes(16),
    )
    assert office.wrong() == {at("bytes", 4), at("chain_broken", 4)}


def test_a_line_added_at_the_end_is_named(office: Any, writer: Callable[..., Any], writers: Any) -> None:
    """It continues the chain as it should, yet the stream's row knows nothing of it."""
    forged = writer(*Q01[:1], "bac-kan", 1)
    forged.lines = list(writers["plain"].lines)
    forged.up_ms = 10_000_000
    raw = forged.add(GatewayStarted("1", "forged"))
    time_ms = 1_763_600_400_000 + 10_010_000
    stream = office.number(forged)
    office.change(ADD, stream=stream, seq=10, line=raw, hash=line_digest(raw), time_ms=time_ms)
    kinds = office.wrong()
    assert at("added", 10) in kinds
    assert {(gateway, stream, seq) for _, gateway, stream, seq in kinds} == {(*Q01, 10)}


def test_the_command_prints_gateway_stream_and_place(office: Any, writers: Any, capsys: Any) -> None:
    """Exit status 1, and the finding as a line; the control before it exits 0."""
    argv = ["--config", str(office.folder / "central.toml")]
    assert audit.run(argv) == 0
    office.change(DELETE, stream=office.number(writers["plain"]), seq=4)
    capsys.readouterr()
    assert audit.run(argv) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"q-01 {1:032x} 4 missing: dòng đã nhận đủ nay không còn / was held, is gone now"
    assert said[-1].startswith("1 điều sai; ")


def test_a_purged_line_is_told_and_no_fault(office: Any, writers: Any) -> None:
    """Its hash holds the chain together; what it counted stays."""
    office.change(
        "UPDATE events SET line = NULL WHERE stream_id = :stream AND seq IN (1, 2, 5)",
        stream=office.number(writers["plain"]),
    )
    assert office.wrong() == set()
    told = [(one.kind, one.seq, one.last) for one in office.findings() if one.kind == "redacted"]
    assert told == [("redacted", 1, 2), ("redacted", 5, 5)]


def test_the_chain_is_still_checked_over_a_purged_line(office: Any, writers: Any) -> None:
    """The hash of a purged line cannot be changed unseen."""
    office.change(
        "UPDATE events SET line = NULL, hash = :hash WHERE stream_id = :stream AND seq = 2",
        stream=office.number(writers["plain"]),
        hash=bytes(16),
    )
    assert office.wrong() == {at("chain_broken", 2)}


def test_a_damaged_file_is_a_finding(office: Any, capsys: Any) -> None:
    """What cannot be read is said in a line, without a traceback."""
    office.engine.dispose()
    path = office.folder / "central.db"
    page = 4096
    whole = bytearray(path.read_bytes())
    for number in range(1, len(whole) // page):
        if b"gateway.dreamt" in whole[number * page : (number + 1) * page]:
            whole[number * page : number * page + 200] = b"\xff" * 200
    damaged = office.folder / "damaged.db"
    damaged.write_bytes(whole)
    settings = office.folder / "damaged.toml"
    settings.write_text(
        (office.folder / "central.toml").read_text("utf-8").replace("central.db", "damaged.db"), "utf-8"
    )
    assert audit.run(["--config", str(settings)]) == 1
    assert "tệp kho dữ liệu bị hỏng" in capsys.readouterr().out
