"""Every kind of board there is, in plain sight. A driver's module is loaded only when a board needs it."""

import importlib
import os
from collections.abc import Iterable
from typing import Any

import msgspec

from gateway.boards.base import Display, Surroundings
from gateway.boards.dummy_board import DummyBoard
from gateway.config.boards import AlphaConfig, BoardConfig, DummyBoardConfig, ModbusLedConfig, SerialLedConfig

STATIONS: dict[type[msgspec.Struct], str] = {
    SerialLedConfig: "gateway.boards.led_board:LedBoard",
    ModbusLedConfig: "gateway.boards.modbus_board:ModbusBoard",
    AlphaConfig: "gateway.boards.alpha_board:AlphaBoard",
}
"""Boards on serial lines: table of ``gateway.toml`` -> module and class of its station."""

BOARD_DRIVERS: tuple[type[msgspec.Struct], ...] = (*STATIONS, DummyBoardConfig)


def make_boards(configs: Iterable[BoardConfig], around: Surroundings) -> list[Display]:
    """The boards that the tables of ``gateway.toml`` describe, not yet started; those on one port share its line."""
    buses: dict[str, Any] = {}
    return [
        DummyBoard(config, around) if isinstance(config, DummyBoardConfig) else _on_a_bus(config, around, buses)
        for config in configs
    ]


def _on_a_bus(
    config: SerialLedConfig | ModbusLedConfig | AlphaConfig, around: Surroundings, buses: dict[str, Any]
) -> Display:
    from gateway.boards.bus import BoardBus
    from gateway.boards.bus_board import BusBoard

    place = os.path.realpath(config.port)
    if place not in buses:
        buses[place] = BoardBus(config.port, config.baud, around, getattr(config, "framing", "8N1"))
    module, _, name = STATIONS[type(config)].partition(":")
    station = getattr(importlib.import_module(module), name)(config)
    return BusBoard(config.name, config.counter, around, buses[place], station)
