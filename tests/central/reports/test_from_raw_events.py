"""Every report is what the raw lines say, whatever order they came in: added up here once more, from nothing else.

Two sites around a midnight: one counts ratings by ticket, one freely; a service and an officer change their agency at
that midnight, clocks are corrected, lines are told twice and late.
"""

import dataclasses
import shutil
import statistics
import uuid
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central.config import CentralConfig, CentralSite
from central.imports.file_import import SourceFile, import_file
from central.imports.registry import IMPORTS
from central.ingest.arrivals import Arrival
from central.ingest.ingest import Ingest
from central.projections.calendar import Calendar
from central.rebuild import rebuild
from central.reports.making import make_report
from central.reports.model import Proof
from central.reports.period import Period
from central.reports.registry import REPORTS
from central.rules.counting import Beside, Change, Decision, Given, first_issued, order_key, standings
from central.rules.seats import SeatTold, seats_of
from central.rules.telling import Told, said_of
from central.rules.visits import visit_of
from central.store.engine import open_engine
from contract.clock import Anchor, Stamp, event_time_ms, utc_ms
from contract.events import (
    ClockSynced,
    CounterPaused,
    CounterResumed,
    FeedbackLeft,
    OfficerSignedIn,
    OfficerSignedOut,
    Outcome,
    RatingChanged,
    RatingGiven,
    RatingReasoned,
    RatingRestored,
    RatingSetAside,
    ServiceFinished,
    ServiceStarted,
    TicketAbandoned,
    TicketCalled,
    TicketIssued,
    TicketMissed,
    TicketTransferred,
    TicketVoided,
)
from contract.lines import ZERO_HASH, compose, continue_in, line_hash, read_data, read_line
from contract.scales import SCALES

START = datetime(2026, 11, 20, 16, 58, tzinfo=UTC)
"""Two minutes before midnight in Vietnam."""
MADE_AT = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
CONFIG = CentralConfig(
    sites={
        "mau": CentralSite("Mẫu", scale="3-level", hours=("07:30-11:30", "23:50-23:59")),
        "tu-do": CentralSite("Tự do", ratings="free"),
    }
)
PERIODS = [
    Period(date(2026, 11, 1), date(2026, 11, 30)),
    Period(date(2026, 11, 20), date(2026, 11, 20)),
    Period(date(2026, 11, 21), date(2026, 11, 30)),
]
LISTS = {
    "agencies": "name\nSở A\nSở B\n",
    "services": "code,name,agency,valid_from,valid_to\na,Việc a,Sở A,,2026-11-20\na,Việc a,Sở B,2026-11-21,\n"
    "b,Việc b,Sở B,,\n",
    "officers": "code,name,agency,valid_from,valid_to\ncb-01,Hồ Thị Lan,Sở A,,2026-11-20\n"
    "cb-01,Hồ Thị Lan,Sở B,2026-11-21,\ncb-02,Vũ Minh Giang,Sở B,,\n",
}
MIDNIGHT = "2026-11-21"
TICKETS = [uuid.UUID(int=(7 << 76) | (2 << 62) | n) for n in range(1, 5)]
RATINGS = [uuid.UUID(int=(7 << 76) | (2 << 62) | n) for n in range(101, 106)]
NOTES = [uuid.UUID(int=(7 << 76) | (2 << 62) | n) for n in range(201, 204)]
GATEWAYS = [("hall-01", "mau"), ("q-01", "mau"), ("q-02", "tu-do"), ("central", "mau")]

ticket, rating = st.sampled_from(TICKETS), st.sampled_from(RATINGS)
counter, officer = st.sampled_from(["1", "2"]), st.sampled_from(["cb-01", "cb-02"])
OUTCOMES = st.sampled_from([(), (Outcome("a", "supplement", 2),), (Outcome("b", "received", 1),)])
VISITS = st.one_of(
    st.builds(
        TicketIssued, ticket, st.just("A001"), st.sampled_from(["a", "b", "c"]), st.sampled_from(["submit", "ask"]),
        st.booleans(), st.just(()), st.none(), st.sampled_from(["kiosk", "guide"]), st.just(0), st.none(),
    ),
    st.builds(TicketCalled, ticket, counter, officer, st.integers(1, 2), st.just(False)),
    st.builds(ServiceStarted, ticket, counter, officer),
    st.builds(ServiceFinished, ticket, counter, officer, OUTCOMES),
    st.builds(TicketTransferred, ticket, st.just("b")),
    st.builds(TicketMissed, ticket, counter, officer),
    st.builds(TicketVoided, ticket),
    st.builds(TicketAbandoned, ticket, st.just("left")),
)  # fmt: skip
SEATS = st.one_of(
    st.builds(OfficerSignedIn, officer, counter), st.builds(OfficerSignedOut, officer, counter, st.just("self")),
    st.builds(CounterPaused, counter), st.builds(CounterResumed, counter),
)  # fmt: skip


def pressed(scale, levels):
    """Ratings of a scale, and what is said about them later."""
    reasons = st.sampled_from([(), ("attitude",), ("long_wait", "attitude")])
    return st.one_of(
        *[
            st.builds(
                RatingGiven, rating, st.none() | ticket, counter, st.none() | officer, st.just(scale),
                st.sampled_from(levels), st.sampled_from(["panel", "screen", "qr"]),
                st.sampled_from(["accepted", "accepted", "accepted", "late", "doubtful"]), st.just(()), reasons,
            )
        ] * 3,
        st.builds(RatingChanged, rating, st.sampled_from(levels)),
        st.builds(RatingReasoned, rating, reasons),
    )  # fmt: skip


FEEDBACK = st.builds(FeedbackLeft, st.sampled_from(["conduct", "waiting"]), st.sampled_from(NOTES), st.just("0" * 32))
DECIDED = st.sampled_from([RatingSetAside, RatingRestored]).flatmap(lambda kind: st.builds(kind, what=rating.map(str)))
FACT = st.one_of(
    st.tuples(st.just(0), st.one_of(VISITS, VISITS, VISITS, SEATS, FEEDBACK, st.just(ClockSynced(5)))),
    st.tuples(st.just(1), pressed("3-level", ["very_satisfied", "satisfied", "dissatisfied"])),
    st.tuples(st.just(2), st.one_of(pressed("4-level", ["good", "poor"]), SEATS, FEEDBACK)),
    st.tuples(st.just(3), DECIDED),
)
EVENT = st.tuples(FACT, st.sampled_from(["synced", "synced", "unset"]), st.integers(0, 240), st.integers(0, 9))


class Chain:
    """A gateway's lines."""

    def __init__(self, gateway, site, stream):
        self.gateway, self.site, self.stream = gateway, site, f"{stream:032x}"
        self.lines, self.prev, self.up_ms, self.boot = [], ZERO_HASH, 1000, f"{gateway}-boot"

    def add(self, data, clock, seconds, test):
        """The next line."""
        self.up_ms += 1000
        stamp = Stamp(START + timedelta(seconds=seconds), clock, self.boot, self.up_ms)
        return self.put(
            compose(self.gateway, self.site, self.stream, len(self.lines) + 1, self.prev, data, stamp, test)
        )

    def put(self, raw):
        """Any bytes as the next line."""
        self.lines.append(raw)
        self.prev = line_hash(raw)
        return raw


def write(written):
    """The chains of all gateways; a new stream of the hall tells some of its lines again."""
    made = [Chain(gateway, site, n + 1) for n, (gateway, site) in enumerate(GATEWAYS)]
    again = Chain("hall-01", "mau", 99)
    for (who, fact), clock, seconds, odd in written:
        chain = made[who]
        if odd == 1:
            chain.boot, chain.up_ms = f"{chain.gateway}-{len(chain.lines)}", 0
        raw = chain.add(fact, "synced" if who == 3 else clock, seconds, test=odd == 0 and who != 3)
        if who == 0 and odd == 2:
            again.put(continue_in(read_line(raw), again.gateway, again.stream, len(again.lines) + 1, again.prev))
    return [one for one in (*made, again) if one.lines]


@dataclasses.dataclass
class Raw:
    """What the lines come to by the rules: visits, ratings that stand, seats, and feedback, with their days."""

    visits: list
    ratings: list
    seats: dict
    feedback: dict


def raw_of(made):
    """Read every line once and ask the rules."""
    calendar, lines = Calendar(CONFIG), [read_line(raw) for chain in made for raw in chain.lines]
    anchors = {}
    for line in lines:
        if line.clock == "synced":
            anchor, boot = Anchor(line.up_ms, utc_ms(line.at)), (line.gateway, line.boot)
            anchors[boot] = min(anchor, anchors.get(boot, anchor))
    told, seated, notes, issued, about = defaultdict(list), defaultdict(list), {}, {}, {}
    pressed_, beside = [], defaultdict(Beside)
    for line in (line for line in lines if not line.test):
        data = read_data(line)
        time_ms = event_time_ms(line.clock, utc_ms(line.at), line.up_ms, anchors.get((line.gateway, line.boot)))
        key, day = order_key(time_ms, line.gateway, line.stream, line.seq), calendar.day(line.site, time_ms)
        at, who = getattr(data, "counter", None) or "", getattr(data, "officer", None) or ""
        if isinstance(data, RatingGiven):
            place = (line.stream, line.seq)
            about[place] = (line.site, time_ms, data)
            pressed_.append(
                Given(
                    place, key, line.gateway, data.rating.bytes, data.ticket and data.ticket.bytes, data.verdict,
                    data.scale, data.level, data.reasons, CONFIG.counts_per_ticket(line.site),
                )
            )  # fmt: skip
        elif isinstance(data, RatingChanged):
            beside[data.rating.bytes].changes.append(Change(key, line.gateway, data.level, None))
        elif isinstance(data, RatingReasoned):
            beside[data.rating.bytes].changes.append(Change(key, line.gateway, None, data.reasons))
        elif isinstance(data, (RatingSetAside, RatingRestored)):
            beside[uuid.UUID(data.what).bytes].decisions.append(Decision(key, isinstance(data, RatingSetAside)))
        elif isinstance(data, FeedbackLeft):
            first = (day, line.gateway, line.stream, line.seq)
            notes[line.site, data.note] = min(
                notes.get((line.site, data.note), (first, data.topic)), (first, data.topic)
            )
        elif hasattr(data, "ticket"):
            told[data.ticket.bytes].append(Told(key, time_ms, line.site, data.TYPE, at, who, said_of(data)))
            if isinstance(data, TicketIssued):
                issued[data.ticket.bytes] = first_issued((issued.get(data.ticket.bytes), time_ms))
        elif at:
            why = getattr(data, "role", None) or getattr(data, "reason", None) or ""
            seated[line.site, day].append(SeatTold(key, time_ms, data.TYPE, at, who, why))
    visits = {id_: visit_of(lines) for id_, lines in told.items()}
    stood = [
        (*about[place], one, calendar.day(about[place][0], one.visit_ms or about[place][1]))
        for place, one in standings(pressed_, beside, issued).items()
    ]
    seats = {key: seats_of(lines, calendar.noon_ms(*key)) for key, lines in seated.items()}
    return Raw([(calendar, visit) for visit in visits.values()], [(*one, visits) for one in stood], seats, notes)


def owner(service, day):
    """Whose a service was on a day."""
    return {"a": "Sở A" if day < MIDNIGHT else "Sở B", "b": "Sở B"}.get(service, "")


def agency_of(site, data, day, visits):
    """Whose a rating was."""
    if site == "tu-do":
        return {"cb-01": owner("a", day), "cb-02": "Sở B"}.get(data.officer, "")
    return owner(visits[data.ticket.bytes].service, day)


def rated(raw, site, period):
    """Counted ratings of the site's scale: data, standing, day, agency and hour."""
    zone = CONFIG.zone(site)
    for of_site, time_ms, data, one, day, visits in raw.ratings:
        if of_site != site or one.kind != "counted" or not period.first.isoformat() <= day <= period.last.isoformat():
            continue
        if data.scale != CONFIG.sites[site].scale:
            continue
        at = one.visit_ms or time_ms
        hour = -1 if at is None else datetime.fromtimestamp(at / 1000, zone).hour
        yield data, one, day, agency_of(site, data, day, visits), hour


def cells(report, kind):
    """The rows of a kind by column."""
    keys = [column.key for column in report.columns]
    return [dict(zip(keys, row.cells, strict=True)) for row in report.rows if row.kind == kind]


def levels_of(report, kind, key):
    """Ratings by group and level, as a report has them."""
    codes = [level.code for level in report.site.scale.levels]
    return Counter({(row[key], code): row[code] for row in cells(report, kind) for code in codes if row[code]})


def check_ratings(raw, site, period, report):
    """Officers, agencies, counters, days, hours, ways and reasons."""
    found = list(rated(raw, site, period))
    officers = report("officer-ratings")
    got = levels_of(officers, "officer", "officer_code") + levels_of(officers, "unknown_officer", "officer_code")
    assert got == Counter((data.officer or "", one.level) for data, one, *_ in found)
    kinds = Counter(
        one.kind for of_site, _, _, one, day, _ in raw.ratings
        if of_site == site and period.first.isoformat() <= day <= period.last.isoformat()
    )  # fmt: skip
    apart = ("unlinked", "duplicate", "late", "doubtful", "no_ticket", "set_aside")
    assert {kind: cells(officers, kind)[0]["ratings"] for kind in apart} == {kind: kinds[kind] for kind in apart}
    satisfaction = report("satisfaction")
    for kind, index in (("agency", 3), ("hour", 4)):
        want = Counter((str(one[index]) if one[index] not in ("", -1) else "", one[1].level) for one in found)
        assert levels_of(satisfaction, kind, "code") == want
    assert levels_of(satisfaction, "counter", "code") == Counter((d.counter, o.level) for d, o, *_ in found)
    assert levels_of(satisfaction, "channel", "code") == Counter((d.channel, o.level) for d, o, *_ in found)
    assert levels_of(satisfaction, "day", "code") == Counter((day, o.level) for _, o, day, *_ in found)
    low = {level.code for level in SCALES[CONFIG.sites[site].scale].levels if not level.satisfied}
    why = Counter((agency, code) for _, one, _, agency, _ in found if one.level in low for code in set(one.reasons))
    letters = report("dissatisfaction")
    said = {(row["group"], row["code"]): row["count"] for row in cells(letters, "reason") if row["code"]}
    assert said == {(agency or "Chưa rõ cơ quan", code): n for (agency, code), n in why.items()}
    unhappy = Counter(agency for _, one, _, agency, _ in found if one.level in low)
    everybody = Counter(agency for *_, agency, _ in found)
    rows = {row["group"]: (row["count"], row["of"]) for row in cells(letters, "agency")}
    assert rows == {agency or "Chưa rõ cơ quan": (unhappy[agency], n) for agency, n in everybody.items()}
    sheet = [row for row in cells(report("indicators"), "agency") if row["no"] == 7]
    attitude = Counter(agency for agency, code in why.elements() if code == "attitude")
    assert {row["group"]: (row["part"], row["whole"]) for row in sheet if row["whole"]} == {
        agency: (attitude[agency], n) for agency, n in everybody.items() if agency
    }


def check_visits(raw, site, period, report):
    """States by every group, waits and services, what visits brought."""
    made = report("throughput")
    visits = []
    for calendar, visit in raw.visits:
        day = calendar.day(visit.site, visit.issued_ms)
        if visit.site == site and period.first.isoformat() <= day <= period.last.isoformat():
            visits.append((visit, day, calendar.hour(site, visit.issued_ms)))
    issued = [one for one in visits if one[0].state != "unissued"]
    keys = {
        "agency": lambda visit, day, hour: owner(visit.service, day), "service": lambda visit, *_: visit.service,
        "counter": lambda visit, *_: visit.counter, "officer": lambda visit, *_: visit.officer,
        "hour": lambda visit, day, hour: str(hour), "need": lambda visit, *_: visit.need,
        "priority": lambda visit, *_: str(int(visit.priority)), "channel": lambda visit, *_: visit.channel,
    }  # fmt: skip
    for kind, key in keys.items():
        want = Counter(key(*one) for one in issued)
        assert {row["code"]: row["issued"] for row in cells(made, kind) if row["issued"]} == want, kind
        served = Counter(key(*one) for one in issued if one[0].state == "served")
        assert {row["code"]: row["served"] for row in cells(made, kind) if row["served"]} == served, kind
    (total,) = cells(made, "total")
    states = Counter(visit.state for visit, *_ in issued)
    assert [total[state] for state in ("served", "missed", "abandoned", "void")] == [
        states[state] for state in ("served", "missed", "abandoned", "void")
    ]
    for measure, column in (("wait", "waits"), ("service", "services")):
        took = [getattr(visit, f"{measure}_s") for visit, *_ in issued if visit.state == "served"]
        took = sorted(seconds for seconds in took if seconds is not None)
        assert total[column] == len(took)
        if took:
            assert total[f"{measure}_mean_min"] == minutes(Decimal(sum(took)) / len(took))
            assert total[f"{measure}_median_min"] == minutes(Decimal(str(statistics.median(took))))
            assert total[f"{measure}_p90_min"] == minutes(Decimal(took[-(-9 * len(took) // 10) - 1]))
    brought = Counter(code for v, *_ in issued if v.state == "served" for code in {o for _, o, _ in v.outcomes} or {""})
    assert {row["code"]: row["served"] for row in cells(made, "outcome")} == brought
    supplements = Counter(
        owner("a", day) for visit, day, _ in issued
        if visit.state == "served" and any(outcome == "supplement" for _, outcome, _ in visit.outcomes)
    )  # fmt: skip
    sheet = [row for row in cells(report("indicators"), "agency") if row["no"] == 3]
    assert {row["group"]: row["part"] for row in sheet if row["part"]} == supplements


def check_centre(raw, site, period, report):
    """Seats, feedback, and the whole month, which is its parts."""
    days, opened, signed = defaultdict(set), Counter(), Counter()
    for (of_site, day), seats in raw.seats.items():
        if of_site == site and period.first.isoformat() <= day <= period.last.isoformat():
            for (at, who, _), seat in seats.items():
                days[who, at].add(day)
                opened[who, at] += (seat.open_ms + 500) // 1000
                signed[who, at] += seat.sign_ins
    presence = report("presence")
    rows = [*cells(presence, "officer"), *cells(presence, "unknown_officer")]
    assert {(row["officer_code"], row["counter"]): (row["days"], row["sign_ins"], row["open_min"]) for row in rows} == {
        key: (len(of), signed[key], minutes(Decimal(opened[key]))) for key, of in days.items()
    }
    topics = Counter(
        topic for (of_site, _), ((day, *_), topic) in raw.feedback.items()
        if of_site == site and period.first.isoformat() <= day <= period.last.isoformat()
    )  # fmt: skip
    feedback = report("feedback")
    assert {row["code"]: row["received"] for row in cells(feedback, "topic") if row["received"]} == topics
    month = report("monthly")
    assert [part.key for part in month.parts] == [key for key in MONTH if key != "indicators" or period.days > 31]
    for part in month.parts:
        assert plain(part) == plain(report(part.key))
        assert part.figures.items() <= month.figures.items()


MONTH = [
    "throughput", "satisfaction", "officer-ratings", "dissatisfaction", "feedback", "presence", "indicators",
]  # fmt: skip
"""The parts of the whole month in its order, without imported tables."""


def minutes(seconds):
    """Minutes with two places."""
    return (seconds / 60).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def plain(report):
    """A report without what says when and from how many lines it was made."""
    return dataclasses.replace(report, proof=Proof((), ()), parts=tuple(map(plain, report.parts)))


@pytest.fixture(scope="module")
def office(empty_store_file, tmp_path_factory):
    """Makes a store with the lists of both sites, one after the other in the same place."""
    path = tmp_path_factory.mktemp("raw") / "central.db"
    engine = open_engine(f"sqlite:///{path}")
    listed = path.with_name("listed.db")
    shutil.copyfile(empty_store_file, path)
    for site in CONFIG.sites:
        for kind, text in LISTS.items():
            import_file(engine, IMPORTS[kind], site, SourceFile(f"{kind}.csv", text.encode()))
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    shutil.copyfile(path, listed)

    def fresh():
        engine.dispose()
        for old in path.parent.glob("central.db*"):
            old.unlink()
        shutil.copyfile(listed, path)
        return engine

    yield fresh
    engine.dispose()


def reports(engine, period):
    """Every report of both sites but the imported ones."""
    return {
        (site, key): make_report(engine, CONFIG, key, site, period, MADE_AT)
        for site in CONFIG.sites
        for key in REPORTS
        if key != "dossiers"
    }


def arrivals_of(made, random):
    """All lines in payloads of a few, some told twice, mostly shuffled."""
    arrivals = []
    for chain in made:
        first = 0
        while first < len(chain.lines):
            last = first + random.randint(1, 6)
            payload = b"\n".join(chain.lines[first:last])
            arrivals += [Arrival(chain.gateway, payload, chain.stream, first + 1)] * random.choice([1, 1, 1, 2])
            first = last
    if random.random() < 0.8:
        random.shuffle(arrivals)
    return arrivals


def check(office, written, period, random):
    """Feed it in any order; every report is what the lines say, and a rebuild changes none."""
    made = write(written)
    engine = office()
    ingest, arrivals = Ingest(engine, CONFIG), arrivals_of(made, random)
    while arrivals:
        size = random.randint(1, 4)
        ingest.receive(arrivals[:size])
        del arrivals[:size]
    got = reports(engine, period)
    raw = raw_of(made)
    for site in CONFIG.sites:
        for part in (check_ratings, check_visits, check_centre):
            part(raw, site, period, lambda key, site=site: got[site, key])
    rebuild(engine, CONFIG)
    again = reports(engine, period)
    assert {key: plain(one) for key, one in again.items()} == {key: plain(one) for key, one in got.items()}


GIVEN = given(
    written=st.lists(EVENT, max_size=45), period=st.sampled_from(PERIODS), random=st.randoms(use_true_random=False)
)


@GIVEN
@settings(max_examples=settings.default.max_examples // 10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_report_is_what_the_lines_say(office, written, period, random):
    """One of what the slow test tries."""
    check(office, written, period, random)


@pytest.mark.slow
@GIVEN
@settings(max_examples=settings.default.max_examples, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_report_is_what_the_lines_say(office, written, period, random):
    """Any order of arrival, repeats, late lines, corrected clocks, midnight, transfers, agencies that change hands."""
    check(office, written, period, random)


def test_a_wrong_sum_is_seen(office):
    """The control: a sum that is one too high, or a duration a second too long, is not what the lines say."""
    at = [TICKETS[0], "1", "cb-01"]
    facts = [
        TicketIssued(TICKETS[0], "A001", "a", "submit", False, (), None, "kiosk", 0, None),
        TicketCalled(*at, 1, False),
        ServiceStarted(*at),
        ServiceFinished(*at, (Outcome("a", "received", 1),)),
    ]
    press = RatingGiven(RATINGS[0], TICKETS[0], "1", "cb-01", "3-level", "satisfied", "panel", "accepted")
    written = [((0, fact), "synced", 10 * n, 9) for n, fact in enumerate(facts)] + [((1, press), "synced", 40, 9)]
    made, engine = write(written), office()
    Ingest(engine, CONFIG).receive([Arrival(one.gateway, b"\n".join(one.lines), one.stream, 1) for one in made])
    for table, column, check_part in (
        ("ratings_daily", "n", check_ratings), ("visits_daily", "n", check_visits),
        ("durations_daily", "seconds", check_visits),
    ):  # fmt: skip
        for step in (0, 1):
            with engine.begin() as connection:
                connection.exec_driver_sql(f"UPDATE {table} SET {column} = {column} + {step}")
            got = reports(engine, PERIODS[0])
            compare = (raw_of(made), "mau", PERIODS[0], lambda key, got=got: got["mau", key])
            if step:
                with pytest.raises(AssertionError):
                    check_part(*compare)
            else:
                check_part(*compare)
        with engine.begin() as connection:
            connection.exec_driver_sql(f"UPDATE {table} SET {column} = {column} - 1")
