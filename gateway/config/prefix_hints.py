"""Prefixes of ``site.toml`` that people mistake for each other or cannot read off a board: hints, never refusals.

An old board or an old habit is no reason to refuse a centre; the queue works all the same.
"""

from collections.abc import Iterator

from contract.prefixes import sounds_alike, undrawable
from contract.site import SiteConfig
from contract.toml import ConfigProblem, TomlText
from gateway.config.boards import ModbusLedConfig, SerialLedConfig
from gateway.config.gateway_toml import GatewayConfig

EASY = "A, C, E, H, G"
"""Letters that sound apart, and that seven segments can draw."""


def sound_hints(text: TomlText, site: SiteConfig) -> Iterator[ConfigProblem]:
    """Prefixes that sound like an earlier one over a loudspeaker."""
    seen: list[str] = []
    for index, service in enumerate(site.services):
        if service.prefix in seen:
            continue
        like = next((other for other in seen if sounds_alike(other, service.prefix)), None)
        if like is not None:
            yield text.problem(
                ("services", index, "prefix"),
                f"“{service.prefix}” đọc lên dễ nhầm với “{like}”",
                f"“{service.prefix}” sounds like “{like}” when it is called",
                f"{EASY}, …",
            )
        seen.append(service.prefix)


def drawing_hints(text: TomlText, site: SiteConfig, config: GatewayConfig) -> Iterator[ConfigProblem]:
    """Prefixes that the LED boards of this gateway may not be able to draw."""
    boards = [board.name for board in config.boards if shows_letters(board)]
    seen: set[str] = set()
    for index, service in enumerate(site.services if boards else ()):
        if undrawable(service.prefix) and service.prefix not in seen:
            yield text.problem(
                ("services", index, "prefix"),
                f"bảng LED 7 đoạn không vẽ được chữ “{service.prefix}” (bảng {', '.join(boards)})",
                f"a seven-segment board cannot draw “{service.prefix}” (boards: {', '.join(boards)})",
                f"{EASY}, …",
            )
        seen.add(service.prefix)


def shows_letters(board: object) -> bool:
    """Tell whether a board may have seven segments and is sent letters."""
    return isinstance(board, SerialLedConfig) or (isinstance(board, ModbusLedConfig) and board.layout == "text")
