"""Random days of several counters and kiosks: what must hold whatever people press."""

from collections import Counter as Count
from datetime import timedelta, timezone

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.clock import Stamp
from contract.ids import new_stream_id
from contract.lines import ZERO_HASH, compose, line_hash
from contract.services import PriorityRules
from gateway.queue import closing
from gateway.queue.choosing import may_call
from gateway.queue.evolving import evolve, replay
from gateway.queue.lines import lined_up, stripped
from gateway.queue.marking import decide_needs
from gateway.queue.state import ENDED, CounterSeat, Instant, QueueState
from gateway.queue.verbs import Refused

SERVICES = ("ho-tich", "dat-dai")
NEEDS = ((), (), (), ("language:km",), ("sight",), ("language:km", "wheelchair"))
AT_COUNTER = ("call_next",) * 8 + ("start",) * 4 + ("finish_and_next",) * 4 + (
    "finish", "finish", "recall", "miss", "no_show", "no_show", "park", "park", "pause", "unpause", "unpause",
    "invite_rating", "sign_in", "sign_in", "sign_out", "session_end", "transfer", "transfer", "call",
)  # fmt: skip
ANYWHERE = ("take_ticket",) * 12 + (
    "resume", "resume", "bring_back", "bring_back", "void", "lease_numbers", "report_tickets", "return_numbers",
    "hand", "hand", "mark", "mark",
)  # fmt: skip
WANTED = {"resume": "parked", "bring_back": "missed"}
STEPS = st.tuples(
    st.sampled_from(AT_COUNTER + ANYWHERE), st.integers(0, 3), st.integers(0, 40), st.sampled_from((0, 1, 30, 61, 200))
)
DAYS = st.lists(STEPS, min_size=30, max_size=120)
SLOW = settings(max_examples=settings.default.max_examples * 2)


def step(hall, do, x, y, seconds):
    """One thing that somebody does; refused ones do nothing."""
    hall.wait(seconds)
    counter = str(x + 1)
    seat = hall.state.counters.get(counter, CounterSeat())
    officer = f"cb-0{x + 1}" if y % 10 == 0 else seat.officer
    tickets = [t for t in hall.state.tickets.values() if y % 5 == 0 or t.state == WANTED.get(do, t.state)]
    some = tickets[y % len(tickets)].id if tickets else hall.fresh()
    args = {"do": do, "officer": officer, "counter": counter}
    if do == "mark":
        try:
            hall.happen(*decide_needs(hall.state, some, NEEDS[y % len(NEEDS)], officer).facts(hall.now))
        except Refused:
            pass
        return
    if do == "no_show":
        for again in ("recall", "recall", "miss"):
            step(hall, again, x, y, 125)
        return
    if do == "sign_in":
        args["officer"] = f"cb-0{y % 5 + 1}"
    elif do == "session_end":
        args |= {"do": "sign_out", "reason": "session_end"}
    elif do == "transfer":
        args |= {"to_service": SERVICES[y % 2]} if y % 3 else {"to_counter": str(y % 4 + 1)}
    elif do == "call":
        args["ticket"] = some
    elif do in ("take_ticket", "hand"):
        args = {"do": "take_ticket", "service": SERVICES[x % 2], "priority": y % 3 == 0, "items": y % 5 or None}
        args |= {"needs": NEEDS[y % len(NEEDS)], "channel": "guide"}
        if do == "hand":
            args["number"] = f"{'AB'[x % 2]}{y + 1:03d}"
            args |= {"at": hall.now.at - timedelta(minutes=y)} if y % 2 else {}
    elif do in ("resume", "bring_back", "void"):
        args = {"do": do, "officer": officer, "ticket": some}
    elif do == "lease_numbers":
        args = {"do": do, "gateway": f"kiosk-0{x}", "service": SERVICES[y % 2], "count": y % 7 + 1}
    elif do == "report_tickets":
        args = {"do": do, "gateway": f"kiosk-0{x}", "service_day": hall.now.at.date(), "tickets": away(hall, x, y)}
    elif do == "return_numbers":
        lease = next((one for one in hall.state.leases.values() if one.gateway == f"kiosk-0{x}"), None)
        if lease is None:
            return
        back = {
            "id": lease.id,
            "service": lease.service,
            "from": min(lease.first + y % 3, lease.last),
            "to": lease.last,
        }
        args = {"do": do, "gateway": f"kiosk-0{x}", "lease": back | {"service_day": hall.now.at.date().isoformat()}}
    try:
        hall.ask(**args)
    except Refused:
        pass


def away(hall, x, y):
    """Tickets that a kiosk says it gave from its block, or from somewhere else."""
    lease = next((one for one in hall.state.leases.values() if one.gateway == f"kiosk-0{x}"), None)
    first = lease.first if lease else y + 1
    service = lease.service if lease else SERVICES[y % 2]
    return [
        {
            "ticket": str(hall.fresh()), "number": f"{'AB'[service == 'dat-dai']}{first + i:03d}", "service": service,
            "need": "submit", "priority": bool(i % 2), "needs": [], "items": None, "channel": "kiosk",
            "at": (hall.now.at - timedelta(minutes=y)).isoformat(),
        }
        for i in range(y % 3 + 1)
    ]  # fmt: skip


def look(state: QueueState):
    """Nobody is forgotten, nobody is at two counters, no number was given twice."""
    assert max(Count(t.number for t in state.tickets.values()).values(), default=1) == 1
    held = [seat.ticket for seat in state.counters.values() if seat.ticket is not None]
    assert len(held) == len(set(held))
    waiting = [one for ids in state.waiting.values() for one in ids]
    assert len(waiting) == len(set(waiting))
    for ticket in state.tickets.values():
        at = [counter for counter, seat in state.counters.items() if seat.ticket == ticket.id]
        assert at == ([ticket.counter] if ticket.state in ("called", "serving") else [])
        assert (ticket.id in waiting) is (ticket.state == "waiting")
        assert ticket.periods[-1].state == ticket.state
        assert all(a.ended == b.began for a, b in zip(ticket.periods, ticket.periods[1:], strict=False))
    officers = [seat.officer for seat in state.counters.values() if seat.officer is not None]
    assert len(officers) == len(set(officers))
    windows = [seat.rated for seat in state.counters.values() if seat.rated is not None]
    assert len(windows) == len(set(windows))


def as_lines(log):
    """The events as a journal would write them."""
    stream, prev = new_stream_id(), ZERO_HASH
    for seq, (event, at) in enumerate(log, 1):
        raw = compose("hall-01", "trung-tam", stream, seq, prev, event, Stamp(at.at, "synced", at.boot, at.up_ms))
        prev = line_hash(raw)
        yield raw


def a_day_holds(hall, day):
    """Play a day and look at it from all sides."""
    for n in range(1, 4):
        hall.sit(str(n), f"cb-0{n}")
    before, seen = hall.state, msgspec.json.encode(hall.state)
    for n, one in enumerate(day):
        step(hall, *one)
        look(hall.state)
        if n == len(day) // 2:
            before, seen = hall.state, msgspec.json.encode(hall.state)
    assert msgspec.json.encode(before) == seen, "an earlier state was changed in place"
    assert lined_up(stripped(hall.state)) == hall.state
    assert lined_up(msgspec.json.decode(msgspec.json.encode(stripped(hall.state)), type=QueueState)) == hall.state
    folded = QueueState()
    for event, at in hall.log:
        folded = evolve(folded, event, at, hall.site)
    assert folded == hall.state
    zone = timezone(timedelta(hours=7))
    assert replay(as_lines(hall.log), hall.site) == hall.state and hall.now.at.tzinfo == zone
    hall.happen(*((event, hall.now) for event in closing.close_day(hall.state, hall.now, hall.site)))
    look(hall.state)
    assert {t.state for t in hall.state.tickets.values()} <= ENDED
    assert closing.close_day(hall.state, hall.now, hall.site) == ()


@given(DAYS)
def test_a_random_day_holds(make_hall, day):
    """No number twice, nobody forgotten or at two counters, refusals change nothing, same log, same state."""
    a_day_holds(make_hall(), day)


@pytest.mark.slow
@given(st.lists(STEPS, min_size=100, max_size=400))
@SLOW
def test_many_random_days_hold(make_hall, day):
    """The same over many and longer days."""
    a_day_holds(make_hall(), day)


POLICIES = st.one_of(
    st.builds(PriorityRules, policy=st.just("ratio"), others_between=st.integers(0, 4)),
    st.builds(PriorityRules, policy=st.just("bonus"), bonus_min=st.integers(0, 30)),
)
COMING = st.lists(
    st.tuples(st.sampled_from(("come", "come", "call", "call", "call", "return")), st.integers(0, 59)),
    min_size=40,
    max_size=200,
)


def bound(hall, ticket, older):
    """After so many calls at one counter that may call it, a ticket is called (see `gateway/queue/choosing.py`)."""
    if ticket.jumps is not None:
        return 2 * (older + 1) + 2
    rules = hall.site.priority
    share = 1 if rules.policy == "bonus" else 11 if rules.others_between == 0 else rules.others_between + 1
    return 2 * (older + 2) * share + 4


def nobody_starves(hall, coming):
    """Play arrivals, calls and returns; count for each who waits the calls of others that could have been his."""
    for n in range(1, 5):
        hall.sit(str(n), f"cb-0{n}")
    passed = Count()
    for what, n in coming:
        if what == "come":
            hall.take(SERVICES[n % 2], priority=n % 3 != 0, needs=NEEDS[n % len(NEEDS)])
            continue
        counter = hall.site.counters[n % 4]
        officer = f"cb-0{counter.id}"
        mine = [t for ids in hall.state.waiting.values() for t in map(hall.state.tickets.__getitem__, ids)]
        mine = [t for t in mine if may_call(hall.state, counter, hall.site, t)]
        try:
            called = hall.ask("call_next", officer, counter=counter.id)
        except Refused:
            assert mine == []
            continue
        for ticket in mine:
            key = (ticket.id, len(ticket.periods), counter.id)
            passed[key] += ticket.number != called["number"]
            assert passed[key] <= bound(hall, ticket, earlier(hall, ticket)), (ticket.number, passed[key])
        if what == "return":
            hall.ask("park", officer, counter=counter.id)
            hall.ask("resume", ticket=called["ticket"])
        else:
            hall.ask("finish", officer, counter=counter.id)


def earlier(hall, ticket):
    """How many may go before a ticket: whoever began to wait earlier, or came within the bonus."""
    rules = hall.site.priority
    bonus_ms = rules.bonus_min * 60_000 if rules.policy == "bonus" else 0
    if ticket.jumps is not None:
        return sum(1 for t in hall.state.tickets.values() if t.turn <= ticket.turn and t.turn)
    return sum(1 for t in hall.state.tickets.values() if t.place <= ticket.place + bonus_ms)


@given(POLICIES, COMING)
def test_nobody_starves(make_hall, policy, coming):
    """With priority and returns coming in any order, everybody is called within the bound."""
    nobody_starves(make_hall(priority=policy), coming)


@pytest.mark.slow
@given(POLICIES, st.lists(COMING, min_size=3, max_size=5).map(lambda parts: [s for part in parts for s in part]))
@SLOW
def test_nobody_starves_on_long_days(make_hall, policy, coming):
    """The same over longer days."""
    nobody_starves(make_hall(priority=policy), coming)


def test_starving_is_seen(make_hall, monkeypatch):
    """A rule that always prefers priority breaks the bound, so the check above can fail."""
    from gateway.queue import choosing

    monkeypatch.setattr(choosing, "_may_be_urgent", lambda seat, k: True)
    monkeypatch.setattr(choosing, "by_age", lambda ticket: (not ticket.priority, ticket.place))
    coming = [("come", 0), *[("come", 2), ("call", 0)] * 60]
    with pytest.raises(AssertionError):
        nobody_starves(make_hall(priority=PriorityRules(others_between=1)), coming)


def test_an_event_of_nothing_known_changes_nothing(hall):
    """Events about tickets, counters and services that nobody knows are taken without a word."""
    from contract.events import EVENT_TYPES

    hall.take()
    before = hall.state
    fields = {
        "ticket": str(hall.fresh()), "counter": "99", "officer": "cb-99", "service": "thue", "lease": "x.y", "nth": 1,
        "spoken": False, "service_day": "2026-11-23", "from": 1, "to": 5, "attempt": 1, "fault": None,
        "outcome": "failed", "reason": "left", "outcomes": [], "needs": [],
    }  # fmt: skip
    for kind in ("ticket", "service", "numbers"):
        for name, type_ in EVENT_TYPES.items():
            if name.startswith(kind) and name not in ("ticket.issued", "officer.signed_out"):
                event = msgspec.convert(fields | ({"reason": "day_closed"} if "abandoned" in name else {}), type_)
                after = evolve(before, event, Instant(hall.now.at, "boot", 1), hall.site)
                assert after.tickets == before.tickets and after.highest == before.highest
