"""How long a ticket was in a state: sums of its periods."""

from gateway.queue.state import Instant, Ticket, TicketState


def waited_s(ticket: Ticket, at: Instant) -> float:
    """How long somebody has waited: all waiting periods, those after a transfer included."""
    return spent_s(ticket, "waiting", at)


def served_s(ticket: Ticket, at: Instant) -> float:
    """How long somebody has been served."""
    return spent_s(ticket, "serving", at)


def spent_s(ticket: Ticket, state: TicketState, at: Instant) -> float:
    """Seconds in a state up to a moment."""
    return sum(p.began.seconds_until(p.ended or at) for p in ticket.periods if p.state == state)
