"""Claims in the store: one token, one use, some days. Whoever shows the token may become the device."""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, insert, select, update

from central.store.tables.fleet import claims
from contract.claims import new_token, token_hash, write_code

DAY_MS = 24 * 3600 * 1000

ClaimState = Literal["open", "used", "expired", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim; its token is stored nowhere."""

    id: int
    gateway: str
    created_ms: int
    created_by: str
    expires_ms: int
    used_ms: int | None
    key_hash: str | None
    withdrawn_ms: int | None

    def state(self, now_ms: int) -> ClaimState:
        """What can still become of it."""
        if self.used_ms is not None:
            return "used"
        if self.withdrawn_ms is not None:
            return "withdrawn"
        return "open" if now_ms < self.expires_ms else "expired"


def new_claim(connection: Connection, gateway: str, days: int, by: str, now_ms: int) -> str:
    """Make the one claim that is good for a device, and return its code: shown once, stored nowhere."""
    withdraw(connection, gateway, now_ms)
    token = new_token()
    connection.execute(
        insert(claims).values(
            gateway=gateway,
            token_hash=token_hash(token),
            created_ms=now_ms,
            created_by=by,
            expires_ms=now_ms + days * DAY_MS,
        )
    )
    return write_code(token)


def withdraw(connection: Connection, gateway: str, now_ms: int) -> None:
    """Take back every claim of a device that nobody has used."""
    connection.execute(
        update(claims)
        .where(claims.c.gateway == gateway, claims.c.used_ms.is_(None), claims.c.withdrawn_ms.is_(None))
        .values(withdrawn_ms=now_ms)
    )


def claim_by_token(connection: Connection, token: bytes) -> Claim | None:
    """The claim of a token. Found by its hash: how long that takes tells nothing of the token."""
    row = connection.execute(select(claims).where(claims.c.token_hash == token_hash(token))).one_or_none()
    return None if row is None else _claim(row)


def use(connection: Connection, claim: Claim, key_hash: str, now_ms: int) -> bool:
    """Use a claim for a key; False when another key was first."""
    done = connection.execute(
        update(claims)
        .where(claims.c.id == claim.id, claims.c.used_ms.is_(None))
        .values(used_ms=now_ms, key_hash=key_hash)
    )
    return done.rowcount == 1


def newest_claims(connection: Connection) -> dict[str, Claim]:
    """The newest claim of each device."""
    found = (_claim(row) for row in connection.execute(select(claims).order_by(claims.c.id)))
    return {claim.gateway: claim for claim in found}


def _claim(row: Row[Any]) -> Claim:
    return Claim(
        row.id,
        row.gateway,
        row.created_ms,
        row.created_by,
        row.expires_ms,
        row.used_ms,
        row.key_hash,
        row.withdrawn_ms,
    )
