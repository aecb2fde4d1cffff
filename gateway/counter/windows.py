"""Rating windows as the hall says them: which ticket may be rated at which counter (design §5).

The last window stays known while the hall is away and over a power cut: the citizen at the counter may still press.
"""

from collections.abc import Iterable
from uuid import UUID

import msgspec

from contract.clock import Stamp
from contract.hall import CounterNow, HallState
from gateway.counter.state import CounterState, Window

NOWHERE = CounterNow("closed")


def heard(state: CounterState, now: HallState, counters: Iterable[str], day: str) -> CounterState:
    """The state after the hall spoke on a ``day``; the same object when nothing changed at ``counters``."""
    windows, officers, resting = dict(state.windows), dict(state.officers), dict(state.resting)
    for counter in counters:
        said = now.counters.get(counter, NOWHERE)
        for seats in (officers, resting):
            seats.pop(counter, None)
        if said.officer is not None:
            (resting if said.state == "paused" else officers)[counter] = said.officer
        window = _window(windows.get(counter), said, day)
        if window is not None:
            windows[counter] = window
    if (windows, officers, resting) == (state.windows, state.officers, state.resting):
        return state
    return msgspec.structs.replace(state, windows=windows, officers=officers, resting=resting)


def of_today(window: Window | None, at: Stamp) -> Window | None:
    """The window, unless it is of another day: a hall that lost its power in the evening closed none."""
    is_old = window is not None and window.day and at.clock != "unset" and window.day != at.at.date().isoformat()
    return None if is_old else window


def with_rating(state: CounterState, counter: str, window: Window) -> CounterState:
    """The state with what was just given in a window."""
    return msgspec.structs.replace(state, windows={**state.windows, counter: window})


def with_level(state: CounterState, counter: str, level: str) -> CounterState:
    """The state with another choice in a window."""
    return with_rating(state, counter, msgspec.structs.replace(state.windows[counter], level=level))


def counter_of(state: CounterState, rating: UUID) -> str | None:
    """The counter in whose window a rating was given, while that window is the counter's last."""
    return next((counter for counter, window in state.windows.items() if window.rating == rating), None)


def _window(known: Window | None, said: CounterNow, day: str) -> Window | None:
    """What becomes of a counter's window. Whoever served the ticket stays its officer: another may sit there later."""
    if said.rating is None:
        return None if known is None else msgspec.structs.replace(known, is_open=False)
    if known is None or known.ticket != said.rating.ticket:
        return Window(ticket=said.rating.ticket, officer=said.officer, is_open=said.rating.open, day=day)
    return msgspec.structs.replace(known, is_open=said.rating.open, officer=known.officer or said.officer)
