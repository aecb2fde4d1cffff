"""Which events make projection rows: one row here for each. Types that are not here are stored and shown only."""

from collections.abc import Callable
from typing import Any

from central.projections.rows import (
    Gathered,
    Happened,
    gather_changed,
    gather_correction,
    gather_decision,
    gather_feedback,
    gather_given,
    gather_issued,
    gather_reasoned,
)
from central.projections.visit_rows import gather_seat, gather_told
from contract.events import (
    CorrectionMade,
    CounterPaused,
    CounterResumed,
    EventData,
    FeedbackLeft,
    OfficerSignedIn,
    OfficerSignedOut,
    RatingChanged,
    RatingGiven,
    RatingReasoned,
    RatingRestored,
    RatingSetAside,
    ServiceFinished,
    ServiceStarted,
    TicketAbandoned,
    TicketCalled,
    TicketIssued,
    TicketMissed,
    TicketNeedsSet,
    TicketParked,
    TicketResumed,
    TicketTransferred,
    TicketVoided,
)


def _gather_issued(rows: Gathered, at: Happened, data: TicketIssued) -> None:
    gather_issued(rows, at, data)
    gather_told(rows, at, data)


GATHERERS: dict[type[EventData], Callable[[Gathered, Happened, Any], None]] = {
    RatingGiven: gather_given,
    RatingChanged: gather_changed,
    RatingReasoned: gather_reasoned,
    RatingSetAside: gather_decision,
    RatingRestored: gather_decision,
    TicketIssued: _gather_issued,
    TicketCalled: gather_told,
    ServiceStarted: gather_told,
    ServiceFinished: gather_told,
    TicketParked: gather_told,
    TicketResumed: gather_told,
    TicketMissed: gather_told,
    TicketVoided: gather_told,
    TicketTransferred: gather_told,
    TicketAbandoned: gather_told,
    TicketNeedsSet: gather_told,
    OfficerSignedIn: gather_seat,
    OfficerSignedOut: gather_seat,
    CounterPaused: gather_seat,
    CounterResumed: gather_seat,
    FeedbackLeft: gather_feedback,
    CorrectionMade: gather_correction,
}


def gather(rows: Gathered, at: Happened, data: EventData) -> None:
    """Add the projection rows of one event, if its type has any."""
    gatherer = GATHERERS.get(type(data))
    if gatherer is not None:
        gatherer(rows, at, data)
