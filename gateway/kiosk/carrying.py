"""What of a kiosk's day goes on when the date becomes known: blocks, tickets and prints of this boot's undated morning.

The same boot is the same day; what came with a date, or in another boot, belongs to the day that it names.
"""

from datetime import date

import msgspec

from contract.clock import Stamp
from gateway.kiosk.state import GivenAway, Held, Job, KioskState


def carried(state: KioskState, today: str, stamp: Stamp) -> KioskState:
    """The state on the day that becomes known. A kiosk that knew no day yet keeps everything but what is of another."""
    leases = {key: kept for key, held in state.leases.items() if (kept := _lease(held, today, stamp)) is not None}
    away = {key: told for key, given in state.away.items() if (told := _given(given, today, stamp)) is not None}
    goes_on = not state.day or bool(leases or away)
    return msgspec.structs.replace(
        state,
        day=today,
        leases=leases,
        away=away,
        jobs={key: job for key, job in state.jobs.items() if not state.day or _is_of_today(job, stamp)},
        highest=state.highest if goes_on else {},
        lowest=state.lowest if goes_on else {},
    )


def without(state: KioskState, kept: KioskState) -> KioskState:
    """What of a state does not go on."""
    return msgspec.structs.replace(
        state,
        leases={key: one for key, one in state.leases.items() if key not in kept.leases},
        away={key: one for key, one in state.away.items() if key not in kept.away},
        jobs={key: one for key, one in state.jobs.items() if key not in kept.jobs},
    )


def _lease(held: Held, today: str, stamp: Stamp) -> Held | None:
    if held.lease.service_day.isoformat() >= today:
        return held
    if held.is_dated or held.boot != stamp.boot:
        return None
    lease = msgspec.structs.replace(held.lease, service_day=date.fromisoformat(today))
    return msgspec.structs.replace(held, lease=lease)


def _given(given: GivenAway, today: str, stamp: Stamp) -> GivenAway | None:
    if given.day >= today:
        return given
    if given.moment is None or given.moment.is_dated or given.moment.boot != stamp.boot:
        return None
    return msgspec.structs.replace(given, day=today)


def _is_of_today(job: Job, stamp: Stamp) -> bool:
    issued = job.order.issued
    return issued.clock == "unset" and issued.boot == stamp.boot
