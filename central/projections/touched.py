"""What a transaction has to judge again once all its rows are stored."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Touched:
    """Ratings, rated tickets, visits and days of counters about which something new is known."""

    ratings: set[bytes] = field(default_factory=set)
    tickets: set[bytes] = field(default_factory=set)
    visits: set[bytes] = field(default_factory=set)
    seats: set[tuple[str, str]] = field(default_factory=set)
    """Site and day."""
