"""Proves the anchors of boots: each is its boot's first synced line, and no line is earlier."""

from collections.abc import Container, Iterator

from sqlalchemy import Connection, func, select

from central.audit.findings import Finding
from central.store.tables import boots
from contract.clock import Anchor

CLOCK = "clock"
_LARGEST = 4_096


class Anchors:
    """The stored anchors, each marked once a line is found that it was made from."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[tuple[str, str], tuple[int, Anchor | None] | None] = {}
        last = connection.execute(select(func.max(boots.c.id))).scalar_one() or 0
        # A bit for each boot: a store holds many, and one that lies may name a new one in every line.
        self._found = bytearray(last // 8 + 1)

    def of(self, gateway: str, boot: str) -> tuple[int, Anchor | None] | None:
        """Number and anchor of a boot; None when the store does not know it."""
        key = (gateway, boot)
        if key not in self._known:
            if len(self._known) >= _LARGEST:
                self._known.clear()
            statement = select(boots).where(boots.c.gateway == gateway, boots.c.boot == boot)
            row = self._connection.execute(statement).one_or_none()
            if row is None:
                self._known[key] = None
            else:
                anchor = None if row.anchor_up_ms is None else Anchor(row.anchor_up_ms, row.anchor_utc_ms)
                self._known[key] = (row.id, anchor)
        return self._known[key]

    def mark(self, boot_id: int) -> None:
        """A line was found that the anchor of this boot was made from."""
        self._found[boot_id >> 3] |= 1 << (boot_id & 7)

    def without_line(self, incomplete: Container[str]) -> Iterator[Finding]:
        """Anchors that no line bears out; those of ``incomplete`` gateways may have gone with their lines."""
        for row in self._connection.execute(select(boots).where(boots.c.anchor_up_ms.is_not(None))):
            if self._found[row.id >> 3] >> (row.id & 7) & 1 == 0 and row.gateway not in incomplete:
                vi = f"mốc giờ của lần khởi động {row.boot} không có dòng nào làm chứng"
                yield Finding(CLOCK, vi, f"no line bears out the anchor of boot {row.boot}", row.gateway)
