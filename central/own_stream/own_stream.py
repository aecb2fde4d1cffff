"""Appends central's own events to its stream of a site, through the code of ingest, in one transaction.

Its head is read from the store under the write lock each time, so that a command beside a running central
continues the same stream; ingest remembers nothing of it, for no topic of central's is ever taken from the broker.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import tzinfo
from typing import TypeVar

from sqlalchemy import Connection, Engine, select

from central.config import CentralConfig
from central.ingest.arrivals import Arrival
from central.ingest.batch import Batch
from central.ingest.ingest import wall_ms
from central.ingest.memory import Memory
from central.ingest.streams import UNCHECKED, Stream
from central.own_stream.marker import Marker, Written, marker_of
from central.own_stream.stamp import server_now
from central.store.engine import writing
from central.store.tables import events, streams
from contract.clock import Stamp
from contract.events import EventData, StoreReset
from contract.ids import CENTRAL_GATEWAY, new_stream_id
from contract.lines import LineRefused, compose, line_hash
from contract.notes import Note, write_note
from contract.payloads import take

log = logging.getLogger(__name__)

T = TypeVar("T")

Told = Sequence[tuple[EventData, Note | None]]
"""Events, each with the note that it seals, if any."""

Runner = Callable[[Callable[[], None]], None]
"""Runs a job to its end; raises what it raised."""


def at_once(job: Callable[[], None]) -> None:
    """The runner of who writes alone: commands, tests."""
    job()


class OwnStream:
    """Central as a writer. Safe from any thread and beside other processes.

    ``run`` runs the transaction: on the writer's own thread where ingest runs in this process.
    """

    def __init__(
        self,
        engine: Engine,
        config: CentralConfig,
        run: Runner = at_once,
        now: Callable[[tzinfo], Stamp] = server_now,
        now_ms: Callable[[], int] = wall_ms,
    ) -> None:
        self._engine = engine
        self._config = config
        self._run = run
        self._now = now
        self._now_ms = now_ms
        self._marker = marker_of(str(engine.url.render_as_string(hide_password=False)))

    def tell(self, site: str, events: Told) -> None:
        """Append events of a site, in their order; returns once they are committed with all that follows from them.

        Raises LineRefused for what is no event, SQLAlchemyError when the store does not take it: then nothing was
        stored.
        """
        told = list(events)
        if told:
            self.decide(site, lambda connection: told)

    def decide(self, site: str, make: Callable[[Connection], Told]) -> None:
        """Append what ``make`` gives, in one transaction with what it writes into other tables itself.

        It sees the store as no other writer can change it until the commit. What it raises ends the transaction:
        then nothing was stored. Raises what `tell` raises.
        """
        self._run(lambda: self._decide(site, make))

    def try_out(self, site: str, events: Told, look: Callable[[Connection], T]) -> tuple[T, T]:
        """What ``look`` sees before the events and with them; then everything is taken back.

        It holds the store's write lock meanwhile. Raises what `tell` raises.
        """
        seen: list[T] = []

        def job() -> None:
            with self._marker.held(), writing(self._engine) as connection:
                seen.append(look(connection))
                self._append(connection, site, list(events))
                seen.append(look(connection))
                transaction = connection.get_transaction()
                if transaction is not None:
                    transaction.rollback()

        self._run(job)
        return seen[0], seen[1]

    def _decide(self, site: str, make: Callable[[Connection], Told]) -> None:
        with self._marker.held():
            with writing(self._engine) as connection:
                written = self._append(connection, site, make(connection))
            if written is not None:
                self._marker.write(site, written)

    def _append(self, connection: Connection, site: str, told: Told) -> Written | None:
        if not told:
            return None
        batch = Batch(connection, Memory(self._config), self._now_ms())
        stream, reset = _stream_of(batch, site, self._marker)
        told = [*((data, None) for data in reset), *told]
        lines = self._composed(stream, site, told)
        first = stream.next_seq
        while lines:
            payload, taken = take(lines)
            batch.take(Arrival(CENTRAL_GATEWAY, payload, stream.name, first))
            first, lines = first + taken, lines[taken:]
        _refuse_what_is_not_taken(batch, stream, first - 1)
        batch.write_lines()
        batch.write_projections()
        return Written(stream.name, stream.complete_seq, stream.complete_hash.hex())

    def _composed(self, stream: Stream, site: str, told: Told) -> list[tuple[bytes, ...]]:
        """Each event's line with its note behind it."""
        zone, seq, prev = self._config.zone(site), stream.next_seq, stream.tail_hex
        groups: list[tuple[bytes, ...]] = []
        for data, note in told:
            raw = compose(CENTRAL_GATEWAY, site, stream.name, seq, prev, data, self._now(zone))
            groups.append((raw, write_note(note)) if note is not None else (raw,))
            seq, prev = seq + 1, line_hash(raw)
        return groups


def _stream_of(batch: Batch, site: str, marker: Marker) -> tuple[Stream, list[StoreReset]]:
    """The stream to go on with; a new one, with what it must say first, where the old one may be a copy's."""
    own = select(streams.c.stream).where(streams.c.gateway == CENTRAL_GATEWAY, streams.c.site == site)
    name = batch.connection.execute(own.order_by(streams.c.id.desc()).limit(1)).scalar_one_or_none()
    remembered = marker.read(site)
    if name is None:
        stream = batch.stream(CENTRAL_GATEWAY, new_stream_id(), site)
        return stream, [] if remembered is None else [StoreReset(remembered.stream, None)]
    stream = batch.stream(CENTRAL_GATEWAY, name, site)
    if why := _why_not(batch.connection, stream, remembered, marker):
        log.warning("central's own stream %s of %s is not continued after line %d: %s", name, site, stream.max_seq, why)
        new = batch.stream(CENTRAL_GATEWAY, new_stream_id(), site)
        return new, [StoreReset(name, stream.complete_seq or None)]
    return stream, []


def _why_not(connection: Connection, stream: Stream, remembered: Written | None, marker: Marker) -> str:
    """Why a stream must not be continued; nothing when it may be."""
    if stream.has_gap or stream.tail_hex == UNCHECKED:
        return "its last line is missing"
    if not marker.is_known():
        return "the file beside the store is missing or of another store: this may be a copy"
    if remembered is None:
        return ""
    if remembered.stream != stream.name:
        return f"stream {remembered.stream} was written last: the store is an old copy"
    there = select(events.c.hash).where(events.c.stream_id == stream.id, events.c.seq == remembered.seq)
    digest = connection.execute(there).scalar_one_or_none()
    if digest is None or digest.hex() != remembered.hash:
        return f"line {remembered.seq} was written and is not there: the store is an old copy"
    return ""


def _refuse_what_is_not_taken(batch: Batch, stream: Stream, last: int) -> None:
    """Every line must stand at the place it was written for."""
    if batch.late or stream.complete_seq != last or stream.has_gap:
        raise LineRefused(f"central's own lines did not take their places in {stream.name} up to {last}")
