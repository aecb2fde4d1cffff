"""A sound office: gateways that write chains, ingest that stored them, and ways to see the store and to break it."""

import sqlite3
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import select, text

from central.audit.counts import Counts
from central.audit.findings import NO_FAULT, WRONG, Finding
from central.audit.proof import prove
from central.config import CentralConfig, DatabaseConfig, read_config
from central.ingest.arrivals import Arrival, BirthSeen
from central.ingest.ingest import Ingest
from central.store.engine import open_engine, reading, writing
from central.store.tables import metadata, settings, streams
from contract.clock import Stamp
from contract.events import (
    EventData,
    GatewayStarted,
    RatingChanged,
    RatingGiven,
    RatingReasoned,
    RatingRestored,
    RatingSetAside,
    TicketIssued,
)
from contract.lines import ZERO_HASH, compose, continue_in, line_hash, read_line
from contract.notes import new_note, write_note

MORNING = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
SETTINGS = """[database]
url = "sqlite:///central.db"
[sites.bac-kan]
name = "Trung tâm tỉnh"
ratings = "free"
[sites.mau]
name = "Trung tâm mẫu"
"""
Found = tuple[str, str, str, int | None]
"""Kind, gateway, stream and seq of a finding."""
UNKNOWN_TYPE = b'"type":"gateway.started"', b'"type":"gateway.dreamt"'


class Writer:
    """A gateway that writes lines with random-looking but repeatable ids."""

    def __init__(self, gateway: str, site: str, number: int, boot: str = "boot-1") -> None:
        self.gateway = gateway
        self.site = site
        self.stream = f"{number:032x}"
        self.boot = boot
        self.up_ms = 1_000
        self.lines: list[bytes] = []
        self._ids = number << 64

    def id(self) -> uuid.UUID:
        """The next id of this gateway."""
        self._ids += 1
        return uuid.UUID(int=self._ids)

    def add(self, data: EventData, clock: str = "synced", *, test: bool = False, at: datetime | None = None) -> bytes:
        """Write the next line, ten seconds after the one before."""
        self.up_ms += 10_000
        moment = at or MORNING + timedelta(milliseconds=self.up_ms)
        stamp = Stamp(moment, clock, self.boot, self.up_ms)
        return self.put(
            compose(self.gateway, self.site, self.stream, len(self.lines) + 1, self.head, data, stamp, test)
        )

    def put(self, raw: bytes) -> bytes:
        """Take any bytes as the next line."""
        self.lines.append(raw)
        return raw

    @property
    def head(self) -> str:
        """What the next line names as the one before it."""
        return line_hash(self.lines[-1]) if self.lines else ZERO_HASH

    def given(self, level: str = "good", ticket: uuid.UUID | None = None, verdict: str = "accepted") -> RatingGiven:
        """A rating."""
        return RatingGiven(self.id(), ticket, "3", "cb-01", "4-level", level, "panel", verdict)

    def press(self, level: str = "good", ticket: uuid.UUID | None = None, **words: object) -> uuid.UUID:
        """Write a rating."""
        data = self.given(level, ticket)
        self.add(data, **words)
        return data.rating

    def issue(self, **words: object) -> uuid.UUID:
        """Write a ticket."""
        ticket = self.id()
        self.add(TicketIssued(ticket, "A001", "tu-phap", "submit", False, (), None, "kiosk", 0, None), **words)
        return ticket

    def tell_again(self, raw: bytes, from_: str) -> bytes:
        """Write a line of an old stream again."""
        del from_
        return self.put(continue_in(read_line(raw), self.gateway, self.stream, len(self.lines) + 1, self.head))

    def arrival(self, first: int = 1, last: int | None = None) -> Arrival:
        """The payload with these lines, with its properties."""
        return Arrival(self.gateway, b"\n".join(self.lines[first - 1 : last]), self.stream, first)


class Office:
    """A store, ingest over it, and its audit."""

    def __init__(self, folder: Path, config: CentralConfig) -> None:
        self.folder = folder
        (folder / "central.toml").write_text(SETTINGS, "utf-8")
        self.config = replace(config, database=DatabaseConfig(f"sqlite:///{folder / 'central.db'}"))
        self.engine = open_engine(self.config.database.url, checkpoints=True)

    def begin(self, store: Path) -> None:
        """Hold what this store holds, and nothing in memory. The engine stays, with the statements it compiled."""
        with closing(sqlite3.connect(store)) as source, closing(self.engine.raw_connection()) as own:
            source.backup(own.driver_connection)
        self.ingest = Ingest(self.engine, self.config, now_ms=lambda: 1)

    def take(self, *items: Arrival | BirthSeen) -> None:
        """Let ingest store these in one transaction."""
        arrivals = [item for item in items if isinstance(item, Arrival)]
        self.ingest.receive(arrivals, [item for item in items if isinstance(item, BirthSeen)])

    def findings(self, config: CentralConfig | None = None) -> list[Finding]:
        """Everything that the audit says."""
        with reading(self.engine) as connection:
            return known(prove(connection, config or self.config, Counts()))

    def wrong(self) -> set[Found]:
        """Kind, gateway, stream and seq of what the audit finds wrong."""
        return {(one.kind, one.gateway, one.stream, one.seq) for one in self.findings() if one.is_wrong}

    def change(self, statement: str, **values: object) -> int:
        """Change the store behind everybody's back; the number of rows changed."""
        with writing(self.engine) as connection:
            return int(connection.execute(text(statement), values).rowcount)

    def wrong_after(self, *statements: str, **values: object) -> set[Found]:
        """What the audit finds wrong after these changes, each of one row; they are taken back."""
        with writing(self.engine) as connection:
            for statement in statements:
                assert connection.execute(text(statement), values).rowcount == 1, statement
            found = known(prove(connection, self.config, Counts()))
            wrong = {(one.kind, one.gateway, one.stream, one.seq) for one in found if one.is_wrong}
            connection.get_transaction().rollback()
        return wrong

    def number(self, writer: Writer) -> int:
        """The number of a stream in the store."""
        statement = select(streams.c.id).where(streams.c.gateway == writer.gateway, streams.c.stream == writer.stream)
        with reading(self.engine) as connection:
            return connection.execute(statement).scalar_one()

    def dump(self, *, but: Iterable[str] = ()) -> dict[str, list[tuple[object, ...]]]:
        """Every table, its rows sorted."""
        left_out = {settings.name, *but}
        with reading(self.engine) as connection:
            return {
                table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
                for table in metadata.sorted_tables
                if table.name not in left_out
            }


def known(found: Iterable[Finding]) -> list[Finding]:
    """The findings, each of a kind that is explained."""
    listed = list(found)
    assert {one.kind for one in listed} <= WRONG | NO_FAULT
    return listed


def written() -> dict[str, Writer]:
    """Everything a sound office may write."""
    made = {
        "plain": Writer("q-01", "bac-kan", 1),
        "reset": Writer("q-01", "bac-kan", 2),
        "hall": Writer("q-02", "mau", 3),
        "dark": Writer("q-03", "bac-kan", 4, boot="boot-dark"),
        "central": Writer("central", "bac-kan", 5),
    }
    _plain(made["plain"], made["reset"])
    _hall(made["hall"])
    dark = made["dark"]
    for level in ("good", "poor"):
        dark.press(level, clock="unset", at=datetime(1970, 1, 1, tzinfo=UTC))
    central = made["central"]
    first, second = (read_rating(made["plain"].lines[n]) for n in (0, 1))
    central.add(RatingSetAside(str(first), reason="thu"))
    central.add(RatingSetAside(str(second)))
    central.add(RatingRestored(str(second)))
    return made


def read_rating(raw: bytes) -> uuid.UUID:
    """The `rating` of a line."""
    return uuid.UUID(raw.split(b'"rating":"')[1][:36].decode())


def _plain(plain: Writer, reset: Writer) -> None:
    for level in ("good", "fair", "poor"):
        plain.press(level)
    plain.add(RatingChanged(plain.press("good"), "fair"))
    plain.add(RatingReasoned(read_rating(plain.lines[2]), ("cham",)))
    plain.press("poor", test=True)
    plain.add(GatewayStarted("1", "boot"))
    plain.lines[-1] = plain.lines[-1].replace(*UNKNOWN_TYPE)
    plain.press("good", clock="holdover")
    # A boot that got its time late, and a line of the old stream told again in the new one.
    reset.boot = "boot-2"
    reset.press("poor", clock="unset", at=datetime(1970, 1, 1, tzinfo=UTC))
    reset.press("good", clock="unset", at=datetime(1970, 1, 1, tzinfo=UTC))
    reset.tell_again(plain.lines[1], plain.stream)
    reset.press("good")


def _hall(hall: Writer) -> None:
    rated, unrated = hall.issue(), hall.issue()
    hall.press("good", rated)
    hall.press("poor", rated)
    hall.press("fair", uuid.UUID(int=77))
    hall.press("fair")
    hall.add(hall.given("good", unrated, "late"))
    hall.add(hall.given("good", unrated, "doubtful"))


@pytest.fixture(scope="session")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Office]]:
    """Offices that no test works with now."""
    # Read once: looking for the zones of the system takes its time.
    config = read_config(SETTINGS, "central.toml", Path())
    free = [Office(tmp_path_factory.mktemp("office"), config) for _ in range(3)]
    yield free
    for one in free:
        one.engine.dispose()


@pytest.fixture(scope="session")
def sound_store(empty_store_file: Path, offices: list[Office], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of a sound office."""
    office = offices[0]
    office.begin(empty_store_file)
    made = written()
    note = write_note(new_note(uuid.UUID(int=9), "hồ sơ 12"))
    office.take(made["central"].arrival(), made["reset"].arrival(1, 2), made["plain"].arrival(3, 5))
    office.take(Arrival("q-01", note), made["hall"].arrival(3), made["dark"].arrival())
    office.take(made["plain"].arrival(1, 4), made["reset"].arrival(3), made["hall"].arrival(1, 2))
    office.take(made["plain"].arrival(6), made["hall"].arrival(), Arrival("q-09", b"not json"))
    path = tmp_path_factory.mktemp("sound") / "central.db"
    with closing(sqlite3.connect(path)) as copy, closing(office.engine.raw_connection()) as own:
        own.driver_connection.backup(copy)
    return path


@pytest.fixture
def office(sound_store: Path, offices: list[Office]) -> Iterator[Office]:
    """A sound office of the test's own."""
    made = offices.pop()
    made.begin(sound_store)
    yield made
    offices.append(made)


@pytest.fixture
def empty_office(empty_store_file: Path, offices: list[Office]) -> Iterator[Callable[[], Office]]:
    """Gives one of the test's two offices; nothing has happened in it."""
    mine = [offices.pop(), offices.pop()]

    def make() -> Office:
        mine.reverse()
        mine[0].begin(empty_store_file)
        return mine[0]

    yield make
    offices.extend(mine)


@pytest.fixture(scope="session")
def writers() -> dict[str, Writer]:
    """The gateways of the sound office."""
    return written()


@pytest.fixture
def writer() -> Callable[..., Writer]:
    """Makes further gateways: ``writer("q-07", "mau", 7)``."""
    return Writer
