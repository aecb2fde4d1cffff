"""With what officers sign in at counters: the hash of a PIN, a badge, and who may give day codes. Never the PIN."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, insert, select, update

from central.people.moments import now_ms
from central.rosters.refusal import EditRefused
from central.store.tables import officer_access
from contract.badges import is_badge, normal_badge
from contract.pins import hash_pin, is_easy, is_pin

AccessKind = Literal["pin", "badge", "leader"]
LEADER = "1"


@dataclass(frozen=True, slots=True)
class Access:
    """What an officer has now."""

    pin: str | None = None
    badge: str | None = None
    is_leader: bool = False
    pin_ms: int | None = None


def access_of(connection: Connection, site: str) -> dict[str, Access]:
    """What each officer of a site has now, by code."""
    table = officer_access
    held: dict[str, dict[str, tuple[str, int]]] = {}
    for row in connection.execute(select(table).where(table.c.site == site, table.c.ended_ms.is_(None))):
        held.setdefault(row.officer, {})[row.kind] = (row.value, row.made_ms)
    return {
        officer: Access(
            has["pin"][0] if "pin" in has else None,
            has["badge"][0] if "badge" in has else None,
            "leader" in has,
            has["pin"][1] if "pin" in has else None,
        )
        for officer, has in held.items()
    }


def set_pin(connection: Connection, site: str, officer: str, pin: str, again: str, who: str) -> None:
    """Give an officer a new PIN; the one before ends. Raises EditRefused."""
    if not is_pin(pin):
        raise EditRefused("pin", "Mã PIN gồm 4–8 chữ số.")
    if is_easy(pin):
        raise EditRefused("pin", "Mã này quá dễ đoán: không dùng một chữ số lặp lại hoặc dãy liền nhau.")
    if pin != again:
        raise EditRefused("again", "Hai lần gõ không giống nhau.")
    _put(connection, site, officer, "pin", hash_pin(pin), who)


def set_badge(connection: Connection, site: str, officer: str, text: str, who: str) -> None:
    """Give an officer a badge; an empty text takes it away. Raises EditRefused."""
    badge = normal_badge(text)
    if badge and not is_badge(badge):
        raise EditRefused("badge", "Mã thẻ gồm 4–64 chữ cái, chữ số và . _ : / + -")
    taken = next((code for code, has in access_of(connection, site).items() if badge and has.badge == badge), officer)
    if taken != officer:
        raise EditRefused("badge", f"Thẻ này đang là của cán bộ {taken}.")
    _put(connection, site, officer, "badge", badge, who)


def set_leader(connection: Connection, site: str, officer: str, is_leader: bool, who: str) -> None:
    """Let an officer give day codes to others, or no longer."""
    _put(connection, site, officer, "leader", LEADER if is_leader else "", who)


def end_pin(connection: Connection, site: str, officer: str, who: str) -> None:
    """Take the PIN away: somebody else may know it."""
    _put(connection, site, officer, "pin", "", who)


def _put(connection: Connection, site: str, officer: str, kind: AccessKind, value: str, who: str) -> None:
    table = officer_access
    is_it = (table.c.site == site, table.c.officer == officer, table.c.kind == kind, table.c.ended_ms.is_(None))
    if connection.scalar(select(table.c.value).where(*is_it)) == (value or None):
        return
    connection.execute(update(table).where(*is_it).values(ended_ms=now_ms(), ended_by=who))
    if value:
        made = {"made_ms": now_ms(), "made_by": who}
        connection.execute(insert(table).values(site=site, officer=officer, kind=kind, value=value, **made))
