"""What shows the hall to people on one gateway: boards on lines, loudspeakers, pages. Each only where there is one."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from contract.site import SiteConfig
from gateway.clock import Clock
from gateway.commands import Post
from gateway.config.gateway_toml import GatewayConfig
from gateway.config.pages import WebConfig
from gateway.joining.devices import Devices, Startable
from gateway.joining.hall_side import HallSide
from gateway.queue.state import PrintState

log = logging.getLogger(__name__)

SCREENS_FILE = "screens.json"


@dataclass(frozen=True, slots=True)
class Showing:
    """What all of them are given. ``open_screens``: every screen is paired as soon as it asks."""

    config: GatewayConfig
    site: SiteConfig
    hall: HallSide
    clock: Clock
    post: Post
    printing: Callable[[UUID], PrintState | None]
    open_screens: bool = False


def shows(around: Showing, devices: Devices) -> Iterator[Startable]:
    """Everything that follows the hall's feed, not yet started."""
    feed = around.hall.feed
    if devices.boards:
        from gateway.boards.follow import BoardsFollow

        yield BoardsFollow(feed, list(devices.boards.values()))
    if devices.voices:
        from gateway.voice.announcer import Announcer

        yield Announcer(feed, around.site, list(devices.voices.values()), around.clock.monotonic_s)
    if around.config.web is not None:
        yield _pages(around, around.config.web)


def _pages(around: Showing, web: WebConfig) -> Startable:
    from gateway.web.pairing import Pairing
    from gateway.web.parts import PageParts
    from gateway.web.service import WebService

    data_dir, clock = Path(around.config.data_dir), around.clock
    screens = Pairing(data_dir / SCREENS_FILE, lambda: clock.now().at, clock.monotonic_s, everybody=around.open_screens)
    parts = PageParts(
        site=around.site,
        gateway=around.config.gateway,
        site_dir=Path(around.config.site_file).parent,
        data_dir=data_dir,
        hall=around.hall.window,
        feed=around.hall.feed,
        queue=around.hall.queue,
        post=around.post,
        clock=clock,
        screens=screens,
        printing=around.printing,
    )
    return WebService(web, parts, around.config.roles)
