"""Plain questions that pages and boards ask of a service day. They change nothing and decide nothing."""

from contract.site import Counter, SiteConfig
from gateway.queue.choosing import may_call
from gateway.queue.lines import by_age
from gateway.queue.numbers import find
from gateway.queue.opening import is_open
from gateway.queue.periods import served_s, waited_s
from gateway.queue.state import QueueState, Ticket, TicketState

__all__ = ["find", "people_before", "served_s", "stranded", "tickets_of", "waited_s", "waiting_at"]


def tickets_of(state: QueueState, *states: TicketState) -> list[Ticket]:
    """The tickets in these states, oldest first. Looks at the whole day, except for those that wait."""
    if states == ("waiting",):
        return _all_waiting(state)
    return sorted((ticket for ticket in state.tickets.values() if ticket.state in states), key=by_age)


def waiting_at(state: QueueState, counter: Counter, site: SiteConfig) -> list[Ticket]:
    """Who may be called at a counter, oldest first."""
    return [ticket for ticket in _all_waiting(state) if may_call(state, counter, site, ticket)]


def people_before(state: QueueState, site: SiteConfig, ticket: Ticket) -> tuple[int, int]:
    """How many older ones wait for the counters that may call a ticket, and how many wait for them in all."""
    mine = [counter for counter in site.counters if may_call(state, counter, site, ticket)]
    counters = [counter for counter in mine if is_open(state, counter)] or mine
    rivals = [one for one in _all_waiting(state) if any(may_call(state, c, site, one) for c in counters)]
    return sum(1 for one in rivals if by_age(one) < by_age(ticket)), len(rivals)


def stranded(state: QueueState, site: SiteConfig) -> list[Ticket]:
    """Who waits while no open counter may call: the guide helps them on."""
    counters = [counter for counter in site.counters if is_open(state, counter)]
    return [t for t in _all_waiting(state) if not any(may_call(state, counter, site, t) for counter in counters)]


def _all_waiting(state: QueueState) -> list[Ticket]:
    return sorted((state.tickets[one] for ids in state.waiting.values() for one in ids), key=by_age)
