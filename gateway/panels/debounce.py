"""One contact of a button: raw edges and a clock become presses, and faults of the contact. Pure.

It has no clock, no thread and no pin: the driver says what it saw and when, on any monotonic clock,
and calls poll() as often as due_s() asks. gpiozero's own bounce_time is not used: its mock pins
ignore it, so nothing built on it could be tested.

A *closure* is the time from the first "down" until the contact has been up for ``debounce_s`` without
interruption. It is a press when the contact was once down for ``debounce_s`` without interruption; else
it was noise. The press is told when the closure is over, because a button held for more than
``STUCK_S`` is a fault and not a rating.
"""

from enum import Enum

from gateway.flood import FloodGuard

STUCK_S = 10.0
MOST_PRESSES, PRESSES_WINDOW_S = 30, 5.0
"""No finger presses one button more often; a contact that does is broken."""
CALM_S = 3.0
"""A chattering contact must be still for this long before it is believed again."""


class Happening(Enum):
    """What a contact did."""

    PRESSED = "pressed"
    HELD = "held"
    CHATTERING = "chattering"
    FREED = "freed"


class Contact:
    """The state of one contact; all times are seconds of one monotonic clock, growing."""

    def __init__(self, debounce_s: float, now_s: float, down: bool = False) -> None:
        """A contact that is already ``down`` was not pressed by anybody who could see the panel work."""
        self._debounce_s = debounce_s
        self._flood = FloodGuard(MOST_PRESSES, PRESSES_WINDOW_S)
        self._down = down
        self._edge_s = now_s
        self._closed_s: float | None = now_s if down else None
        self._solid = False
        self._countable = not down
        self._fault: Happening | None = None

    @property
    def down(self) -> bool:
        """The last raw state seen."""
        return self._down

    @property
    def faulty(self) -> bool:
        """Whether it is held or chattering."""
        return self._fault is not None

    def edge(self, down: bool, at_s: float) -> list[Happening]:
        """The raw contact is now ``down`` or up. An edge that changes nothing is ignored."""
        happened = self.poll(at_s)
        if down == self._down:
            return happened
        if self._down and at_s - self._edge_s >= self._debounce_s:
            self._solid = True
        self._down = down
        self._edge_s = at_s
        if down and self._closed_s is None:
            self._closed_s, self._solid, self._countable = at_s, False, True
        return happened

    def pulse(self, at_s: float) -> list[Happening]:
        """A whole press, told by a box that takes out the bounce itself."""
        happened = self.poll(at_s)
        self._edge_s = at_s
        return happened + self._press(at_s)

    def poll(self, at_s: float) -> list[Happening]:
        """What happened by the mere passing of time."""
        happened = []
        still_s = at_s - self._edge_s
        if self._closed_s is not None:
            over = not self._down and still_s >= self._debounce_s
            lasted_s = (self._edge_s if over else at_s) - self._closed_s
            if lasted_s >= STUCK_S and self._fault is None:
                self._fault = Happening.HELD
                happened.append(Happening.HELD)
            if over:
                self._closed_s = None
                if self._solid and self._countable:
                    happened += self._press(at_s)
        if self._is_free(still_s):
            self._fault = None
            happened.append(Happening.FREED)
        return happened

    def due_s(self, at_s: float) -> float | None:
        """Seconds until poll() has something to do if no edge comes; None when it has nothing to wait for."""
        waits = []
        if self._closed_s is not None and not self._down:
            waits.append(self._edge_s + self._debounce_s)
        if self._closed_s is not None and self._fault is None:
            waits.append(self._closed_s + STUCK_S)
        if self._fault is Happening.CHATTERING and not self._down:
            waits.append(self._edge_s + CALM_S)
        return max(0.0, min(waits) - at_s) if waits else None

    def _press(self, at_s: float) -> list[Happening]:
        if not self._flood.allows(at_s) and self._fault is None:
            self._fault = Happening.CHATTERING
            return [Happening.CHATTERING]
        return [] if self._fault else [Happening.PRESSED]

    def _is_free(self, still_s: float) -> bool:
        """Whether a fault is over: let go, and for a chattering contact still for a while."""
        if self._fault is None or self._closed_s is not None:
            return False
        return self._fault is Happening.HELD or still_s >= CALM_S
