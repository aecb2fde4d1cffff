"""Makes the stores that the reports are measured over: years of one centre, taken in by the real ingest.

Every working day looks like every other one and is drawn from its own date, so that a store of one million events and
one of ten million hold the same last months: what is asked of both is the same, only what lies behind it differs.
"""

import hashlib
import json
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from sqlalchemy import Engine

from central.config import CentralConfig, CentralSite
from central.imports.file_import import SourceFile, import_file
from central.imports.kinds import Wanted
from central.imports.registry import IMPORTS
from central.ingest.arrivals import Arrival
from central.ingest.ingest import Ingest
from central.reports.period import Period
from central.store.engine import migrate, open_engine
from contract.lines import ZERO_HASH, line_hash

SITE = "trung-tam"
SCALE = "3-level"
CONFIG = CentralConfig(sites={SITE: CentralSite("Trung tâm", scale=SCALE, hours=("07:30-11:30", "13:00-17:00"))})
MONTH = Period(date(2026, 10, 1), date(2026, 10, 31))
"""The month that is asked for: the last one of every store, with the month and the year before it in both."""
VISITS_A_DAY = 430
COUNTERS, OFFICERS, SERVICES, AGENCIES = 12, 17, 40, 16
LINES = 100
TOGETHER = 40
"""Payloads in one transaction: about a day of the centre."""

_ZONE = timezone(timedelta(hours=7))
_LEVELS = ("very_satisfied",) * 12 + ("satisfied",) * 7 + ("dissatisfied",)
_OUTCOMES = ("received",) * 5 + ("returned_result",) * 4 + ("supplement", "advised", "assisted_online", "refused")
_NEEDS = ("submit",) * 5 + ("collect",) * 4 + ("ask",)
_REASONS = ("attitude", "unclear_guidance", "long_wait", "slow_processing", "extra_papers")


@dataclass
class Writer:
    """A gateway and its chain."""

    gateway: str
    stream: str = ""
    seq: int = 0
    prev: str = ZERO_HASH
    waiting: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.stream = hashlib.sha256(self.gateway.encode()).hexdigest()[:32]

    def add(self, type_: str, at_ms: int, data: str) -> None:
        """One more line; ``data`` is its JSON."""
        self.seq += 1
        at = datetime.fromtimestamp(at_ms / 1000, _ZONE).isoformat(timespec="milliseconds")
        raw = (
            f'{{"v":1,"gateway":"{self.gateway}","site":"{SITE}","stream":"{self.stream}","seq":{self.seq},'
            f'"prev":"{self.prev}","type":"{type_}","at":"{at}","clock":"synced","boot":"{self.stream}",'
            f'"up_ms":{at_ms},"data":{data}}}'
        ).encode()
        self.prev = line_hash(raw)
        self.waiting.append(raw)

    def arrivals(self) -> Iterator[Arrival]:
        """What waits, in payloads."""
        first = self.seq - len(self.waiting) + 1
        for start in range(0, len(self.waiting), LINES):
            part = self.waiting[start : start + LINES]
            yield Arrival(self.gateway, b"\n".join(part), self.stream, first + start)
        self.waiting = []


class Centre:
    """The hall's gateway, a gateway for each counter, and central's own for ratings by QR code."""

    def __init__(self) -> None:
        self.hall = Writer("hall-01")
        self.counters = [Writer(f"q-{n:02}") for n in range(1, COUNTERS + 1)]
        self._ids = 0

    @property
    def lines(self) -> int:
        """How many were written."""
        return sum(one.seq for one in (self.hall, *self.counters))

    def day(self, day: date) -> list[Arrival]:
        """All that happens on a working day, as it would be sent."""
        draw = random.Random(day.toordinal())
        opens = datetime(day.year, day.month, day.day, 7, 30, tzinfo=_ZONE)
        start_ms = int(opens.timestamp() * 1000)
        for n in range(1, COUNTERS + 1):
            self._session(draw, n, _officer(n, day), start_ms, 4 * 3600_000)
        for n in range(1, COUNTERS + 1):
            self._session(draw, n, _officer(n, day), start_ms + 5_400_000 + 4 * 3600_000, 4 * 3600_000)
        for number in range(VISITS_A_DAY):
            self._visit(draw, number, day, start_ms)
        for _ in range(2):
            self._feedback(draw, start_ms + draw.randrange(8 * 3600_000))
        return [arrival for writer in (self.hall, *self.counters) for arrival in writer.arrivals()]

    def _session(self, draw: random.Random, counter: int, officer: str, from_ms: int, for_ms: int) -> None:
        at_ms = from_ms + draw.randrange(900_000)
        who = f'{{"officer":"{officer}","counter":"{counter}"'
        self.hall.add("officer.signed_in", at_ms, who + ',"role":"principal"}')
        if draw.random() < 0.3:
            self.hall.add("counter.paused", at_ms + 3_600_000, f'{{"counter":"{counter}","reason":null}}')
            self.hall.add("counter.resumed", at_ms + 4_200_000, f'{{"counter":"{counter}","reason":null}}')
        self.hall.add("officer.signed_out", from_ms + for_ms, who + ',"reason":"self"}')

    def _visit(self, draw: random.Random, number: int, day: date, start_ms: int) -> None:
        issued_ms = start_ms + draw.randrange(3 * 3600_000) + (draw.random() < 0.5) * 19_800_000
        ticket, service = self._id(issued_ms, draw), draw.randrange(SERVICES)
        counter = service % COUNTERS + 1
        officer = _officer(counter, day)
        need, priority = draw.choice(_NEEDS), "true" if draw.random() < 0.06 else "false"
        add = self.hall.add
        add(
            "ticket.issued",
            issued_ms,
            f'{{"ticket":"{ticket}","number":"A{number:03}","service":"dv-{service:02}","need":"{need}",'
            f'"priority":{priority},"needs":[],"items":1,"channel":"kiosk","ahead":4,"estimate_s":600}}',
        )
        add("ticket.printed", issued_ms + 900, f'{{"ticket":"{ticket}","attempt":1}}')
        fate = draw.random()
        if fate < 0.01:
            add("ticket.voided", issued_ms + 60_000, f'{{"ticket":"{ticket}","reason":"mistake"}}')
            return
        if fate < 0.03:
            add("ticket.abandoned", start_ms + 36_000_000, f'{{"ticket":"{ticket}","reason":"day_closed"}}')
            return
        called_ms = issued_ms + int(draw.expovariate(1 / 500_000)) + 5_000
        who = f'"ticket":"{ticket}","counter":"{counter}","officer":"{officer}"'
        add("ticket.called", called_ms, f'{{{who},"nth":1,"spoken":true}}')
        if fate < 0.07:
            add("ticket.called", called_ms + 70_000, f'{{{who},"nth":2,"spoken":true}}')
            add("ticket.missed", called_ms + 160_000, f"{{{who}}}")
            return
        ends_ms = called_ms + 20_000 + draw.randrange(60_000, 900_000)
        add("service.started", called_ms + 20_000, f"{{{who}}}")
        add("rating.opened", called_ms + 20_000, f'{{"ticket":"{ticket}","counter":"{counter}","reason":null}}')
        outcome = f'{{"service":"dv-{service:02}","outcome":"{draw.choice(_OUTCOMES)}","count":1}}'
        add("service.finished", ends_ms, f'{{{who},"outcomes":[{outcome}]}}')
        if draw.random() < 0.3:
            self._rating(draw, ticket, counter, officer, ends_ms + 2_000)
        add("rating.closed", ends_ms + 30_000, f'{{"ticket":"{ticket}","counter":"{counter}","reason":null}}')

    def _rating(self, draw: random.Random, ticket: str, counter: int, officer: str, at_ms: int) -> None:
        level = draw.choice(_LEVELS)
        reasons = json.dumps([draw.choice(_REASONS)]) if level == "dissatisfied" and draw.random() < 0.7 else "[]"
        channel, odd = draw.choice(("panel", "panel", "screen", "qr")), draw.random()
        verdict = "doubtful" if odd < 0.01 else "duplicate" if odd < 0.03 else "accepted"
        self.counters[counter - 1].add(
            "rating.given",
            at_ms,
            f'{{"rating":"{self._id(at_ms, draw)}","ticket":"{ticket}","counter":"{counter}","officer":"{officer}",'
            f'"scale":"{SCALE}","level":"{level}","channel":"{channel}","verdict":"{verdict}",'
            f'"doubts":[],"reasons":{reasons}}}',
        )

    def _feedback(self, draw: random.Random, at_ms: int) -> None:
        topic, seal = draw.choice(("conduct", "guidance", "waiting", "place", "idea")), f"{draw.getrandbits(128):032x}"
        data = f'{{"topic":"{topic}","note":"{self._id(at_ms, draw)}","seal":"{seal}"}}'
        self.hall.add("feedback.left", at_ms, data)

    def _id(self, at_ms: int, draw: random.Random) -> str:
        """A UUID of version 7, as the parts of the product make them."""
        self._ids += 1
        return str(uuid.UUID(int=at_ms << 80 | 7 << 76 | 2 << 62 | draw.getrandbits(30) << 32 | self._ids))


def _officer(counter: int, day: date) -> str:
    return f"cb-{(counter + day.toordinal() // 30) % OFFICERS + 1:02}"


def working_days(events: int) -> list[date]:
    """As many days up to the end of the month as it takes to tell so much."""
    per_day, day, days = 0, MONTH.last, []
    total = 0
    while total < events:
        if day.weekday() < 5:
            days.append(day)
            per_day = per_day or _lines_of(day)
            total += per_day
        day -= timedelta(days=1)
    return days[::-1]


def _lines_of(day: date) -> int:
    centre = Centre()
    centre.day(day)
    return centre.lines


def make_store(path: Path, events: int) -> int:
    """A store with about so many events and all lists and tables; how many there are."""
    engine = open_engine(f"sqlite:///{path}", checkpoints=True)
    migrate(engine)
    ingest, centre = Ingest(engine, CONFIG), Centre()
    for day in working_days(events):
        arrivals = centre.day(day)
        for start in range(0, len(arrivals), TOGETHER):
            ingest.receive(arrivals[start : start + TOGETHER])
    import_all(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return centre.lines


def import_all(engine: Engine) -> None:
    """The lists of the centre, and the tables of every month that a report of the last one looks at."""
    agencies = "name\n" + "".join(f"Cơ quan {n:02}\n" for n in range(1, AGENCIES + 1))
    services = "code,name,agency\n" + "".join(
        f"dv-{n:02},Dịch vụ {n:02},Cơ quan {n % AGENCIES + 1:02}\n" for n in range(SERVICES)
    )
    officers = "code,name,agency\n" + "".join(
        f"cb-{n:02},Cán bộ {n:02},Cơ quan {n % AGENCIES + 1:02}\n" for n in range(1, OFFICERS + 1)
    )
    for kind, text in (("agencies", agencies), ("services", services), ("officers", officers)):
        import_file(engine, IMPORTS[kind], SITE, SourceFile(f"{kind}.csv", text.encode()))
    pending = 0
    for index in range(13, -1, -1):
        month = _months_before(index)
        text, pending = _dossiers(pending, index)
        for kind, table in (("dossiers", text), ("postal", _postal(index)), ("online-levels", _online(index))):
            import_file(
                engine,
                IMPORTS[kind],
                SITE,
                SourceFile(f"{kind}-{month.first:%Y-%m}.csv", table.encode()),
                wanted=Wanted(first=month.first, last=month.last),
            )


def _months_before(months: int) -> Period:
    index = MONTH.first.year * 12 + MONTH.first.month - 1 - months
    first = date(index // 12, index % 12 + 1, 1)
    return Period(first, date((index + 1) // 12, (index + 1) % 12 + 1, 1) - timedelta(days=1))


def _dossiers(carried: int, seed: int) -> tuple[str, int]:
    """A sound table in the layout ST: one agency's row carries everything over, so that months follow each other."""
    draw = random.Random(seed)
    lines, totals = [], [0] * 12
    pending_all = 0
    for n in range(1, AGENCIES + 1):
        new, before = draw.randrange(80, 400), carried if n == 1 else 0
        pending = draw.randrange(5, 40) if n == 1 else 0
        resolved = new + before - pending
        late, early = draw.randrange(3), resolved // 3
        row = [new + before, before, new, resolved, early, resolved - early - late, late, pending, pending, 0]
        row += [draw.randrange(3), new // 4]
        pending_all += pending
        totals = [a + b for a, b in zip(totals, row, strict=True)]
        lines.append(f"{n},Cơ quan {n:02},agency,{','.join(map(str, row))}\n")
    head = "no,agency,row_kind,total,carried_over,received_new,resolved_total,resolved_early,resolved_on_time"
    head += ",resolved_late,pending_total,pending_in_time,pending_late,returned,received_online\n"
    return f"{head}{''.join(lines)},Tổng cộng,total,{','.join(map(str, totals))}\n", pending_all


def _postal(seed: int) -> str:
    counts = [random.Random(seed * 100 + n).randrange(40) for n in range(AGENCIES)]
    rows = "".join(f"{n},Cơ quan {n:02},agency,{count}\n" for n, count in enumerate(counts, 1))
    return f"no,agency,row_kind,postal_service_count\n{rows},Tổng cộng,total,{sum(counts)}\n"


def _online(seed: int) -> str:
    counts = [random.Random(seed * 100 + n).randrange(40) for n in range(AGENCIES)]
    rows = "".join(f"{n},3,Cơ quan {n:02},agency,{count}\n" for n, count in enumerate(counts, 1))
    return f"no,service_level,agency,row_kind,received_online\n{rows},3,Tổng cộng,total,{sum(counts)}\n"
