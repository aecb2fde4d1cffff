"""Accounts and their rights in the store. Decides nothing: who may change whom is `central.people.governing`."""

import re
import unicodedata
from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from central.people.roles import Grant, Person
from central.store.queries import rows_in
from central.store.tables import people, person_roles

CODE = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")
LONGEST_NAME = 200


class AccountRefused(ValueError):
    """An account or a right that cannot be; the message is a Vietnamese sentence for who asked."""


def clean_code(text: str) -> str:
    """The code of an account as it is stored: what is typed with capitals or blanks round it is the same."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def add_person(connection: Connection, code: str, name: str, now_ms: int) -> Person:
    """Add an account without password and rights. Raises AccountRefused."""
    code, name = clean_code(code), clean_name(name)
    if not CODE.fullmatch(code):
        raise AccountRefused("Tên đăng nhập gồm 2 đến 64 chữ thường không dấu, chữ số, dấu chấm, gạch, @.")
    if connection.execute(select(people.c.id).where(people.c.code == code)).first():
        raise AccountRefused(f"Đã có tài khoản “{code}”.")
    result = connection.execute(insert(people).values(code=code, name=name, password="", blocked=0, created_ms=now_ms))
    return Person(int(result.inserted_primary_key[0]), code, name)  # type: ignore[index]


def clean_name(text: str) -> str:
    """A person's name on one line. Raises AccountRefused."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise AccountRefused("Họ và tên phải có chữ và không dài quá 200 ký tự.")
    return name


def rename(connection: Connection, person_id: int, name: str) -> None:
    """Change a name. Raises AccountRefused."""
    connection.execute(update(people).where(people.c.id == person_id).values(name=clean_name(name)))


def set_blocked(connection: Connection, person_id: int, is_blocked: bool) -> None:
    """Forbid somebody to sign in, or allow it again."""
    connection.execute(update(people).where(people.c.id == person_id).values(blocked=int(is_blocked)))


def set_password_hash(connection: Connection, person_id: int, password: str) -> None:
    """Store the hash of a password."""
    connection.execute(update(people).where(people.c.id == person_id).values(password=password))


def password_hash(connection: Connection, code: str) -> tuple[int, str] | None:
    """Number and password hash of an account that may sign in; None for every other code."""
    row = connection.execute(
        select(people.c.id, people.c.password).where(
            people.c.code == clean_code(code), people.c.blocked == 0, people.c.password != ""
        )
    ).first()
    return None if row is None else (row.id, row.password)


def grant(connection: Connection, person_id: int, given: Grant) -> bool:
    """Give a right; False when it was there already."""
    if given in grants_of(connection, [person_id]).get(person_id, ()):
        return False
    values = {"site": given.site, "role": given.role, "detail": given.detail}
    connection.execute(insert(person_roles).values(person_id=person_id, **values))
    return True


def revoke(connection: Connection, person_id: int, taken: Grant) -> bool:
    """Take a right away; False when it was not there."""
    result = connection.execute(
        delete(person_roles).where(
            person_roles.c.person_id == person_id,
            person_roles.c.site == taken.site,
            person_roles.c.role == taken.role,
            person_roles.c.detail == taken.detail,
        )
    )
    return result.rowcount > 0


def grants_of(connection: Connection, ids: Iterable[int]) -> dict[int, tuple[Grant, ...]]:
    """The rights of people, by their number, in a steady order."""
    found: dict[int, list[Grant]] = {}
    for row in rows_in(connection, select(person_roles), person_roles.c.person_id, ids):
        found.setdefault(row.person_id, []).append(Grant(row.site, row.role, row.detail))
    return {number: tuple(sorted(held, key=_order)) for number, held in found.items()}


def person_of(connection: Connection, person_id: int) -> Person | None:
    """Somebody by the number of the account."""
    return next(iter(_people(connection, people.c.id == person_id)), None)


def person_by_code(connection: Connection, code: str) -> Person | None:
    """Somebody by the code of the account."""
    return next(iter(_people(connection, people.c.code == clean_code(code))), None)


def everybody(connection: Connection) -> list[Person]:
    """Every account, by code."""
    return _people(connection)


def _people(connection: Connection, *conditions: ColumnElement[bool]) -> list[Person]:
    rows = connection.execute(select(people).where(*conditions).order_by(people.c.code)).all()
    grants = grants_of(connection, [row.id for row in rows])
    return [
        Person(row.id, row.code, row.name, grants.get(row.id, ()), bool(row.blocked), bool(row.password))
        for row in rows
    ]


def _order(held: Grant) -> tuple[str, str, str]:
    return held.site, held.role, held.detail
