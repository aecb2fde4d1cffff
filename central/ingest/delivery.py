"""What the broker's client hands to the writer: something to take in, and how to free its place in flight."""

from collections.abc import Callable
from dataclasses import dataclass

from central.ingest.arrivals import Arrival, BirthSeen


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message. ``done`` frees its place in the broker's window; it is no receipt to the gateway."""

    item: Arrival | BirthSeen
    done: Callable[[], None]
