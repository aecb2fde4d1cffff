"""Go-back-N over one stream, as a pure machine: no network, no journal, no clock of its own.

Time comes in as monotonic seconds. A broker's receipt means nothing here but "somebody listens"; only
central's own acknowledgement moves the window (design §4.3).
"""

from dataclasses import dataclass, field
from typing import Literal

from contract.messages import Ack

MAX_IN_FLIGHT = 10
NO_PROGRESS_S = 10.0
LONGEST_WAIT_S = 300.0

Verdict = Literal["progress", "repeat", "rewound", "refuted"]
"""What an acknowledgement did: moved on, said nothing new, began a session, or contradicts the journal."""


@dataclass(slots=True)
class Window:
    """What is sent and not yet acknowledged of one stream.

    ``acked``: central proved to hold everything up to here. ``last``: newest line there is.
    """

    stream: str
    last: int
    acked: int = 0
    session: str | None = None
    next: int = 1
    in_flight: list[int] = field(default_factory=list)
    deadline_s: float | None = None
    wait_s: float = NO_PROGRESS_S
    somebody_listens: bool = True

    def connected(self, now_s: float) -> None:
        """A new connection: what was under way is unknown; wait for central's answer to the birth."""
        self.session = None
        self.in_flight.clear()
        self.next = self.acked + 1
        self.somebody_listens = True
        self.wait_s = NO_PROGRESS_S
        self.deadline_s = now_s + NO_PROGRESS_S

    def grew(self, last: int) -> None:
        """The journal has lines up to ``last`` now."""
        self.last = max(self.last, last)

    def may_send(self) -> bool:
        """Tell whether a payload from ``next`` on may go out now."""
        if self.session is None or self.next > self.last:
            return False
        return len(self.in_flight) < (MAX_IN_FLIGHT if self.somebody_listens else 1)

    def sent(self, up_to: int, now_s: float) -> None:
        """A payload with lines up to ``up_to`` went out; the journal may have grown beyond ``last`` meanwhile."""
        self.last = max(self.last, up_to)
        self.in_flight.append(up_to)
        self.next = up_to + 1
        if self.deadline_s is None:
            self.deadline_s = now_s + self.wait_s

    def heard(self, ack: Ack, own_hash: str | None, now_s: float) -> Verdict:
        """Take an acknowledgement. ``own_hash`` is the journal's hash of line ``ack.seq``, if it holds it."""
        if ack.seq > self.last or (ack.seq > 0 and own_hash is not None and own_hash != ack.head):
            return "refuted"
        self.somebody_listens = True
        if ack.session != self.session:
            self.session = ack.session
            self.acked = ack.seq
            self.in_flight.clear()
            self.next = ack.seq + 1
            self._rest(now_s)
            return "rewound"
        if ack.seq <= self.acked:
            return "repeat"
        self.acked = ack.seq
        self.in_flight = [up_to for up_to in self.in_flight if up_to > ack.seq]
        self.next = max(self.next, ack.seq + 1)
        self._rest(now_s)
        return "progress"

    def nobody_listens(self) -> None:
        """The broker said "no matching subscribers": one payload at a time until central is heard."""
        self.somebody_listens = False

    def look(self, now_s: float, jitter: float = 1.0) -> Literal["ask", "back"] | None:
        """What to do when nothing moved for too long. ``jitter`` is a factor around 1.

        "back": everything not acknowledged is sent again. "ask": central has not answered the birth; it is to
        be told again. Lines are never sent before it answers: those of an old copy could take the places of
        others, and central would count neither.
        """
        if self.deadline_s is None or now_s < self.deadline_s:
            return None
        self.wait_s = min(self.wait_s * 2, LONGEST_WAIT_S)
        is_waited_for = self.session is None or self.acked < self.last
        self.deadline_s = now_s + self.wait_s * jitter if is_waited_for else None
        if self.session is None:
            return "ask"
        self.in_flight.clear()
        self.next = self.acked + 1
        return "back"

    def _rest(self, now_s: float) -> None:
        self.wait_s = NO_PROGRESS_S
        self.deadline_s = now_s + NO_PROGRESS_S if self.in_flight else None
