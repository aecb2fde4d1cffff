"""The heart of ingest, without MQTT: payloads and births in, committed rows and acknowledgements out."""

import logging
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError, InternalError, OperationalError, TimeoutError

from central.config import CentralConfig
from central.ingest.arrivals import AckDue, Arrival, BirthSeen
from central.ingest.batch import Batch, segments_of
from central.ingest.births import lose_swallowed, take_birth
from central.ingest.memory import Memory
from central.ingest.settling import settle
from central.ingest.streams import Stream
from central.store.engine import writing
from contract.lines import ZERO_HASH
from contract.messages import Ack
from contract.notes import is_note
from contract.payloads import PayloadTooLarge
from contract.reasons import short

log = logging.getLogger(__name__)


def wall_ms() -> int:
    """Central's clock: milliseconds from 1970-01-01T00:00Z."""
    return time.time_ns() // 1_000_000


def is_store_trouble(error: BaseException) -> bool:
    """Whether the store is at fault (locked, full, broken) and not what was to be stored: try again later."""
    return isinstance(error, (OperationalError, InternalError, TimeoutError)) or type(error) is DatabaseError


class Ingest:
    """Stores what arrives. One writer thread calls it; nothing else writes events."""

    def __init__(self, engine: Engine, config: CentralConfig, now_ms: Callable[[], int] = wall_ms) -> None:
        self.session = secrets.token_hex(8)
        """Random per start: an acknowledgement of a new session makes a gateway send from its `seq` on."""
        self._engine = engine
        self._now_ms = now_ms
        self._memory = Memory(config)

    def receive(self, arrivals: Sequence[Arrival], births: Sequence[BirthSeen] = ()) -> list[AckDue]:
        """Store payloads and births in one transaction; the acknowledgements are due once this returns.

        Raises what the store or a rule raised; nothing of the batch is stored then.
        """
        try:
            with writing(self._engine) as connection:
                batch = Batch(connection, self._memory, self._now_ms())
                for arrival in arrivals:
                    batch.take(arrival)
                return self._finish(batch, births)
        except BaseException:
            self._memory.forget()
            raise

    def receive_carefully(self, arrival: Arrival) -> list[AckDue]:
        """Store a payload of which something makes the program fail: each segment in a transaction of its own.

        The segment at fault is kept as unreadable with the reason `exception` and fills its place, so that
        its stream goes on. Raises only store trouble.
        """
        acks: dict[tuple[str, str], AckDue] = {}
        for part in _parts(arrival):
            try:
                due = self.receive([part])
            except Exception as error:
                if is_store_trouble(error):
                    raise
                log.exception("a segment from %s made ingest fail", arrival.gateway)
                due = self._keep_poison(part, short(error))
            acks.update({(one.gateway, one.stream): one for one in due})
        return list(acks.values())

    def _keep_poison(self, part: Arrival, detail: str) -> list[AckDue]:
        for keep in (Batch.take_poison, _put_aside):
            try:
                with writing(self._engine) as connection:
                    batch = Batch(connection, self._memory, self._now_ms())
                    keep(batch, part, detail)
                    return self._finish(batch, ())
            except Exception as error:
                self._memory.forget()
                if is_store_trouble(error):
                    raise
                log.exception("a segment from %s could not be kept", part.gateway)
        return []

    def _finish(self, batch: Batch, births: Sequence[BirthSeen]) -> list[AckDue]:
        """Write everything that was taken; what to acknowledge afterwards."""
        batch.write_lines()
        if batch.late:
            settle(batch)
        lose_swallowed(batch)
        named = [(seen.gateway, said.stream) for seen in births for said in take_birth(batch, seen)]
        batch.write_projections()
        due = {(one.gateway, one.name): self._ack(one) for one in batch.changed.values()}
        for gateway, name in named:
            stream = batch.find_stream(gateway, name)
            due[(gateway, name)] = self._ack(stream) if stream else self._nothing_yet(gateway, name)
        return list(due.values())

    def _ack(self, stream: Stream) -> AckDue:
        ack = Ack(stream.complete_seq, stream.complete_hash.hex(), self.session)
        return AckDue(stream.gateway, stream.name, ack)

    def _nothing_yet(self, gateway: str, name: str) -> AckDue:
        return AckDue(gateway, name, Ack(0, ZERO_HASH, self.session))


def _put_aside(batch: Batch, part: Arrival, detail: str) -> None:
    batch.put_aside(part, "exception", detail)


def _parts(arrival: Arrival) -> Iterator[Arrival]:
    """A payload of one segment for each of its segments, with the place it has in the whole."""
    try:
        segments = segments_of(arrival)
    except PayloadTooLarge:
        yield arrival
        return
    index = 0
    for raw in segments:
        first = None if arrival.first is None else arrival.first + index
        yield replace(arrival, payload=raw, first=first)
        index += not is_note(raw)
