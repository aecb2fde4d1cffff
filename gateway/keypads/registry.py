"""Every kind of keypad there is, in plain sight. A driver's module is loaded only when a keypad needs it."""

import importlib
from collections.abc import Callable
from typing import Any, cast

import msgspec

from gateway.config.keypads import DummyKeypadConfig, KeypadConfig, SerialKeypadConfig, UsbKeypadConfig
from gateway.keypads.base import Keypad, Surroundings

KEYPAD_DRIVERS: dict[type[msgspec.Struct], str] = {
    SerialKeypadConfig: "gateway.keypads.serial_keypad:SerialKeypad",
    UsbKeypadConfig: "gateway.keypads.usb_keypad:UsbKeypad",
    DummyKeypadConfig: "gateway.keypads.dummy_keypad:DummyKeypad",
}
"""Table of ``gateway.toml`` -> module and class of its driver."""


def make_keypad(config: KeypadConfig, around: Surroundings) -> Keypad:
    """The keypad a table of ``gateway.toml`` describes, not yet started."""
    module, _, name = KEYPAD_DRIVERS[type(config)].partition(":")
    driver = cast(Callable[[Any, Surroundings], Keypad], getattr(importlib.import_module(module), name))
    return driver(config, around)
