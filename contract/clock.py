"""When an event happened, as far as that can be known: one rule for gateway, central and reports.

Never guesses: an event of a boot that never saw a right clock has no date (design §4.2).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Literal

ClockState = Literal["synced", "holdover", "unset"]
"""``synced``: disciplined now; ``holdover``: was synced in this boot; ``unset``: never in this boot."""

EARLIEST_YEAR, LATEST_YEAR = 1969, 2199
"""A board without a clock starts at 1970 UTC, which is 1969 west of Greenwich; the rest is nonsense."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A moment as a gateway saw it.

    ``at`` is aware wall time, ``boot`` the kernel's boot id, ``up_ms`` milliseconds since that boot.
    """

    at: datetime
    clock: ClockState
    boot: str
    up_ms: int


@dataclass(frozen=True, slots=True, order=True)
class Anchor:
    """The first synced line of a boot: ``up_ms`` since boot was ``utc_ms`` since 1970-01-01T00:00Z."""

    up_ms: int
    utc_ms: int


def utc_ms(at: datetime) -> int:
    """Milliseconds from 1970-01-01T00:00Z to an aware ``at``, rounded down."""
    return (at - _EPOCH) // _MILLISECOND


# A day wider than the years, for the zones east and west of Greenwich.
_FIRST_MS = utc_ms(datetime(EARLIEST_YEAR - 1, 12, 31, tzinfo=UTC))
_END_MS = utc_ms(datetime(LATEST_YEAR + 1, 1, 2, tzinfo=UTC))


def event_time_ms(clock: str, at_utc_ms: int, up_ms: int, anchor: Anchor | None) -> int | None:
    """Milliseconds UTC at which an event happened, or None: "không rõ ngày".

    ``synced`` and ``holdover`` are believed. ``unset`` is placed by ``up_ms`` against its boot's
    anchor, however late that arrives. Without one, for a clock state of a later version, and for
    a place outside every calendar that lines may name, nothing is known.
    """
    if clock in ("synced", "holdover"):
        return at_utc_ms
    if clock != "unset" or anchor is None:
        return None
    placed = anchor.utc_ms + (up_ms - anchor.up_ms)
    return placed if _FIRST_MS <= placed < _END_MS else None


def service_day(event_utc_ms: int | None, zone: tzinfo) -> date | None:
    """The local date in ``zone`` on which an event happened; None when its time is not known."""
    if event_utc_ms is None:
        return None
    try:
        local = (_EPOCH + timedelta(milliseconds=event_utc_ms)).astimezone(zone)
    except OverflowError:
        return None
    return local.date() if EARLIEST_YEAR <= local.year <= LATEST_YEAR else None


def wire_time(at: datetime) -> str:
    """Write an aware time the way lines carry it: local, with offset, to the millisecond.

    An offset with seconds in it (zones of long ago) cannot be written; such a time is written in UTC.
    """
    offset = at.utcoffset()
    if offset is not None and offset % _MINUTE:
        at = at.astimezone(UTC)
    return at.isoformat(timespec="milliseconds")
