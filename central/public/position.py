"""How many people wait before a ticket, and about how many minutes that takes. Pure; an estimate, never a promise.

The hall alone decides who is next. Central sees the same tickets a moment later and counts the older ones that wait
for the same services.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from central.public.life import Life
from contract.hall import HallState


@dataclass(frozen=True, slots=True)
class Ahead:
    """``people`` wait before it; ``minutes`` is None when nobody can say."""

    people: int
    minutes: int | None = None


def ahead_of(
    mine: Life, waiting: Iterable[Life], hall: HallState | None, shared: Mapping[str, frozenset[str]] | None = None
) -> Ahead:
    """Who waits before a ticket that waits. ``shared``: the services that are served at the same counters, by service;
    without that each service is a line of its own."""
    services = (shared or {}).get(mine.service, frozenset()) | {mine.service}
    line = [life for life in waiting if life.stage == "waiting" and life.service in services]
    people = sum(1 for life in line if _is_before(life, mine))
    return Ahead(people, _minutes(mine.service, people, len(line), hall))


def _is_before(one: Life, mine: Life) -> bool:
    return one.place is not None and mine.place is not None and one.place < mine.place


def _minutes(service: str, people: int, line: int, hall: HallState | None) -> int | None:
    """The hall's expected wait is that of who comes last: of it, the part of those before."""
    known = None if hall is None else hall.services.get(service)
    if known is None or known.estimate_s is None or line == 0:
        return None
    return max(1, (known.estimate_s * people + line * 30) // (line * 60))
