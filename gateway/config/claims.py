"""What the devices of a ``gateway.toml`` claim for themselves: names, ports, pins, keys. Pure; judges nothing."""

from collections.abc import Iterator, Sequence
from typing import Any

from contract.toml_lines import KeyPath
from gateway.config.badges import SerialBadgeConfig
from gateway.config.boards import DummyBoardConfig
from gateway.config.gateway_toml import GatewayConfig
from gateway.config.keypads import SerialKeypadConfig, UsbKeypadConfig
from gateway.config.panels import GpioButton, GpioPanelConfig, SerialPanelConfig
from gateway.config.printers import SerialPrinterConfig, UsbPrinterConfig
from gateway.config.ticket_buttons import GpioTicketButton, GpioTicketPanelConfig, SerialTicketPanelConfig

UART_PORTS = ("/dev/serial0", "/dev/ttyAMA0", "/dev/ttyS0")
UART_PINS = (14, 15)
"""Where the Pi's own serial port comes out."""

PinPanel = GpioPanelConfig | GpioTicketPanelConfig

_PORT_KEYS: dict[type, str] = {
    SerialPanelConfig: "port",
    SerialTicketPanelConfig: "port",
    SerialBadgeConfig: "port",
    SerialKeypadConfig: "port",
    UsbKeypadConfig: "device",
    SerialPrinterConfig: "port",
    UsbPrinterConfig: "device",
}
"""Devices that need a port for themselves, and the key that names it. Boards may share theirs."""


def tables(config: GatewayConfig) -> dict[str, Sequence[Any]]:
    """Every device of the file, by its table."""
    return {
        "panels": config.panels,
        "badges": config.badges,
        "keypads": config.keypads,
        "printers": config.printers,
        "boards": config.boards,
        "voices": config.voices,
        "ticket_panels": config.ticket_panels,
    }


def claimed_names(config: GatewayConfig) -> Iterator[tuple[KeyPath, str]]:
    """The names of all devices: events and orders call them by these alone."""
    for table, devices in tables(config).items():
        yield from (((table, index, "name"), device.name) for index, device in enumerate(devices))


def claimed_ports(config: GatewayConfig) -> Iterator[tuple[KeyPath, str]]:
    """The ports of all devices; those of boards last, as often as boards hang on them."""
    for table, devices in tables(config).items():
        for index, device in enumerate(devices):
            key = _PORT_KEYS.get(type(device))
            if key is not None:
                yield (table, index, key), getattr(device, key)
    for index, board in enumerate(config.boards):
        if not isinstance(board, DummyBoardConfig):
            yield ("boards", index, "port"), board.port


def pin_panels(config: GatewayConfig) -> Iterator[tuple[str, int, PinPanel, tuple[int, ...]]]:
    """The panels on the Pi's own pins, with table and place, and the pins of their buttons."""
    for table, panels in (("panels", config.panels), ("ticket_panels", config.ticket_panels)):
        for index, panel in enumerate(panels):
            if isinstance(panel, PinPanel):
                buttons: Sequence[GpioButton | GpioTicketButton] = panel.buttons
                yield table, index, panel, tuple(button.pin for button in buttons)


def claimed_pins(config: GatewayConfig) -> Iterator[tuple[KeyPath, int]]:
    """The pins of buttons, lamps and tones, and those of the Pi's own serial port."""
    for path, port in claimed_ports(config):
        if port in UART_PORTS:
            yield from (((*path, f"TX/RX GPIO {pin}"), pin) for pin in UART_PINS)
    for table, index, panel, pins in pin_panels(config):
        for place, button_pin in enumerate(pins):
            yield (table, index, "buttons", place, "pin"), button_pin
        for key in ("lamp_pin", "tone_pin", "fault_lamp_pin"):
            pin: int | None = getattr(panel, key)
            if pin is not None:
                yield (table, index, key), pin


def claimed_keys(config: GatewayConfig) -> Iterator[tuple[KeyPath, tuple[object, ...], str]]:
    """What each button and key of a device must have for itself: place, the claim, how it is called."""
    for index, panel in enumerate(config.panels):
        for place, button in enumerate(panel.buttons):
            path: KeyPath = ("panels", index, "buttons", place)
            yield (*path, "level"), ("panels", index, "level", button.level), button.level
            yield from _key(path, button, "key")
    for index, ticket_panel in enumerate(config.ticket_panels):
        for place, ticket_button in enumerate(ticket_panel.buttons):
            path = ("ticket_panels", index, "buttons", place)
            yield (*path, "service"), ("ticket_panels", index, "code", ticket_button.code), ticket_button.code
            yield from _key(path, ticket_button, "key")
    for index, keypad in enumerate(config.keypads):
        for place, key in enumerate(getattr(keypad, "keys", ())):
            path = ("keypads", index, "keys", place)
            yield from _key(path, key, "key")
            yield from _key(path, key, "code")


def _key(path: KeyPath, button: object, name: str) -> Iterator[tuple[KeyPath, tuple[object, ...], str]]:
    value = getattr(button, name, None)
    if value is not None:
        yield (*path, name), (*path[:2], name, value), str(value)
