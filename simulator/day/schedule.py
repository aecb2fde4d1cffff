"""Who comes on a day, when, and what for: a pure function of a dice.

The shape is that of published counts (domain §4.5): people wait before the doors open, most come in the first hour
and a half, few at noon, a smaller wave after lunch.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from contract.services import Service

OPENS_S, LUNCH_S, AFTER_LUNCH_S, CLOSES_S = 0.0, 4 * 3600.0, 5.5 * 3600.0, 9.5 * 3600.0
"""Seconds from the opening at 7:30: lunch at 11:30, 13:00 again, the end at 17:00."""

WAVES: tuple[tuple[float, float, float], ...] = (
    (-900.0, 0.0, 0.10),
    (0.0, 5400.0, 0.38),
    (5400.0, 12600.0, 0.20),
    (18000.0, 23400.0, 0.20),
    (23400.0, 32400.0, 0.12),
)
"""From, to, and which part of the day's visitors: a queue before opening, the morning's peak, the rest."""

PRIORITY, NO_SHOW, TRANSFERRED, COPIES, RATES = 0.12, 0.06, 0.05, 0.04, 0.35
COURIER, COURIER_DOSSIERS = 0.03, 12
WHEELCHAIR = 0.01
SPREAD = 0.35
"""Of service times: log-normal, so that few take very long."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One person's visit. ``at_s`` from the opening, may be before it; ``service_s`` at the counter; ``level`` is the
    place of the level on the scale that would be pressed, None for who presses nothing."""

    at_s: float
    service: str
    service_s: float
    walk_s: float
    priority: bool = False
    needs: tuple[str, ...] = ()
    items: int | None = None
    comes: bool = True
    fetches_copy: bool = False
    transfer_to: str | None = None
    level: int | None = None


def day_of(dice: random.Random, visitors: int, services: Sequence[Service], levels: int) -> list[Visit]:
    """The visits of a day in the order in which they come."""
    visits = [_visit(dice, services, levels) for _ in range(visitors)]
    return sorted(visits, key=lambda visit: visit.at_s)


def _visit(dice: random.Random, services: Sequence[Service], levels: int) -> Visit:
    begins, ends, _ = dice.choices(WAVES, [part for *_, part in WAVES])[0]
    service = dice.choices(services, [_weight(one) for one in services])[0]
    is_courier = "submit" in service.needs and dice.random() < COURIER
    items = COURIER_DOSSIERS if is_courier else dice.choice((None, None, None, 1, 2)) if dice.random() < 0.5 else None
    extra_s = service.per_item_s * max(0, (items or 1) - 1)
    others = [one.code for one in services if one.code != service.code and "submit" in one.needs]
    return Visit(
        at_s=dice.uniform(begins, ends),
        service=service.code,
        service_s=(service.expected_s * dice.lognormvariate(-(SPREAD**2) / 2, SPREAD)) + extra_s,
        walk_s=dice.uniform(8.0, 30.0),
        priority=dice.random() < PRIORITY,
        needs=("wheelchair",) if dice.random() < WHEELCHAIR else (),
        items=items,
        comes=dice.random() >= NO_SHOW,
        fetches_copy=dice.random() < COPIES,
        transfer_to=dice.choice(others) if others and dice.random() < TRANSFERRED else None,
        level=_level(dice, levels) if dice.random() < RATES else None,
    )


def _weight(service: Service) -> float:
    """Most people hand something in, a third fetch a result, some ask."""
    return {"submit": 1.0, "collect": 2.0, "ask": 1.2}.get(service.needs[0], 0.5)


def _level(dice: random.Random, levels: int) -> int:
    """Mostly the best, each worse one a third as often."""
    return dice.choices(range(levels), [3.0**-place for place in range(levels)])[0]
