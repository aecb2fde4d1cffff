"""What central orders of a gateway, joined to the hands that do it: lamps, boards, printer, restart."""

import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from contract.clock import Stamp
from contract.lines import LineUnreadable, read_line
from contract.messages import Health
from contract.site import SiteConfig
from gateway.clock import Clock
from gateway.commands import Order, PanelPressed, Post
from gateway.commands_from_central import book
from gateway.commands_from_central.doing import Doing
from gateway.commands_from_central.hearing import OrderEars
from gateway.commands_from_central.logs import LogMemory
from gateway.commands_from_central.role import CommandRole
from gateway.config.gateway_toml import GatewayConfig
from gateway.hall_commands import PrintEnded
from gateway.joining.status_side import StatusSide
from gateway.journal.journal import Journal
from gateway.link.link import Link
from gateway.link.mqtt_connection import MqttConnection
from gateway.link.transport import Transport
from gateway.roles import Role
from gateway.self_test.slip import make_slip

if TYPE_CHECKING:
    from gateway.joining.devices import Devices
    from gateway.joining.hall_side import HallSide

log = logging.getLogger(__name__)

RETIRED_FILE = "retired"


@dataclass(frozen=True, slots=True)
class Around:
    """What orders and the status page see of the gateway. ``relight`` gives every fault lamp its own state back."""

    devices: "Devices"
    relight: Callable[[], None]
    health: Callable[[], Health]
    hall: "Callable[[], HallSide | None]"
    link: Callable[[], Link | None]


class CentralSide:
    """The orders of central on this gateway. ``on_restart`` stops the program cleanly; whoever runs it sets it."""

    def __init__(self, config: GatewayConfig, site: SiteConfig, clock: Clock, post: Post) -> None:
        self._config, self._site, self._clock, self._post = config, site, clock, post
        self._around: Around | None = None
        self.logs = LogMemory()
        self.doing = Doing(self, post, self.logs)
        self.on_restart: Callable[[], None] | None = None
        self.status = StatusSide(config, site.name, post, self.logs, self.doing)
        self.status.is_retired = lambda: self.is_retired

    def join(self, around: "Around", way: Transport) -> None:
        """Get the parts that orders act on, and listen on the connection to central."""
        self._around = around
        self.status.join(around)
        if isinstance(way, MqttConnection):
            way.host(OrderEars(self._config.gateway, self._post, self._clock.monotonic_s), in_haste=False)

    def role(self, journal: Journal) -> tuple[Role, Any]:
        """The worker's part, and what the journal remembers of orders."""
        return CommandRole(self.doing), book.load(journal.facts(book.PREFIX))

    def start(self, undo: contextlib.ExitStack) -> None:
        """Begin to do orders."""
        undo.callback(self.doing.stop)
        self.doing.start()
        web, around = self._config.web, self._around
        if web is not None and around is not None and around.hall() is None:
            # With a queue the page is one among the others.
            from gateway.web.pages.status import make_status_app
            from gateway.web.server import WebServer

            server = WebServer(make_status_app(self.status), web.host, web.port)
            undo.callback(server.stop)
            server.start()

    def tap(self, order: Order) -> None:
        """What devices say goes through here to the worker; ends of slips end here."""
        if isinstance(order, PrintEnded) and self.doing.printed(order):
            return
        if isinstance(order, PanelPressed):
            self.status.test.press(order.panel, order.button)
        self._post(order)

    def is_tested(self, panel: str, service: str, priority: bool) -> bool:
        """Whether the press of a ticket button belongs to a self-test: then it gives no number."""
        return self.status.test.press(panel, f"{service}+priority" if priority else service)

    @property
    def is_retired(self) -> bool:
        """Whether central has taken this gateway out of service."""
        return self._retired_file.exists()

    def lamps(self, on: bool) -> int:
        """Switch the fault lamp of every panel."""
        panels = list(self._around.devices.panels.values()) if self._around else []
        for panel in panels:
            panel.fault(on)
        return len(panels)

    def name_on_boards(self) -> int:
        """Boards on lines have few letters: they show the end of the gateway's name."""
        boards = list(self._around.devices.boards.values()) if self._around else []
        if boards:
            from gateway.boards.content import BoardContent

            name = self._config.gateway.rsplit("-", 1)[-1].upper()
            for board in boards:
                board.show(BoardContent(name, board.counter, "called", blink=True))
        return len(boards)

    def as_before(self) -> None:
        """Lamps and boards show again what they should."""
        if self._around is None:
            return
        self._around.relight()
        boards = list(self._around.devices.boards.values()) if self._around else []
        hall = self._around.hall()
        if boards and hall is not None:
            from gateway.boards.content import board_content

            heard = hall.feed.look()
            for board in boards:
                board.show(board_content(heard.state, heard.is_live, board.counter, frozenset()))

    def print_slip(self, paper: UUID) -> bool:
        """Hand a test slip to the first printer."""
        printer = next(iter(self._around.devices.printers.values()), None) if self._around else None
        if printer is None:
            return False
        printer.print(make_slip(paper, self._config.gateway, self.status.rows(), self._clock.now()))
        return True

    def restart(self) -> bool:
        """Stop cleanly; systemd starts the program again."""
        if self.on_restart is None:
            return False
        self.on_restart()
        return True

    def retire(self) -> None:
        """Remember it in a file beside the journal; the status page shows it."""
        try:
            self._retired_file.write_text("", "utf-8")
        except OSError as error:
            log.error("that this gateway was retired could not be kept: %s", error)

    @property
    def _retired_file(self) -> Path:
        return Path(self._config.data_dir) / RETIRED_FILE


def unacked_s(journal: Journal, now: Stamp) -> int | None:
    """How long the oldest line waits that central has not acknowledged; 0 where none waits, None where nobody knows.

    Told by the time since boot where it is of this boot, else by the clock where that was right both times.
    """
    stream = journal.stream
    first = journal.acked(stream) + 1
    if first > journal.last():
        return 0
    rows, _ = journal.read(stream, first, 1)
    if not rows:
        return None
    try:
        line = read_line(rows[0].line)
    except LineUnreadable:
        return None
    if line.boot == now.boot:
        return max(0, now.up_ms - line.up_ms) // 1000
    if "unset" in (line.clock, now.clock):
        return None
    return max(0, int((now.at - line.at).total_seconds()))
