"""What shows the hall to people on one gateway: boards on lines, loudspeakers, pages. Each only where there is one."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from contract.site import SiteConfig
from gateway.clock import Clock
from gateway.commands import Post
from gateway.config.gateway_toml import GatewayConfig
from gateway.config.pages import WebConfig
from gateway.control.server import AnswerScreens
from gateway.joining.devices import Devices, Startable
from gateway.joining.hall_side import HallSide
from gateway.joining.printers_now import PrinterNow
from gateway.joining.status_side import StatusSide
from gateway.queue.state import PrintState

if TYPE_CHECKING:
    from gateway.web.pairing import Pairing

log = logging.getLogger(__name__)

SCREENS_FILE = "screens.json"


@dataclass(frozen=True, slots=True)
class Showing:
    """What all of them are given. ``pairing`` is there where there are pages."""

    config: GatewayConfig
    site: SiteConfig
    hall: HallSide
    clock: Clock
    post: Post
    printing: Callable[[UUID], PrintState | None]
    pairing: "Pairing | None" = None
    printers: Callable[[], tuple[PrinterNow, ...]] = tuple
    is_training: Callable[[], bool] = lambda: False
    status: StatusSide | None = None


def make_pairing(config: GatewayConfig, clock: Clock, everybody: bool = False) -> "Pairing | None":
    """The list of paired screens, where this gateway has pages. ``everybody``: each is paired as soon as it asks."""
    if config.web is None:
        return None
    from gateway.web.pairing import Pairing

    path = Path(config.data_dir) / SCREENS_FILE
    return Pairing(path, lambda: clock.now().at, clock.monotonic_s, everybody=everybody)


def screen_answers(pairing: "Pairing | None") -> AnswerScreens | None:
    """What the control socket may ask about paired screens."""
    if pairing is None:
        return None
    from gateway.web.screen_orders import ScreenOrders

    return ScreenOrders(pairing).answer


def shows(around: Showing, devices: Devices) -> Iterator[Startable]:
    """Everything that follows the hall's feed, not yet started."""
    feed = around.hall.feed
    if devices.boards:
        from gateway.boards.follow import BoardsFollow

        yield BoardsFollow(feed, list(devices.boards.values()))
    if devices.voices:
        from gateway.voice.announcer import Announcer

        yield Announcer(feed, around.site, list(devices.voices.values()), around.clock.monotonic_s)
    if around.config.web is not None and around.pairing is not None:
        yield _pages(around, around.config.web, around.pairing)


def _pages(around: Showing, web: WebConfig, pairing: "Pairing") -> Startable:
    from gateway.web.parts import PageParts
    from gateway.web.service import WebService

    parts = PageParts(
        site=around.site,
        gateway=around.config.gateway,
        site_dir=Path(around.config.site_file).parent,
        data_dir=Path(around.config.data_dir),
        hall=around.hall.window,
        feed=around.hall.feed,
        queue=around.hall.queue,
        post=around.post,
        clock=around.clock,
        screens=pairing,
        printing=around.printing,
        printers=around.printers,
        is_training=around.is_training,
        helps=around.hall.helps,
        status=around.status,
    )
    return WebService(web, parts, around.config.roles)
