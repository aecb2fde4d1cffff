"""Every kind of printer there is, in plain sight. A driver's module is loaded only when it is needed."""

import importlib
from collections.abc import Callable
from typing import Any, cast

import msgspec

from gateway.config.printers import (
    DummyPrinterConfig,
    NetworkPrinterConfig,
    PrinterConfig,
    SerialPrinterConfig,
    UsbPrinterConfig,
)
from gateway.printers.base import Printer, Surroundings

PRINTER_DRIVERS: dict[type[msgspec.Struct], str] = {
    NetworkPrinterConfig: "gateway.printers.network_printer:NetworkPrinter",
    SerialPrinterConfig: "gateway.printers.serial_printer:SerialPrinter",
    UsbPrinterConfig: "gateway.printers.usb_printer:UsbPrinter",
    DummyPrinterConfig: "gateway.printers.dummy_printer:DummyPrinter",
}
"""Table of ``gateway.toml`` -> module and class of its driver."""


def make_printer(config: PrinterConfig, around: Surroundings) -> Printer:
    """The printer a table of ``gateway.toml`` describes, not yet started."""
    module, _, name = PRINTER_DRIVERS[type(config)].partition(":")
    driver = cast(Callable[[Any, Surroundings], Printer], getattr(importlib.import_module(module), name))
    return driver(config, around)
