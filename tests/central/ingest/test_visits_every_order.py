"""Tickets, counters and their daily sums are the rules' in every order of arrival; the audit proves them."""

import json
import shutil
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central.audit.counts import Counts
from central.audit.proof import prove
from central.config import CentralConfig, CentralSite
from central.ingest.ingest import Ingest
from central.projections.calendar import Calendar
from central.rebuild import rebuild
from central.rules.counting import order_key
from central.rules.seats import SeatTold, seats_of
from central.rules.telling import Told, said_of
from central.rules.visits import visit_of
from central.store.engine import open_engine, reading
from central.store.tables import durations_daily, outcomes_daily, seats_daily, tickets, visits_daily
from contract.clock import Anchor, event_time_ms, utc_ms
from contract.events import (
    ClockSynced,
    CounterPaused,
    CounterResumed,
    OfficerSignedIn,
    OfficerSignedOut,
    Outcome,
    ServiceFinished,
    ServiceStarted,
    TicketAbandoned,
    TicketCalled,
    TicketIssued,
    TicketMissed,
    TicketNeedsSet,
    TicketParked,
    TicketResumed,
    TicketTransferred,
    TicketVoided,
)
from contract.ids import new_id
from contract.lines import continue_in, read_data, read_line

TICKETS = [new_id() for _ in range(3)]
START = datetime(2026, 11, 20, 16, 58, tzinfo=UTC)
"""A Friday, two minutes before midnight in Vietnam: days differ, and the next one has no hours."""
CONFIG = CentralConfig(
    sites={
        "bac-kan": CentralSite("A", hours=("23:50-23:59",)),
        "mau": CentralSite("B", timezone="Asia/Tokyo"),
    }
)
OUTCOMES = (
    (),
    (Outcome("a", "received", 2),),
    (Outcome("a", "received", 1), Outcome("b", "received", 1), Outcome("b", "advised", 0)),
)

ticket = st.sampled_from(TICKETS)
counter = st.sampled_from(["1", "2"])
officer = st.sampled_from(["cb-01", "cb-02"])
FACT = st.one_of(
    st.builds(
        TicketIssued, ticket, st.just("A001"), st.sampled_from(["a", "b"]), st.sampled_from(["submit", "ask"]),
        st.booleans(), st.sampled_from([(), ("wheelchair",)]), st.none(), st.just("kiosk"), st.just(0), st.none(),
    ),
    st.builds(TicketCalled, ticket, counter, st.none() | officer, st.integers(1, 3), st.booleans()),
    st.builds(TicketCalled, ticket, counter, officer, st.just(1), st.just(False)),
    st.builds(ServiceStarted, ticket, counter, officer),
    st.builds(ServiceFinished, ticket, counter, officer, st.sampled_from(OUTCOMES)),
    st.builds(ServiceFinished, ticket, counter, officer, st.sampled_from(OUTCOMES)),
    st.builds(TicketParked, ticket),
    st.builds(TicketResumed, ticket),
    st.builds(TicketMissed, ticket, counter, officer),
    st.builds(TicketVoided, ticket),
    st.builds(TicketTransferred, ticket, st.sampled_from([None, "b"])),
    st.builds(TicketNeedsSet, ticket, st.sampled_from([(), ("sight",)]), st.none() | officer),
    st.builds(TicketAbandoned, ticket, st.sampled_from(["day_closed", "left"])),
    st.builds(OfficerSignedIn, officer, counter),
    st.builds(OfficerSignedOut, officer, counter, st.just("self")),
    st.builds(CounterPaused, counter),
    st.builds(CounterResumed, counter),
    st.builds(ClockSynced, st.just(5)),
)  # fmt: skip
EVENT = st.tuples(
    st.sampled_from([0, 0, 0, 1, 2]),
    FACT,
    st.sampled_from(["synced", "synced", "holdover", "unset"]),
    st.integers(0, 240),
    st.integers(0, 9),
)


def write(chains, written):
    """The chains of two gateways of one site and of one elsewhere; a new stream may tell old lines again."""
    made = [chains("q-01", "bac-kan"), chains("q-02", "bac-kan"), chains("q-03", "mau")]
    again = chains("q-01", "bac-kan")
    for who, fact, clock, seconds, odd in written:
        chain = made[who]
        if odd == 1:
            chain.boot, chain.up_ms = f"{chain.gateway}-{len(chain.lines)}", 0
        raw = chain.add(fact, at=START + timedelta(seconds=seconds), clock=clock, test=odd == 0)
        if who == 0 and odd == 2:
            again.put(continue_in(read_line(raw), again.gateway, again.stream, len(again.lines) + 1, again.prev))
    return [one for one in (*made, again) if one.lines]


def expected(made):
    """Visits and seats straight from the rules, and their sums counted one by one."""
    calendar = Calendar(CONFIG)
    lines = [read_line(raw) for chain in made for raw in chain.lines]
    anchors = {}
    for line in lines:
        if line.clock == "synced":
            anchor, boot = Anchor(line.up_ms, utc_ms(line.at)), (line.gateway, line.boot)
            anchors[boot] = min(anchor, anchors.get(boot, anchor))
    told, seated = defaultdict(list), defaultdict(list)
    for line in lines:
        if line.test:
            continue
        data = read_data(line)
        time_ms = event_time_ms(line.clock, utc_ms(line.at), line.up_ms, anchors.get((line.gateway, line.boot)))
        key = order_key(time_ms, line.gateway, line.stream, line.seq)
        at, who = getattr(data, "counter", None) or "", getattr(data, "officer", None) or ""
        if hasattr(data, "ticket"):
            told[data.ticket.bytes].append(Told(key, time_ms, line.site, data.TYPE, at, who, said_of(data)))
        elif at:
            why = getattr(data, "role", None) or getattr(data, "reason", None) or ""
            seated[line.site, calendar.day(line.site, time_ms)].append(SeatTold(key, time_ms, data.TYPE, at, who, why))
    visits = {id_: visit_of(lines) for id_, lines in told.items()}
    seats = {
        (site, day, *key): (seat.sign_ins, seat.unended, seat.pauses, (seat.open_ms + 500) // 1000)
        for (site, day), lines in seated.items()
        for key, seat in seats_of(lines, noon(site, day)).items()
    }
    return visits, seats


def noon(site, day):
    """Noon of a day at a site."""
    if not day:
        return None
    return utc_ms(datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=ZoneInfo(CONFIG.sites[site].timezone)))


def counted(visits):
    """The three kinds of sums, from nothing but the visits."""
    calendar, states, durations, brought = Calendar(CONFIG), Counter(), Counter(), Counter()
    for visit in visits.values():
        day, hour = calendar.day(visit.site, visit.issued_ms), calendar.hour(visit.site, visit.issued_ms)
        who = (visit.counter, visit.officer)
        what = (visit.need, int(visit.priority), visit.channel)
        states[visit.site, day, visit.service, *who, hour, *what, visit.state] += 1
        if visit.state != "served":
            continue
        took = {"wait": visit.wait_s, "service": visit.service_s}
        if visit.site == "bac-kan" and visit.waits is not None:
            took["work_wait"] = calendar.working_s("bac-kan", visit.waits)
        for measure, seconds in took.items():
            if seconds is not None:
                durations[visit.site, day, measure, visit.service, *who, hour, seconds] += 1
        firsts = {outcome: service for service, outcome, _ in reversed(visit.outcomes)}
        for service, outcome, n in visit.outcomes or (("", "", 0),):
            first = not visit.outcomes or firsts[outcome] == service
            of_service = service if visit.outcomes else visit.service
            brought[visit.site, day, of_service, *who, outcome, "n"] += n
            brought[visit.site, day, of_service, *who, outcome, "visits"] += first
    return states, durations, Counter({key: n for key, n in brought.items() if n})


def stored_sums(store):
    """The same from the store."""
    sums = [{tuple(key): n for *key, n in store.rows(table)} for table in (visits_daily, durations_daily)]
    brought = {}
    for *key, n, visits in store.rows(outcomes_daily):
        assert n or visits
        brought |= {(*key, "n"): n, (*key, "visits"): visits}
    assert all(n > 0 for of_table in sums for n in of_table.values())
    return *sums, {key: n for key, n in brought.items() if n}


@pytest.fixture(scope="module")
def fresh_store(empty_store_file, tmp_path_factory):
    """Makes an empty store, one after the other in the same place."""
    path = tmp_path_factory.mktemp("visits") / "central.db"
    engine = open_engine(f"sqlite:///{path}")

    def fresh():
        engine.dispose()
        for old in path.parent.iterdir():
            old.unlink()
        shutil.copyfile(empty_store_file, path)
        return engine

    yield fresh
    engine.dispose()


def in_pieces(made, random):
    """All lines as payloads of a few, some told twice, mostly shuffled."""
    arrivals = []
    for chain in made:
        cuts = sorted({0, len(chain.lines), *(random.randint(0, len(chain.lines)) for _ in range(3))})
        for before, last in pairwise(cuts):
            arrivals += [chain.arrival(before + 1, last)] * random.choice([1, 1, 1, 2])
    if random.random() < 0.7:
        random.shuffle(arrivals)
    return arrivals


def check_every_order(chains, stores, fresh_store, written, random):
    """Feed it in pieces and hold the store against the rules; then make it again."""
    made = write(chains, written)
    engine = fresh_store()
    ingest = Ingest(engine, CONFIG)
    arrivals = in_pieces(made, random)
    while arrivals:
        size = random.randint(1, 4)
        ingest.receive(arrivals[:size])
        del arrivals[:size]
        if random.random() < 0.1:
            ingest = Ingest(engine, CONFIG)
    store = stores(engine)
    visits, seats = expected(made)
    columns = tickets.c
    rows = store.rows(tickets, columns.ticket, columns.state, columns.wait_s, columns.service_s, columns.outcomes)
    text = {id_: [list(one) for one in visit.outcomes] for id_, visit in visits.items()}
    assert {id_: (state, wait, took, json.loads(said or "[]")) for id_, state, wait, took, said in rows} == {
        id_: (visit.state, visit.wait_s, visit.service_s, text[id_]) for id_, visit in visits.items()
    }
    assert stored_sums(store) == counted(visits)
    columns = seats_daily.c
    found = store.rows(
        seats_daily, columns.site, columns.day, columns.counter, columns.officer, columns.session,
        columns.sign_ins, columns.unended, columns.pauses, columns.open_s,
    )  # fmt: skip
    assert {tuple(row[:5]): tuple(row[5:]) for row in found} == seats
    tables = (tickets, visits_daily, durations_daily, outcomes_daily, seats_daily)
    before = [store.rows(table) for table in tables]
    with reading(engine) as connection:
        assert [one for one in prove(connection, CONFIG, Counts()) if one.is_wrong] == []
    rebuild(engine, CONFIG)
    assert [store.rows(table) for table in tables] == before


GIVEN = given(written=st.lists(EVENT, max_size=30), random=st.randoms(use_true_random=False))


@GIVEN
@settings(max_examples=settings.default.max_examples // 6, suppress_health_check=[HealthCheck.too_slow])
def test_some_orders_of_arrival_give_the_same_visits(chains, stores, fresh_store, written, random):
    """A few of what the slow test tries."""
    check_every_order(chains, stores, fresh_store, written, random)


@pytest.mark.slow
@GIVEN
@settings(max_examples=settings.default.max_examples * 3, suppress_health_check=[HealthCheck.too_slow])
def test_every_order_of_arrival_gives_the_same_visits(chains, stores, fresh_store, written, random):
    """Shuffled, cut anyhow, repeated, with restarts, late clocks and days that change: rows and sums are the rules'."""
    check_every_order(chains, stores, fresh_store, written, random)
