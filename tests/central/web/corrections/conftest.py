"""A morning at a counter whose officer forgot to sign out, through ingest's own code, and the people who correct it."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from central.ingest.arrivals import Arrival
from central.ingest.ingest import Ingest
from central.projections.settings import counts_with, record
from central.store.engine import writing
from contract.clock import Stamp
from contract.events import (
    OfficerSignedIn,
    OfficerSignedOut,
    Outcome,
    RatingGiven,
    ServiceFinished,
    ServiceStarted,
    TicketCalled,
    TicketIssued,
)
from contract.ids import new_id, new_stream_id
from contract.lines import ZERO_HASH, compose, line_hash

SITE = "mau"


@pytest.fixture
def day():
    """The day before yesterday, 08:00 in Vietnam."""
    return datetime.now(UTC).replace(hour=1, minute=0, second=0, microsecond=0) - timedelta(days=2)


@pytest.fixture
def morning(services, config, day):
    """Four visits at counter 1 under the sign-in of cb-01, each rated; gives the moment at which it began."""
    with writing(services.engine) as connection:
        record(connection, counts_with(config))
    stream, seq, prev, lines = new_stream_id(), itertools.count(1), ZERO_HASH, []

    def add(minute, data):
        nonlocal prev
        number = next(seq)
        stamp = Stamp(day + timedelta(minutes=minute), "synced", "boot", number * 1_000)
        raw = compose("hall-01", SITE, stream, number, prev, data, stamp)
        prev = line_hash(raw)
        lines.append(raw)

    add(0, OfficerSignedIn("cb-01", "1"))
    for number, minute in enumerate((5, 70, 100, 200), 1):
        ticket = new_id()
        add(minute - 4, TicketIssued(ticket, f"A00{number}", "ho-tich", "submit", False, (), None, "kiosk", 0, None))
        add(minute, TicketCalled(ticket, "1", "cb-01", 1, False))
        add(minute, ServiceStarted(ticket, "1", "cb-01"))
        add(minute + 6, ServiceFinished(ticket, "1", "cb-01", (Outcome("ho-tich", "received", 1),)))
        level = "dissatisfied" if number == 2 else "satisfied"
        add(minute + 7, RatingGiven(new_id(), ticket, "1", "cb-01", "3-level", level, "panel", "accepted"))
    add(239, OfficerSignedOut("cb-01", "1", "self"))
    Ingest(services.engine, config).receive([Arrival("hall-01", b"\n".join(lines), stream, 1)])
    return day


@pytest.fixture
def two(client_as):
    """Who proposes and who decides: the head of the centre and a supervisor."""
    return client_as("head", site=SITE, code="truong"), client_as("supervisor", site=SITE, code="giam-sat")
