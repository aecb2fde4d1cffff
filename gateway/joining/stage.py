"""Performs what the worker decided, once it is stored: lamps, answers, prints, the hall's state.

Runs on the worker's thread: everything here returns at once.
"""

import dataclasses
import logging
from collections.abc import Callable

from contract.hall import HallAnswer, HallError
from contract.ids import new_id
from gateway.commands import ControlAnswer, Post
from gateway.effects import (
    Answer,
    AnswerHall,
    AskHall,
    AskHelp,
    Confirm,
    Effect,
    Print,
    Refuse,
    ShowFault,
    ShowHall,
    Tell,
    TellSpoken,
)
from gateway.hall_client import HallClient
from gateway.hall_commands import PrintEnded
from gateway.joining.devices import Devices
from gateway.joining.hall_side import HallSide

log = logging.getLogger(__name__)

NO_PRINTER = "no_printer"
DONE = ControlAnswer(True, "done", "Đã xong.", "Done.")


class Stage:
    """What effects act on. ``refusing`` tells whether every fault lamp has to burn; ``is_training`` whether papers
    have to say so."""

    def __init__(
        self, devices: Devices, hall: HallSide | None, post: Post, is_training: Callable[[], bool] = lambda: False
    ) -> None:
        self._devices = devices
        self._hall = hall
        self._post = post
        self._is_training = is_training
        self.refusing = False

    def show(self, effect: Effect) -> None:
        """Perform one effect."""
        devices = self._devices
        match effect:
            case Confirm(panel):
                devices.confirm(panel)
            case Refuse(panel):
                devices.refuse(panel)
            case ShowFault(panel, on) if panel in devices.panels:
                devices.panels[panel].fault(on or self.refusing)
            case Answer(reply, answer):
                reply(answer)
            case AnswerHall(ask, told):
                ask(told)
            case AskHall():
                self._ask(effect)
            case AskHelp():
                self._help(effect)
            case TellSpoken(counter, number, nth) if self._hall is not None:
                self._hall.tell_spoken(counter, number, nth)
            case ShowHall(state) if self._hall is not None:
                self._hall.show(state)
            case Print():
                self._print(effect)
            case Tell(told_once):
                told_once()

    def _ask(self, effect: AskHall) -> None:
        client: HallClient | None = None if self._hall is None else self._hall.client
        if client is None:
            log.error("%s was asked of a hall, and this gateway has none", effect.do)
            return
        client.ask(effect.do, dict(effect.args), lambda told: self._heard(effect, told), officer=effect.officer)

    def _help(self, wish: AskHelp) -> None:
        """Lamp and screen say whether anybody in the hall can see it; in a centre without a queue nobody can."""

        def told(seen: HallAnswer) -> None:
            if wish.reply is not None:
                wish.reply(seen)
            if wish.device is not None:
                (self._devices.confirm if seen.ok else self._devices.refuse)(wish.device)

        if self._hall is None:
            told(HallAnswer(new_id(), False, error=HallError("hall_away", "Trung tâm không có hàng đợi.")))
        else:
            self._hall.call_help(wish.counter, wish.kind, told)

    def _heard(self, effect: AskHall, told: HallAnswer) -> None:
        if effect.reply is not None:
            effect.reply(_spoken(told))
        if effect.device is not None:
            (self._devices.confirm if told.ok else self._devices.refuse)(effect.device)

    def _print(self, effect: Print) -> None:
        printers = self._devices.printers
        printer = printers.get(effect.printer or next(iter(printers), ""))
        if printer is None:
            order = effect.order
            self._post(PrintEnded(effect.printer or "", order.ticket, order.attempt, "failed", NO_PRINTER))
        else:
            printer.print(dataclasses.replace(effect.order, training=self._is_training()))


def _spoken(told: HallAnswer) -> ControlAnswer:
    """The hall's answer for who asked by a local order."""
    if told.ok:
        return DONE
    code = "hall_away" if told.error is None else told.error.code
    sentence = "" if told.error is None else told.error.message
    return ControlAnswer(False, code, sentence, f"The hall refused: {code}.")
