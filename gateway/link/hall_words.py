"""What a request tells beside its body: the newest state of the hall that its sender had seen, and how long ago.

With it the hall knows how old a request can be at most, whatever the clocks of two machines say.
"""

from collections.abc import Iterable
from dataclasses import dataclass

SEEN = "seen"
"""MQTT 5 user property of a request: ``epoch.rev.milliseconds``."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A state of the hall and how long before the request it came."""

    epoch: int
    rev: int
    age_ms: int


def write_seen(seen: Seen) -> tuple[str, str]:
    """The user property."""
    return SEEN, f"{seen.epoch}.{seen.rev}.{seen.age_ms}"


def read_seen(properties: Iterable[tuple[str, str]]) -> Seen | None:
    """The property among others, or None when it is not there or not readable."""
    for name, value in properties:
        parts = value.split(".")
        if name == SEEN and len(parts) == 3 and all(part.isascii() and part.isdigit() for part in parts):
            return Seen(*map(int, parts))
    return None
