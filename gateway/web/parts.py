"""What a page may use of the gateway around it. A page decides nothing: it asks, shows and waits."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from flask import Blueprint, Request

from contract.site import SiteConfig
from gateway.clock import Clock
from gateway.commands import Post
from gateway.hall_client import HallClient
from gateway.hall_feed import HallFeed
from gateway.queue.state import QueueState


class Screens(Protocol):
    """Which browsers are paired for what (`gateway/web/pairing.py`)."""

    def may(self, request: Request, kind: str, counter: str | None = None) -> bool:
        """Tell whether this browser was paired as ``kind`` (``take``, ``desk``, ``guide``, ``rate``) of a counter."""
        ...


@dataclass(frozen=True, slots=True)
class PageParts:
    """``queue`` gives the day as the hall role of this very gateway knows it, or None where the hall is elsewhere;
    ``site_dir`` is the folder of ``site.toml`` (photos, clips, pictures)."""

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


MakePages = Callable[[PageParts], Blueprint]
"""A page module's ``pages(parts)``; the list of them is ``gateway/web/registry.py``."""
