"""Lines that cannot be taken as events: each has its reason, and none stops or hurts the reader."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.events import CommandDone, CounterPaused, EventData
from contract.lines import MAX_LINE_BYTES, MAX_NESTING, LineUnreadable, MeaningUnknown, read_data, read_line

DATA = b'"data":{"counter":"3"}'


def reason(raw: bytes) -> str:
    """Why a line cannot be read, frame or data."""
    with pytest.raises(LineUnreadable) as caught:
        read_data(read_line(raw))
    assert len(caught.value.detail) <= 300
    assert caught.value.detail.isprintable()
    return caught.value.reason


def test_sample_is_sound(changed):
    """The line that the cases below spoil is readable before they do."""
    assert read_data(read_line(changed())) == CounterPaused("3")


@pytest.mark.parametrize("length", [MAX_LINE_BYTES + 1, 1_000_000, 10_000_000])
def test_too_long(length, changed):
    """A line over 8 KiB is refused by its length alone; one of 8 KiB is read."""
    assert reason(b"[" * length) == "too_long"
    raw = changed()
    assert read_line(raw + b" " * (MAX_LINE_BYTES - len(raw))).seq == 1
    assert reason(raw + b" " * (MAX_LINE_BYTES - len(raw) + 1)) == "too_long"


NOT_JSON = {
    "nothing": b"",
    "a word": b"hello",
    "cut": b'{"v":1,"gateway":"q-0',
    "two values": b"{}{}",
    "byte order mark": b"\xef\xbb\xbf{}",
    "NUL bytes": b"\0" * 100,
    "a brackets' tower": b"[" * 8000,
    "a tower in order": b"[" * 4000 + b"]" * 4000,
    "objects' tower": b'{"a":' * 1600,
    "single quotes": b"{'v':1}",
    "a comment": b"{} // no",
}


@pytest.mark.parametrize("raw", NOT_JSON.values(), ids=NOT_JSON)
def test_not_json(raw):
    """Bytes that are no JSON are broken_json."""
    assert reason(raw) == "broken_json"


SPOILED: dict[str, tuple[bytes, bytes]] = {
    "NaN": (b'"up_ms":912345', b'"up_ms":NaN'),
    "Infinity": (b'"up_ms":912345', b'"up_ms":-Infinity'),
    "NaN in data": (DATA, b'"data":{"counter":NaN}'),
    "NaN in an unknown field": (b'"v":1', b'"v":1,"x":NaN'),
    "Infinity in unknown data": (DATA, b'"data":{"counter":"3","x":Infinity}'),
    "no UTF-8 in a name": (b"q-03", b"q-\xff3"),
    "no UTF-8 in data": (DATA, b'"data":{"counter":"\xff"}'),
    "no UTF-8 in unknown data": (DATA, b'"data":{"counter":"3","x":"\xc3"}'),
    "no UTF-8 in an unknown field": (b'"v":1', b'"v":1,"x":"\xed\xa0\x80"'),
    "overlong UTF-8": (DATA, b'"data":{"counter":"\xc0\xaf"}'),
    "half a surrogate pair": (DATA, b'"data":{"counter":"\\ud800"}'),
    "the other half": (DATA, b'"data":{"counter":"3","x":"\\udc00"}'),
    "a raw newline in text": (DATA, b'"data":{"counter":"a\nb"}'),
    "leading zero": (b'"up_ms":912345', b'"up_ms":01'),
    "trailing comma": (DATA, b'"data":{"counter":"3",}'),
    "deep in an unknown field": (b'"v":1', b'"v":1,"x":' + b"[" * 1000 + b"]" * 1000),
    "deep in data": (DATA, b'"data":{"counter":"3","x":' + b"[" * 1000 + b"]" * 1000 + b"}"),
}


@pytest.mark.parametrize(("old", "new"), SPOILED.values(), ids=SPOILED)
def test_spoiled(old, new, changed):
    """A sound line with one spot that is no JSON, wherever it stands, is broken_json."""
    raw = changed()
    assert old in raw
    assert reason(raw.replace(old, new)) == "broken_json"


def test_nesting_is_refused_by_count_not_by_luck(changed):
    """The limit is a number of its own, so that the same line is readable on every stack, or on none."""
    inside = MAX_NESTING - 2  # the frame and its data
    deepest = changed(CommandDone("c", "done"), data={"id": "c", "state": "done", "result": tower(inside)})
    assert read_data(read_line(deepest)) == CommandDone("c", "done", tower(inside))
    deeper = changed(CommandDone("c", "done"), data={"id": "c", "state": "done", "result": tower(inside + 1)})
    assert reason(deeper) == "broken_json"
    wide = changed(CommandDone("c", "done"), data={"id": "c", "state": "done", "result": ["[{"] * 400})
    assert read_data(read_line(wide)) == CommandDone("c", "done", ["[{"] * 400)


def tower(levels: int) -> Any:
    """Lists within lists."""
    return json.loads("[" * levels + "]" * levels)


WRONG_FIELDS: dict[str, dict[str, Any]] = {
    "gateway in capitals": {"gateway": "Q-03"},
    "gateway with a newline": {"gateway": "q-03\n"},
    "gateway too long": {"gateway": "q" * 33},
    "gateway a number": {"gateway": 3},
    "gateway with a level": {"gateway": "a/b"},
    "site missing": {"site": None},
    "stream too short": {"stream": "a" * 31},
    "stream in capitals": {"stream": "A" * 32},
    "stream with a newline": {"stream": "a" * 32 + "\n"},
    "seq zero": {"seq": 0},
    "seq below zero": {"seq": -1},
    "seq not whole": {"seq": 1.0},
    "seq as text": {"seq": "1"},
    "seq true": {"seq": True},
    "seq too large": {"seq": 2**53 + 1},
    "seq huge": {"seq": 10**400},
    "prev no hash": {"prev": "0" * 31 + "g"},
    "prev with a newline": {"prev": "0" * 32 + "\n"},
    "type empty": {"type": ""},
    "type too long": {"type": "x" * 65},
    "type with an escape": {"type": "\x1b[2J"},
    "at missing": {"at": None},
    "at without zone": {"at": "2026-11-21T09:15:02.118"},
    "at a number": {"at": 1_795_227_302},
    "at no date": {"at": "2026-02-30T09:15:02Z"},
    "at year zero": {"at": "0000-01-01T00:00:00Z"},
    "at year one": {"at": "0001-01-01T00:00:00+14:00"},
    "at before clocks": {"at": "1968-12-31T23:59:59Z"},
    "at after clocks": {"at": "2200-01-01T00:00:00Z"},
    "at last year": {"at": "9999-12-31T23:59:59-14:00"},
    "clock a number": {"clock": 1},
    "clock a novel": {"clock": "x" * 17},
    "boot empty": {"boot": ""},
    "up_ms below zero": {"up_ms": -1},
    "up_ms not whole": {"up_ms": 0.5},
    "up_ms too large": {"up_ms": 2**64},
    "test not a bool": {"test": 1},
    "data missing": {"data": None},
    "data a list": {"data": []},
    "data text": {"data": "x"},
    "data lacks a field": {"data": {}},
    "data with a wrong type": {"data": {"counter": 3}},
    "data with a NUL": {"data": {"counter": "\0"}},
    "data with a newline": {"data": {"counter": "3\n"}},
    "data null inside": {"data": {"counter": None}},
    "v as text": {"v": "1"},
    "v not whole": {"v": 1.0},
    "v true": {"v": True},
    "v missing": {"v": None},
    "unknown type, data a list": {"type": "robot.danced", "data": [1]},
}


@pytest.mark.parametrize("fields", WRONG_FIELDS.values(), ids=WRONG_FIELDS)
def test_wrong_shape(fields, changed):
    """JSON that is no line of this contract is wrong_shape."""
    assert reason(changed(**fields)) == "wrong_shape"


@pytest.mark.parametrize("raw", [b"null", b"[]", b"1", b'"x"', b"{}", b"true", b"[1,2,3]"])
def test_no_object(raw):
    """JSON that is no object, or an empty one, is wrong_shape."""
    assert reason(raw) == "wrong_shape"


@pytest.mark.parametrize(
    "raw",
    [b'{"v":2}', b'{"v":2,"gateway":5,"lines":[]}', b'{"seq":"x","v":0}', b'{"v":-1}', b'{"v":18446744073709551616}'],
)
def test_unknown_version_of_another_shape(raw, changed):
    """A line of another version says so even when nothing else of it can be understood."""
    assert reason(raw) == "unknown_version"
    assert reason(changed(v=2)) == "unknown_version"
    assert reason(changed(v=2, at=5)) == "unknown_version"


def test_reason_holds_nothing_harmful(changed):
    """What a hostile line says is cut short and loses its control characters before it reaches a log."""
    raw = changed(type="device.changed", data={"device": "d", "kind": "k", "state": "\x1b[2J\r\n" + "x" * 5000})
    with pytest.raises(MeaningUnknown) as caught:
        read_data(read_line(raw))
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 300


def test_1970_is_readable(changed):
    """A board that starts in 1970 writes lines that are read; what they are worth the clock state says."""
    assert read_line(changed(at="1970-01-01T00:00:05+07:00", clock="unset")).at.year == 1970
    assert read_line(changed(at="1969-12-31T17:00:05-07:00", clock="unset")).clock == "unset"


def test_other_ways_to_write_the_same(changed):
    """Blanks, escapes, another order and a Z are the same line to the reader; the last of two equal keys counts."""
    line = read_line(
        json.dumps({**dict(reversed(json.loads(changed()).items())), "at": "2026-11-21T02:15:02Z"}).encode()
    )
    assert read_data(line) == CounterPaused("3")
    assert read_line(changed().replace(b'"seq":1', b'"seq":5,"seq":2')).seq == 2


@given(st.binary(max_size=60) | st.text(max_size=40).map(lambda t: t.encode("utf-8", "surrogatepass")))
def test_any_bytes_have_a_reason(raw: bytes):
    """Whatever bytes come, the reader answers with a reason and nothing else."""
    with pytest.raises(LineUnreadable) as caught:
        read_line(raw)
    assert caught.value.reason in {"broken_json", "wrong_shape", "unknown_version"}


@given(st.data())
def test_spoiled_lines_are_read_as_json_or_not_at_all(write, data):
    """A line with some bytes overwritten is read only when Python's own JSON reader takes it too."""
    raw = bytearray(write(data.draw(st.from_type(EventData))))
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(raw) - 1))
        raw[place : place + data.draw(st.integers(0, 2))] = data.draw(
            st.sampled_from(
                [b'"', b"\\", b"[", b"]", b"{", b"}", b",", b":", b"0", b"-", b"\xff", b"\0", b"\\u", b"1e"]
            )
        )
    try:
        line = read_line(bytes(raw))
        read_data(line)
    except (LineUnreadable, MeaningUnknown):
        return
    assert json.loads(raw.decode(), parse_constant=pytest.fail)["seq"] == line.seq
