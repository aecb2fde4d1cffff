"""What a hall on a new card learns of the numbers that were given before it: from kiosks, and from the state that the
broker still has of its predecessor. It gives none of them again and keeps the blocks of kiosks apart."""

from collections.abc import Collection, Mapping
from datetime import date

from contract.events import EventData, NumbersLeased
from contract.hall_args import HeldBlock, ReportTickets
from contract.site import SiteConfig
from gateway.queue.numbers import GIVEN_BEFORE, LEASED_BEFORE, gateway_of, prefix_of, ranges, series, skipped
from gateway.queue.state import QueueState

HELD_BEFORE = "held_before"
"""Why a block is leased without having been asked for: its kiosk has it from an earlier card of the hall."""


def learned(
    state: QueueState,
    site: SiteConfig,
    day: date,
    report: ReportTickets,
    gateway: str,
    taken: Collection[tuple[str, int]],
) -> list[EventData]:
    """What a kiosk's report tells of numbers that this hall does not know. ``taken`` are those with a ticket."""
    blocks = [block for block in report.blocks if _is_new(state, site, report.service_day, block, gateway)]
    known = set(taken)
    for block in blocks:
        prefix = prefix_of(site, block.lease.service) or ""
        known |= {(prefix, number) for number in range(block.lease.first, block.lease.last + 1)}
    return [
        *_given_before(state, site, day, report.highest, report.lowest, known),
        *_leased_before(state, site, day, report.lowest, known),
        *(
            NumbersLeased(x.lease.id, x.lease.service, day, x.lease.first, x.lease.last, HELD_BEFORE, x.next)
            for x in sorted(blocks, key=lambda block: block.lease.first)
        ),
    ]


def remembered(
    state: QueueState, site: SiteConfig, day: date, highest: Mapping[str, int], lowest: Mapping[str, int]
) -> list[EventData]:
    """The same of an earlier state of the hall: the highest number given and the lowest of the blocks, by prefix."""
    return [
        *_given_before(state, site, day, highest, lowest, ()),
        *_leased_before(state, site, day, lowest, ()),
    ]


def _given_before(
    state: QueueState, site: SiteConfig, day: date, highest: Mapping[str, int], lowest: Mapping[str, int],
    known: Collection[tuple[str, int]],
) -> list[EventData]:  # fmt: skip
    found: list[EventData] = []
    for prefix, number in sorted(highest.items()):
        of = series(site, prefix)
        if of is None or number > of[2]:
            continue
        service, first, last = of
        if number >= min(state.lowest.get(prefix, last + 1), lowest.get(prefix, last + 1)):
            continue  # It is of a block: that says nothing about who came to this hall.
        begin = max(state.highest.get(prefix, 0) + 1, first)
        for start, end in ranges(n for n in range(begin, number + 1) if (prefix, n) not in known):
            found.append(skipped(service.code, day, start, end, GIVEN_BEFORE))
    return found


def _leased_before(
    state: QueueState, site: SiteConfig, day: date, lowest: Mapping[str, int], known: Collection[tuple[str, int]]
) -> list[EventData]:
    found: list[EventData] = []
    for prefix, number in sorted(lowest.items()):
        of = series(site, prefix)
        if of is None or not max(of[1], state.highest.get(prefix, 0) + 1) <= number:
            continue
        end = state.lowest.get(prefix, of[2] + 1)
        for start, stop in ranges(n for n in range(number, end) if (prefix, n) not in known):
            found.append(skipped(of[0].code, day, start, stop, LEASED_BEFORE))
    return found


def _is_new(state: QueueState, site: SiteConfig, day: date, block: HeldBlock, gateway: str) -> bool:
    """Tell whether a block is one that this hall does not know, and that contradicts nothing it knows."""
    lease, prefix = block.lease, prefix_of(site, block.lease.service)
    of = series(site, prefix) if prefix is not None else None
    if of is None or lease.id in state.leases or gateway_of(lease.id) != gateway or lease.service_day != day:
        return False
    if not max(of[1], state.highest.get(of[0].prefix, 0) + 1) <= lease.first <= lease.last <= of[2]:
        return False
    if not lease.first <= block.next <= lease.last + 1:
        return False
    others = (one for one in state.leases.values() if one.prefix == prefix)
    return not any(one.first <= lease.last and lease.first <= one.last for one in others)
