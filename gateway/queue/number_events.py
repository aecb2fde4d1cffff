"""What events of number blocks do to a service day (see `gateway/queue/evolving.py`)."""

from typing import Any

from contract.events import EventData, NumbersLeased, NumbersReturned, NumbersSkipped
from contract.site import SiteConfig
from gateway.queue.day import Day
from gateway.queue.numbers import LAPSED, LEASED_BEFORE, NO_LEASE, NOT_REACHED, UNREPORTED, gateway_of, prefix_of
from gateway.queue.state import Instant, LeasedNumbers


def _leased(day: Day, event: NumbersLeased, at: Instant, site: SiteConfig) -> None:
    prefix = prefix_of(site, event.service)
    if prefix is None or _is_of_another_day(day, event):
        return
    day.table("leases")[event.lease] = LeasedNumbers(
        id=event.lease,
        gateway=gateway_of(event.lease),
        service=event.service,
        prefix=prefix,
        first=event.first,
        last=event.last,
        used=0 if event.next is None else event.next - event.first,
        next=event.next,
        since=at,
    )
    _set_aside(day, prefix, event, site)


def _returned(day: Day, event: NumbersReturned, at: Instant, site: SiteConfig) -> None:
    if _is_of_another_day(day, event):
        return
    if event.lease in day.get("leases"):
        del day.table("leases")[event.lease]
    _explain(day, event, site)


def _skipped(day: Day, event: NumbersSkipped, at: Instant, site: SiteConfig) -> None:
    if _is_of_another_day(day, event):
        return
    _explain(day, event, site)
    prefix = prefix_of(site, event.service)
    if prefix is None or event.reason in _SAY_NOTHING or event.lease != NO_LEASE:
        return
    if event.reason == LEASED_BEFORE:
        _lower(day, prefix, event.first)
    else:
        _raise(day, prefix, event.last)


def _is_of_another_day(day: Day, event: NumbersLeased | NumbersReturned | NumbersSkipped) -> bool:
    """A day that is closed on the next morning takes no number of that one."""
    return day.get("day") not in ("", event.service_day.isoformat())


def _explain(day: Day, event: NumbersReturned | NumbersSkipped, site: SiteConfig) -> None:
    prefix = prefix_of(site, event.service)
    known = day.get("explained").get(prefix, ())
    if prefix is not None and (event.first, event.last) not in known:
        day.table("explained")[prefix] = (*known, (event.first, event.last))


_SAY_NOTHING = frozenset((UNREPORTED, NOT_REACHED, LAPSED))
"""Reasons after which the series is as it was."""


def _set_aside(day: Day, prefix: str, event: NumbersLeased, site: SiteConfig) -> None:
    """A block that follows what was given is part of it; any other lies at the end of the series."""
    first = next((known.first for known in site.services if known.code == event.service), 1)
    if event.first <= max(day.get("highest").get(prefix, 0) + 1, first):
        _raise(day, prefix, event.last)
    else:
        _lower(day, prefix, event.first)


def _lower(day: Day, prefix: str, number: int) -> None:
    """Numbers from here on are for kiosks, whoever holds them."""
    known = day.get("lowest").get(prefix)
    if known is None or number < known:
        day.table("lowest")[prefix] = number


def _raise(day: Day, prefix: str, number: int) -> None:
    """Numbers up to here are never given again, whoever had them."""
    if number > day.get("highest").get(prefix, 0):
        day.table("highest")[prefix] = number


NUMBER_RULES: dict[type[EventData], Any] = {
    NumbersLeased: _leased,
    NumbersReturned: _returned,
    NumbersSkipped: _skipped,
}
