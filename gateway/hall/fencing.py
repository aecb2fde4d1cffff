"""Which gateway may ask for what; whether the officer sits there is asked by the rules of the queue (design §4.5)."""

from collections.abc import Iterable
from typing import Any

from contract.events.tickets import Channel
from contract.hall import HallRequest, Verb
from contract.site import Counter
from gateway.queue.state import QueueState

AT_COUNTER: frozenset[Verb] = frozenset((
    "call_next", "call", "recall", "start", "invite_rating", "finish", "finish_and_next", "park", "miss", "transfer",
    "pause", "unpause", "sign_in", "sign_out",
))  # fmt: skip
GUIDES: frozenset[Verb] = frozenset(("resume", "bring_back", "void"))
"""What officers at their counters may do with tickets that are at no counter, and guides with all."""
OF_STAFF: frozenset[Channel] = frozenset(("guide", "desk"))
"""Numbers of staff are given outside the hours of the kiosks; their pages are the hall's own."""


class Fence:
    """Knows which gateway stands at which counter: the one that ``site.toml`` names, else the one that acted there
    while somebody sat down. The hall's own gateway serves desks and guides and may act for all."""

    def __init__(self, hall: str, counters: Iterable[Counter] = ()) -> None:
        self._hall = hall
        self._named = {counter.id: counter.gateway for counter in counters if counter.gateway is not None}
        self._gateway_of: dict[str, str] = {}

    def why_not(self, gateway: str, request: HallRequest, args: Any, queue: QueueState) -> str | None:
        """Why a request is not this gateway's to make, or None."""
        if gateway == self._hall:
            return None
        if request.do in GUIDES:
            at = next(
                (c for c, seat in queue.counters.items() if seat.officer and seat.officer == request.officer), None
            )
            return "only_the_hall" if at is None else self._other(gateway, at, queue)
        if request.do == "take_ticket" and (args.number is not None or args.at is not None or args.channel in OF_STAFF):
            return "only_the_hall"
        return self._other(gateway, args.counter, queue) if request.do in AT_COUNTER else None

    def _other(self, gateway: str, counter: str, queue: QueueState) -> str | None:
        named = self._named.get(counter)
        if named is not None:
            return None if gateway == named else "other_counter"
        seat = queue.counters.get(counter)
        is_taken = seat is not None and seat.officer is not None
        return "other_counter" if is_taken and self._gateway_of.get(counter, gateway) != gateway else None

    def allowed(self, gateway: str, request: HallRequest, args: Any) -> None:
        """Remember who acted where; in memory only: the next action at the counter tells it again."""
        if gateway != self._hall and request.do in AT_COUNTER:
            self._gateway_of[args.counter] = gateway
