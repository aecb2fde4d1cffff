"""Links that work once: to choose the first password or a new one, and the demo's own way in.

Only the hash of a link's word is stored; an administrator hands the link over himself, there is no e-mail.
"""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, insert, select, update

from central.people.accounts import person_of
from central.people.roles import Person
from central.people.tokens import digest, new_token
from central.store.tables import one_time_links

Purpose = Literal["first", "invite", "reset", "demo"]

PURPOSES: dict[str, str] = {
    "first": "quản trị đầu tiên", "invite": "tài khoản mới", "reset": "đặt lại", "demo": "trải nghiệm",
}  # fmt: skip
"""What a link is for, in the words of the log."""

LINK_URL = "/lien-ket"
HOUR_MS = 3_600_000
VALID_MS = 24 * HOUR_MS


@dataclass(frozen=True, slots=True)
class OpenLink:
    """A link that still works, and for whom."""

    person: Person
    purpose: str
    expires_ms: int


def make_link(connection: Connection, person_id: int, purpose: Purpose, now_ms: int) -> str:
    """The path of a new link; earlier ones of the person end, but for those of a demo."""
    if purpose != "demo":
        end_links_of(connection, person_id, now_ms)
    token = new_token()
    connection.execute(
        insert(one_time_links).values(
            token_hash=digest(token), person_id=person_id, purpose=purpose, created_ms=now_ms,
            expires_ms=now_ms + VALID_MS,
        )
    )  # fmt: skip
    return f"{LINK_URL}/{token}"


def end_links_of(connection: Connection, person_id: int, now_ms: int) -> None:
    """End the links that a person has not used."""
    is_open = (one_time_links.c.person_id == person_id) & one_time_links.c.used_ms.is_(None)
    connection.execute(update(one_time_links).where(is_open).values(used_ms=now_ms))


def find_link(connection: Connection, token: str, now_ms: int) -> OpenLink | None:
    """The link with this word; None when it is used, too old, of a blocked account, or was never made."""
    row = connection.execute(
        select(one_time_links).where(
            one_time_links.c.token_hash == digest(token),
            one_time_links.c.used_ms.is_(None),
            one_time_links.c.expires_ms > now_ms,
            one_time_links.c.created_ms <= now_ms,
        )
    ).first()
    person = None if row is None else person_of(connection, row.person_id)
    if row is None or person is None or person.is_blocked:
        return None
    return OpenLink(person, row.purpose, row.expires_ms)


def use_link(connection: Connection, token: str, now_ms: int) -> OpenLink | None:
    """Take a link: whoever comes second, even at the same moment, gets None."""
    found = find_link(connection, token, now_ms)
    if found is None:
        return None
    taken = connection.execute(
        update(one_time_links)
        .where(one_time_links.c.token_hash == digest(token), one_time_links.c.used_ms.is_(None))
        .values(used_ms=now_ms)
    )
    return found if taken.rowcount == 1 else None
