"""What boards, voice and kiosks see of a service day: the parts of the hall's published state."""

from contract.hall import CallNow, CounterNow, RatingWindow, WaitingService
from contract.site import SiteConfig
from gateway.queue.estimate import estimates
from gateway.queue.state import CounterSeat, Instant, QueueState


def services_now(state: QueueState, site: SiteConfig, at: Instant) -> dict[str, WaitingService]:
    """Who waits for each service and how long somebody who comes now has to expect."""
    expected = estimates(state, site, at)
    return {
        service.code: WaitingService(
            len(state.waiting.get(service.code, ())),
            expected[service.code].wait_s,
            state.highest.get(service.prefix),
            state.lowest.get(service.prefix),
        )
        for service in site.services
    }


def counters_now(state: QueueState, site: SiteConfig) -> dict[str, CounterNow]:
    """What every counter of the site is doing."""
    return {counter.id: counter_now(state, counter.id) for counter in site.counters}


def counter_now(state: QueueState, counter: str) -> CounterNow:
    """What one counter is doing."""
    seat = state.counters.get(counter, CounterSeat())
    rating = None if seat.rated is None else RatingWindow(seat.rated, True)
    ticket = state.tickets.get(seat.ticket) if seat.ticket is not None else None
    if ticket is not None:
        doing = "serving" if ticket.state == "serving" else "called"
        return CounterNow(doing, ticket.number, ticket.id, seat.officer, rating)  # type: ignore[arg-type]
    if seat.officer is None:
        return CounterNow("closed", rating=rating)
    return CounterNow("free" if seat.paused is None else "paused", officer=seat.officer, rating=rating)


def calls_now(state: QueueState) -> tuple[CallNow, ...]:
    """The last calls, newest first; of a number called again only its newest."""
    return tuple(CallNow(call.number, call.counter, call.nth, call.at) for call in state.calls)
