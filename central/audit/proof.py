"""The whole audit, in its order: streams line by line, then clocks, sums and what is kept beside them."""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection, Row, select

from central.audit.anchors import Anchors
from central.audit.aside import alarms, contradictions, notes_changed, of_no_stream, put_aside
from central.audit.counts import Counts, never_seen
from central.audit.findings import Finding
from central.audit.frozen import prove_frozen
from central.audit.places import Stated
from central.audit.standing import Judge
from central.audit.sums import Corrections, prove_sums
from central.audit.suspects import Suspects
from central.audit.truth import Truth
from central.audit.types import wrong_types
from central.audit.visit_sums import FalseTickets, prove_visit_sums
from central.audit.visits import prove_seats, prove_tickets
from central.audit.walk import Proof, StreamWalk
from central.config import CentralConfig
from central.projections.calendar import Calendar
from central.projections.days import Days
from central.projections.settings import counted_with, counts_with
from central.store.tables import streams


def prove(
    connection: Connection, config: CentralConfig, counts: Counts, progress: Callable[[int], None] = lambda done: None
) -> Iterator[Finding]:
    """Everything that does not hold, as it is found; ``counts`` grows with what was gone through.

    ``connection`` must be in one transaction, so that the audit sees one state of the store while ingest goes on.
    """
    mistyped = list(wrong_types(connection))
    yield from mistyped
    if mistyped:
        return
    made_with = counted_with(connection)
    if made_with is not None and not made_with.same(counts_with(config)):
        vi = "số liệu được tính với cấu hình khác (quayso rebuild hoặc khởi động lại quayso central)"
        yield Finding(
            "settings", vi, "figures were made with other settings: quayso rebuild, or restart quayso central"
        )
        config = made_with.as_config()
    corrections, truth = Corrections(), Truth()
    days, false_tickets = Days(config), FalseTickets()
    suspects = Suspects(Judge(connection, config.counts_per_ticket, truth), corrections, days)
    proof = Proof(connection, days, Anchors(connection), suspects, truth, counts, progress)
    for stated in _streams(connection):
        yield from StreamWalk(proof, stated).run()
    yield from suspects.settle()
    yield from proof.anchors.without_line(proof.incomplete)
    yield from prove_sums(connection, corrections)
    yield from prove_tickets(connection, Calendar(config, days), truth, false_tickets)
    yield from prove_visit_sums(connection, false_tickets)
    yield from prove_seats(connection, Calendar(config, days), truth)
    yield from contradictions(connection)
    yield from put_aside(connection)
    yield from alarms(connection)
    yield from of_no_stream(connection)
    yield from never_seen(connection, counts)
    yield from notes_changed(connection)
    yield from prove_frozen(connection)


def _streams(connection: Connection) -> Iterator[Stated]:
    """Every stream, one after the other, by gateway."""
    last = ("", "")
    columns = streams.c
    while True:
        behind = (columns.gateway > last[0]) | ((columns.gateway == last[0]) & (columns.stream > last[1]))
        statement = select(streams).where(behind).order_by(columns.gateway, columns.stream).limit(1)
        row = connection.execute(statement).one_or_none()
        if row is None:
            return
        yield _stated(row)
        last = (row.gateway, row.stream)


def _stated(row: Row[Any]) -> Stated:
    return Stated(row.id, row.gateway, row.stream, row.site, row.complete_seq, row.complete_hash, row.max_seq)
