"""What the status page shows of this gateway, and what it may do: the self-test and its slip."""

import logging
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from contract.ids import new_id
from contract.messages import Health
from contract.scales import SCALES
from gateway.commands import Post, SetTestMode
from gateway.commands_from_central.doing import Doing
from gateway.commands_from_central.logs import LogMemory
from gateway.config.gateway_toml import GatewayConfig
from gateway.config.ticket_buttons import ticket_buttons
from gateway.self_test.report import Part, Seen, parts_of, rows_of
from gateway.self_test.session import SelfTest

if TYPE_CHECKING:
    from gateway.joining.central_side import Around

MARKER = "self-test"
MOST_FAULTS = 12
LEVELS = {level.code: level.title for scale in SCALES.values() for level in scale.levels}


class StatusSide:
    """One gateway as its own page shows it. Every call returns at once; from any thread."""

    def __init__(self, config: GatewayConfig, site_name: str, post: Post, logs: LogMemory, doing: Doing) -> None:
        self._config, self._logs, self._doing = config, logs, doing
        self.gateway, self.site_name = config.gateway, site_name
        self.is_retired: Callable[[], bool] = lambda: False
        self._around: Around | None = None
        self.printed = ""
        """How the last slip ended: "", "printing", or the outcome of an order."""
        self.test = SelfTest(
            _buttons(config),
            lambda on: post(SetTestMode(on)),
            lambda: self.is_training,
            Path(config.data_dir) / MARKER,
        )

    def join(self, around: "Around") -> None:
        """Get the parts that are looked at."""
        self._around = around
        self.test.recover()

    @property
    def is_training(self) -> bool:
        """Whether lines are marked as training."""
        return bool(self._health().training)

    @property
    def has_printer(self) -> bool:
        """Whether a slip can come out here."""
        return bool(self._config.printers)

    def parts(self) -> list[Part]:
        """Every part and how it is, now."""
        around = self._around
        hall = around.hall() if around else None
        link = around.link() if around else None
        is_live = hall.feed.look().is_live if hall is not None else None
        return parts_of(
            Seen(
                self._health(),
                link.is_connected if link is not None else None,
                is_live,
                hall is not None,
                self.test.pressed(),
            )
        )

    def rows(self) -> list[tuple[str, str]]:
        """The rows of the slip."""
        return rows_of(self.parts())

    def faults(self) -> Sequence[str]:
        """The newest warnings and errors of the program's log, the newest first."""
        return self._logs.lines(logging.WARNING)[::-1][:MOST_FAULTS]

    def print_slip(self) -> None:
        """Begin to print; `printed` tells how it ended."""
        if self.printed == "printing":
            return
        self.printed = "printing"
        threading.Thread(target=self._print, name=f"slip {new_id()}", daemon=True).start()

    def _print(self) -> None:
        self.printed, _ = self._doing.print_slip()

    def _health(self) -> Health:
        return self._around.health() if self._around else Health(0, "unset", (), ())


def _buttons(config: GatewayConfig) -> dict[str, list[tuple[str, str]]]:
    """What each panel's buttons are called."""
    rating: dict[str, list[tuple[str, str]]] = {
        panel.name: [(button.level, LEVELS.get(button.level, button.level)) for button in panel.buttons]
        for panel in config.panels
    }
    tickets = {panel.name: [(code, code) for code in ticket_buttons(panel)] for panel in config.ticket_panels}
    return {**rating, **tickets}
