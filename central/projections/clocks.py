"""The clock rule while events arrive: anchors of boots, and lines whose time hangs on an anchor (design §4.2)."""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, insert, select, update

from central.store.dialect import insert_many
from central.store.tables import boots, undated
from contract.clock import Anchor, event_time_ms, utc_ms
from contract.lines import CLOCK_STATES, Line

_LARGEST = 4_096

_SET_ANCHOR = (
    update(boots)
    .where(boots.c.id == bindparam("b_id"))
    .values(anchor_up_ms=bindparam("b_up_ms"), anchor_utc_ms=bindparam("b_utc_ms"))
)


@dataclass(slots=True)
class Boot:
    """A boot of a gateway and the first synced line known of it."""

    id: int
    gateway: str
    anchor: Anchor | None


class Boots:
    """Every boot asked for, remembered; `forget` after a transaction that failed."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Boot] = {}
        self._moved: dict[int, Boot] = {}
        self._undated: list[tuple[int, int, int, int, str]] = []

    def is_anchored(self, gateway: str, boot: str, up_ms: int) -> bool:
        """Whether a line at ``up_ms`` cannot change what is known of its boot, without asking the store."""
        known = self._known.get((gateway, boot))
        return known is not None and known.anchor is not None and known.anchor.up_ms < up_ms

    def time_of(self, connection: Connection, stream_id: int, line: Line) -> int | None:
        """When a new line happened, milliseconds UTC; notes the line where others depend on it, or it on them."""
        at_ms = utc_ms(line.at)
        if line.clock == "synced":
            boot = self._boot(connection, line)
            anchor = Anchor(line.up_ms, at_ms)
            if boot.anchor is None or anchor < boot.anchor:
                boot.anchor = anchor
                self._moved[boot.id] = boot
        elif line.clock == "unset":
            boot = self._boot(connection, line)
            self._undated.append((stream_id, line.seq, boot.id, line.up_ms, line.site))
            return event_time_ms(line.clock, at_ms, line.up_ms, boot.anchor)
        elif line.clock not in CLOCK_STATES:
            return None
        return at_ms

    def write(self, connection: Connection) -> list[Boot]:
        """Store what `time_of` noted; the boots whose anchor is another one now."""
        insert_many(connection, undated, self._undated)
        moved = list(self._moved.values())
        if moved:
            connection.execute(
                _SET_ANCHOR,
                [
                    {"b_id": boot.id, "b_up_ms": boot.anchor.up_ms, "b_utc_ms": boot.anchor.utc_ms}
                    for boot in moved
                    if boot.anchor is not None
                ],
            )
        self._undated.clear()
        self._moved.clear()
        if len(self._known) > _LARGEST:
            # Never while lines are taken: what is not stored yet is known here alone.
            self._known.clear()
        return moved

    def forget(self) -> None:
        """Nothing is known any more; the store is asked again."""
        self._known.clear()
        self._moved.clear()
        self._undated.clear()

    def _boot(self, connection: Connection, line: Line) -> Boot:
        key = (line.gateway, line.boot)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = _load(connection, *key)
        return known


def _load(connection: Connection, gateway: str, boot: str) -> Boot:
    row = connection.execute(select(boots).where(boots.c.gateway == gateway, boots.c.boot == boot)).one_or_none()
    if row is None:
        made = insert(boots).values(gateway=gateway, boot=boot).returning(boots.c.id)
        return Boot(connection.execute(made).scalar_one(), gateway, None)
    anchor = None if row.anchor_up_ms is None else Anchor(row.anchor_up_ms, row.anchor_utc_ms)
    return Boot(row.id, gateway, anchor)
