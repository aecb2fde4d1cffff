"""Events about counters and the officers at them."""

from typing import ClassVar, Literal

from contract.events.base import EventData
from contract.fields import Token


class OfficerSignedIn(EventData, frozen=True, omit_defaults=True):
    """An officer took a counter."""

    TYPE: ClassVar[str] = "officer.signed_in"
    officer: Token
    counter: Token
    role: Literal["principal", "substitute"] = "principal"


class OfficerSignedOut(EventData, frozen=True, omit_defaults=True):
    """An officer left a counter."""

    TYPE: ClassVar[str] = "officer.signed_out"
    officer: Token
    counter: Token
    reason: Literal["self", "takeover", "session_end", "pause"]


class CounterPaused(EventData, frozen=True, omit_defaults=True):
    """A counter stopped serving for a while."""

    TYPE: ClassVar[str] = "counter.paused"
    counter: Token
    reason: Token | None = None


class CounterResumed(EventData, frozen=True, omit_defaults=True):
    """A paused counter serves again."""

    TYPE: ClassVar[str] = "counter.resumed"
    counter: Token
    reason: Token | None = None


class HelpCalled(EventData, frozen=True, omit_defaults=True):
    """Somebody at a counter called a colleague or the guard."""

    TYPE: ClassVar[str] = "help.called"
    counter: Token
    kind: Token
