"""What a page may use of the gateway around it. A page decides nothing: it asks, shows and waits."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from uuid import UUID

from flask import Blueprint, Request

from contract.site import SiteConfig
from gateway.clock import Clock
from gateway.commands import Post
from gateway.hall_client import HallClient
from gateway.hall_feed import HallFeed
from gateway.joining.printers_now import PrinterNow
from gateway.joining.status_side import StatusSide
from gateway.officers.proof import Proof
from gateway.queue.state import PrintState, QueueState
from gateway.web.help_calls import HelpCalls
from gateway.web.screens_file import PairedScreen, ScreenKind


class Screens(Protocol):
    """Which browsers are paired for what (`gateway/web/pairing.py`)."""

    def may(self, request: Request, kind: str, counter: str | None = None) -> bool:
        """Tell whether this browser was paired as ``kind`` (``take``, ``desk``, ``guide``, ``rate``) of a counter."""
        ...

    def name(self, request: Request, kind: str, counter: str | None = None) -> str | None:
        """The id under which this browser was paired as ``kind`` of a counter, or None."""
        ...

    def ask(self, kind: ScreenKind, counter: str | None, address: str, claim: str | None = None) -> tuple[str, str]:
        """A code for a screen, and the claim with which its browser fetches the token once the code is approved."""
        ...

    def claim(self, claim: str | None) -> tuple[str, str | None]:
        """How a claim stands (``waiting``, ``paired``, ``gone``); the token is handed out once."""
        ...

    def approve(self, code: str) -> PairedScreen:
        """Pair the screen that shows this code. Raises `gateway.web.pairing.PairingRefused`, OSError."""
        ...


def _nothing_printed(ticket: UUID) -> PrintState | None:
    return None


@dataclass(frozen=True, slots=True)
class PageParts:
    """``queue`` gives the day as the hall role of this very gateway knows it, or None where the hall is elsewhere;
    ``site_dir`` is the folder of ``site.toml`` (photos, clips, pictures); ``printing`` tells how far the print of a
    ticket of this kiosk got, None when it knows nothing of it; ``helps`` are the open calls for help; ``proof``
    checks who types a PIN; ``status`` is what the page of this machine shows and does."""

    site: SiteConfig
    gateway: str
    site_dir: Path
    data_dir: Path
    hall: HallClient
    feed: HallFeed
    queue: Callable[[], QueueState | None]
    post: Post
    clock: Clock
    screens: Screens
    printing: Callable[[UUID], PrintState | None] = _nothing_printed
    printers: Callable[[], tuple[PrinterNow, ...]] = tuple
    is_training: Callable[[], bool] = lambda: False
    helps: HelpCalls = field(default_factory=HelpCalls)
    status: StatusSide | None = None
    proof: Proof = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """One door for PINs, whichever page they are typed on: wrong tries are counted together."""
        object.__setattr__(self, "proof", Proof(self.site, self.clock.monotonic_s))


MakePages = Callable[[PageParts], Blueprint]
"""A page module's ``pages(parts)``; the list of them is ``gateway/web/registry.py``."""
