"""A gateway's lines as it would write them, and ingest over a store of the test's own."""

import uuid
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from central.config import CentralConfig
from central.ingest.arrivals import Arrival
from central.ingest.ingest import Ingest
from central.store.engine import reading
from central.store.tables import conflicts, events, findings, lost_ranges, quarantine, ratings, ratings_daily, streams
from contract.clock import Stamp
from contract.events import EventData, RatingGiven, TicketIssued
from contract.ids import new_id, new_stream_id
from contract.lines import ZERO_HASH, compose, line_hash
from contract.messages import Ack

MORNING = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


class Chain:
    """A gateway that writes lines: `add` returns the new line, `lines` holds them all."""

    def __init__(self, gateway: str = "q-01", site: str = "bac-kan", stream: str | None = None) -> None:
        self.gateway = gateway
        self.site = site
        self.stream = stream or new_stream_id()
        self.boot = str(uuid.uuid4())
        self.lines: list[bytes] = []
        self.prev = ZERO_HASH
        self.up_ms = 1_000

    def add(self, data: EventData, *, clock: str = "synced", at: datetime | None = None, test: bool = False) -> bytes:
        """Write the next line, a second after the one before."""
        self.up_ms += 1_000
        moment = at or MORNING + timedelta(milliseconds=self.up_ms)
        stamp = Stamp(moment, clock, self.boot, self.up_ms)
        raw = compose(self.gateway, self.site, self.stream, len(self.lines) + 1, self.prev, data, stamp, test)
        return self.put(raw)

    def put(self, raw: bytes) -> bytes:
        """Take any bytes as the next line of the chain."""
        self.lines.append(raw)
        self.prev = line_hash(raw)
        return raw

    def press(self, level: str = "good", **changes: object) -> bytes:
        """Write a `rating.given`; words beyond the usual go to `add` or into its data."""
        where = {key: changes.pop(key) for key in ("clock", "at", "test") if key in changes}
        return self.add(self.given(level, **changes), **where)

    def arrival(self, first: int, last: int | None = None, **changes: object) -> Arrival:
        """The payload with lines ``first`` to ``last``, with its properties."""
        chosen = self.lines[first - 1 : last]
        values = {"gateway": self.gateway, "payload": b"\n".join(chosen), "stream": self.stream, "first": first}
        return Arrival(**(values | changes))

    def whole(self) -> Arrival:
        """Everything written so far in one payload."""
        return self.arrival(1)

    @staticmethod
    def given(level: str = "good", **changes: object) -> RatingGiven:
        """A rating as an officer's panel makes it."""
        values: dict[str, object] = {
            "rating": new_id(),
            "ticket": None,
            "counter": "3",
            "officer": "cb-01",
            "scale": "4-level",
            "level": level,
            "channel": "panel",
            "verdict": "accepted",
        }
        return RatingGiven(**(values | changes))

    @staticmethod
    def issued(ticket: uuid.UUID) -> TicketIssued:
        """A number for a citizen."""
        return TicketIssued(ticket, "A001", "tu-phap", "submit", False, (), None, "kiosk", 0, None)


class Store:
    """What the store holds, in words a test can compare."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def rows(self, table, *columns, **equal):
        """Rows of a table in its order, as tuples."""
        statement = select(*(columns or (table,)))
        for name, value in equal.items():
            statement = statement.where(table.c[name] == value)
        with reading(self.engine) as connection:
            return [tuple(row) for row in connection.execute(statement.order_by(*table.primary_key.columns))]

    def seqs(self) -> list[int]:
        """Places stored, in order of arrival."""
        return [seq for (seq,) in self.rows(events, events.c.seq)]

    def sums(self) -> dict[tuple[str, ...], int]:
        """The daily sums without site, counter, scale and channel."""
        columns = (ratings_daily.c.day, ratings_daily.c.officer, ratings_daily.c.level, ratings_daily.c.kind)
        found: dict[tuple[str, ...], int] = {}
        for *key, n in self.rows(ratings_daily, *columns, ratings_daily.c.n):
            found[tuple(key)] = found.get(tuple(key), 0) + n
        return found

    def kinds(self) -> list[str]:
        """The kind of each rating."""
        return [kind for (kind,) in self.rows(ratings, ratings.c.kind)]

    def found(self) -> list[tuple[str, str, int]]:
        """Alarms: kind, gateway, seq."""
        return self.rows(findings, findings.c.kind, findings.c.gateway, findings.c.seq)

    def aside(self) -> list[tuple[str, str, int | None, int]]:
        """What is in quarantine: gateway, reason, seq, how often."""
        table = quarantine.c
        return self.rows(quarantine, table.gateway, table.reason, table.seq, table.times)

    def conflicting(self) -> list[tuple[int, int]]:
        """Contradictions: seq, how often."""
        return self.rows(conflicts, conflicts.c.seq, conflicts.c.times)

    def lost(self) -> list[tuple[int, int]]:
        """Ranges known as lost."""
        return self.rows(lost_ranges, lost_ranges.c.first, lost_ranges.c.last)

    def progress(self) -> list[tuple[int, int]]:
        """Complete and last line of each stream."""
        return self.rows(streams, streams.c.complete_seq, streams.c.max_seq)


@pytest.fixture(scope="session")
def stores() -> type[Store]:
    """Looks into a store: ``stores(engine)``."""
    return Store


@pytest.fixture
def store(engine: Engine) -> Store:
    """What the store holds."""
    return Store(engine)


@pytest.fixture
def ingest(engine: Engine, config: CentralConfig) -> Ingest:
    """Ingest over the test's store; `bac-kan` counts freely, `mau` per ticket."""
    return Ingest(engine, config)


@pytest.fixture
def chain() -> Chain:
    """The lines of gateway `q-01` of `bac-kan`."""
    return Chain()


@pytest.fixture(scope="session")
def chains() -> type[Chain]:
    """Makes further gateways: ``chains("q-02", site="mau")``."""
    return Chain


@pytest.fixture
def acked() -> Callable[[Iterable[object]], list[tuple[int, str]]]:
    """Place and head of each acknowledgement."""

    def acked(due):
        return [(one.ack.seq, one.ack.head) for one in due if isinstance(one.ack, Ack)]

    return acked
