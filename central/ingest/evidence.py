"""What is kept beside the events: unreadable bytes, lines that contradict others, alarms. Repeats are counted."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, Table, func, select

from central.store.dialect import upsert
from central.store.tables import conflicts, findings, quarantine, streams

MAX_KEPT_BYTES = 8 * 1024
MAX_ROWS_PER_GATEWAY = 10_000
"""A broken gateway repeats itself for years; beyond this its garbage is only counted."""

FOREIGN_STREAM = "foreign_stream"
CONFLICT = "conflict"
CHAIN_BROKEN = "chain_broken"
LOST = "lost"
HOLE = "hole"
NOT_ALLOWED = "not_allowed"
QUARANTINE_FULL = "quarantine_overflow"
CONFLICTS_FULL = "conflict_overflow"

_TOO_MUCH = {quarantine.name: QUARANTINE_FULL, conflicts.name: CONFLICTS_FULL}


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Bytes that are no line, and why. ``digest`` and ``size`` are those of all of them."""

    raw: bytes
    digest: bytes
    size: int
    reason: str
    detail: str


class Evidence:
    """Writes evidence within one transaction."""

    def __init__(self, connection: Connection, now_ms: int) -> None:
        self._connection = connection
        self._now_ms = now_ms
        self._full: dict[tuple[str, str], bool] = {}

    def put_aside(self, gateway: str, it: Unreadable, stream: str | None = None, seq: int | None = None) -> None:
        """Keep what could not be read, with its place where it has one."""
        values = {
            "gateway": gateway,
            "digest": it.digest,
            "reason": it.reason,
            "detail": it.detail,
            "bytes": it.raw[:MAX_KEPT_BYTES],
            "size": it.size,
            "stream": stream,
            "seq": seq,
        }
        known = select(quarantine.c.id).where(
            quarantine.c.gateway == gateway,
            quarantine.c.digest == it.digest,
            quarantine.c.reason == it.reason,
        )
        count = select(func.count()).select_from(quarantine).where(quarantine.c.gateway == gateway)
        if self._has_room(gateway, quarantine.name, lambda: self._is_there(known), lambda: self._count(count)):
            self._count_up(quarantine, ("gateway", "digest", "reason"), values)

    def contradict(self, gateway: str, stream_id: int, stream: str, seq: int, raw: bytes, digest: bytes) -> None:
        """Keep a line whose place was taken by other bytes."""
        values = {"stream_id": stream_id, "seq": seq, "hash": digest, "line": raw}
        known = select(conflicts.c.id).where(
            conflicts.c.stream_id == stream_id, conflicts.c.seq == seq, conflicts.c.hash == digest
        )
        count = select(func.count()).select_from(conflicts).join(streams).where(streams.c.gateway == gateway)
        if self._has_room(gateway, conflicts.name, lambda: self._is_there(known), lambda: self._count(count)):
            self._count_up(conflicts, ("stream_id", "seq", "hash"), values)
            self.find(CONFLICT, gateway, stream, seq, f"other bytes with hash {digest.hex()} for this place")

    def find(
        self, kind: str, gateway: str, stream: str = "", seq: int = 0, detail: str = "", last_seq: int | None = None
    ) -> None:
        """Record an alarm; the same one again is counted."""
        values = {
            "kind": kind,
            "gateway": gateway,
            "stream": stream,
            "seq": seq,
            "last_seq": last_seq,
            "detail": detail,
        }
        self._count_up(findings, ("kind", "gateway", "stream", "seq"), values)

    def _has_room(self, gateway: str, table: str, is_there: Callable[[], bool], count: Callable[[], int]) -> bool:
        full = self._full.get((gateway, table))
        if full is None:
            full = self._full[(gateway, table)] = count() >= MAX_ROWS_PER_GATEWAY
        if not full or is_there():
            return True
        self.find(_TOO_MUCH[table], gateway, detail=f"over {MAX_ROWS_PER_GATEWAY} rows; only counted from here on")
        return False

    def _is_there(self, statement: Select[Any]) -> bool:
        return self._connection.execute(statement).first() is not None

    def _count(self, statement: Select[Any]) -> int:
        return int(self._connection.execute(statement).scalar_one())

    def _count_up(self, table: Table, keys: tuple[str, ...], values: dict[str, Any]) -> None:
        times = {"first_ms": self._now_ms, "last_ms": self._now_ms, "times": 1}
        statement = upsert(
            self._connection,
            table,
            keys,
            last_ms=lambda old, new: new.last_ms,
            times=lambda old, new: old.times + 1,
        )
        self._connection.execute(statement, values | times)
