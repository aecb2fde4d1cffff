"""Events of several gateways in every order and batching, with repeats: the same figures as the rule gives for all."""

import shutil
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central.config import CentralConfig, CentralSite
from central.ingest.ingest import Ingest
from central.rules.counting import Beside, Change, Decision, Given, order_key, standings
from central.store.engine import open_engine
from central.store.tables import ratings, ratings_daily, streams
from contract.clock import Anchor, event_time_ms, service_day, utc_ms
from contract.events import ClockSynced, RatingChanged, RatingReasoned, RatingRestored, RatingSetAside
from contract.ids import new_id
from contract.lines import read_data, read_line

IDS = [new_id() for _ in range(4)]
TICKETS = [new_id() for _ in range(3)]
START = datetime(2026, 11, 20, 16, 58, tzinfo=UTC)
"""Two minutes before midnight in Vietnam: days differ."""
CONFIG = CentralConfig(
    sites={"bac-kan": CentralSite("A", ratings="free"), "mau": CentralSite("B", timezone="Asia/Tokyo")}
)

CLOCK = st.sampled_from(["synced", "holdover", "unset", "unset"])
SECONDS = st.integers(0, 240)
PRESS = st.tuples(
    st.just("press"),
    st.sampled_from(IDS),
    st.sampled_from([None, *TICKETS]),
    st.sampled_from(["good", "poor"]),
    st.sampled_from(["accepted", "accepted", "accepted", "late"]),
)
SAID = st.one_of(
    PRESS,
    PRESS,
    st.tuples(st.just("fresh"), st.sampled_from([None, *TICKETS])),
    st.tuples(st.just("changed"), st.sampled_from(IDS), st.sampled_from(["good", "fair", "very_satisfied"])),
    st.tuples(st.just("reasoned"), st.sampled_from(IDS), st.sampled_from([("attitude",), ()])),
    st.tuples(st.just("issued"), st.sampled_from(TICKETS)),
    st.tuples(st.just("boot")),
    st.tuples(st.just("synced")),
)
EVENT = st.tuples(st.integers(0, 2), SAID, CLOCK, SECONDS, st.booleans().map(lambda low: not low), st.integers(0, 9))
DECISION = st.tuples(st.booleans(), st.sampled_from(IDS), SECONDS)


def write(chains, written, decisions):
    """The chains of three gateways - two at one site, one elsewhere - and of central."""
    made = [chains("q-01", "bac-kan"), chains("q-02", "mau"), chains("q-03", "bac-kan")]
    made[2].boot = made[0].boot
    for who, said, clock, seconds, _, odd in written:
        chain, at = made[who], START + timedelta(seconds=seconds)
        match said:
            case ("boot",):
                chain.boot, chain.up_ms = f"{chain.gateway}-{len(chain.lines)}", 0
            case ("synced",):
                chain.add(ClockSynced(5), at=at)
            case ("press", rating, ticket, level, verdict):
                data = chain.given(level, rating=rating, ticket=ticket, verdict=verdict)
                chain.add(data, at=at, clock=clock, test=odd == 0)
            case ("fresh", ticket):
                chain.add(chain.given("good", ticket=ticket), at=at, clock=clock)
            case ("changed", rating, level):
                chain.add(RatingChanged(rating, level), at=at, clock=clock, test=odd == 0)
            case ("reasoned", rating, reasons):
                chain.add(RatingReasoned(rating, reasons), at=at, clock=clock)
            case ("issued", ticket):
                chain.add(chain.issued(ticket), at=at, clock=clock, test=odd == 0)
    central = chains("central", "bac-kan")
    for aside, rating, seconds in decisions:
        kind = RatingSetAside if aside else RatingRestored
        central.add(kind(what=str(rating)), at=START + timedelta(seconds=seconds))
    return [*made, central]


def expected(made):
    """Kind, level and day of every rating by gateway and seq, straight from the rule."""
    lines = [read_line(raw) for chain in made for raw in chain.lines]
    anchors = {}
    for line in lines:
        if line.clock == "synced":
            anchor = Anchor(line.up_ms, utc_ms(line.at))
            anchors[line.gateway, line.boot] = min(anchor, anchors.get((line.gateway, line.boot), anchor))
    given_, beside, issued, days = [], defaultdict(Beside), {}, {}
    for line in lines:
        if line.test:
            continue
        data = read_data(line)
        time_ms = event_time_ms(line.clock, utc_ms(line.at), line.up_ms, anchors.get((line.gateway, line.boot)))
        key = order_key(time_ms, line.gateway, line.stream, line.seq)
        match data.TYPE:
            case "rating.given":
                place = (line.gateway, line.seq)
                days[place] = (line.site, time_ms)
                ticket = data.ticket and data.ticket.bytes
                why = f'["{data.reasons[0]}"]' if data.reasons else ""
                given_.append(
                    Given(
                        place, key, line.gateway, data.rating.bytes, ticket, data.verdict, data.scale, data.level, why,
                        CONFIG.counts_per_ticket(line.site),
                    )
                )  # fmt: skip
            case "rating.changed":
                beside[data.rating.bytes].changes.append(Change(key, line.gateway, data.level, None))
            case "rating.reasoned":
                why = '["attitude"]' if data.reasons else ""
                beside[data.rating.bytes].changes.append(Change(key, line.gateway, None, why))
            case "rating.set_aside" | "rating.restored":
                about = next(one for one in IDS if str(one) == data.what)
                beside[about.bytes].decisions.append(Decision(key, data.TYPE == "rating.set_aside"))
            case "ticket.issued":
                times = [issued.get(data.ticket.bytes), time_ms]
                issued[data.ticket.bytes] = min((one for one in times if one is not None), default=None)
    found = standings(given_, beside, issued)
    return {place: (*on_day(one, *days[place]), one.kind, one.level, one.reasons) for place, one in found.items()}


def on_day(standing, site, time_ms):
    """Site and day of a rating: the day of its visit where it counts for one, else its own."""
    day = service_day(time_ms if standing.visit_ms is None else standing.visit_ms, CONFIG.zone(site))
    return site, day.isoformat() if day else ""


def figures(store):
    """The same from the store: rows of ratings, and the daily sums."""
    names = {id_: gateway for id_, gateway in store.rows(streams, streams.c.id, streams.c.gateway)}
    columns = (ratings.c.site, ratings.c.day, ratings.c.kind, ratings.c.level, ratings.c.reasons)
    rows = store.rows(ratings, ratings.c.stream_id, ratings.c.seq, *columns)
    sums = Counter()
    columns = (ratings_daily.c.site, ratings_daily.c.day, ratings_daily.c.kind, ratings_daily.c.level)
    for *key, n in store.rows(ratings_daily, *columns, ratings_daily.c.n):
        assert n > 0
        sums[tuple(key)] += n
    return {(names[stream], seq): tuple(rest) for stream, seq, *rest in rows}, sums


@pytest.fixture(scope="module")
def fresh_store(empty_store_file, tmp_path_factory):
    """Makes an empty store, one after the other in the same place."""
    path = tmp_path_factory.mktemp("orders") / "central.db"
    engine = open_engine(f"sqlite:///{path}")

    def fresh():
        engine.dispose()
        for old in path.parent.iterdir():
            old.unlink()
        shutil.copyfile(empty_store_file, path)
        return engine

    yield fresh
    engine.dispose()


@given(
    written=st.lists(EVENT, max_size=25),
    decisions=st.lists(DECISION, max_size=2),
    random=st.randoms(use_true_random=False),
)
@settings(max_examples=settings.default.max_examples // 2, suppress_health_check=[HealthCheck.too_slow])
def test_every_order_of_arrival_gives_the_same_figures(chains, stores, fresh_store, written, decisions, random):
    """Shuffled, cut into payloads and transactions anyhow, with repeats and restarts: rows and sums are the rule's."""
    made = write(chains, written, decisions)
    engine = fresh_store()
    ingest = Ingest(engine, CONFIG)
    arrivals = []
    for chain in made:
        first = 1
        while first <= len(chain.lines):
            last = first + random.randint(0, 4)
            arrivals += [chain.arrival(first, last)] * random.choice([1, 1, 1, 2])
            first = last + 1
    if random.random() < 0.7:
        random.shuffle(arrivals)
    while arrivals:
        size = random.randint(1, 4)
        ingest.receive(arrivals[:size])
        del arrivals[:size]
        if random.random() < 0.1:
            ingest = Ingest(engine, CONFIG)
    store = stores(engine)
    rows, sums = figures(store)
    wanted = expected(made)
    assert rows == wanted
    assert sums == Counter(
        (site, day, kind, level) for site, day, kind, level, _ in wanted.values() if kind != "repeat"
    )
    assert store.progress() == [(seq, seq) for seq, _ in store.progress()]
    assert {kind for kind, _, _ in store.found()} == set()
