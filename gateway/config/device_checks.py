"""What types cannot say about ``gateway.toml`` alone: central's own name, two devices on one pin, port, name or key.

Pure but for one thing: a port's symbolic links are followed, because one port has several names.
"""

import os
from collections.abc import Iterator

from contract.ids import belongs_to_central
from contract.toml import ConfigProblem, TomlText, show_path
from contract.toml_lines import KeyPath
from gateway.config.boards import BoardConfig, DummyBoardConfig
from gateway.config.claims import claimed_keys, claimed_names, claimed_pins, claimed_ports, pin_panels
from gateway.config.gateway_toml import GatewayConfig

LAST_PIN = 27
PINS_PULLED_UP = (2, 3)
"""Pins with a resistor to 3.3 V on the board itself."""


def device_problems(text: TomlText, config: GatewayConfig) -> list[ConfigProblem]:
    """Everything in ``gateway.toml`` that contradicts itself."""
    return [
        *_own_name(text, config),
        *_names(text, config),
        *_pins(text, config),
        *_pulls(text, config),
        *_ports(text, config),
        *_keys(text, config),
        *_printer(text, config),
        *_tls(text, config),
    ]


def _own_name(text: TomlText, config: GatewayConfig) -> Iterator[ConfigProblem]:
    """Central hears nothing that comes under a name of its own: such a gateway would wait for it for ever."""
    if belongs_to_central(config.gateway):
        yield text.problem(
            ("gateway",),
            f"tên “{config.gateway}” dành riêng cho central",
            f"the name “{config.gateway}” is reserved for central",
            'gateway = "q-03"',
        )


def _names(text: TomlText, config: GatewayConfig) -> Iterator[ConfigProblem]:
    seen: dict[str, KeyPath] = {}
    for path, name in claimed_names(config):
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
    for path, pin in claimed_pins(config):
        first = seen.setdefault(pin, path)
        if first != path:
            free = next(str(free) for free in range(4, LAST_PIN + 1) if free not in seen)
            yield text.problem(
                path,
                f"chân GPIO {pin} đã dùng ở {show_path(first)}",
                f"GPIO {pin} is already used by {show_path(first)}",
                f"{path[-1]} = {free}",
            )


def _pulls(text: TomlText, config: GatewayConfig) -> Iterator[ConfigProblem]:
    for table, index, panel, pins in pin_panels(config):
        if panel.pull == "up":
            continue
        for place, pin in enumerate(pins):
            if pin in PINS_PULLED_UP:
                yield text.problem(
                    (table, index, "buttons", place, "pin"),
                    f'GPIO {pin} có điện trở kéo lên trên bo mạch, không dùng được với pull = "down"',
                    f'GPIO {pin} is pulled up on the board and cannot be used with pull = "down"',
                    "pin = 4",
                )


def _ports(text: TomlText, config: GatewayConfig) -> Iterator[ConfigProblem]:
    seen: dict[str, KeyPath] = {}
    for path, port in claimed_ports(config):
        first = seen.setdefault(os.path.realpath(port), path)
        if first == path:
            continue
        if first[0] == path[0] == "boards":
            yield from _one_line(text, config, first, path)
            continue
        key, folder = path[-1], "/dev/input" if path[-1] == "device" else "/dev/serial"
        yield text.problem(
            path,
            f"cổng {port} đã dùng ở {show_path(first)}",
            f"the port {port} is already used by {show_path(first)}",
            f'{key} = "{folder}/by-id/…" (tên khác / another name: ls {folder}/by-id)',
        )


def _one_line(text: TomlText, config: GatewayConfig, first: KeyPath, path: KeyPath) -> Iterator[ConfigProblem]:
    """Boards may share a line when they speak one language at one speed and have each an address."""
    index = int(path[1])
    mine, other = config.boards[index], config.boards[int(first[1])]
    for key, what_vi, what_en in (
        ("driver", "loại", "kind"),
        ("baud", "tốc độ", "speed"),
        ("framing", "khung truyền", "framing"),
    ):
        if _said(mine, key) != _said(other, key):
            yield text.problem(
                ("boards", index, key),
                f"cùng một đường dây với {show_path(first)} mà khác {what_vi}",
                f"on one line with {show_path(first)} and of another {what_en}",
                f"{key} = {_toml(_said(other, key))}",
            )
            return
    for before in range(index):
        if _said(config.boards[before], "address") == _said(mine, "address") and _shares(config, before, mine):
            yield text.problem(
                ("boards", index, "address"),
                f"địa chỉ {_said(mine, 'address')} đã dùng ở {show_path(('boards', before))} trên cùng đường dây",
                f"the address {_said(mine, 'address')} is already that of {show_path(('boards', before))} on this line",
                f"address = {_free_address(config, mine)}",
            )
            return


def _said(board: BoardConfig, key: str) -> object:
    return board.__struct_config__.tag if key == "driver" else getattr(board, key, None)


def _toml(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def _shares(config: GatewayConfig, place: int, board: BoardConfig) -> bool:
    other = config.boards[place]
    if isinstance(other, DummyBoardConfig) or isinstance(board, DummyBoardConfig):
        return False
    return os.path.realpath(other.port) == os.path.realpath(board.port)


def _free_address(config: GatewayConfig, board: BoardConfig) -> int:
    taken = {_said(other, "address") for place, other in enumerate(config.boards) if _shares(config, place, board)}
    return next(free for free in range(1, 100) if free not in taken)


def _keys(text: TomlText, config: GatewayConfig) -> Iterator[ConfigProblem]:
    """A level, a service or a key that two buttons of one device claim."""
    seen: dict[tuple[object, ...], KeyPath] = {}
    for path, claim, name in claimed_keys(config):
        first = seen.setdefault(claim, path)
        if first != path:
            yield text.problem(
                path,
                f"{path[-1]} “{name}” đã dùng ở {show_path(first)}",
                f"the {path[-1]} “{name}” is already that of {show_path(first)}",
                _EACH[str(path[0])],
            )


_EACH = {
    "panels": "mỗi nút một mức, một phím / one level and one key for each button",
    "ticket_panels": "mỗi nút một dịch vụ, một phím / one service and one key for each button",
    "keypads": "mỗi phím một mã / each key once",
}


def _printer(text: TomlText, config: GatewayConfig) -> Iterator[ConfigProblem]:
    """The kiosk's printer is one of this gateway's."""
    names = [printer.name for printer in config.printers]
    if config.kiosk.printer is not None and config.kiosk.printer not in names:
        yield text.problem(
            ("kiosk", "printer"),
            f"không có máy in “{config.kiosk.printer}”",
            f"there is no printer “{config.kiosk.printer}”",
            " | ".join(f'printer = "{name}"' for name in names) or "[[printers]] name = …, driver = …",
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
