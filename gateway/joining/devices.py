"""Makes and starts everything that hangs on a gateway, each kind only where its file has some.

A family's modules are loaded when they are needed: a counter without printer loads neither Pillow nor ESC/POS.
"""

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from contract.site import SiteConfig
from gateway.badges import base as badges
from gateway.badges.registry import make_badge_reader
from gateway.clock import Clock
from gateway.commands import Order, PanelPressed, Post
from gateway.config.gateway_toml import GatewayConfig
from gateway.config.ticket_buttons import ticket_buttons
from gateway.panels.base import Panel, Surroundings
from gateway.panels.registry import make_panel

if TYPE_CHECKING:
    from gateway.boards.base import Display
    from gateway.keypads.base import Keypad
    from gateway.printers.base import Printer
    from gateway.voice.base import Voice

ROLLS_FILE = "rolls.json"

PressTicket = Callable[[str, str, bool], None]
"""Asks for a ticket: the panel that was pressed, the service, whether with priority."""


class Startable(Protocol):
    """Anything with a beginning and an end."""

    def start(self) -> None:
        """Begin."""
        ...

    def stop(self) -> None:
        """Undo all of it."""
        ...


class Devices:
    """The devices of one gateway by their names. ``press_ticket`` is what ticket buttons do."""

    def __init__(
        self,
        config: GatewayConfig,
        site: SiteConfig,
        clock: Clock,
        post: Post,
        press_ticket: PressTicket,
        pin_factory: Any = None,
    ) -> None:
        self._config = config
        self._site = site
        self._clock = clock
        self._post = post
        self._press_ticket = press_ticket
        self._pin_factory = pin_factory
        self._data_dir = Path(config.data_dir)
        self.panels: dict[str, Panel] = {}
        self.badges: dict[str, badges.BadgeReader] = {}
        self.keypads: dict[str, Keypad] = {}
        self.printers: dict[str, Printer] = {}
        self.boards: dict[str, Display] = {}
        self.voices: dict[str, Voice] = {}

    def start(self, undo: contextlib.ExitStack) -> None:
        """Make and start every device; ``undo`` stops them."""
        self._make_panels()
        near = badges.Surroundings(post=self._post, clock=self._clock)
        self.badges = {config.name: make_badge_reader(config, near) for config in self._config.badges}
        if self._config.keypads:
            self._make_keypads()
        if self._config.printers:
            self._make_printers()
        if self._config.boards:
            self._make_boards()
        if self._config.voices:
            self._make_voices()
        groups: tuple[dict[str, Any], ...] = (
            self.panels, self.badges, self.keypads, self.printers, self.boards, self.voices,
        )  # fmt: skip
        for device in (device for group in groups for device in group.values()):
            undo.callback(device.stop)
            device.start()

    def paper_left(self) -> dict[str, int]:
        """About how many tickets each printer's roll still gives; from any thread."""
        return {name: printer.forecast().tickets for name, printer in list(self.printers.items())}

    def confirm(self, name: str) -> None:
        """Let a panel or keypad show that it was heard."""
        self._speaker(name).confirm()

    def refuse(self, name: str) -> None:
        """Let a panel or keypad show that it was not."""
        self._speaker(name).refuse()

    def answer(self, name: str, done: bool) -> None:
        """One or the other."""
        (self.confirm if done else self.refuse)(name)

    def _speaker(self, name: str) -> "Panel | Keypad":
        return self.keypads[name] if name in self.keypads else self.panels[name]

    def _make_panels(self) -> None:
        around = Surroundings(self._post, self._clock, pin_factory=self._pin_factory, scratch_dir=self._data_dir)
        self.panels = {config.name: make_panel(config, around) for config in self._config.panels}
        for config in self._config.ticket_panels:
            wishes = {code: (button.service, button.priority) for code, button in ticket_buttons(config).items()}
            post = self._ticket_post(wishes)
            beside = Surroundings(post, self._clock, pin_factory=self._pin_factory, scratch_dir=self._data_dir)
            self.panels[config.name] = make_panel(config, beside)

    def _ticket_post(self, wishes: dict[str, tuple[str, bool]]) -> Post:
        """Presses become wishes for tickets; faults go the way of all faults."""

        def post(order: Order) -> None:
            if isinstance(order, PanelPressed):
                self._press_ticket(order.panel, *wishes[order.button])
            else:
                self._post(order)

        return post

    def _make_keypads(self) -> None:
        from gateway.keypads import base, registry

        around = base.Surroundings(post=self._post, clock=self._clock)
        self.keypads = {config.name: registry.make_keypad(config, around) for config in self._config.keypads}

    def _make_printers(self) -> None:
        from gateway.joining.paper import Draughtsman
        from gateway.joining.rolls import Rolls
        from gateway.printers import base, registry

        rolls = Rolls(self._data_dir / ROLLS_FILE)
        post = rolls.following(self._post)
        for config in self._config.printers:
            paper = Draughtsman(self._site, config.width_mm)
            around = base.Surroundings(post=post, draw=paper.draw, prepare=paper.prepare)
            self.printers[config.name] = registry.make_printer(config, around)
        rolls.watch(self.printers)

    def _make_boards(self) -> None:
        from gateway.boards import base, registry

        boards = registry.make_boards(self._config.boards, base.Surroundings(post=self._post))
        self.boards = {board.name: board for board in boards}

    def _make_voices(self) -> None:
        from gateway.voice import base, registry

        titles = {counter.id: counter.title for counter in self._site.counters if counter.title is not None}
        around = base.Surroundings(post=self._post, titles=titles)
        self.voices = {config.name: registry.make_voice(config, around) for config in self._config.voices}
