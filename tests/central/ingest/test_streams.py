"""Lines at their places: in order, again, out of order, beyond a gap, lost, contradicting, of two gateways."""

import pytest
from sqlalchemy import select

from central.ingest.arrivals import BirthSeen
from central.ingest.ingest import Ingest
from central.store.engine import reading
from central.store.tables import events, notes
from contract.events import GatewayStarted, StoreHole, StoreReset
from contract.ids import new_id
from contract.lines import ZERO_HASH, line_digest, line_hash
from contract.messages import Birth, StreamRange
from contract.notes import new_note, write_note

ONE_GOOD = {("2026-11-20", "cb-01", "good", "counted"): 1}


def birth(chain, oldest, last, stream=None):
    """The birth of a chain's gateway that holds these lines."""
    held = StreamRange(stream or chain.stream, oldest, last)
    return BirthSeen(chain.gateway, Birth(1, chain.site, "0.1", chain.boot, ("counter",), (held,)))


def started(chain):
    """A first line like every real one."""
    return chain.add(GatewayStarted("0.1", "boot"))


def test_lines_are_stored_byte_for_byte_and_acknowledged(ingest, chain, store, acked, engine):
    """What arrived is what is stored; the acknowledgement names the last line and its hash."""
    started(chain)
    for level in ("good", "good", "poor"):
        chain.press(level)
    assert acked(ingest.receive([chain.whole()])) == [(4, chain.prev)]
    with reading(engine) as connection:
        stored = [bytes(row.line) for row in connection.execute(select(events.c.line).order_by(events.c.seq))]
    assert stored == chain.lines
    assert store.sums() == {
        ("2026-11-20", "cb-01", "good", "counted"): 2,
        ("2026-11-20", "cb-01", "poor", "counted"): 1,
    }


def test_the_same_lines_again_change_nothing(ingest, chain, store, acked):
    """A payload that comes twice, alone or in one batch, is stored once and acknowledged again."""
    for _ in range(3):
        chain.press()
    ingest.receive([chain.whole(), chain.whole()])
    before = store.sums(), store.seqs()
    assert acked(ingest.receive([chain.arrival(2)])) == [(3, chain.prev)]
    assert (store.sums(), store.seqs()) == before
    assert store.found() == store.conflicting() == []


def test_other_bytes_for_a_place_are_a_conflict(ingest, chain, chains, store, acked):
    """The first line of a place counts; another one is kept, alarmed, counted when repeated, never projected."""
    chain.press("good")
    other = chains(stream=chain.stream)
    other.press("poor")
    ingest.receive([chain.whole()])
    for _ in range(2):
        assert acked(ingest.receive([other.whole()])) == [(1, chain.prev)]
    assert store.sums() == ONE_GOOD
    assert store.conflicting() == [(1, 2)]
    assert store.found() == [("conflict", "q-01", 1)]


def test_a_conflict_within_one_batch_is_seen(ingest, chain, chains, store):
    """Two lines for one place in one transaction: the first is stored, the other contradicts."""
    chain.press("good")
    other = chains(stream=chain.stream)
    other.press("poor")
    ingest.receive([chain.whole(), other.whole()])
    assert store.sums() == ONE_GOOD
    assert store.conflicting() == [(1, 1)]


def test_lines_beyond_a_gap_count_at_once_and_are_not_acknowledged(ingest, chain, store, acked):
    """The acknowledgement stays before the gap and jumps when it is filled."""
    for _ in range(5):
        chain.press()
    ingest.receive([chain.arrival(1, 1)])
    assert acked(ingest.receive([chain.arrival(4, 5)])) == [(1, line_hash(chain.lines[0]))]
    assert store.progress() == [(1, 5)]
    assert sum(store.sums().values()) == 3
    assert acked(ingest.receive([chain.arrival(3, 3)])) == [(1, line_hash(chain.lines[0]))]
    assert acked(ingest.receive([chain.arrival(2, 2)])) == [(5, chain.prev)]
    assert sum(store.sums().values()) == 5
    assert store.found() == []


def test_a_gap_that_never_fills_stops_nothing_else(ingest, chain, store, acked):
    """New lines behind a gap go on being stored, payload after payload."""
    for _ in range(10):
        chain.press()
    ingest.receive([chain.arrival(2, 4)])
    for first in (5, 7, 9):
        assert acked(ingest.receive([chain.arrival(first, first + 1)])) == [(0, ZERO_HASH)]
    assert store.progress() == [(0, 10)]
    assert sum(store.sums().values()) == 9


def test_lines_one_by_one_in_reverse_order_make_a_whole_stream(ingest, chain, store, acked):
    """Every order of arrival ends with the same stream and no alarm."""
    for _ in range(6):
        chain.press()
    for seq in range(6, 0, -1):
        due = ingest.receive([chain.arrival(seq, seq)])
    assert acked(due) == [(6, chain.prev)]
    assert store.found() == []


@pytest.mark.parametrize("order", [(1, 2, 3), (1, 3, 2), (3, 2, 1), (2, 1, 3), (2, 3, 1), (3, 1, 2)])
@pytest.mark.parametrize("together", [True, False])
def test_a_broken_chain_is_alarmed_in_any_order(ingest, chain, store, order, together):
    """A line that does not name the one before is stored, counted and alarmed at its place, once."""
    chain.press()
    chain.prev = "ab" * 16
    chain.press()
    chain.press()
    parts = [chain.arrival(seq, seq) for seq in order]
    for batch in [parts] if together else [[part] for part in parts]:
        ingest.receive(batch)
    assert store.found() == [("chain_broken", "q-01", 2)]
    assert sum(store.sums().values()) == 3
    assert store.progress() == [(3, 3)]


def test_a_first_line_with_a_predecessor_is_a_broken_chain(ingest, chain, store):
    """Line 1 names 32 zeros and nothing else."""
    chain.prev = "ab" * 16
    chain.press()
    ingest.receive([chain.whole()])
    assert store.found() == [("chain_broken", "q-01", 1)]


@pytest.mark.parametrize("again", [True, False])
def test_after_a_hole_the_chain_goes_on_unchecked_for_one_line(ingest, engine, config, chain, store, again):
    """The line behind a hole names bytes that nobody has: one finding, the hole itself."""
    chain.press()
    lost = chain.press()
    chain.lines.pop()
    chain.prev = line_hash(chain.lines[0])
    chain.add(StoreHole())
    chain.prev = line_hash(lost)
    chain.press()
    chain.press()
    parts = [chain.arrival(1, 2), chain.arrival(3)]
    for part in parts:
        # A restart between hole and next line reads the tail from the store.
        (Ingest(engine, config) if again else ingest).receive([part])
    assert store.found() == [("hole", "q-01", 2)]
    assert store.progress() == [(4, 4)]


def test_a_range_that_no_gateway_holds_is_lost_and_the_stream_goes_on(ingest, chain, store, acked):
    """A birth whose oldest line lies beyond the next one: the range is recorded and alarmed, once."""
    for _ in range(8):
        chain.press()
    ingest.receive([chain.arrival(1, 2)])
    for _ in range(2):
        assert acked(ingest.receive([], [birth(chain, 6, 8)])) == [(5, ZERO_HASH)]
    assert store.lost() == [(3, 5)]
    assert store.found() == [("lost", "q-01", 3)]
    assert acked(ingest.receive([chain.arrival(6)])) == [(8, chain.prev)]
    assert store.found() == [("lost", "q-01", 3)]


def test_a_line_of_a_lost_range_that_turns_up_is_counted(ingest, chain, store, acked):
    """The range shrinks around it, and is gone when all of it came."""
    for _ in range(8):
        chain.press()
    ingest.receive([chain.arrival(1, 2)], [birth(chain, 7, 8)])
    ingest.receive([chain.arrival(7)])
    ingest.receive([chain.arrival(4, 4)])
    assert store.lost() == [(3, 3), (5, 6)]
    ingest.receive([chain.arrival(5, 6)])
    assert acked(ingest.receive([chain.arrival(3, 3)])) == [(8, chain.prev)]
    assert store.lost() == []
    assert sum(store.sums().values()) == 8
    assert [kind for kind, _, _ in store.found()] == ["lost"]


def test_lines_beyond_the_gap_are_not_called_lost(ingest, chain, store, acked):
    """Only what is missing before the oldest line is lost."""
    for _ in range(9):
        chain.press()
    ingest.receive([chain.arrival(1, 1), chain.arrival(4, 5), chain.arrival(8, 8)])
    assert acked(ingest.receive([], [birth(chain, 8, 9)])) == [(8, line_hash(chain.lines[7]))]
    assert store.lost() == [(2, 3), (6, 7)]


def test_a_stream_that_nobody_knows_is_answered_with_nothing(ingest, chain, store, acked):
    """A birth of a new stream gets `seq` 0 and makes no row."""
    assert acked(ingest.receive([], [birth(chain, 1, 5)])) == [(0, ZERO_HASH)]
    assert acked(ingest.receive([], [birth(chain, 1, 0)])) == [(0, ZERO_HASH)]
    assert store.progress() == []


def test_a_central_that_was_installed_empty_loses_what_the_gateway_pruned(ingest, chain, store, acked):
    """An unknown stream whose beginning the gateway does not hold any more."""
    for _ in range(6):
        chain.press()
    assert acked(ingest.receive([], [birth(chain, 5, 6)])) == [(4, ZERO_HASH)]
    assert acked(ingest.receive([chain.arrival(5)])) == [(6, chain.prev)]
    assert store.lost() == [(1, 4)]


def test_a_central_restored_from_an_old_copy_takes_the_lines_again(engine, config, chain, store, acked):
    """A new session with a lower `seq`; what is sent again from there completes the stream."""
    for _ in range(4):
        chain.press()
    first = Ingest(engine, config)
    first.receive([chain.arrival(1, 2)])
    restored = Ingest(engine, config)
    due = restored.receive([], [birth(chain, 1, 4)])
    assert acked(due) == [(2, line_hash(chain.lines[1]))]
    assert due[0].ack.session != first.session
    assert acked(restored.receive([chain.arrival(3)])) == [(4, chain.prev)]


@pytest.mark.parametrize(("oldest", "last"), [(9, 3), (2**53, 1)])
def test_a_birth_that_makes_no_sense_loses_nothing(ingest, chain, store, acked, oldest, last):
    """An oldest line beyond the last one is no reason to give up lines."""
    chain.press()
    ingest.receive([chain.whole()])
    assert acked(ingest.receive([], [birth(chain, oldest, last)])) == [(1, chain.prev)]
    assert store.lost() == []


def test_an_enormous_lost_range_is_one_row(ingest, chain, store, acked):
    """The work does not grow with the numbers that a birth names."""
    chain.press()
    ingest.receive([chain.whole()])
    assert acked(ingest.receive([], [birth(chain, 2**53, 2**53)])) == [(2**53 - 1, ZERO_HASH)]
    assert store.lost() == [(2, 2**53 - 1)]
    assert acked(ingest.receive([], [birth(chain, 2**53, 2**53)])) == [(2**53 - 1, ZERO_HASH)]


def test_a_birth_with_thousands_of_streams_is_answered_in_part(ingest, chain):
    """The work that one birth makes is bounded."""
    ranges = tuple(StreamRange(f"{n:032x}", 1, 1) for n in range(1000))
    seen = BirthSeen("q-01", Birth(1, "bac-kan", "0.1", chain.boot, (), ranges))
    assert len(ingest.receive([], [seen])) == 64


def test_the_same_stream_under_two_gateways_is_two_streams_and_an_alarm(ingest, chain, chains, store, acked):
    """A card that was copied to another gateway cannot disturb the lines of the first one."""
    clone = chains("q-02", stream=chain.stream)
    chain.press("good")
    clone.press("poor")
    ingest.receive([chain.whole()])
    assert acked(ingest.receive([clone.whole()])) == [(1, clone.prev)]
    assert store.progress() == [(1, 1), (1, 1)]
    assert store.found() == [("foreign_stream", "q-02", 0)]


def test_two_streams_in_one_payload_each_get_their_acknowledgement(ingest, chain, chains, acked):
    """A readable line's own stream and number win over the properties."""
    reset = chains()
    chain.press()
    reset.add(StoreReset(chain.stream, None))
    arrival = chain.arrival(1, payload=chain.lines[0] + b"\n" + reset.lines[0])
    assert sorted(acked(ingest.receive([arrival]))) == sorted([(1, chain.prev), (1, reset.prev)])


def test_facts_written_again_in_a_new_stream_count_once(ingest, chain, chains, store):
    """A rating of the old stream and the same one in the new stream are one press."""
    rating = new_id()
    chain.press(rating=rating)
    ingest.receive([chain.whole()])
    reset = chains()
    reset.add(StoreReset(chain.stream, None))
    reset.press(rating=rating)
    ingest.receive([reset.whole()])
    assert store.sums() == ONE_GOOD
    assert sorted(store.kinds()) == ["counted", "repeat"]


def test_a_note_is_kept_beside_the_chain(ingest, chain, store):
    """A note line has no number and may come twice."""
    note = new_note(new_id(), "hồ sơ 000.00.12")
    chain.press()
    first = chain.lines[0]
    chain.press()
    payload = b"\n".join([first, write_note(note), chain.lines[1]])
    for _ in range(2):
        ingest.receive([chain.arrival(1, payload=payload)])
    assert store.rows(notes, notes.c.text) == [("hồ sơ 000.00.12",)]
    assert store.progress() == [(2, 2)]


def test_a_restart_goes_on_where_the_store_is(engine, config, chain, store, acked):
    """What ingest remembers is only a copy of the store."""
    for _ in range(6):
        chain.press()
    for first in (1, 3, 5):
        due = Ingest(engine, config).receive([chain.arrival(first, first + 1)])
    assert acked(due) == [(6, chain.prev)]
    assert store.found() == []


def test_a_transaction_that_fails_leaves_nothing_and_remembers_nothing(ingest, chain, store, acked, monkeypatch):
    """After a failure in the middle the same payload is stored as if nothing had been."""
    chain.press()
    chain.press()
    with monkeypatch.context() as patch:
        patch.setattr("central.ingest.batch.Batch.write_projections", _fail)
        with pytest.raises(RuntimeError):
            ingest.receive([chain.whole()])
    assert store.seqs() == [] and store.progress() == []
    assert acked(ingest.receive([chain.whole()])) == [(2, line_digest(chain.lines[1]).hex())]


def _fail(*_):
    raise RuntimeError("as a bug would")
