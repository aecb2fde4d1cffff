"""The writer thread: what is taken is committed before it is acknowledged, and nothing ends the thread."""

import threading

import pytest
from sqlalchemy.exc import OperationalError

from central.ingest import writer as module
from central.ingest.arrivals import BirthSeen
from central.ingest.delivery import Delivery
from central.ingest.writer import Writer, WriterBusy
from contract.messages import Birth, StreamRange

WAIT_S = 10


class Ear:
    """Hears acknowledgements, and what was committed when they came."""

    def __init__(self, store):
        self.store = store
        self.seqs = []
        self.committed = []
        self.heard = threading.Event()
        self.fails = 0

    def __call__(self, due):
        if self.fails:
            self.fails -= 1
            raise RuntimeError("as the client would when it is closed")
        for one in due:
            self.seqs.append(one.ack.seq)
            self.committed.append(len(self.store.seqs()))
        if self.seqs:
            self.heard.set()

    def wait(self):
        """Until something was acknowledged."""
        assert self.heard.wait(WAIT_S)
        self.heard.clear()


@pytest.fixture
def ear(store):
    """What hears the acknowledgements."""
    return Ear(store)


@pytest.fixture
def writer(ingest, ear):
    """A writer over the test's store, not started."""
    made = Writer(ingest, ear)
    yield made
    made.stop()


def delivery(arrival):
    """A message and the event that its place in flight is free."""
    freed = threading.Event()
    return Delivery(arrival, freed.set), freed


def test_what_is_acknowledged_is_committed(writer, ear, chain):
    """Another connection sees the line when its acknowledgement is out; then the broker's window moves."""
    chain.press()
    one, freed = delivery(chain.whole())
    writer.start()
    assert writer.deliver(one)
    ear.wait()
    assert freed.wait(WAIT_S)
    assert (ear.seqs, ear.committed) == ([1], [1])


def test_what_waits_shares_a_transaction(writer, ear, chain):
    """Five payloads of one stream are acknowledged once."""
    for _ in range(5):
        chain.press()
    for seq in range(1, 6):
        writer.deliver(delivery(chain.arrival(seq, seq))[0])
    writer.start()
    ear.wait()
    assert ear.seqs == [5]


def test_a_birth_is_answered_after_the_lines_that_came_with_it(writer, ear, chain):
    """The answer says how far the stream is with them."""
    chain.press()
    held = StreamRange(chain.stream, 1, 1)
    seen = BirthSeen("q-01", Birth(1, "bac-kan", "0.1", "boot", (), (held,)))
    writer.deliver(delivery(seen)[0])
    writer.deliver(delivery(chain.whole())[0])
    writer.start()
    ear.wait()
    assert ear.seqs == [1]


def test_a_store_in_trouble_gets_no_acknowledgement_and_the_thread_goes_on(
    writer, ear, ingest, chain, store, monkeypatch
):
    """Locked or full: nothing is said, the gateway sends again, and then it is stored."""
    monkeypatch.setattr(module, "PAUSE_AFTER_FAILURE_S", 0.0)
    receive, trouble = ingest.receive, [OperationalError("COMMIT", {}, Exception("database or disk is full"))]

    def troubled(*words):
        if trouble:
            raise trouble.pop()
        return receive(*words)

    monkeypatch.setattr(ingest, "receive", troubled)
    chain.press()
    first, freed = delivery(chain.whole())
    writer.start()
    writer.deliver(first)
    assert freed.wait(WAIT_S)
    assert ear.seqs == [] and store.seqs() == []
    writer.deliver(delivery(chain.whole())[0])
    ear.wait()
    assert ear.seqs == [1]
    assert writer.is_alive and not writer.last_turn_failed


def test_one_poisonous_message_does_not_keep_the_others(writer, ear, chain, chains, store, monkeypatch):
    """The batch fails, its messages are taken one by one, the one at fault is put aside."""
    import central.ingest.batch as batch

    sound = batch.gather

    def gather(rows, at, data):
        if at.seq == 2:
            raise ZeroDivisionError("a bug")
        sound(rows, at, data)

    monkeypatch.setattr(batch, "gather", gather)
    other = chains("q-02")
    chain.press()
    chain.press(counter="9")
    other.press()
    for arrival in (chain.whole(), other.whole()):
        writer.deliver(delivery(arrival)[0])
    writer.start()
    ear.wait()
    assert sorted(ear.seqs) == [1, 2]
    assert store.aside() == [("q-01", "exception", 2, 1)]
    assert sum(store.sums().values()) == 2


def test_an_exception_while_acknowledging_does_not_end_the_thread(writer, ear, chain, monkeypatch):
    """What was stored stays; the gateway asks again and is answered."""
    monkeypatch.setattr(module, "PAUSE_AFTER_FAILURE_S", 0.0)
    ear.fails = 1
    chain.press()
    first, freed = delivery(chain.whole())
    writer.start()
    writer.deliver(first)
    assert freed.wait(WAIT_S)
    writer.deliver(delivery(chain.whole())[0])
    ear.wait()
    assert ear.seqs == [1]


def test_a_full_queue_says_so(writer, chain, monkeypatch):
    """By number and by bytes; room comes back when something is taken."""
    chain.press()
    arrival = chain.whole()
    monkeypatch.setattr(module, "WAITING_MOST_BYTES", 3 * len(arrival.payload))
    assert [writer.deliver(delivery(arrival)[0]) for _ in range(4)] == [True, True, True, False]
    assert len(writer._take()) == 3
    assert writer.deliver(delivery(arrival)[0])
    monkeypatch.setattr(module, "WAITING_MOST_BYTES", 2**40)
    accepted = sum(writer.deliver(delivery(arrival)[0]) for _ in range(module.WAITING_MOST + 10))
    assert accepted == module.WAITING_MOST - 1


def test_it_stops_with_messages_waiting(writer, chain):
    """What waits is not acknowledged; its gateway sends it again."""
    chain.press()
    writer.start()
    writer.stop()
    assert not writer.is_alive
    assert writer.deliver(delivery(chain.whole())[0])


def test_a_job_is_done_between_two_batches(writer, ear, chain):
    """On the writer's thread, after what came before it; its end is the caller's."""
    chain.press()
    writer.start()
    writer.deliver(delivery(chain.whole())[0])
    where = []
    writer.do(lambda: where.append((threading.current_thread().name, list(ear.seqs))))
    assert where == [("ingest", [1])]


def test_what_a_job_raises_is_the_callers(writer, ear, chain):
    """The thread goes on."""

    def fail():
        raise ValueError("no")

    writer.start()
    with pytest.raises(ValueError, match="no"):
        writer.do(fail)
    writer.do(lambda: None)
    assert writer.is_alive


def test_a_job_that_is_not_begun_is_not_done(writer):
    """Whoever is told that the writer has no time can rely on it: the job does not run later."""
    begun, go_on, done = threading.Event(), threading.Event(), []
    with pytest.raises(WriterBusy):
        writer.do(lambda: done.append("not running"))
    writer.start()
    first = threading.Thread(target=writer.do, args=(lambda: begun.set() or go_on.wait(WAIT_S),))
    first.start()
    assert begun.wait(WAIT_S)
    with pytest.raises(WriterBusy):
        writer.do(lambda: done.append("late"), wait_s=0.01)
    go_on.set()
    first.join(WAIT_S)
    writer.do(lambda: done.append("next"))
    assert done == ["next"]
    writer.stop()
    with pytest.raises(WriterBusy):
        writer.do(lambda: done.append("stopped"))
