"""Which counters are open and what they serve: plain questions about a site and the seats of its counters."""

from contract.site import Counter, SiteConfig
from gateway.queue.state import CounterSeat, QueueState

_EMPTY = CounterSeat()


def serves(counter: Counter, service: str) -> bool:
    """Tell whether a counter serves a service; one without a list serves all."""
    return not counter.services or service in counter.services


def is_open(state: QueueState, counter: Counter) -> bool:
    """Tell whether somebody sits at a counter and does not pause."""
    seat = state.counters.get(counter.id, _EMPTY)
    return seat.officer is not None and seat.paused is None


def open_counters(state: QueueState, site: SiteConfig) -> list[Counter]:
    """The counters at which people are served now."""
    return [counter for counter in site.counters if is_open(state, counter)]


def fitting(state: QueueState, site: SiteConfig, service: str, needs: tuple[str, ...]) -> frozenset[str]:
    """The open counters of a service that can meet all these access needs."""
    return frozenset(
        counter.id
        for counter in site.counters
        if serves(counter, service) and set(needs) <= set(counter.fits) and is_open(state, counter)
    )
