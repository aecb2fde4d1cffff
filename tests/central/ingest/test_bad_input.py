"""Whatever arrives, it is kept with its reason, the sequence goes on, and the next sound line counts."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from central.ingest import evidence
from central.ingest.arrivals import Arrival
from central.store.tables import events
from contract.events import GatewayStarted, RatingSetAside
from contract.ids import new_id
from contract.lines import line_digest, line_hash

MEGABYTE = 1_000_000


def damaged(raw, **changes):
    """A line with some fields changed; None takes one away."""
    fields = json.loads(raw) | changes
    return json.dumps({key: value for key, value in fields.items() if value is not None}).encode()


BROKEN = {
    "broken JSON": (lambda raw: raw[:-7], "broken_json"),
    "no JSON at all": (lambda raw: b"\x00\xff\xfe hello", "broken_json"),
    "an array": (lambda raw: b"[1,2,3]", "wrong_shape"),
    "a number": (lambda raw: b"7", "wrong_shape"),
    "NaN": (lambda raw: raw.replace(b'"up_ms":', b'"up_ms":NaN,"x":'), "broken_json"),
    "infinity": (lambda raw: raw.replace(b'"up_ms":', b'"up_ms":1e999,"x":'), "wrong_shape"),
    "a digit storm": (lambda raw: raw.replace(b'"up_ms":', b'"up_ms":' + b"9" * 5000 + b',"x":'), "wrong_shape"),
    "not UTF-8": (lambda raw: raw.replace(b"cb-01", b"cb-\xff1"), "broken_json"),
    "an unknown version": (lambda raw: damaged(raw, v=2), "unknown_version"),
    "a version that is text": (lambda raw: damaged(raw, v="1"), "wrong_shape"),
    "a missing field": (lambda raw: damaged(raw, boot=None), "wrong_shape"),
    "a seq of the wrong type": (lambda raw: damaged(raw, seq="5"), "wrong_shape"),
    "seq 0": (lambda raw: damaged(raw, seq=0), "wrong_shape"),
    "a negative seq": (lambda raw: damaged(raw, seq=-4), "wrong_shape"),
    "a seq beyond 64 bits": (lambda raw: damaged(raw, seq=2**70), "wrong_shape"),
    "a stream with a newline": (lambda raw: damaged(raw, stream="a" * 31 + "\n"), "wrong_shape"),
    "prev in capitals": (lambda raw: damaged(raw, prev="A" * 32), "wrong_shape"),
    "a time without zone": (lambda raw: damaged(raw, at="2026-11-20T08:00:00"), "wrong_shape"),
    "a time far away": (lambda raw: damaged(raw, at="9999-12-31T23:59:59-12:00"), "wrong_shape"),
    "nesting without end": (lambda raw: b"[" * 8000, "broken_json"),
    "too long": (lambda raw: raw[:-1] + b',"x":"' + b"x" * 9000 + b'"}', "too_long"),
    "another gateway": (lambda raw: raw.replace(b'"q-01"', b'"q-99"'), "wrong_gateway"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_an_unreadable_line_is_kept_with_its_reason_and_the_stream_goes_on(ingest, chain, store, acked, name):
    """Its place comes from the message's properties; the next line's `prev` is checked against its bytes."""
    damage, reason = BROKEN[name]
    chain.press()
    sound = chain.press()
    chain.lines.pop()
    bad = chain.put(damage(sound))
    chain.press()
    assert acked(ingest.receive([chain.whole()])) == [(3, chain.prev)]
    assert store.aside() == [("q-01", reason, 2, 1)]
    assert store.rows(events, events.c.state, events.c.line, seq=2) == [("unreadable", bad)]
    assert sum(store.sums().values()) == 2
    assert store.found() == []
    ingest.receive([chain.whole()])
    assert store.aside() == [("q-01", reason, 2, 1)]


@pytest.mark.parametrize("changes", [{"stream": None}, {"first": None}, {"stream": "Z"}, {"first": 0}, {"first": 9}])
def test_without_a_believable_place_it_is_kept_aside_and_repeats_are_counted(ingest, chain, store, acked, changes):
    """No properties, wrong ones, or ones that the readable lines contradict: the sound lines are stored alone."""
    chain.press()
    chain.put(b"garbage")
    for _ in range(2):
        assert acked(ingest.receive([replace(chain.whole(), **changes)])) == [(1, line_hash(chain.lines[0]))]
    assert store.aside() == [("q-01", "broken_json", None, 2)]


@pytest.mark.parametrize("changes", [{"v": 2}, {"boot": None}, {"at": "2026-11-20T08:00:00"}, {"up_ms": "soon"}])
def test_a_line_that_names_its_place_fills_it_without_properties(ingest, chain, store, acked, changes):
    """A later version or a field amiss: where nothing else gives it a place, its own `stream` and `seq` do."""
    chain.press()
    sound = chain.press()
    chain.lines.pop()
    chain.put(damaged(sound, **changes))
    chain.press()
    assert acked(ingest.receive([replace(chain.whole(), stream=None, first=None)])) == [(3, chain.prev)]
    assert sum(store.sums().values()) == 2 and store.found() == []


def test_a_line_names_no_place_of_another_gateway(ingest, chain, store, acked):
    """What names another gateway is put aside under its sender and fills no place of anybody."""
    chain.press()
    chain.put(damaged(chain.lines[0], v=2, seq=2, gateway="q-99"))
    assert acked(ingest.receive([replace(chain.whole(), stream=None, first=None)])) == [(1, line_hash(chain.lines[0]))]
    assert store.aside() == [("q-01", "unknown_version", None, 1)]


def test_a_line_with_readable_frame_and_bad_data_keeps_its_own_place(ingest, chain, store, acked):
    """Data of a wrong shape: `seq` of the frame counts, with or without properties."""
    sound = chain.press()
    chain.lines.pop()
    data = json.loads(sound)["data"] | {"counter": 7}
    chain.put(damaged(sound, data=data))
    chain.press()
    assert acked(ingest.receive([chain.arrival(1, stream=None)])) == [(2, chain.prev)]
    assert store.aside() == [("q-01", "wrong_shape", 1, 1)]


@pytest.mark.parametrize(
    ("changes", "data"),
    [
        ({"type": "coffee.made"}, {"cups": 2}),
        ({}, {"channel": "telepathy"}),
        ({}, {"scale": "9-level"}),
        ({}, {"level": "very_satisfied"}),
        ({"clock": "atomic"}, {}),
    ],
)
def test_what_a_later_version_may_know_is_stored_raw_and_not_counted(ingest, chain, store, acked, changes, data):
    """An unknown type or value is no garbage: it waits in the store for an upgrade."""
    sound = chain.press()
    chain.lines.pop()
    chain.put(damaged(sound, data=json.loads(sound)["data"] | data, **changes))
    chain.press()
    assert acked(ingest.receive([chain.whole()])) == [(2, chain.prev)]
    assert store.rows(events, events.c.state) == [("unknown",), ("known",)]
    assert store.aside() == store.found() == []
    assert sum(store.sums().values()) == 1


def test_a_decision_of_central_from_a_gateway_is_stored_and_not_obeyed(ingest, chain, store):
    """A gateway cannot set ratings aside."""
    rating = new_id()
    chain.press(rating=rating)
    chain.add(RatingSetAside(what=str(rating)))
    ingest.receive([chain.whole()])
    assert store.kinds() == ["counted"]
    assert store.found() == [("not_allowed", "q-01", 2)]


def test_a_clock_at_1970_that_is_not_trusted_gives_no_date(ingest, chain, store):
    """A board without a clock: the rating is counted under "không rõ ngày"."""
    chain.press(clock="unset", at=datetime(1970, 1, 1, 0, 0, 5, tzinfo=UTC))
    ingest.receive([chain.whole()])
    assert store.sums() == {("", "cb-01", "good", "counted"): 1}


def test_a_clock_at_1970_that_calls_itself_right_is_believed(ingest, chain, store):
    """Nothing is guessed: the day that the gateway says."""
    chain.press(at=datetime(1970, 1, 1, 0, 0, 5, tzinfo=UTC))
    ingest.receive([chain.whole()])
    assert store.sums() == {("1970-01-01", "cb-01", "good", "counted"): 1}


def test_ten_megabytes_are_one_row_of_eight_kilobytes(ingest, chain, store, acked):
    """A payload over the limits is kept as one thing, capped, and nothing of it is read."""
    big = b"x" * (10 * MEGABYTE)
    for _ in range(2):
        assert ingest.receive([Arrival("q-01", big, chain.stream, 1)]) == []
    ingest.receive([Arrival("q-01", big[:8192], chain.stream, 1, len(big), line_digest(big))])
    assert store.aside() == [("q-01", "payload_too_large", None, 3)]
    chain.press()
    assert acked(ingest.receive([chain.whole()])) == [(1, chain.prev)]


def test_a_million_nested_brackets_do_not_stop_anything(ingest, chain, store, acked):
    """Neither as a payload nor cut to the size of a line."""
    assert ingest.receive([Arrival("q-01", b"[" * MEGABYTE), Arrival("q-01", b'{"a":' * 1600)]) == []
    assert {reason for _, reason, _, _ in store.aside()} == {"payload_too_large", "broken_json"}
    chain.press()
    assert acked(ingest.receive([chain.whole()])) == [(1, chain.prev)]


def test_more_lines_than_allowed_are_one_unreadable_payload(ingest, store):
    """101 segments: no sound writer makes them."""
    ingest.receive([Arrival("q-01", b"\n".join(b"x%d" % n for n in range(101)))])
    assert store.aside() == [("q-01", "payload_too_large", None, 1)]


@pytest.mark.parametrize("payload", [b"", b"\n\n\n", b" \n\t\n"])
def test_an_empty_payload_is_nothing(ingest, store, payload):
    """Empty segments are ignored."""
    assert ingest.receive([Arrival("q-01", payload)]) == []
    assert store.aside() == []


def test_empty_segments_between_lines_do_not_shift_places(ingest, chain, store, acked):
    """Places are counted among lines alone, notes and empty segments left out."""
    chain.press()
    chain.put(b"garbage")
    chain.press()
    payload = b"\n\n" + b"\n\n".join([chain.lines[0], b'{"note":1}', chain.lines[1], chain.lines[2]]) + b"\n"
    assert acked(ingest.receive([chain.arrival(1, payload=payload)])) == [(3, chain.prev)]
    assert sorted(store.aside()) == [("q-01", "broken_json", 2, 1), ("q-01", "broken_note", None, 1)]


def test_garbage_without_end_is_only_counted(ingest, store, monkeypatch):
    """Beyond the cap of a gateway nothing more is stored; what is known goes on being counted."""
    monkeypatch.setattr(evidence, "MAX_ROWS_PER_GATEWAY", 5)
    for n in range(5):
        ingest.receive([Arrival("q-01", b"x%d" % n)])
    for n in range(4, 9):
        ingest.receive([Arrival("q-01", b"x%d" % n)])
    ingest.receive([Arrival("q-02", b"x")])
    assert len(store.aside()) == 6
    assert store.aside()[4][3] == 2
    assert store.found() == [("quarantine_overflow", "q-01", 0)]


def test_conflicts_without_end_are_only_counted(ingest, chain, chains, store, monkeypatch):
    """A gateway that contradicts itself for ever does not fill the disk of central."""
    monkeypatch.setattr(evidence, "MAX_ROWS_PER_GATEWAY", 2)
    chain.press()
    ingest.receive([chain.whole()])
    for _ in range(4):
        other = chains(stream=chain.stream)
        other.press()
        ingest.receive([other.whole()])
    assert len(store.conflicting()) == 2
    assert ("conflict_overflow", "q-01", 0) in store.found()


def test_a_test_line_is_chained_and_never_counted(ingest, chain, store, acked):
    """Training presses have their places and no figures."""
    chain.press(test=True)
    chain.press()
    assert acked(ingest.receive([chain.whole()])) == [(2, chain.prev)]
    assert sum(store.sums().values()) == 1


class TestPoison:
    """A segment on which the program itself fails."""

    @pytest.fixture
    def poisoned(self, chain, monkeypatch):
        """A chain whose second line makes the projection raise, as a bug would."""
        import central.ingest.batch as module

        def gather(rows, at, data):
            if at.seq == 2:
                raise ZeroDivisionError("a bug")
            sound(rows, at, data)

        sound = module.gather
        monkeypatch.setattr(module, "gather", gather)
        for seq in range(1, 5):
            # Counter "9" is not known to the fast reader, so that line 2 takes the slow way.
            chain.press(counter="9" if seq == 2 else "3")
        return chain

    def test_a_batch_with_it_raises_and_stores_nothing(self, ingest, poisoned, store):
        """The writer then takes the messages one by one."""
        with pytest.raises(ZeroDivisionError):
            ingest.receive([poisoned.whole()])
        assert store.seqs() == []

    def test_taken_carefully_only_that_line_is_put_aside(self, ingest, poisoned, store, acked):
        """The others count, the stream goes on, the line is kept with the reason `exception`."""
        due = ingest.receive_carefully(poisoned.whole())
        assert acked(due) == [(4, poisoned.prev)]
        assert store.aside() == [("q-01", "exception", 2, 1)]
        assert store.rows(events, events.c.state) == [("known",), ("unreadable",), ("known",), ("known",)]
        assert sum(store.sums().values()) == 3
        assert store.found() == []

    def test_when_even_reading_fails_the_bytes_are_kept_without_place(self, ingest, chain, store, monkeypatch):
        """The last way to keep a segment asks nothing of it."""
        import central.ingest.batch as module

        def fail(*_):
            raise ZeroDivisionError("a bug")

        chain.add(GatewayStarted("0.1", "boot"))
        monkeypatch.setattr(module, "read_event", fail)
        assert ingest.receive_carefully(chain.whole()) == []
        assert store.aside() == [("q-01", "exception", None, 1)]


def test_a_stream_goes_on_behind_a_line_too_large_to_be_kept(ingest, chain, acked):
    """The place of one huge line is lost and alarmed; what follows it is acknowledged."""
    chain.press()
    chain.press()
    following = chain.whole().payload.split(b"\n")[1]
    huge = b"y" * (100 * 1024)
    told = Arrival("q-01", huge[:8192], chain.stream, 1, len(huge), line_digest(huge))
    assert acked(ingest.receive([told])) == [(1, "0" * 32)]
    assert acked(ingest.receive([Arrival("q-01", following, chain.stream, 2)])) == [(2, chain.prev)]
