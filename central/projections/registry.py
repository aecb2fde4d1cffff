"""Which events make projection rows: one row here for each. Types that are not here are stored and shown only."""

from collections.abc import Callable
from typing import Any

from central.projections.rows import (
    Gathered,
    Happened,
    gather_changed,
    gather_decision,
    gather_given,
    gather_issued,
    gather_reasoned,
)
from contract.events import (
    EventData,
    RatingChanged,
    RatingGiven,
    RatingReasoned,
    RatingRestored,
    RatingSetAside,
    TicketIssued,
)

GATHERERS: dict[type[EventData], Callable[[Gathered, Happened, Any], None]] = {
    RatingGiven: gather_given,
    RatingChanged: gather_changed,
    RatingReasoned: gather_reasoned,
    RatingSetAside: gather_decision,
    RatingRestored: gather_decision,
    TicketIssued: gather_issued,
}


def gather(rows: Gathered, at: Happened, data: EventData) -> None:
    """Add the projection rows of one event, if its type has any."""
    gatherer = GATHERERS.get(type(data))
    if gatherer is not None:
        gatherer(rows, at, data)
