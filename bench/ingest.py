"""Ingest beside a bare sqlite3 loop that writes the same rows of the same tables in the same batches, with the same
pragmas, as the store grows: the core alone, and everything from mosquitto to the commit (publisher and broker share
the two cores with it). Rounds alternate; the best round of each counts, because other work only slows one down."""

import multiprocessing
import os
import shutil
import sqlite3
import tempfile
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from sqlalchemy import Engine

from bench.common import Figure
from central.config import CentralConfig, CentralSite
from central.ingest.arrivals import AckDue, Arrival
from central.ingest.heard import Heard
from central.ingest.ingest import Ingest
from central.ingest.mqtt_link import MqttLink
from central.ingest.writer import Writer
from central.presence import Presence
from central.store.dialect import BUSY_TIMEOUT_MS, CACHE_KIB, CHECKPOINT_PAGES
from central.store.engine import migrate, open_engine
from contract import topics
from contract.ids import new_id, new_stream_id
from contract.lines import ZERO_HASH, line_hash
from contract.links import BrokerConfig
from simulator.broker import MosquittoBroker, find_mosquitto

SITE = "trung-tam"
CONFIG = CentralConfig(sites={SITE: CentralSite("Trung tâm", ratings="free")})
GATEWAYS = 50
LINES = 100
PAYLOADS = 30
"""Payloads in one transaction: what waits when gateways come back after a cut."""
ROUND = 10 * PAYLOADS * LINES
ROUNDS = 7
SIZES = (100_000, 1_000_000)
LARGE = 10_000_000
SECONDS_APART = 8
START = datetime(2024, 1, 2, 7, 30, tzinfo=timezone(timedelta(hours=7)))
LEVELS = ("good",) * 17 + ("fair", "average", "poor")

CONF = """log_dest stderr
listener {port} 127.0.0.1
allow_anonymous true
persistence false
max_queued_messages 0
max_inflight_messages 200
"""
"""As many in flight as firmware_configs/mosquitto/ allows."""

LINE = (
    '{"v":1,"gateway":"%s","site":"' + SITE + '","stream":"%s","seq":%d,"prev":"%s","type":"rating.given",'
    '"at":"%s","clock":"synced","boot":"%s","up_ms":%d,"data":{"rating":"%s","ticket":null,"counter":"%d",'
    '"officer":"cb-%02d","scale":"4-level","level":"%s","channel":"panel","verdict":"accepted"}}'
)


def main(large: bool = False) -> list[Figure]:
    """At each size: the core, the bare loop and the way from the broker, in turns."""
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="quayso-bench-") as folder:
        office, ours = Office(), Ours(Path(folder) / "ours.db")
        smallest = 0.0
        for size in (*SIZES, LARGE) if large else SIZES:
            ours.fill(office, size)
            best = _in_turns(office, ours, Path(folder))
            smallest = smallest or best.core
            figures += _figures(f"{size:,} stored".replace(",", " "), best, smallest)
        ours.close()
    return figures


@dataclass
class Best:
    """The best round of each way, in events per second."""

    core: float = 0.0
    bare: float = 0.0
    broker: float = 0.0


def _figures(stored: str, best: Best, smallest: float) -> list[Figure]:
    beside = "bare sqlite3, same rows and batches"
    found = [Figure(f"ingest, {stored}", best.core, "events/s", beside, best.bare, "≥ 0.5")]
    if smallest != best.core:
        found.append(Figure(f"ingest, {stored}", best.core, "events/s", "with the smallest store", smallest))
    if best.broker:
        found.append(Figure(f"mosquitto → committed, {stored}", best.broker, "events/s", beside, best.bare, "≥ 0.5"))
    return found


@dataclass
class Gateway:
    """A writer of lines."""

    id: str
    stream: str = field(default_factory=new_stream_id)
    boot: str = field(default_factory=lambda: str(uuid.uuid4()))
    seq: int = 0
    prev: str = ZERO_HASH


class Office:
    """Gateways that press without end, one every few seconds, and send payloads of 100 lines in turn."""

    def __init__(self) -> None:
        self.gateways = [Gateway(f"q-{n:02}") for n in range(GATEWAYS)]
        self.presses = 0
        self.payloads = 0

    def arrivals(self, events: int) -> Iterator[Arrival]:
        """Payloads with the next presses."""
        for _ in range(events // LINES):
            gateway = self.gateways[self.payloads % GATEWAYS]
            self.payloads += 1
            first = gateway.seq + 1
            yield Arrival(gateway.id, b"\n".join(self._press(gateway) for _ in range(LINES)), gateway.stream, first)

    def _press(self, gateway: Gateway) -> bytes:
        n = self.presses = self.presses + 1
        gateway.seq += 1
        at = (START + timedelta(seconds=n * SECONDS_APART)).isoformat(timespec="milliseconds")
        raw = (
            LINE
            % (
                *(gateway.id, gateway.stream, gateway.seq, gateway.prev, at, gateway.boot),
                *(n * SECONDS_APART * 1000, new_id(), n % 12 + 1, n % 17, LEVELS[n % len(LEVELS)]),
            )
        ).encode()
        gateway.prev = line_hash(raw)
        return raw


class Ours:
    """The store behind ingest."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.engine: Engine = open_engine(f"sqlite:///{path}", checkpoints=True)
        migrate(self.engine)
        self.ingest = Ingest(self.engine, CONFIG)
        self.events = 0

    def fill(self, office: Office, size: int) -> None:
        """Store presses until there are ``size``."""
        while self.events < size:
            self.receive(list(office.arrivals(min(ROUND, size - self.events))))

    def receive(self, arrivals: list[Arrival]) -> None:
        """Store payloads, some in each transaction."""
        for start in range(0, len(arrivals), PAYLOADS):
            self.ingest.receive(arrivals[start : start + PAYLOADS])
        self.events += len(arrivals) * LINES

    def close(self) -> None:
        """Close the file."""
        self.engine.dispose()


class Bare:
    """sqlite3 and nothing else, over a copy of the store; it is handed rows that are ready to be bound."""

    def __init__(self, path: Path, copy_of: Path) -> None:
        with sqlite3.connect(copy_of) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for old in path.parent.glob(path.name + "*"):
            old.unlink()
        shutil.copyfile(copy_of, path)
        # Else the first rounds pay for the copy.
        os.sync()
        self._connection = sqlite3.connect(path, isolation_level=None)
        for pragma in (
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            f"cache_size=-{CACHE_KIB}",
            f"wal_autocheckpoint={CHECKPOINT_PAGES}",
        ):
            self._connection.execute(f"PRAGMA {pragma}")

    def write(self, batches: list["Rows"]) -> None:
        """One transaction for each batch."""
        run = self._connection
        for rows in batches:
            run.execute("BEGIN IMMEDIATE")
            run.executemany("INSERT INTO events VALUES (NULL,?,?,?,?,?,?,?,?)", rows.events)
            run.executemany(f"INSERT INTO ratings VALUES ({','.join('?' * 15)})", rows.ratings)
            run.executemany(
                "INSERT INTO ratings_daily VALUES (?,?,?,?,?,?,?,?,?) ON CONFLICT DO UPDATE SET n = n + excluded.n",
                rows.sums,
            )
            run.executemany(
                "UPDATE streams SET complete_seq=?, complete_hash=?, max_seq=?, last_seen_ms=? WHERE id=?", rows.streams
            )
            run.execute("COMMIT")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


@dataclass
class Rows:
    """The rows that one transaction of ingest wrote."""

    events: list[tuple[object, ...]]
    ratings: list[tuple[object, ...]]
    sums: list[tuple[object, ...]]
    streams: list[tuple[object, ...]]


def _rows_behind(path: Path, last: int) -> list[Rows]:
    """What ingest wrote beyond the event ``last``, cut as it wrote it."""
    connection = sqlite3.connect(path)
    columns = "stream_id, seq, hash, line, type, state, time_ms, day"
    found = []
    size = PAYLOADS * LINES
    end = connection.execute("SELECT max(id) FROM events").fetchone()[0]
    for start in range(last, end, size):
        between = (start, start + size)
        events = connection.execute(f"SELECT {columns} FROM events WHERE id > ? AND id <= ?", between).fetchall()
        ratings = connection.execute(
            "SELECT r.* FROM events e JOIN ratings r ON r.stream_id = e.stream_id AND r.seq = e.seq "
            "WHERE e.id > ? AND e.id <= ? ORDER BY e.id",
            between,
        ).fetchall()
        sums = Counter((r[2], r[6], r[7], r[8], r[9], r[10], r[13], r[11]) for r in ratings)
        ends = {e[0]: (e[1], e[2], e[1], 0, e[0]) for e in events}
        found.append(Rows(events, ratings, [(*key, n) for key, n in sums.items()], list(ends.values())))
    connection.close()
    return found


def _in_turns(office: Office, ours: Ours, folder: Path) -> Best:
    """Rounds of all three, one after the other."""
    best = Best()
    bare = Bare(folder / "bare.db", ours.path)
    broker = Broker(ours, folder) if find_mosquitto() is not None else None
    for _ in range(ROUNDS):
        arrivals = list(office.arrivals(ROUND))
        last = ours.events
        began_s = time.perf_counter()
        ours.receive(arrivals)
        best.core = max(best.core, ROUND / (time.perf_counter() - began_s))
        rows = _rows_behind(ours.path, last)
        began_s = time.perf_counter()
        bare.write(rows)
        best.bare = max(best.bare, ROUND / (time.perf_counter() - began_s))
        if broker is not None:
            best.broker = max(best.broker, 2 * ROUND / broker.publish(list(office.arrivals(2 * ROUND))))
    if broker is not None:
        broker.close()
    bare.close()
    return best


class Broker:
    """mosquitto, central's link to it and the writer behind that, over the same store."""

    def __init__(self, ours: Ours, folder: Path) -> None:
        self._ours = ours
        self._broker = MosquittoBroker(folder / "broker", conf=CONF).start()
        self._arrived = Committed()
        self._writer = Writer(ours.ingest, self._arrived.take)
        address = BrokerConfig(port=self._broker.port)
        self._link = MqttLink(address, ours.ingest.session, self._writer.deliver, Heard(Presence()))
        self._writer.start()
        self._link.start()
        while not self._link.is_subscribed:
            time.sleep(0.01)

    def publish(self, arrivals: list[Arrival]) -> float:
        """Seconds from the first publication, by another process, to the last commit."""
        self._arrived.wanted = {one.stream: one.first + LINES - 1 for one in arrivals if one.stream and one.first}
        self._ours.events += len(arrivals) * LINES
        return _publish_and_wait(self._broker.port, arrivals, self._arrived)

    def close(self) -> None:
        """Stop all three."""
        self._link.stop()
        self._writer.stop()
        self._broker.stop()


class Committed:
    """Hears the acknowledgements, which come after the commit."""

    def __init__(self) -> None:
        self.wanted: dict[str, int] = {}
        self.done = threading.Event()

    def take(self, due: Iterable[AckDue]) -> None:
        """Done when every stream is acknowledged to its last line."""
        for one in due:
            if self.wanted.get(one.stream) == one.ack.seq:
                del self.wanted[one.stream]
        if not self.wanted:
            self.done.set()


def _publish_and_wait(port: int, arrivals: list[Arrival], arrived: Committed) -> float:
    """Seconds from the first publication to the last commit."""
    context = multiprocessing.get_context("spawn")
    ready, go = context.Event(), context.Event()
    publisher = context.Process(target=_publish, args=(port, arrivals, ready, go))
    arrived.done.clear()
    publisher.start()
    ready.wait(30)
    began_s = time.perf_counter()
    go.set()
    if not arrived.done.wait(600):
        raise TimeoutError(f"not committed: {arrived.wanted}")
    took_s = time.perf_counter() - began_s
    publisher.join()
    return took_s


def _publish(port: int, arrivals: list[Arrival], ready: Any, go: Any) -> None:
    """The gateways' side, in a process of its own: QoS 1, 100 in flight."""
    client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
    client.max_inflight_messages_set(100)
    client.connect("127.0.0.1", port)
    client.loop_start()
    ready.set()
    go.wait()
    for one in arrivals:
        properties = Properties(PacketTypes.PUBLISH)
        properties.UserProperty = [(topics.PROPERTY_STREAM, one.stream), (topics.PROPERTY_FIRST, str(one.first))]
        last = client.publish(topics.events(one.gateway), one.payload, qos=1, properties=properties)
    last.wait_for_publish(600)
    client.disconnect()
    client.loop_stop()
