"""What shows the hall to people on one gateway: boards on lines, loudspeakers, pages. Each only where there is one."""

import logging
from collections.abc import Iterator
from pathlib import Path

from contract.site import SiteConfig
from gateway.clock import Clock
from gateway.commands import Post
from gateway.config.gateway_toml import GatewayConfig
from gateway.joining.devices import Devices, Startable
from gateway.joining.hall_side import HallSide

log = logging.getLogger(__name__)

SCREENS_FILE = "screens.json"


def shows(
    config: GatewayConfig, site: SiteConfig, devices: Devices, hall: HallSide, clock: Clock, post: Post
) -> Iterator[Startable]:
    """Everything that follows the hall's feed, not yet started."""
    if devices.boards:
        from gateway.boards.follow import BoardsFollow

        yield BoardsFollow(hall.feed, list(devices.boards.values()))
    if devices.voices:
        from gateway.voice.announcer import Announcer

        yield Announcer(hall.feed, site, list(devices.voices.values()), clock.monotonic_s)
    if config.web is not None:
        yield _pages(config, site, hall, clock, post)


def _pages(config: GatewayConfig, site: SiteConfig, hall: HallSide, clock: Clock, post: Post) -> Startable:
    from gateway.web.pairing import Pairing
    from gateway.web.parts import PageParts
    from gateway.web.service import WebService

    if config.web is None:
        raise ValueError("no [web] table")
    data_dir = Path(config.data_dir)
    parts = PageParts(
        site=site,
        gateway=config.gateway,
        site_dir=Path(config.site_file).parent,
        data_dir=data_dir,
        hall=hall.window,
        feed=hall.feed,
        queue=hall.queue,
        post=post,
        clock=clock,
        screens=Pairing(data_dir / SCREENS_FILE, lambda: clock.now().at, clock.monotonic_s),
    )
    return WebService(config.web, parts, config.roles)
