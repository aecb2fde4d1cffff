"""What devices and screens that take ratings have done lately: repeats, rhythm, who may still change a choice.

Kept in memory only: after a restart nothing is known, and nothing is doubted for that.
"""

from dataclasses import dataclass, field, fields
from uuid import UUID

from contract.clock import Stamp
from gateway.counter.doubts import ALIKE, doubts

MOST_RATINGS = 200
MOST_TICKETS = 2_000
REASONS_WITHIN_S = 300.0
"""How long after its rating a screen may still name reasons."""


@dataclass(slots=True)
class Raters:
    """Memory of one gateway's rating devices, in its monotonic seconds."""

    pressed_s: dict[str, float] = field(default_factory=dict)
    opened_s: dict[str, tuple[UUID, float]] = field(default_factory=dict)
    delays_s: dict[str, tuple[float, ...]] = field(default_factory=dict)
    given: dict[UUID, tuple[str, float]] = field(default_factory=dict)
    """Ratings of screens: by which screen, and when."""
    rated: dict[UUID, UUID] = field(default_factory=dict)
    """By ticket: the rating that a screen or phone gave it."""
    phones: dict[str, tuple[str, frozenset[UUID]]] = field(default_factory=dict)
    """By phone: the day, and the tickets it rated on it."""

    def copy(self) -> "Raters":
        """As it is now."""
        return Raters(*(getattr(self, one.name).copy() for one in fields(self)))

    def opened(self, counter: str, ticket: UUID, now_s: float) -> None:
        """A window opened; the same one again changes nothing."""
        if counter not in self.opened_s or self.opened_s[counter][0] != ticket:
            self.opened_s[counter] = (ticket, now_s)

    def since_last_s(self, device: str, now_s: float) -> float | None:
        """Seconds since a device was last pressed."""
        last_s = self.pressed_s.get(device)
        return None if last_s is None else now_s - last_s

    def doubts_about(
        self,
        device: str,
        counter: str,
        now_s: float,
        has_fault: bool,
        ticket: UUID | None = None,
        phone: Stamp | None = None,
    ) -> tuple[str, ...]:
        """The doubts about a press of ``device`` at ``counter`` now, for a ``ticket`` where a screen names it;
        ``phone``: a phone rates, and when."""
        delay_s = self._delay_s(counter, now_s, ticket)
        return doubts(delay_s, self.delays_s.get(device, ()), has_fault, self._of_phone(device, ticket, phone))

    def pressed(self, device: str, counter: str, now_s: float, accepted: bool, ticket: UUID | None = None) -> None:
        """A device was pressed; what was accepted counts for its rhythm."""
        self.pressed_s[device] = now_s
        delay_s = self._delay_s(counter, now_s, ticket)
        if accepted and delay_s is not None:
            self.delays_s[device] = (*self.delays_s.get(device, ()), delay_s)[-ALIKE:]

    def gave(self, rating: UUID, screen: str, now_s: float, ticket: UUID | None = None) -> None:
        """A screen's rating was accepted: it may still name reasons."""
        self.given[rating] = (screen, now_s)
        if ticket is not None:
            self.rated[ticket] = rating
            while len(self.rated) > MOST_TICKETS:
                del self.rated[next(iter(self.rated))]
        while len(self.given) > MOST_RATINGS:
            del self.given[next(iter(self.given))]

    def has_rated(self, ticket: UUID | None) -> bool:
        """Tell whether a screen or phone here has rated a ticket already."""
        return ticket in self.rated

    def may_reason(self, rating: UUID, now_s: float) -> bool:
        """Tell whether reasons may still be named for a rating."""
        known = self.given.get(rating)
        return known is not None and now_s - known[1] < REASONS_WITHIN_S

    def _delay_s(self, counter: str, now_s: float, ticket: UUID | None) -> float | None:
        """Since when the window has been open; a phone may rate while the window of the next one is."""
        opened = self.opened_s.get(counter)
        return None if opened is None or ticket not in (None, opened[0]) else now_s - opened[1]

    def _of_phone(self, device: str, ticket: UUID | None, phone: Stamp | None) -> int:
        if phone is None or ticket is None:
            return 0
        day = phone.at.date().isoformat()
        known_day, tickets = self.phones.get(device, (day, frozenset()))
        tickets = (tickets if known_day == day else frozenset()) | {ticket}
        self.phones[device] = (day, tickets)
        return len(tickets)
