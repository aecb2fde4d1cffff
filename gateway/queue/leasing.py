"""Blocks of numbers that kiosks hold in advance, for times when the hall is away.

They come from the end of a series: whoever comes while the hall is there gets the numbers from its beginning on.
"""

from typing import Any

import msgspec

from contract.events import NumbersLeased, NumbersReturned
from contract.hall import Lease
from contract.hall_args import LeaseNumbers, ReturnNumbers
from gateway.queue.deciding import Case, Decided, refuse, service_day, service_of
from gateway.queue.numbers import last_free, lease_id, next_number, refuse_full, room
from gateway.queue.state import QueueState

MOST_HELD = 200
"""Unused numbers of a service that one kiosk may hold: a faulty one must not use the day's series up."""


def decide_lease_numbers(state: QueueState, args: LeaseNumbers, case: Case) -> Decided:
    """Set the last free numbers of a service aside for the asking kiosk; fewer where the day's numbers run out."""
    service = service_of(case.site, args.service)
    refuse_full(state, service)
    free_from, last = next_number(state, service), last_free(state, service)
    held = sum(
        x.last - x.first + 1 - x.used
        for x in state.leases.values()
        if (x.gateway, x.service) == (case.who.gateway, service.code)
    )
    if held >= MOST_HELD:
        refuse("too_many", f"Máy lấy số này đang giữ {held} số chưa dùng của {service.name}; chưa cấp thêm.")
    left = room(state, service)
    count = min(args.count, MOST_HELD - held, last - free_from + 1, args.count if left is None else left)
    day = service_day(state, case.at)
    lease = Lease(lease_id(case.who.gateway, case.fresh), service.code, day, last - count + 1, last)
    event = NumbersLeased(lease.id, service.code, day, lease.first, lease.last)
    result: dict[str, Any] = msgspec.to_builtins(lease)
    return Decided(events=(event,), result=result)


def decide_return_numbers(state: QueueState, args: ReturnNumbers, case: Case) -> Decided:
    """Take the unused rest of a block back. Its numbers are not given again: too many papers may bear them."""
    lease = args.lease
    # A hall that does not know the date itself believes the kiosk.
    if case.at.is_dated and state.day and lease.service_day.isoformat() != state.day:
        refuse("wrong_day", "Dãy số này của ngày khác, không còn giá trị.")
    held = state.leases.get(lease.id)
    if held is None or held.gateway != case.who.gateway or held.service != lease.service:
        refuse("unknown_lease", "Dãy số này không phải của máy lấy số đang trả.")
    if not held.first <= lease.first or not lease.first <= lease.last + 1 or not lease.last <= held.last:
        refuse("unknown_lease", f"Chỉ trả được số trong khoảng {held.first}–{held.last}.")
    day = service_day(state, case.at)
    event = NumbersReturned(lease.id, lease.service, day, lease.first, lease.last, args.reason)
    return Decided(events=(event,))
