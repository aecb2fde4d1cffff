"""A hall in the same process: requests go straight into the worker's inbox, without a broker."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from contract.hall import HallRequest, Verb
from contract.ids import new_id
from gateway.hall_client import OnAnswer
from gateway.hall_commands import HallAsked


class LocalHall:
    """Asks the hall role of this very gateway. Nothing is lost on the way, so nothing is repeated."""

    def __init__(self, gateway: str, post: Callable[[HallAsked], None], monotonic_s: Callable[[], float]) -> None:
        self._gateway = gateway
        self._post = post
        self._now_s = monotonic_s

    def ask(
        self,
        do: Verb,
        args: dict[str, Any],
        on_answer: OnAnswer,
        *,
        officer: str | None = None,
        request: UUID | None = None,
    ) -> None:
        """Send a request; ``on_answer`` is called once, on the worker's thread."""
        asked = HallRequest(request or new_id(), do, args, officer)
        self._post(HallAsked(self._gateway, asked, self._now_s(), on_answer))
