"""What types cannot say about ``gateway.toml`` alone: two devices on one pin, port or name.

Pure but for one thing: a port's symbolic links are followed, because one port has several names.
"""

import os
from collections.abc import Iterator

from contract.toml import ConfigProblem, TomlText, show_path
from contract.toml_lines import KeyPath
from gateway.config.badges import SerialBadgeConfig
from gateway.config.gateway_toml import GatewayConfig
from gateway.config.panels import GpioPanelConfig, SerialPanelConfig

LAST_PIN = 27
PINS_PULLED_UP = (2, 3)
"""Pins with a resistor to 3.3 V on the board itself."""

UART_PORTS = ("/dev/serial0", "/dev/ttyAMA0", "/dev/ttyS0")
UART_PINS = (14, 15)
"""Where the Pi's own serial port comes out."""

Claim = tuple[KeyPath, int]


def device_problems(text: TomlText, config: GatewayConfig) -> list[ConfigProblem]:
    """Everything in ``gateway.toml`` that contradicts itself."""
    return [
        *_names(text, config),
        *_pins(text, config),
        *_pulls(text, config),
        *_ports(text, config),
        *_buttons(text, config),
        *_tls(text, config),
    ]


def _names(text: TomlText, config: GatewayConfig) -> Iterator[ConfigProblem]:
    seen: dict[str, KeyPath] = {}
    for path, name in [
        *((("panels", i, "name"), panel.name) for i, panel in enumerate(config.panels)),
        *((("badges", i, "name"), badge.name) for i, badge in enumerate(config.badges)),
    ]:
        first = seen.setdefault(name, path)
        if first != path:
            yield text.problem(
                path,
                f"tên “{name}” đã dùng ở {show_path(first)}",
                f"the name “{name}” is already that of {show_path(first)}",
                f'name = "{_free_name(name, seen)}"',
            )


def _pins(text: TomlText, config: GatewayConfig) -> Iterator[ConfigProblem]:
    seen: dict[int, KeyPath] = {}
    for path, pin in _claimed_pins(config):
        first = seen.setdefault(pin, path)
        if first != path:
            free = next(str(free) for free in range(4, LAST_PIN + 1) if free not in seen)
            yield text.problem(
                path,
                f"chân GPIO {pin} đã dùng ở {show_path(first)}",
                f"GPIO {pin} is already used by {show_path(first)}",
                f"{path[-1]} = {free}",
            )


def _claimed_pins(config: GatewayConfig) -> Iterator[Claim]:
    for path, port in _claimed_ports(config):
        if port in UART_PORTS:
            yield from (((*path, f"TX/RX GPIO {pin}"), pin) for pin in UART_PINS)
    for index, panel in enumerate(config.panels):
        if isinstance(panel, GpioPanelConfig):
            for place, button in enumerate(panel.buttons):
                yield ("panels", index, "buttons", place, "pin"), button.pin
            for key in ("lamp_pin", "tone_pin", "fault_lamp_pin"):
                pin: int | None = getattr(panel, key)
                if pin is not None:
                    yield ("panels", index, key), pin


def _pulls(text: TomlText, config: GatewayConfig) -> Iterator[ConfigProblem]:
    for index, panel in enumerate(config.panels):
        if not isinstance(panel, GpioPanelConfig) or panel.pull == "up":
            continue
        for place, button in enumerate(panel.buttons):
            if button.pin in PINS_PULLED_UP:
                yield text.problem(
                    ("panels", index, "buttons", place, "pin"),
                    f'GPIO {button.pin} có điện trở kéo lên trên bo mạch, không dùng được với pull = "down"',
                    f'GPIO {button.pin} is pulled up on the board and cannot be used with pull = "down"',
                    "pin = 4",
                )


def _ports(text: TomlText, config: GatewayConfig) -> Iterator[ConfigProblem]:
    seen: dict[str, KeyPath] = {}
    for path, port in _claimed_ports(config):
        first = seen.setdefault(os.path.realpath(port), path)
        if first != path:
            yield text.problem(
                path,
                f"cổng {port} đã dùng ở {show_path(first)}",
                f"the port {port} is already used by {show_path(first)}",
                'port = "/dev/serial/by-id/…" (tên khác / another name: ls /dev/serial/by-id)',
            )


def _claimed_ports(config: GatewayConfig) -> Iterator[tuple[KeyPath, str]]:
    for index, panel in enumerate(config.panels):
        if isinstance(panel, SerialPanelConfig):
            yield ("panels", index, "port"), panel.port
    for index, badge in enumerate(config.badges):
        if isinstance(badge, SerialBadgeConfig):
            yield ("badges", index, "port"), badge.port


def _buttons(text: TomlText, config: GatewayConfig) -> Iterator[ConfigProblem]:
    """A level or a key that two buttons of one panel claim."""
    for index, panel in enumerate(config.panels):
        claims: dict[tuple[str, str], KeyPath] = {}
        for place, button in enumerate(panel.buttons):
            for key in ("level", "key"):
                value = getattr(button, key, None)
                path: KeyPath = ("panels", index, "buttons", place, key)
                first = path if value is None else claims.setdefault((key, value), path)
                if first != path:
                    yield text.problem(
                        path,
                        f"{key} “{value}” đã dùng ở {show_path(first)}",
                        f"the {key} “{value}” is already that of {show_path(first)}",
                        "mỗi nút một mức, một phím / one level and one key for each button",
                    )


def _tls(text: TomlText, config: GatewayConfig) -> Iterator[ConfigProblem]:
    """A client certificate is of no use without its key, and neither is without TLS."""
    central = config.central
    for key, needed in (("cert", "key"), ("key", "cert"), ("cert", "ca")):
        if getattr(central, key) is not None and getattr(central, needed) is None:
            yield text.problem(
                ("central", key),
                f"có {key} mà thiếu {needed}",
                f"{key} needs {needed} beside it",
                f'{needed} = "/etc/quayso/{needed}.pem"',
            )


def _free_name(name: str, seen: dict[str, KeyPath]) -> str:
    return next(free for number in range(2, 1000) if (free := f"{name}-{number}") not in seen)
