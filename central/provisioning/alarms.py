"""What happened with claims that somebody must look at; stands among central's other findings."""

import logging

from sqlalchemy import Connection

from central.store.dialect import upsert
from central.store.tables import findings

log = logging.getLogger(__name__)

SECOND_KEY = "claim_second_key"
GUESSING = "claim_guessing"
WRONG_BOX = "claim_wrong_box"

NOBODY = ""


def alarm(connection: Connection, kind: str, gateway: str, detail: str, now_ms: int) -> None:
    """Record an alarm; the same one again is counted. ``detail`` never holds a code."""
    log.warning("%s %s: %s", kind, gateway, detail)
    statement = upsert(
        connection,
        findings,
        ("kind", "gateway", "stream", "seq"),
        last_ms=lambda old, new: new.last_ms,
        times=lambda old, new: old.times + 1,
        detail=lambda old, new: new.detail,
    )
    connection.execute(
        statement,
        {
            "kind": kind,
            "gateway": gateway,
            "stream": "",
            "seq": 0,
            "last_seq": None,
            "detail": detail,
            "first_ms": now_ms,
            "last_ms": now_ms,
            "times": 1,
        },
    )
