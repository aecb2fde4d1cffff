"""What the worker does after the commit: facts are on disk before any lamp lights or anybody is answered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from contract.hall import HallAnswer, HallState, Verb
from gateway.commands import ControlAnswer, Reply
from gateway.hall_commands import HallReply, HelpKind, PrintTicket


@dataclass(frozen=True, slots=True)
class Confirm:
    """Show at a panel that a press was taken: the same for every level and every verdict."""

    panel: str


@dataclass(frozen=True, slots=True)
class Refuse:
    """Show at a panel that a press could not be stored."""

    panel: str


@dataclass(frozen=True, slots=True)
class ShowFault:
    """Light or clear a panel's fault lamp."""

    panel: str
    on: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer whoever gave an order."""

    reply: Reply = field(compare=False, repr=False)
    answer: ControlAnswer


@dataclass(frozen=True, slots=True)
class AnswerHall:
    """Answer a request to the hall."""

    reply: HallReply = field(compare=False, repr=False)
    answer: HallAnswer


@dataclass(frozen=True, slots=True)
class AskHall:
    """Ask the hall for somebody at a counter; ``reply`` or the lamp of ``device`` tells how it ended."""

    do: Verb
    args: Mapping[str, Any]
    officer: str | None
    reply: Reply | None = field(default=None, compare=False, repr=False)
    device: str | None = None


@dataclass(frozen=True, slots=True)
class AskHelp:
    """Let those in the hall see a call for help; ``reply`` or the lamp of ``device`` tells whether it reached them."""

    counter: str
    kind: HelpKind
    reply: HallReply | None = field(default=None, compare=False, repr=False)
    device: str | None = None


@dataclass(frozen=True, slots=True)
class TellSpoken:
    """Tell the hall that a voice of this gateway has said a call."""

    counter: str
    number: str
    nth: int


@dataclass(frozen=True, slots=True)
class ShowHall:
    """Show the hall's new state to everybody."""

    state: HallState


@dataclass(frozen=True, slots=True)
class Print:
    """Hand a ticket that is stored to a printer (None: this gateway's first)."""

    order: PrintTicket
    printer: str | None = None


@dataclass(frozen=True, slots=True)
class Tell:
    """Tell something to whoever waits for it, after the commit; ``refused`` is called instead when that failed."""

    told: Callable[[], None] = field(compare=False, repr=False)
    refused: Callable[[], None] | None = field(default=None, compare=False, repr=False)


Effect = (
    Confirm | Refuse | ShowFault | Answer | AnswerHall | AskHall | AskHelp | TellSpoken | ShowHall | Print | Tell
)  # fmt: skip
