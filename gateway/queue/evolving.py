"""What each event makes of a service day: the only way in which the state changes.

Total and deterministic: an event that fits nothing (a ticket of another day, a counter nobody knows) changes nothing,
and the same events in the same order make the same state. Nothing is decided here.
"""

from collections.abc import Iterable
from typing import Any

from contract.events import ClockSynced, EventData
from contract.lines import read_data, read_line
from contract.site import SiteConfig
from gateway.queue.carrying import carried
from gateway.queue.counter_events import COUNTER_RULES
from gateway.queue.day import Day
from gateway.queue.number_events import NUMBER_RULES
from gateway.queue.state import Instant, QueueState
from gateway.queue.ticket_events import TICKET_RULES


def _dated(day: Day, event: ClockSynced, at: Instant, site: SiteConfig) -> None:
    """The date is known from here on: nothing but the turn of the day, which every event may bring."""


RULES: dict[type[EventData], Any] = {**TICKET_RULES, **COUNTER_RULES, **NUMBER_RULES, ClockSynced: _dated}
"""What each type of event does: ``rule(day, event, at, site)``. A type without a rule does nothing to the queue."""


def evolve(state: QueueState, event: EventData, at: Instant, site: SiteConfig) -> QueueState:
    """The state after an event that happened at ``at``. ``site`` only says which prefix a service has."""
    return evolve_all(state, ((event, at),), site)


def evolve_all(state: QueueState, facts: Iterable[tuple[EventData, Instant]], site: SiteConfig) -> QueueState:
    """The state after several events; cheaper than one by one, and the same."""
    day = Day(state)
    for event, at in facts:
        rule = RULES.get(type(event))
        if rule is None:
            continue
        if is_another_day(day.get("day"), at):
            day = Day(rolled(day.done(), at))
        rule(day, event, at, site)
    return day.done()


def replay(lines: Iterable[bytes], site: SiteConfig, state: QueueState | None = None) -> QueueState:
    """The state that event lines make, after ``state`` or from nothing.

    Raises LineUnreadable and MeaningUnknown for what is no event line of this version.
    """
    facts = []
    for raw in lines:
        line = read_line(raw)
        facts.append((read_data(line), Instant(line.at, line.boot, line.up_ms, line.clock != "unset")))
    return evolve_all(state or QueueState(), facts, site)


def rolled(state: QueueState, at: Instant) -> QueueState:
    """The state as a moment finds it: empty on another day. A sign-in holds for its service day, so nobody is at any
    counter then. What was begun before the date was known belongs to the day that becomes known."""
    if not is_another_day(state.day, at):
        return state
    day = Day(state) if not state.day else Day(carried(state, at) or QueueState())
    day.set("day", at.at.date().isoformat())
    return day.done()


def is_another_day(day: str, at: Instant) -> bool:
    """Tell whether a moment lies after a service day. A clock that went back, or was never right, ends no day."""
    return at.is_dated and at.at.date().isoformat() > day
