"""Every type of event, typed and documented; the table below is the whole list (design §4.4)."""

from contract.events.base import EventData
from contract.events.corrections import CorrectionMade, RatingRestored, RatingSetAside, ReportFrozen
from contract.events.counter import (
    CounterPaused,
    CounterResumed,
    HelpCalled,
    OfficerSignedIn,
    OfficerSignedOut,
)
from contract.events.gateway import (
    ClockSynced,
    CommandDone,
    DeviceChanged,
    GatewayStarted,
    StoreHole,
    StoreLost,
    StoreReset,
)
from contract.events.ratings import (
    FeedbackLeft,
    RatingChanged,
    RatingClosed,
    RatingGiven,
    RatingOpened,
    RatingReasoned,
    Verdict,
)
from contract.events.tickets import (
    NumbersLeased,
    NumbersReturned,
    NumbersSkipped,
    Outcome,
    ServiceFinished,
    ServiceStarted,
    TicketAbandoned,
    TicketCalled,
    TicketIssued,
    TicketMissed,
    TicketNeedsSet,
    TicketParked,
    TicketPrinted,
    TicketPrintFailed,
    TicketResumed,
    TicketTransferred,
    TicketVoided,
)

EVENT_TYPES: dict[str, type[EventData]] = {
    event.TYPE: event
    for event in (
        GatewayStarted,
        ClockSynced,
        DeviceChanged,
        CommandDone,
        StoreReset,
        StoreLost,
        StoreHole,
        OfficerSignedIn,
        OfficerSignedOut,
        CounterPaused,
        CounterResumed,
        HelpCalled,
        TicketIssued,
        TicketPrinted,
        TicketPrintFailed,
        TicketCalled,
        ServiceStarted,
        ServiceFinished,
        TicketParked,
        TicketResumed,
        TicketMissed,
        TicketVoided,
        TicketTransferred,
        TicketAbandoned,
        TicketNeedsSet,
        NumbersLeased,
        NumbersReturned,
        NumbersSkipped,
        RatingOpened,
        RatingClosed,
        RatingGiven,
        RatingChanged,
        RatingReasoned,
        FeedbackLeft,
        RatingSetAside,
        RatingRestored,
        CorrectionMade,
        ReportFrozen,
    )
}
"""Event classes by the ``type`` of their lines."""

__all__ = [
    "EVENT_TYPES", "ClockSynced", "CommandDone", "CorrectionMade", "CounterPaused", "CounterResumed",
    "DeviceChanged", "EventData", "FeedbackLeft", "GatewayStarted", "HelpCalled", "NumbersLeased",
    "NumbersReturned", "NumbersSkipped", "OfficerSignedIn", "OfficerSignedOut", "Outcome", "RatingChanged",
    "RatingClosed", "RatingGiven", "RatingOpened", "RatingReasoned", "RatingRestored", "RatingSetAside",
    "ReportFrozen", "ServiceFinished", "ServiceStarted", "StoreHole", "StoreLost", "StoreReset",
    "TicketAbandoned", "TicketCalled", "TicketIssued", "TicketMissed", "TicketNeedsSet", "TicketParked",
    "TicketPrintFailed", "TicketPrinted", "TicketResumed", "TicketTransferred", "TicketVoided", "Verdict",
]  # fmt: skip
