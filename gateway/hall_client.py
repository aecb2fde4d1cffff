"""How anything on a gateway asks the hall, wherever the hall is: in this process or behind a broker.

Only the shape; `gateway/hall` answers in this process, `gateway/link/hall_link.py` over MQTT.
"""

from collections.abc import Callable
from typing import Any, Protocol
from uuid import UUID

from contract.hall import HallAnswer, Verb

OnAnswer = Callable[[HallAnswer], None]
"""Called once, on any thread, with the hall's answer or with the error ``hall_away``; must not block."""


class HallClient(Protocol):
    """Asks the hall in the name of this gateway."""

    def ask(
        self,
        do: Verb,
        args: dict[str, Any],
        on_answer: OnAnswer,
        *,
        officer: str | None = None,
        request: UUID | None = None,
    ) -> None:
        """Send a request; returns at once. ``request`` repeats an earlier one under its id: it is done once."""
        ...
