"""Certificates that were given out, in the store: what was issued, what is revoked."""

from datetime import UTC, datetime

from sqlalchemy import Connection, func, insert, select, update

from central.provisioning.authority import Issued
from central.store.tables.fleet import certificates
from contract.ids import CENTRAL_GATEWAY


def keep(connection: Connection, issued: Issued, now_ms: int) -> None:
    """Remember a certificate."""
    connection.execute(
        insert(certificates).values(
            serial=issued.serial,
            name=issued.name,
            authority=issued.authority,
            key_hash=issued.key_hash,
            pem=issued.pem,
            issued_ms=now_ms,
            expires_ms=int(issued.expires.timestamp() * 1000),
        )
    )


def valid_pem(connection: Connection, name: str, key_hash: str) -> str | None:
    """The newest certificate of a name for a key that is not revoked."""
    statement = (
        select(certificates.c.pem)
        .where(certificates.c.name == name, certificates.c.key_hash == key_hash, certificates.c.revoked_ms.is_(None))
        .order_by(certificates.c.issued_ms.desc(), certificates.c.serial)
    )
    return connection.execute(statement).scalars().first()


def revoke(connection: Connection, name: str, now_ms: int) -> int:
    """Revoke every certificate of a name; how many there were."""
    statement = update(certificates).where(certificates.c.name == name, certificates.c.revoked_ms.is_(None))
    return connection.execute(statement.values(revoked_ms=now_ms)).rowcount


def revoked_serials(connection: Connection, authority: int) -> list[str]:
    """The serials of an authority's revoked certificates, first revoked first."""
    statement = (
        select(certificates.c.serial)
        .where(certificates.c.authority == authority, certificates.c.revoked_ms.is_not(None))
        .order_by(certificates.c.revoked_ms, certificates.c.serial)
    )
    return list(connection.execute(statement).scalars())


def expiry_of(connection: Connection) -> dict[str, int]:
    """When the certificate of each name expires, milliseconds UTC; revoked ones aside."""
    statement = (
        select(certificates.c.name, certificates.c.expires_ms)
        .where(certificates.c.revoked_ms.is_(None))
        .order_by(certificates.c.issued_ms)
    )
    return {row.name: row.expires_ms for row in connection.execute(statement)}


def ending(connection: Connection, until_ms: int) -> list[tuple[str, str]]:
    """Devices whose last certificate ends before a moment, with the day (UTC) on which it does."""
    c = certificates.c
    last = select(c.name, func.max(c.expires_ms).label("ends")).where(c.revoked_ms.is_(None), ~c.name.contains(":"))
    last = last.where(c.name != CENTRAL_GATEWAY).group_by(c.name).having(func.max(c.expires_ms) < until_ms)
    rows = connection.execute(last.order_by(c.name)).all()
    return [(row.name, datetime.fromtimestamp(row.ends / 1000, UTC).date().isoformat()) for row in rows]
