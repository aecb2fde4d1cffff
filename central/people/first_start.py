"""The first administrator: made when nobody can administer, with a link that works once and is printed."""

import itertools

from sqlalchemy import Connection

from central.people import audit_log
from central.people.accounts import add_person, everybody, grant
from central.people.links import PURPOSES, make_link
from central.people.roles import ADMIN, Grant
from central.store.tables.people import EVERY_SITE

CODE, NAME = "quan-tri", "Quản trị hệ thống"
_RIGHT = Grant(EVERY_SITE, ADMIN)


def first_link(connection: Connection, now_ms: int) -> str | None:
    """The path of a link for the first administrator; None once there is one who can sign in.

    A link that was printed and not used is replaced: only the newest works.
    """
    people = everybody(connection)
    if any(_RIGHT in one.grants and one.has_password and not one.is_blocked for one in people):
        return None
    person = next((one for one in people if _RIGHT in one.grants and not one.is_blocked), None)
    if person is None:
        taken = {one.code for one in people}
        free = (f"{CODE}-{n}" if n > 1 else CODE for n in itertools.count(1))
        person = add_person(connection, next(code for code in free if code not in taken), NAME, now_ms)
        grant(connection, person.id, _RIGHT)
    audit_log.note(connection, None, "account-link", f"{person.code}: {PURPOSES['first']}")
    return make_link(connection, person.id, "first", now_ms)
