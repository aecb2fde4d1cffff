"""The log of what people changed and of every look at data about officers: written once, never changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from central.people.moments import now_ms
from central.people.roles import Person
from central.store.tables import audit_log

LOOK = "look"
"""The act of having seen something about officers; every other act changed something or tried to."""

_WHAT, _ACT, _ADDRESS = 1000, 32, 64


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log; ``person`` is the code of an account, '' for central itself or nobody."""

    id: int
    at_ms: int
    person: str
    act: str
    what: str
    site: str
    address: str


def note(
    connection: Connection, person: Person | None, act: str, what: str, site: str = "", *, address: str = ""
) -> None:
    """Write a line in the transaction of what it tells of."""
    connection.execute(
        insert(audit_log).values(
            at_ms=now_ms(), person=person.code if person else "", act=act[:_ACT], what=what[:_WHAT], site=site,
            address=address[:_ADDRESS],
        )
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines are wanted; empty words mean all. ``sites`` None: of every site and of none."""

    person: str = ""
    act: str = ""
    sites: Sequence[str] | None = None
    from_ms: int | None = None
    until_ms: int | None = None
    before_id: int | None = None


def entries(connection: Connection, wanted: Wanted, limit: int) -> list[Entry]:
    """The newest lines that are wanted, at most ``limit``."""
    statement = select(audit_log).order_by(audit_log.c.id.desc()).limit(limit)
    conditions = [
        (wanted.person, audit_log.c.person == wanted.person),
        (wanted.act, audit_log.c.act == wanted.act),
        (wanted.sites is not None, audit_log.c.site.in_(wanted.sites or ())),
        (wanted.from_ms is not None, audit_log.c.at_ms >= (wanted.from_ms or 0)),
        (wanted.until_ms is not None, audit_log.c.at_ms < (wanted.until_ms or 0)),
        (wanted.before_id is not None, audit_log.c.id < (wanted.before_id or 0)),
    ]
    for is_wanted, condition in conditions:
        if is_wanted:
            statement = statement.where(condition)
    return [Entry(*row) for row in connection.execute(statement)]
