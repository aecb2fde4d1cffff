"""Who sat where on one day at one site, and how long each counter was open: a pure function of the set of events.

A sign-in holds for its service day. Whoever signs in at a counter takes it over and leaves every other one. Where
nobody said when an officer left, the time after the last thing said is not counted, and the row says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from central.rules.corrections import NONE_IN_FORCE, InForce
from central.rules.counting import OrderKey
from contract.events import CounterPaused, CounterResumed, OfficerSignedIn, OfficerSignedOut

AM, PM, NO_SESSION = "am", "pm", ""

SeatKey = tuple[str, str, str]
"""Counter, officer, session."""


@dataclass(frozen=True, slots=True)
class SeatTold:
    """One line about a counter. ``officer`` is '' for a pause; ``reason`` is the role for a sign-in."""

    key: OrderKey
    time_ms: int | None
    type: str
    counter: str
    officer: str
    reason: str


@dataclass(slots=True)
class Seat:
    """An officer at a counter in one session. ``first_ms`` and ``last_ms`` are None when no time is known."""

    role: str = ""
    first_ms: int | None = None
    last_ms: int | None = None
    sign_ins: int = 0
    unended: int = 0
    pauses: int = 0
    open_ms: int = 0
    paused_ms: int = 0

    def stay(self, since: int, until: int, is_paused: bool) -> None:
        """Add a stretch of time."""
        if is_paused:
            self.paused_ms += until - since
        else:
            self.open_ms += until - since
        self.first_ms = since if self.first_ms is None else min(self.first_ms, since)
        self.last_ms = until if self.last_ms is None else max(self.last_ms, until)


@dataclass(slots=True)
class _Sitting:
    officer: str
    role: str
    since: int | None
    is_paused: bool = False


def seats_of(
    told: Iterable[SeatTold], noon_ms: int | None, site: str = "", holding: InForce = NONE_IN_FORCE
) -> dict[SeatKey, Seat]:
    """Every officer at every counter, by session. ``told``: all lines of one site and day; ``noon_ms``: its noon.

    ``holding``: where somebody else sat there than the lines say, for a time.
    """
    day = _Day(noon_ms, site, holding)
    for one in _in_order(told):
        match one.type:
            case OfficerSignedIn.TYPE:
                day.sign_in(one)
            case OfficerSignedOut.TYPE:
                day.sign_out(one)
            case CounterPaused.TYPE:
                day.pause(one)
            case CounterResumed.TYPE:
                day.resume(one)
    day.end()
    return day.seats


class _Day:
    """``_sitting`` goes by the lines; whose seat a moment is counted to goes by the corrections too."""

    def __init__(self, noon_ms: int | None, site: str, holding: InForce) -> None:
        self.seats: dict[SeatKey, Seat] = {}
        self._noon_ms = noon_ms
        self._site = site
        self._holding = holding
        self._sitting: dict[str, _Sitting] = {}

    def sign_in(self, one: SeatTold) -> None:
        there = self._sitting.get(one.counter)
        if there is not None and there.officer == one.officer:
            return
        left = [at for at, who in self._sitting.items() if at == one.counter or who.officer == one.officer]
        for counter in left:
            self._leave(counter, one.time_ms)
        self._sitting[one.counter] = _Sitting(one.officer, one.reason, one.time_ms)
        seat = self._seat(one.counter, one.officer, one.time_ms)
        seat.sign_ins += 1
        seat.role = one.reason
        if one.time_ms is not None:
            seat.stay(one.time_ms, one.time_ms, False)

    def sign_out(self, one: SeatTold) -> None:
        there = self._sitting.get(one.counter)
        if there is not None and there.officer == one.officer:
            self._leave(one.counter, one.time_ms)

    def pause(self, one: SeatTold) -> None:
        there = self._sitting.get(one.counter)
        if there is None or there.is_paused:
            return
        self._stay(one.counter, there, one.time_ms)
        there.since, there.is_paused = one.time_ms, True
        self._seat(one.counter, there.officer, one.time_ms, there.role).pauses += 1

    def resume(self, one: SeatTold) -> None:
        there = self._sitting.get(one.counter)
        if there is not None and there.is_paused:
            self._stay(one.counter, there, one.time_ms)
            there.since, there.is_paused = one.time_ms, False

    def end(self) -> None:
        """Nothing more was said on that day: who still sits there never left, as far as anybody knows."""
        for counter, there in self._sitting.items():
            self._seat(counter, there.officer, there.since, there.role).unended += 1

    def _leave(self, counter: str, time_ms: int | None) -> None:
        self._stay(counter, self._sitting.pop(counter), time_ms)

    def _stay(self, counter: str, there: _Sitting, until: int | None) -> None:
        """Count a stretch, in its morning and its afternoon, and to whoever sat there in each part of it."""
        since = there.since
        if since is None or until is None:
            return
        until = max(since, until)
        cuts = self._holding.edges_ms(self._site, counter)
        if self._noon_ms is not None:
            cuts = sorted((*cuts, self._noon_ms))
        for cut in (*(one for one in cuts if since < one < until), until):
            self._seat(counter, there.officer, since, there.role).stay(since, cut, there.is_paused)
            since = cut

    def _seat(self, counter: str, told: str, time_ms: int | None, role: str = "") -> Seat:
        officer, session = self._holding.officer(self._site, counter, time_ms, told), NO_SESSION
        if time_ms is not None and self._noon_ms is not None:
            session = AM if time_ms < self._noon_ms else PM
        return self.seats.setdefault((counter, officer, session), Seat(role))


def _in_order(told: Iterable[SeatTold]) -> list[SeatTold]:
    """The lines as they happened, each fact once: a new stream tells again what an old one had told."""
    first: dict[tuple[int | None, str, str, str], tuple[str, str]] = {}
    found = []
    for one in sorted(told, key=lambda line: line.key):
        stream = one.key[1:3]
        if first.setdefault((one.time_ms, one.type, one.counter, one.officer), stream) == stream:
            found.append(one)
    return found
