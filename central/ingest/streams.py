"""How far each stream is: read once from the store, kept in memory, written back with every batch."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, Row, and_, bindparam, insert, select, update

from central.rules.placing import HOLE, NO_HASH
from central.store.tables import events, streams

UNCHECKED = ""
"""`tail_hex` when the next line's `prev` cannot be checked: after a hole or a lost range."""

_LARGEST = 10_000

_SET_PROGRESS = (
    update(streams)
    .where(streams.c.id == bindparam("b_id"))
    .values(
        site=bindparam("b_site"),
        complete_seq=bindparam("b_complete_seq"),
        complete_hash=bindparam("b_complete_hash"),
        max_seq=bindparam("b_max_seq"),
        last_seen_ms=bindparam("b_last_seen_ms"),
    )
)


@dataclass(slots=True)
class Stream:
    """A stream of a gateway.

    ``next_seq`` is the place behind every line that is stored or lost; ``tail_hex`` the hash that the line
    there must name. Lines between ``complete_seq`` and ``max_seq`` are missing unless the two are equal.
    """

    id: int
    gateway: str
    name: str
    site: str
    complete_seq: int
    complete_hash: bytes
    max_seq: int
    next_seq: int
    tail_hex: str

    def append(self, seq: int, digest: bytes, type_: str) -> None:
        """Take a line at ``next_seq`` or beyond it."""
        if self.complete_seq == seq - 1:
            self.complete_seq = seq
            self.complete_hash = digest
        self.max_seq = seq
        self.next_seq = seq + 1
        self.tail_hex = UNCHECKED if type_ == HOLE else digest.hex()

    def lose_up_to(self, seq: int) -> None:
        """Everything behind the last line up to ``seq`` is lost."""
        if seq >= self.next_seq:
            self.next_seq = seq + 1
            self.tail_hex = UNCHECKED

    @property
    def has_gap(self) -> bool:
        """Whether lines are missing before its last one."""
        return self.complete_seq < self.max_seq


class StreamBook:
    """Every stream asked for, remembered; `forget` after a transaction that failed."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], Stream] = {}

    def find(self, connection: Connection, gateway: str, name: str) -> Stream | None:
        """A stream, None when the store has none of that name under that gateway."""
        stream = self.known.get((gateway, name))
        if stream is None:
            row = connection.execute(
                select(streams).where(streams.c.gateway == gateway, streams.c.stream == name)
            ).one_or_none()
            if row is None:
                return None
            stream = self.known[(gateway, name)] = _opened(connection, row)
        return stream

    def make(self, connection: Connection, gateway: str, name: str, site: str, now_ms: int) -> Stream:
        """A new stream, with nothing in it."""
        made = insert(streams).values(
            gateway=gateway,
            stream=name,
            site=site,
            complete_seq=0,
            complete_hash=NO_HASH,
            max_seq=0,
            first_seen_ms=now_ms,
            last_seen_ms=now_ms,
        )
        id_ = connection.execute(made.returning(streams.c.id)).scalar_one()
        stream = Stream(id_, gateway, name, site, 0, NO_HASH, 0, 1, NO_HASH.hex())
        self.known[(gateway, name)] = stream
        return stream

    def write(self, connection: Connection, changed: Iterable[Stream], now_ms: int) -> None:
        """Store how far the changed streams are."""
        rows = [
            {
                "b_id": one.id,
                "b_site": one.site,
                "b_complete_seq": one.complete_seq,
                "b_complete_hash": one.complete_hash,
                "b_max_seq": one.max_seq,
                "b_last_seen_ms": now_ms,
            }
            for one in changed
        ]
        if rows:
            connection.execute(_SET_PROGRESS, rows)
        if len(self.known) > _LARGEST:
            # Never while lines are taken: what is not stored yet is known here alone.
            self.known.clear()

    def forget(self) -> None:
        """Nothing is known any more; the store is asked again."""
        self.known.clear()


def others_with(connection: Connection, gateway: str, name: str) -> list[str]:
    """Other gateways under which a stream of this name is stored."""
    statement = select(streams.c.gateway).where(streams.c.stream == name, streams.c.gateway != gateway)
    return [row.gateway for row in connection.execute(statement)]


def _opened(connection: Connection, row: Row[tuple[int, str]]) -> Stream:
    next_seq = max(row.complete_seq, row.max_seq) + 1
    stream = Stream(
        row.id, row.gateway, row.stream, row.site, row.complete_seq, row.complete_hash, row.max_seq, next_seq, UNCHECKED
    )
    if row.max_seq == 0 and row.complete_seq == 0:
        stream.tail_hex = NO_HASH.hex()
    elif row.max_seq >= row.complete_seq:
        last = connection.execute(
            select(events.c.hash, events.c.type).where(and_(events.c.stream_id == row.id, events.c.seq == row.max_seq))
        ).one_or_none()
        if last is not None and last.type != HOLE:
            stream.tail_hex = last.hash.hex()
    return stream
