"""Numbers of tickets: how they are written, which comes next, which belong to a kiosk, which nobody got.

Services of one prefix share one series of the day. It is given from its first number upwards, in the order in which
people come; blocks for kiosks are cut from its end downwards, so that none comes between. A number is given once: what
was given or leased is never taken again, not even when it came back unused.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from contract.events import NumbersSkipped
from contract.services import Service
from contract.site import SiteConfig
from gateway.queue.deciding import refuse
from gateway.queue.state import LeasedNumbers, QueueState, Ticket

_NUMBER = re.compile(r"([A-ZĐ]{1,2})[ -]?([0-9]{1,4})")
NO_LEASE = "-"

GIVEN_BEFORE = "given_before"
"""Why nobody will get a number: an earlier card of the hall gave it."""
LEASED_BEFORE = "leased_before"
"""An earlier card had set it aside for a kiosk."""
UNREPORTED = "unreported"
"""It is in the block of a kiosk that has not said what it gave of it."""
NOT_GIVEN = "not_given"
"""It was passed over: numbers by hand, or those before a morning without a date."""
NOT_REACHED = "not_reached"
"""It lies between the last number given and the blocks."""
LAPSED = "lease_lapsed"
"""Its kiosk did not need it."""


def written(service: Service, number: int) -> str:
    """A number as it is printed: prefix and digits, "A105"."""
    return f"{service.prefix}{number:0{service.digits}d}"


def parsed(text: str) -> tuple[str, int] | None:
    """Prefix and number of what somebody wrote or typed ("a 105"), or None."""
    match = _NUMBER.fullmatch(unicodedata.normalize("NFC", text).strip().upper())
    return (match[1], int(match[2])) if match else None


def next_number(state: QueueState, service: Service) -> int:
    """The number that comes next for a service. Raises Refused (``numbers_used_up``)."""
    number = max(state.highest.get(service.prefix, 0) + 1, service.first)
    if number > last_free(state, service):
        refuse("numbers_used_up", f"Dãy số {service.prefix} hôm nay đã hết. Xin hỏi quầy hướng dẫn.")
    return number


def last_free(state: QueueState, service: Service) -> int:
    """Up to where a service's numbers are nobody's block."""
    return min(service.last, state.lowest.get(service.prefix, service.last + 1) - 1)


def series(site: SiteConfig, prefix: str) -> tuple[Service, int, int] | None:
    """The service with which a series begins, its first and its last number; None for a prefix of no service."""
    services = [service for service in site.services if service.prefix == prefix]
    if not services:
        return None
    begins = min(services, key=lambda service: service.first)
    return begins, begins.first, max(service.last for service in services)


def room(state: QueueState, service: Service) -> int | None:
    """How many tickets the service's daily limit leaves, those of leases counted as given; None without a limit."""
    if service.daily_limit is None:
        return None
    leased = sum(
        lease.last - lease.first + 1 - lease.used for lease in state.leases.values() if lease.service == service.code
    )
    return max(0, service.daily_limit - state.issued.get(service.code, 0) - leased)


def refuse_full(state: QueueState, service: Service) -> None:
    """Refuse (``limit_reached``) one more ticket of a service whose limit of the day is reached."""
    if room(state, service) == 0:
        refuse("limit_reached", f"{service.name}: hôm nay đã đủ số. Xin ông/bà quay lại ngày khác.")


def lease_with(state: QueueState, prefix: str, number: int) -> LeasedNumbers | None:
    """The lease in which a number lies."""
    return next((x for x in state.leases.values() if x.prefix == prefix and x.first <= number <= x.last), None)


def given(state: QueueState) -> dict[tuple[str, int], UUID]:
    """Every number of the day with its ticket. Looks at all tickets: for what is rare."""
    return {place: ticket.id for ticket in state.tickets.values() if (place := parsed(ticket.number)) is not None}


def find(state: QueueState, text: str) -> Ticket | None:
    """The ticket of a number as people write it."""
    wanted = parsed(text)
    return next((t for t in state.tickets.values() if parsed(t.number) == wanted), None) if wanted else None


def lease_id(gateway: str, fresh: UUID) -> str:
    """The id of a new lease: it says who holds it, since no event does."""
    return f"{gateway}.{fresh.hex[-12:]}"


def gateway_of(lease: str) -> str:
    """The gateway that holds a lease."""
    return lease.partition(".")[0]


def prefix_of(site: SiteConfig, service: str) -> str | None:
    """The prefix of a service; None for a service that this site does not have."""
    return next((known.prefix for known in site.services if known.code == service), None)


def skipped(service: str, day: date, first: int, last: int, reason: str, lease: str = NO_LEASE) -> NumbersSkipped:
    """The fact that nobody will get some numbers."""
    return NumbersSkipped(lease, service, day, first, last, reason)


def gaps(state: QueueState, site: SiteConfig, day: date) -> Iterator[NumbersSkipped]:
    """What explains every number of the day that nobody got and that no event explains yet, up to the end of the
    blocks."""
    by_prefix: dict[str, set[int]] = {}
    for prefix, number in given(state):
        by_prefix.setdefault(prefix, set()).add(number)
    for prefix in sorted(state.highest.keys() | state.lowest.keys()):
        found = series(site, prefix)
        if found is None:
            continue
        service, first, last = found
        taken = by_prefix.get(prefix, set())
        for begin, end in state.explained.get(prefix, ()):
            taken.update(range(begin, end + 1))
        for lease in sorted((x for x in state.leases.values() if x.prefix == prefix), key=lambda x: x.first):
            for begin, end, reason in (
                (lease.first, lease.open_from - 1, GIVEN_BEFORE),
                (lease.open_from, lease.last, UNREPORTED),
            ):
                for one, other in ranges(n for n in range(begin, end + 1) if n not in taken):
                    yield skipped(lease.service, day, one, other, reason, lease.id)
            taken.update(range(lease.first, lease.last + 1))
        highest = state.highest.get(prefix, first - 1)
        lowest = max(state.lowest.get(prefix, last + 1), highest + 1)
        between = lowest - 1 if lowest <= last else highest
        for begin, end, reason in (
            (first, highest, NOT_GIVEN),
            (max(highest + 1, first), between, NOT_REACHED),
            (lowest, last, NOT_GIVEN),
        ):
            for one, other in ranges(n for n in range(begin, end + 1) if n not in taken):
                yield skipped(service.code, day, one, other, reason)


def ranges(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Numbers in growing order as ranges."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found
