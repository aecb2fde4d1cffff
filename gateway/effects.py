"""What the worker does after the commit: facts are on disk before any lamp lights or anybody is answered."""

from dataclasses import dataclass, field

from gateway.commands import ControlAnswer, Reply


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


Effect = Confirm | Refuse | ShowFault | Answer
