"""Where pages and ticket buttons ask for tickets: of the hall first, of the kiosk's own numbers when it is away.

A `gateway.hall_client.HallClient`: every other request goes on to the hall as it is.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec

from contract.hall import HallAnswer, HallError, Verb
from contract.hall_args import Taken, TakeTicket
from contract.ids import new_id
from gateway.hall_client import HallClient, OnAnswer
from gateway.hall_commands import TicketAway, TicketGiven
from gateway.hall_feed import HallFeed

WITHOUT_HALL = frozenset(("hall_away", "recovering", "not_stored", "not_the_hall"))
"""Answers that come of a hall that is not there: the citizen need not know."""


class TicketWindow:
    """``post`` reaches the kiosk role, ``hall`` the hall. ``feed`` says when asking would only cost time."""

    def __init__(
        self, hall: HallClient, post: Callable[[TicketGiven | TicketAway], None], feed: HallFeed | None = None
    ) -> None:
        self._hall = hall
        self._post = post
        self._feed = feed

    def ask(
        self,
        do: Verb,
        args: dict[str, Any],
        on_answer: OnAnswer,
        *,
        officer: str | None = None,
        request: UUID | None = None,
    ) -> None:
        """Send a request. A ticket is stored here, on its way to the printer, before ``on_answer`` hears of it.

        ``language`` among the arguments of ``take_ticket`` is the one its paper speaks.
        """
        wanted = request or new_id()
        if do != "take_ticket":
            self._hall.ask(do, args, on_answer, officer=officer, request=wanted)
            return
        try:
            take = msgspec.convert(args, TakeTicket)
        except msgspec.ValidationError:
            # The hall says what is wrong with it.
            self._hall.ask(do, args, on_answer, officer=officer, request=wanted)
            return
        language = str(args.get("language", "vi"))

        def answered(answer: HallAnswer) -> None:
            self._answered(answer, take, language, on_answer)

        if self._feed is not None and self._is_gone(self._feed):
            answered(HallAnswer(wanted, False, error=HallError("hall_away", AWAY)))
        else:
            self._hall.ask(do, args, answered, officer=officer, request=wanted)

    def press(self, service: str, priority: bool, on_answer: OnAnswer = lambda answer: None) -> None:
        """A ticket button was pressed."""
        self.ask("take_ticket", {"service": service, "priority": priority, "channel": "button"}, on_answer)

    def _answered(self, answer: HallAnswer, take: TakeTicket, language: str, on_answer: OnAnswer) -> None:
        if answer.ok and take.number is None:
            self._post(TicketGiven(msgspec.convert(answer.result, Taken), answer, language, on_answer))
        elif answer.error is not None and answer.error.code in WITHOUT_HALL and take.number is None:
            self._post(TicketAway(take, answer, language, on_answer))
        else:
            # Refused; or a number that was handed out by hand and has its paper.
            on_answer(answer)

    def _is_gone(self, feed: HallFeed) -> bool:
        """A hall that was heard and is silent for long would let each citizen wait five seconds for nothing."""
        heard = feed.look()
        return heard.state is not None and not heard.is_live


AWAY = "Chưa liên lạc được với máy giữ hàng đợi. Xin hỏi quầy hướng dẫn."
