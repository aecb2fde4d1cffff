"""Every kind of badge reader there is, in plain sight. A driver's module is loaded only when it is needed."""

import importlib
from collections.abc import Callable
from typing import Any, cast

import msgspec

from gateway.badges.base import BadgeReader, Surroundings
from gateway.config import BadgeConfig, DummyBadgeConfig, SerialBadgeConfig

BADGE_DRIVERS: dict[type[msgspec.Struct], str] = {
    SerialBadgeConfig: "gateway.badges.serial_badge:SerialBadge",
    DummyBadgeConfig: "gateway.badges.dummy_badge:DummyBadge",
}
"""Table of ``gateway.toml`` -> module and class of its driver."""


def make_badge_reader(config: BadgeConfig, around: Surroundings) -> BadgeReader:
    """The reader a table of ``gateway.toml`` describes, not yet started."""
    module, _, name = BADGE_DRIVERS[type(config)].partition(":")
    driver = cast(Callable[[Any, Surroundings], BadgeReader], getattr(importlib.import_module(module), name))
    return driver(config, around)
