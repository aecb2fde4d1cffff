"""When a gateway may start again with other settings: never while somebody is called, served or asked to rate. Pure."""

from collections.abc import Collection

from contract.hall import HallState
from gateway.hall_feed import Heard

AWAY_S = 60.0
"""A hall that was not heard live for so long says nothing of who is served; its last word still counts."""


def is_safe(heard: Heard | None, counters: Collection[str], waited_s: float) -> bool:
    """Whether nobody is in the middle of anything.

    ``heard``: the hall as this gateway knows it, None where there is no queue. ``counters``: those that matter here;
    none named: all. ``waited_s``: since the configuration came.
    """
    if heard is None:
        return True
    if heard.state is not None and _is_busy(heard.state, counters):
        return False
    return heard.is_live or waited_s >= AWAY_S


def _is_busy(state: HallState, counters: Collection[str]) -> bool:
    watched = [one for counter, one in state.counters.items() if not counters or counter in counters]
    return any(one.state in ("called", "serving") or (one.rating is not None and one.rating.open) for one in watched)
