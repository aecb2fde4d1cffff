"""Orders to the worker: what devices, the control socket and later pages drop into the inbox.

Only data: nothing here acts. A device hands one over with ``post`` and does nothing more.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from contract.clock import Stamp
from gateway.commands_from_central.said import CentralOrder
from gateway.hall_commands import HallCommand

DeviceKind = Literal["panel", "badge", "keypad", "printer", "board", "voice"]
DeviceState = Literal["ok", "fault", "unknown"]
StuckReason = Literal["held", "chattering"]
SignInRole = Literal["principal", "substitute"]
SignOutReason = Literal["self", "takeover", "session_end", "pause"]


@dataclass(frozen=True, slots=True)
class ControlAnswer:
    """How an order from the control socket ended, as a sentence in both languages.

    ``code`` is a short word for programs: "done", or why it was refused. ``facts`` answers a question
    about the state and holds only what JSON can carry.
    """

    ok: bool
    code: str
    vi: str
    en: str
    facts: Mapping[str, Any] | None = None


Reply = Callable[[ControlAnswer], None]
"""Called at most once by the worker, on its own thread, after the commit; never blocks, never raises."""


@dataclass(frozen=True, slots=True)
class PanelPressed:
    """A button was pressed and let go, bounce already taken out. ``button``: the code of its level or ticket.

    A press is told when it is over, because one held for more than 10 s is no rating; ``at`` and
    ``mono_s`` (the gateway's monotonic clock) are of that moment.
    """

    panel: str
    button: str
    at: Stamp
    mono_s: float


@dataclass(frozen=True, slots=True)
class PanelStuck:
    """A button is of no use: ``held`` for more than 10 s, or ``chattering``.

    A fault of the panel and not a rating; said once.
    """

    panel: str
    button: str
    why: StuckReason = "held"


@dataclass(frozen=True, slots=True)
class PanelFreed:
    """A button that was stuck is free again. Other buttons of the panel may still be stuck."""

    panel: str
    button: str


@dataclass(frozen=True, slots=True)
class DeviceChanged:
    """A device works, is faulty (``fault`` is a short code), or nobody knows. Said on change only."""

    device: str
    kind: DeviceKind
    state: DeviceState
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class BadgeRead:
    """A badge was held to the reader of a counter. The badge never stands in a log."""

    reader: str
    counter: str
    badge: str = field(repr=False)
    at: Stamp
    mono_s: float


@dataclass(frozen=True, slots=True)
class SignIn:
    """Sign an officer in at a counter; whoever sits there is signed out first."""

    counter: str
    officer: str
    role: SignInRole = "principal"
    reply: Reply | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class SignOut:
    """Sign out whoever is at a counter."""

    counter: str
    reason: SignOutReason = "self"
    reply: Reply | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class PauseCounter:
    """Let a counter rest; ``reason`` is a short code, never a sentence about a person."""

    counter: str
    reason: str | None = None
    reply: Reply | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ResumeCounter:
    """Let a paused counter serve again."""

    counter: str
    reply: Reply | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class SetTestMode:
    """Turn training and commissioning on or off: lines are kept and chained, never counted."""

    on: bool
    reply: Reply | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AskStatus:
    """Ask the worker for its state; the answer comes as ``facts`` of the reply."""

    reply: Reply = field(compare=False, repr=False)


DeviceReport = PanelPressed | PanelStuck | PanelFreed | DeviceChanged | BadgeRead
ControlOrder = SignIn | SignOut | PauseCounter | ResumeCounter | SetTestMode | AskStatus
Command = DeviceReport | ControlOrder
"""Everything that a device or a person may ask of the worker."""

Order = Command | HallCommand | CentralOrder
"""Everything that the worker takes from devices, people, screens, the hall's askers and central."""

Post = Callable[[Order], None]
"""Drops a command into the inbox at once; from any thread."""
