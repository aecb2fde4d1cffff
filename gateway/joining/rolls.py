"""Keeps how much of each paper roll is used, over restarts; a lost file only makes the next forecasts rougher.

Written beside the journal by the printers' own threads, never by the worker: nobody waits for it.
"""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from gateway.commands import Order, Post
from gateway.hall_commands import PrintEnded

if TYPE_CHECKING:
    from gateway.printers.base import Printer

log = logging.getLogger(__name__)


class Rolls:
    """The rolls of a gateway's printers, in one small file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._printers: Mapping[str, Printer] = {}

    def watch(self, printers: "Mapping[str, Printer]") -> None:
        """Go on from what was kept for these printers."""
        from gateway.printers.roll import RollState

        self._printers = printers
        try:
            kept = msgspec.json.decode(self._path.read_bytes(), type=dict[str, RollState])
        except FileNotFoundError:
            return
        except (OSError, msgspec.DecodeError) as error:
            log.warning("%s cannot be read, the paper left is not known: %s", self._path, error)
            return
        for name, printer in printers.items():
            if name in kept:
                printer.set_roll_state(kept[name])

    def following(self, post: Post) -> Post:
        """``post`` for a printer: each ticket that went out is kept too."""

        def posted(order: Order) -> None:
            post(order)
            if isinstance(order, PrintEnded) and order.outcome != "sent":
                self._keep()

        return posted

    def _keep(self) -> None:
        states = {name: printer.roll_state() for name, printer in self._printers.items()}
        beside = self._path.with_suffix(".new")
        try:
            beside.write_bytes(msgspec.json.encode(states))
            beside.replace(self._path)
        except OSError as error:
            log.warning("%s cannot be written: %s", self._path, error)
