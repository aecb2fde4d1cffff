"""Numbers of a kiosk's own for times when the hall is away: leased blocks, what was given of them, what lapses.

Pure: each function looks at the state and returns what is to be stored.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec

from contract.clock import Stamp
from contract.events import EventData, NumbersSkipped, TicketIssued
from contract.hall import Lease
from contract.hall_args import HeldBlock, IssuedAway, Taken, TakeTicket
from contract.services import Service
from contract.site import SiteConfig
from gateway.kiosk.state import GivenAway, Held, KioskState
from gateway.queue.hours import gives_tickets
from gateway.queue.numbers import LAPSED, prefix_of, written
from gateway.queue.state import Instant


def usable(state: KioskState, service: Service, stamp: Stamp) -> Held | None:
    """The block from which the next number comes; none of another day, and none whose day nobody knows."""
    blocks = [held for held in state.leases.values() if _is_usable(held, service, stamp)]
    # Later blocks lie lower in the series: one is used up before the next.
    return max(blocks, key=lambda held: held.next, default=None)


def left(state: KioskState, service: Service, stamp: Stamp) -> int:
    """How many numbers a service has in its blocks."""
    return sum(held.left for held in state.leases.values() if _is_usable(held, service, stamp))


def service_open(site: SiteConfig, code: str, stamp: Stamp) -> Service | None:
    """The service, while it gives tickets. A clock that is not right closes nothing."""
    service = next((known for known in site.services if known.code == code), None)
    if service is None or (stamp.clock != "unset" and not gives_tickets(site, service, stamp.at)):
        return None
    return service


def give(
    state: KioskState, take: TakeTicket, service: Service, held: Held, request: UUID, ticket: UUID, stamp: Stamp
) -> tuple[GivenAway, Held, TicketIssued]:
    """The next number of a block: what is remembered, what is left of the block, and the fact."""
    moment = Instant.of(stamp)
    at = moment.at
    number = written(service, held.next)
    given_since = sum(1 for one in state.away.values() if not one.is_reported and one.ticket.service == service.code)
    issued = TicketIssued(
        ticket=ticket,
        number=number,
        service=service.code,
        need=take.need,
        priority=take.priority,
        needs=take.needs,
        items=take.items,
        channel=take.channel,
        ahead=state.waiting.get(service.code, 0) + given_since,
        estimate_s=None,
    )
    away = IssuedAway(
        ticket, number, service.code, take.need, take.priority, take.needs, take.items, take.channel, at, request
    )
    answer = msgspec.to_builtins(Taken(ticket, number, service.code, take.priority, issued.ahead, None, at))
    given = GivenAway(away, request, held.lease.service_day.isoformat(), answer, moment=moment)
    return given, msgspec.structs.replace(held, next=held.next + 1), issued


def told(state: KioskState, given: GivenAway, stamp: Stamp, mono_s: float) -> IssuedAway:
    """A ticket as the hall is told of it. A time that was given without the date is told by the right clock since: this
    machine's, else the hall's."""
    now = Instant.of(stamp)
    if given.moment is None or given.moment.is_dated or given.moment.boot != now.boot:
        return given.ticket
    here = now.at
    if not now.is_dated and state.heard_at is not None and state.heard_s is not None:
        here = state.heard_at + timedelta(seconds=max(0.0, mono_s - state.heard_s))
    at = here - timedelta(seconds=given.moment.seconds_until(now))
    return msgspec.structs.replace(given.ticket, at=at)


def lapsed(state: KioskState) -> tuple[EventData, ...]:
    """What explains the numbers of a day that is over and that nobody got."""
    return tuple(
        NumbersSkipped(held.lease.id, held.lease.service, held.lease.service_day, held.next, held.lease.last, LAPSED)
        for held in state.leases.values()
        if held.left
    )


def known(state: KioskState, site: SiteConfig) -> dict[str, Any]:
    """What this kiosk knows of numbers, for a hall that may know less: the highest given, the lowest of a block, and
    its own blocks."""
    blocks = [HeldBlock(held.lease, held.next) for held in state.leases.values() if not held.is_returning]
    lowest = lowest_known(state, site)
    return {
        "highest": state.highest,
        **({"lowest": lowest} if lowest else {}),
        **({"blocks": msgspec.to_builtins(blocks)} if blocks else {}),
    }


def lowest_known(state: KioskState, site: SiteConfig) -> dict[str, int]:
    """The lowest number by prefix that is in the block of any kiosk."""
    lowest = dict(state.lowest)
    for held in state.leases.values():
        prefix = prefix_of(site, held.lease.service)
        if prefix is not None:
            lowest[prefix] = min(held.lease.first, lowest.get(prefix, held.lease.first))
    return lowest


def noted(state: KioskState, site: SiteConfig, service: str, last: int | None, leased: int | None) -> KioskState:
    """The state that knows a number which the hall gave for a service, and where the blocks of kiosks begin."""
    prefix = prefix_of(site, service)
    if prefix is None:
        return state
    highest, lowest = state.highest, state.lowest
    if leased is not None and leased < lowest.get(prefix, leased + 1):
        lowest = {**lowest, prefix: leased}
    if last is not None and last > highest.get(prefix, 0):
        highest = {**highest, prefix: last}
    if highest is state.highest and lowest is state.lowest:
        return state
    return msgspec.structs.replace(state, highest=highest, lowest=lowest)


def returning_args(held: Held) -> dict[str, Any]:
    """What gives the rest of a block back."""
    rest = Lease(held.lease.id, held.lease.service, held.lease.service_day, held.next, held.lease.last)
    return {"lease": msgspec.to_builtins(rest), "reason": "day_over"}


def _is_usable(held: Held, service: Service, stamp: Stamp) -> bool:
    if held.lease.service != service.code or held.is_returning or not held.left:
        return False
    if stamp.clock == "unset":
        return held.boot == stamp.boot
    return held.lease.service_day == stamp.at.date()
