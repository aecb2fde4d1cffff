"""What the store knows of a ticket and of those that wait beside it. Reads only; what waits is remembered for 2 s."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Connection, select

from central.projections.visits import told_of
from central.public.life import Life, life_of
from central.registry.lists import lists_in_force
from central.store.tables import counters, services, tickets

KEPT_S = 2.0
_SHARED_KEPT_S = 60.0
NOT_ENDED = "issued"
UNISSUED = "unissued"


@dataclass(frozen=True, slots=True)
class Found:
    """A ticket of a site. ``day``: on which it was taken."""

    site: str
    ticket: UUID
    day: date
    life: Life


def find_ticket(connection: Connection, site: str, ticket: UUID, today: date) -> Found | None:
    """A ticket by its id; None when its issue has not arrived. One without a known day counts as today's."""
    row = connection.execute(
        select(tickets.c.site, tickets.c.day, tickets.c.state).where(tickets.c.ticket == ticket.bytes)
    ).first()
    if row is None or row.site != site or row.state == UNISSUED:
        return None
    told = told_of(connection, [ticket.bytes])[ticket.bytes]
    return Found(site, ticket, date.fromisoformat(row.day) if row.day else today, life_of(told))


def service_name(connection: Connection, site: str, code: str) -> str:
    """The everyday name of a service by the list in force; '' when the list does not hold it."""
    lists = lists_in_force(connection, site, ("services",))
    if "services" not in lists:
        return ""
    statement = select(services.c.name).where(services.c.import_id == lists["services"].id, services.c.code == code)
    return connection.execute(statement.order_by(services.c.position.desc()).limit(1)).scalar_one_or_none() or ""


class Waiting:
    """The lives of the tickets of today that did not end yet, by site: many telephones ask, the store is asked once."""

    def __init__(self, now_s: Callable[[], float]) -> None:
        self._now_s = now_s
        self._lock = threading.Lock()
        self._lives: dict[str, tuple[float, date, tuple[Life, ...]]] = {}
        self._shared: dict[str, tuple[float, Mapping[str, frozenset[str]]]] = {}

    def lives(self, connection: Connection, site: str, today: date) -> tuple[Life, ...]:
        """Everybody who waits, is called or is served; a few seconds old at most."""
        now_s = self._now_s()
        with self._lock:
            known = self._lives.get(site)
        if known is not None and known[1] == today and now_s - known[0] < KEPT_S:
            return known[2]
        open_ones = select(tickets.c.ticket).where(
            tickets.c.site == site, tickets.c.day == today.isoformat(), tickets.c.state == NOT_ENDED
        )
        ids = [row.ticket for row in connection.execute(open_ones)]
        lives = tuple(life_of(told) for told in told_of(connection, ids).values())
        with self._lock:
            self._lives[site] = (now_s, today, lives)
        return lives

    def shared(self, connection: Connection, site: str) -> Mapping[str, frozenset[str]]:
        """By service those that are served at the same counters, as the list of counters in force says."""
        now_s = self._now_s()
        with self._lock:
            known = self._shared.get(site)
        if known is not None and now_s - known[0] < _SHARED_KEPT_S:
            return known[1]
        shared = _shared_in(connection, site)
        with self._lock:
            self._shared[site] = (now_s, shared)
        return shared


def _shared_in(connection: Connection, site: str) -> Mapping[str, frozenset[str]]:
    lists = lists_in_force(connection, site, ("counters",))
    if "counters" not in lists:
        return {}
    found: dict[str, frozenset[str]] = {}
    rows = connection.execute(select(counters.c.services).where(counters.c.import_id == lists["counters"].id))
    for row in rows:
        together = frozenset(code.strip() for code in row.services.split("|") if code.strip())
        for code in together:
            found[code] = found.get(code, frozenset()) | together
    return found
