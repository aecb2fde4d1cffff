"""The fast reader never takes what the strict reader refuses, and reads the same when it takes a line."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from central.ingest.fast import MARK, FastReader
from central.rules.reading import KNOWN, read_event
from contract.events import RatingGiven
from contract.ids import new_id


@pytest.fixture(scope="module")
def taught(chains):
    """A reader that knows one gateway's ids and codes, and the line it learned from."""
    chain = chains()
    raw = chain.press(ticket=new_id())
    read = read_event(raw, chain.gateway)
    reader = FastReader()
    assert reader.read(raw, chain.gateway) is None
    reader.learn(read.line, read.data)
    return reader, raw


def agree(reader, raw):
    """Whether the fast reader took the line; it must be as the strict one reads it."""
    fast = reader.read(raw, "q-01") if MARK in raw else None
    if fast is None:
        return False
    strict = read_event(raw, "q-01")
    assert strict.state == KNOWN
    assert isinstance(strict.data, RatingGiven)
    for name in ("v", "gateway", "site", "stream", "seq", "prev", "type", "at", "clock", "boot", "up_ms", "test"):
        if name not in ("stream", "prev"):
            assert getattr(fast, name) == getattr(strict.line, name)
    for name in strict.data.__struct_fields__:
        assert getattr(fast.data, name) == getattr(strict.data, name)
    return True


def test_a_sound_line_is_taken(taught):
    """The control: without it every other test here could pass by refusing."""
    reader, raw = taught
    assert agree(reader, raw)


ODD = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(), st.text(max_size=70),
    st.sampled_from(["synced", "unset", "good", "5", "4-level", "q-01", "\n", "a" * 64, "a" * 65, "1.0", ["x"], {}]),
)  # fmt: skip


@given(data=st.data())
@settings(max_examples=settings.default.max_examples * 2)
def test_with_any_field_changed_it_takes_no_more_than_the_strict_reader(taught, data):
    """One field of frame or data gets another value, or is taken away, or a new one comes."""
    reader, raw = taught
    line = json.loads(raw)
    where = data.draw(st.sampled_from([line, line["data"]]))
    name = data.draw(st.sampled_from([*where, "new"]).filter(lambda name: name not in ("stream", "prev", "data")))
    if data.draw(st.booleans()) and name in where:
        del where[name]
    else:
        where[name] = data.draw(ODD)
    agree(
        reader, json.dumps(line, separators=(",", ":"), ensure_ascii=data.draw(st.booleans())).encode(errors="replace")
    )


@given(place=st.integers(0, 500), new=st.binary(max_size=3), taken=st.integers(0, 3))
@settings(max_examples=settings.default.max_examples * 2)
def test_with_any_bytes_changed_it_takes_no_more_than_the_strict_reader(taught, place, new, taken):
    """Some bytes of the line are replaced, lost or added."""
    reader, raw = taught
    changed = raw[:place] + new + raw[place + taken :]
    fast = reader.read(changed, "q-01") if MARK in changed else None
    # Stream and prev are compared by ingest with what it knows; here only their shape could differ.
    if fast is not None and fast.stream == json.loads(raw)["stream"] and fast.prev == json.loads(raw)["prev"]:
        assert agree(reader, changed)


def test_what_it_learned_is_bounded(taught, monkeypatch):
    """A gateway that names a new code with every line does not fill the memory."""
    import central.ingest.fast as module

    _, raw = taught
    monkeypatch.setattr(module, "_LARGEST", 10)
    reader = FastReader()
    read = read_event(raw, "q-01")
    for n in range(100):
        reader.learn(read.line, RatingGiven(new_id(), None, f"c{n}", None, "4-level", "good", "panel", "accepted"))
    assert len(reader._codes) <= 13
