"""Event lines: what is written can be read, the chain holds, and nothing is written that no reader takes."""

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.clock import Stamp, utc_ms
from contract.events import EVENT_TYPES, CommandDone, CounterPaused, DeviceChanged, EventData, RatingGiven
from contract.ids import new_id
from contract.lines import (
    MAX_LINE_BYTES,
    MAX_NEW_LINE_BYTES,
    ZERO_HASH,
    LineRefused,
    LineTooLong,
    compose,
    continue_in,
    line_digest,
    line_hash,
    read_data,
    read_line,
)

NAMES = ["gateway", "site", "stream", "seq", "prev", "type", "at", "clock", "boot", "up_ms", "data"]


@given(data=st.from_type(EventData), stamp=st.from_type(Stamp), seq=st.integers(1, 2**53), test=st.booleans())
def test_round_trip(data: EventData, stamp: Stamp, seq: int, test: bool):
    """Every event that can be made is read back as it was written, with its place and its time."""
    raw = compose("q-03", "trung-tam", "0a" * 16, seq, "f" * 32, data, stamp, test)
    line = read_line(raw)
    assert read_data(line) == data
    assert (line.gateway, line.site, line.stream, line.seq, line.prev) == (
        "q-03", "trung-tam", "0a" * 16, seq, "f" * 32,
    )  # fmt: skip
    assert (utc_ms(line.at), line.clock, line.boot, line.up_ms) == (
        utc_ms(stamp.at), stamp.clock, stamp.boot, stamp.up_ms,
    )  # fmt: skip
    assert (line.type, line.test) == (data.TYPE, test)


@pytest.mark.parametrize("kind", EVENT_TYPES.values(), ids=EVENT_TYPES)
def test_every_type_round_trips(kind, write):
    """Each event type on its own survives the wire, whatever its fields hold."""

    @settings(max_examples=settings.default.max_examples // 5)
    @given(st.from_type(kind))
    def one(data: EventData):
        assert read_data(read_line(write(data))) == data

    one()


def test_bytes_of_a_line(write):
    """A line is compact JSON in the order of the contract, with Vietnamese letters as they are."""
    raw = write(CounterPaused("Quầy 3"))
    assert raw.decode() == (
        '{"v":1,"gateway":"q-03","site":"trung-tam","stream":"' + "a" * 32 + '","seq":1,"prev":"' + "0" * 32
        + '","type":"counter.paused","at":"2026-11-21T09:15:02.118+07:00","clock":"synced","boot":"boot-1",'
        '"up_ms":912345,"data":{"counter":"Quầy 3"}}'
    )  # fmt: skip
    assert list(json.loads(write(CounterPaused("3"), test=True))) == ["v", *NAMES, "test"]


def test_chain(write):
    """Each line names the first 16 bytes of the SHA-256 of the line before; the first one names zeros."""
    lines, prev = [], ZERO_HASH
    for seq in range(1, 6):
        lines.append(write(CounterPaused("3"), seq, prev))
        prev = line_hash(lines[-1])
    assert read_line(lines[0]).prev == "0" * 32
    for before, after in pairwise(lines):
        assert read_line(after).prev == hashlib.sha256(before).hexdigest()[:32] == line_digest(before).hex()


def test_one_changed_byte_breaks_the_chain(write):
    """A line with any one bit flipped has another hash than its successor names."""
    raw = write(CounterPaused("3"))
    for place in range(0, len(raw), 7):
        flipped = bytes([*raw[:place], raw[place] ^ 1, *raw[place + 1 :]])
        assert line_hash(flipped) != line_hash(raw)


def test_longest_line(write):
    """A new line may have exactly its limit of bytes, and not one more."""
    spare = MAX_NEW_LINE_BYTES - len(write(CommandDone("c", "done", "x"))) + 1
    assert len(write(CommandDone("c", "done", "x" * spare))) == MAX_NEW_LINE_BYTES
    with pytest.raises(LineTooLong, match=str(MAX_NEW_LINE_BYTES + 1)):
        write(CommandDone("c", "done", "x" * (spare + 1)))


def test_longest_line_can_be_continued(write):
    """Even the longest line fits when a fact moves to another stream with the longest names there are."""
    spare = MAX_NEW_LINE_BYTES - len(write(CommandDone("c", "done", "x"))) + 1
    line = read_line(write(CommandDone("c", "done", "x" * spare)))
    moved = continue_in(line, "g" * 32, "b" * 32, 2**53, "c" * 32)
    assert len(moved) <= MAX_LINE_BYTES
    assert read_data(read_line(moved)) == read_data(line)


@given(data=st.from_type(EventData), stamp=st.from_type(Stamp), test=st.booleans())
def test_continuing_keeps_the_fact(data: EventData, stamp: Stamp, test: bool):
    """A fact written again in a new stream keeps its data's bytes, uuids and time; only its place is new."""
    old = read_line(compose("q-03", "trung-tam", "a" * 32, 7, "b" * 32, data, stamp, test))
    new = read_line(continue_in(old, "q-03", "c" * 32, 2, "d" * 32))
    assert bytes(new.data) == bytes(old.data)
    assert (new.stream, new.seq, new.prev) == ("c" * 32, 2, "d" * 32)
    assert (new.type, new.at, new.clock, new.boot, new.up_ms, new.test, new.site) == (
        old.type, old.at, old.clock, old.boot, old.up_ms, old.test, old.site,
    )  # fmt: skip


def test_continuing_an_unknown_type(changed):
    """A line of a later version survives a reset under an older program: its data moves byte for byte."""
    old = read_line(changed(type="robot.danced", data={"steps": [1, 2.50, {"x": None}]}))
    new = read_line(continue_in(old, "q-03", "c" * 32, 1, ZERO_HASH))
    assert (new.type, bytes(new.data)) == ("robot.danced", bytes(old.data))


def test_continuing_too_long_a_line(changed):
    """A foreign line near the limit that would grow beyond it is refused, not cut."""
    raw = changed(CommandDone("c", "done", "x"))
    line = read_line(raw.replace(b'"x"', b'"' + b"x" * (MAX_LINE_BYTES - len(raw) + 1) + b'"'))
    with pytest.raises(LineTooLong):
        continue_in(line, "g" * 32, "b" * 32, 2**53, "c" * 32)


endless: list[Any] = []
endless.append(endless)
UNWRITABLE = {
    "empty code": CounterPaused(""),
    "code with a newline": CounterPaused("3\n"),
    "code too long": DeviceChanged("d", "panel", "fault", "x" * 65),
    "half a surrogate pair": CounterPaused("\ud800"),
    "level of another scale": RatingGiven(new_id(), None, "3", None, "4-level", "neutral", "panel", "accepted"),
    "unknown value": DeviceChanged("d", "panel", "dancing"),  # type: ignore[arg-type]
    "object without JSON": CommandDone("c", "done", object()),
    "nested too deep": CommandDone("c", "done", json.loads("[" * 100 + "]" * 100)),
    "nested without end": CommandDone("c", "done", endless),
}


@pytest.mark.parametrize("data", UNWRITABLE.values(), ids=UNWRITABLE)
def test_unreadable_lines_are_not_written(data, write):
    """What central would put aside is refused before it is stored, so that nobody gets it confirmed."""
    with pytest.raises(LineRefused):
        write(data)


@pytest.mark.parametrize(
    "frame",
    [
        ("Q-03", "trung-tam", "a" * 32, 1, ZERO_HASH),
        ("q-03\n", "trung-tam", "a" * 32, 1, ZERO_HASH),
        ("q-03", "", "a" * 32, 1, ZERO_HASH),
        ("q-03", "trung-tam", "a" * 31, 1, ZERO_HASH),
        ("q-03", "trung-tam", "a" * 32, 0, ZERO_HASH),
        ("q-03", "trung-tam", "a" * 32, 2**53 + 1, ZERO_HASH),
        ("q-03", "trung-tam", "a" * 32, 1, ZERO_HASH + "\n"),
    ],
)
def test_wrong_frames_are_not_written(frame, stamp):
    """Wrong names, places and hashes are refused before they are stored."""
    with pytest.raises(LineRefused):
        compose(*frame, CounterPaused("3"), stamp)


@pytest.mark.parametrize(
    "at", [datetime(2026, 11, 21), datetime(1950, 1, 1, tzinfo=UTC), datetime(2300, 1, 1, tzinfo=UTC)]
)
def test_wrong_times_are_not_written(at, write, stamp):
    """A time without zone, or of a year that no clock here can show, is refused."""
    with pytest.raises(LineRefused):
        write(CounterPaused("3"), stamp=Stamp(at, "synced", stamp.boot, 1))


def test_zone_of_long_ago(write, stamp):
    """An offset with seconds in it, which JSON readers refuse, is written in UTC: the same moment."""
    at = datetime(1970, 1, 1, tzinfo=timezone(-timedelta(minutes=44, seconds=30)))
    line = read_line(write(CounterPaused("3"), stamp=Stamp(at, "unset", stamp.boot, 1)))
    assert line.at == at
    assert line.at.utcoffset() == timedelta(0)
