"""Which gateway may ask for what; whether the officer sits there is asked by the rules of the queue (design §4.5)."""

from typing import Any

from contract.hall import HallRequest, Verb
from gateway.queue.state import QueueState

AT_COUNTER: frozenset[Verb] = frozenset((
    "call_next", "call", "recall", "start", "invite_rating", "finish", "finish_and_next", "park", "miss", "transfer",
    "pause", "unpause", "sign_in", "sign_out",
))  # fmt: skip
GUIDES: frozenset[Verb] = frozenset(("resume", "bring_back", "void"))


class Fence:
    """Knows which gateway stands at which counter: the one that acted there while somebody sat down. The hall's own
    gateway serves desks and guides and may act for all."""

    def __init__(self, hall: str) -> None:
        self._hall = hall
        self._gateway_of: dict[str, str] = {}

    def why_not(self, gateway: str, request: HallRequest, args: Any, queue: QueueState) -> str | None:
        """Why a request is not this gateway's to make, or None."""
        if gateway == self._hall:
            return None
        if request.do in GUIDES and request.officer is None:
            return "only_the_hall"
        if request.do == "take_ticket" and args.number is not None:
            return "only_the_hall"
        if request.do in AT_COUNTER:
            seat = queue.counters.get(args.counter)
            is_taken = seat is not None and seat.officer is not None
            if is_taken and self._gateway_of.get(args.counter, gateway) != gateway:
                return "other_counter"
        return None

    def allowed(self, gateway: str, request: HallRequest, args: Any) -> None:
        """Remember who acted where; in memory only: the next action at the counter tells it again."""
        if gateway != self._hall and request.do in AT_COUNTER:
            self._gateway_of[args.counter] = gateway
