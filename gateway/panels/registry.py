"""Every kind of panel there is, in plain sight. A driver's module is loaded only when a panel needs it."""

import importlib
from collections.abc import Callable
from typing import Any, cast

import msgspec

from gateway.config import DummyPanelConfig, GpioPanelConfig, PanelConfig, SerialPanelConfig
from gateway.config.ticket_buttons import (
    DummyTicketPanelConfig,
    GpioTicketPanelConfig,
    SerialTicketPanelConfig,
    TicketPanelConfig,
)
from gateway.panels.base import Panel, Surroundings

PANEL_DRIVERS: dict[type[msgspec.Struct], str] = {
    GpioPanelConfig: "gateway.panels.gpio_panel:GpioPanel",
    SerialPanelConfig: "gateway.panels.serial_panel:SerialPanel",
    DummyPanelConfig: "gateway.panels.dummy_panel:DummyPanel",
}
"""Table of ``gateway.toml`` -> module and class of its driver."""

SAME_DRIVERS: dict[type[msgspec.Struct], type[msgspec.Struct]] = {
    GpioTicketPanelConfig: GpioPanelConfig,
    SerialTicketPanelConfig: SerialPanelConfig,
    DummyTicketPanelConfig: DummyPanelConfig,
}
"""Ticket buttons have the drivers of rating panels."""


def make_panel(config: PanelConfig | TicketPanelConfig, around: Surroundings) -> Panel:
    """The panel a table of ``gateway.toml`` describes, not yet started."""
    kind = SAME_DRIVERS.get(type(config), type(config))
    module, _, name = PANEL_DRIVERS[kind].partition(":")
    driver = cast(Callable[[Any, Surroundings], Panel], getattr(importlib.import_module(module), name))
    return driver(config, around)
