"""Sessions of people who are signed in: kept in the store, ended by time, by themselves or by an administrator.

Times are wall time, for sessions outlive restarts; a clock put back lets nobody in who was not in already.
"""

import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, or_, select, update

from central.people.accounts import person_of
from central.people.roles import Person
from central.people.tokens import digest, new_token
from central.store.tables import people, sessions

MINUTE_MS = 60_000
IDLE_MS = 60 * MINUTE_MS
TOTAL_MS = 12 * 60 * MINUTE_MS
_ADDRESS, _AGENT = 64, 200


@dataclass(frozen=True, slots=True)
class Session:
    """One signed-in browser as lists show it; ``public`` names it and opens nothing."""

    public: str
    person: str
    name: str
    person_id: int
    created_ms: int
    seen_ms: int
    address: str
    agent: str


def open_session(connection: Connection, person_id: int, now_ms: int, address: str = "", agent: str = "") -> str:
    """Sign somebody in; returns the id for the cookie, which is stored nowhere."""
    token = new_token()
    connection.execute(delete(sessions).where(_is_over(now_ms)))
    connection.execute(
        insert(sessions).values(
            id_hash=digest(token), person_id=person_id, public=secrets.token_hex(8), created_ms=now_ms,
            seen_ms=now_ms, address=address[:_ADDRESS], agent=agent[:_AGENT],
        )
    )  # fmt: skip
    return token


def find_session(connection: Connection, token: str, now_ms: int) -> tuple[Person, Session] | None:
    """Who is signed in with this id and in which session; None when it is over, ended or was never made."""
    row = connection.execute(
        select(sessions, people.c.code, people.c.name)
        .join(people, people.c.id == sessions.c.person_id)
        .where(sessions.c.id_hash == digest(token), ~_is_over(now_ms), people.c.blocked == 0)
    ).first()
    if row is None:
        return None
    person = person_of(connection, row.person_id)
    return None if person is None else (person, _session(row))


def touch(connection: Connection, public: str, now_ms: int) -> None:
    """Remember that a session was used."""
    connection.execute(update(sessions).where(sessions.c.public == public).values(seen_ms=now_ms))


def end_session(connection: Connection, public: str) -> None:
    """End one session."""
    connection.execute(delete(sessions).where(sessions.c.public == public))


def end_token(connection: Connection, token: str) -> None:
    """End the session with this id, if there is one."""
    connection.execute(delete(sessions).where(sessions.c.id_hash == digest(token)))


def end_sessions_of(connection: Connection, person_id: int) -> int:
    """End every session of a person; how many there were."""
    return connection.execute(delete(sessions).where(sessions.c.person_id == person_id)).rowcount


def open_sessions(connection: Connection, now_ms: int, person_id: int | None = None) -> list[Session]:
    """The sessions that are open now, the last used first; of one person, or of all."""
    statement = (
        select(sessions, people.c.code, people.c.name)
        .join(people, people.c.id == sessions.c.person_id)
        .where(~_is_over(now_ms))
        .order_by(sessions.c.seen_ms.desc(), sessions.c.public)
    )
    if person_id is not None:
        statement = statement.where(sessions.c.person_id == person_id)
    return [_session(row) for row in connection.execute(statement)]


def _is_over(now_ms: int) -> ColumnElement[bool]:
    return or_(sessions.c.seen_ms < now_ms - IDLE_MS, sessions.c.created_ms < now_ms - TOTAL_MS)


def _session(row: Row[Any]) -> Session:
    return Session(row.public, row.code, row.name, row.person_id, row.created_ms, row.seen_ms, row.address, row.agent)
