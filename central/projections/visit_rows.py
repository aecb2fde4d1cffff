"""Rows of what lines say about tickets and counters; the same for ingest, `rebuild` and `audit`."""

from typing import Any

from central.projections.rows import Gathered, Happened, SeatEventRow, TicketEventRow
from central.rules.counting import order_key
from central.rules.seats import SeatTold
from central.rules.telling import TicketEvent, Told, said_in, said_of, said_text
from central.store.tables.base import NO_OFFICER
from contract.events import CounterPaused, CounterResumed, OfficerSignedIn, OfficerSignedOut

NO_COUNTER = ""

SeatEvent = OfficerSignedIn | OfficerSignedOut | CounterPaused | CounterResumed


def gather_told(rows: Gathered, at: Happened, data: TicketEvent) -> None:
    """Something that happened to a ticket."""
    counter = getattr(data, "counter", None) or NO_COUNTER
    officer = getattr(data, "officer", None) or NO_OFFICER
    said = said_text(said_of(data))
    rows.told.append(
        (at.stream_id, at.seq, data.ticket.bytes, at.site, data.TYPE, at.time_ms, counter, officer, said),
    )


def gather_seat(rows: Gathered, at: Happened, data: SeatEvent) -> None:
    """Somebody came to a counter, left it, or paused it."""
    officer = data.officer if isinstance(data, (OfficerSignedIn, OfficerSignedOut)) else NO_OFFICER
    reason = data.role if isinstance(data, OfficerSignedIn) else data.reason or ""
    rows.seats.append((at.stream_id, at.seq, at.site, data.TYPE, at.time_ms, at.day, data.counter, officer, reason))


def told_in(row: TicketEventRow | Any, gateway: str, stream: str) -> Told:
    """What a row of `ticket_events` says to the rules."""
    _, seq, _, site, type_, time_ms, counter, officer, said = row
    return Told(order_key(time_ms, gateway, stream, seq), time_ms, site, type_, counter, officer, said_in(said))


def seat_told_in(row: SeatEventRow | Any, gateway: str, stream: str) -> SeatTold:
    """What a row of `seat_events` says to the rules."""
    _, seq, _, type_, time_ms, _, counter, officer, reason = row
    return SeatTold(order_key(time_ms, gateway, stream, seq), time_ms, type_, counter, officer, reason)
