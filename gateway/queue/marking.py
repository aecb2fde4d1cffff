"""Access needs of a ticket that exists: what the guide learned of somebody after the number was given."""

from uuid import UUID

from contract.events import TicketNeedsSet
from gateway.queue.calling import STATES
from gateway.queue.deciding import Decided, refuse, ticket_of
from gateway.queue.state import ENDED, QueueState


def decide_needs(state: QueueState, ticket: UUID, needs: tuple[str, ...], officer: str | None) -> Decided:
    """From now on these are a ticket's needs: they route it, and nobody misses it before the longer time is over.

    Raises Refused (``unknown_ticket``, ``wrong_state``).
    """
    known = ticket_of(state, ticket)
    if known.state in ENDED:
        refuse("wrong_state", f"Số {known.number} {STATES[known.state]}, không ghi thêm trợ giúp được.")
    wanted = tuple(sorted(set(needs)))
    if set(wanted) == set(known.needs):
        return Decided()
    return Decided(events=(TicketNeedsSet(known.id, wanted, officer),))
