"""Wiring maps: what hangs on a box, as tables of its `gateway.toml`. One row each. Pure.

The buttons are those of the site's scale, best first, on the same pins or keys everywhere: one drawing fits all.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from contract.scales import SCALES

Tables = dict[str, list[dict[str, Any]]]

BUTTON_PINS = (17, 27, 22, 23, 24)
LAMP_PIN, TONE_PIN, FAULT_LAMP_PIN = 5, 6, 13


@dataclass(frozen=True, slots=True)
class Wiring:
    """One map. ``most_counters``: how many counters it has room for."""

    key: str
    title: str
    note: str
    most_counters: int
    tables: Callable[[tuple[str, ...], str], Tables]


def _gpio(counters: tuple[str, ...], scale: str) -> Tables:
    """Buttons on the pins of the box."""
    levels = [level.code for level in SCALES[scale].levels]
    return {
        "panels": [
            {
                "name": f"bang-{counter}",
                "counter": counter,
                "driver": "gpio",
                "buttons": [
                    {"level": level, "pin": pin} for level, pin in zip(levels, BUTTON_PINS[: len(levels)], strict=True)
                ],
                "lamp_pin": LAMP_PIN,
                "tone_pin": TONE_PIN,
                "fault_lamp_pin": FAULT_LAMP_PIN,
            }
            for counter in counters[:1]
        ]
    }


def _serial(counters: tuple[str, ...], scale: str) -> Tables:
    """A box of buttons on a cable for each counter, found by the name that udev gives its port."""
    levels = [level.code for level in SCALES[scale].levels]
    return {
        "panels": [
            {
                "name": f"hop-{counter}",
                "counter": counter,
                "driver": "serial",
                "port": f"/dev/quayso/hop-{place}",
                "buttons": [{"level": level, "key": str(key)} for key, level in enumerate(levels, 1)],
            }
            for place, counter in enumerate(counters, 1)
        ]
    }


def _software(counters: tuple[str, ...], scale: str) -> Tables:
    """Panels and readers that exist in software alone."""
    levels = [{"level": level.code} for level in SCALES[scale].levels]
    return {
        "panels": [
            {"name": f"bang-{counter}", "counter": counter, "driver": "dummy", "buttons": levels}
            for counter in counters
        ],
        "badges": [{"name": f"the-{counter}", "counter": counter, "driver": "dummy"} for counter in counters],
    }


def _nothing(_counters: tuple[str, ...], _scale: str) -> Tables:
    """Screens alone."""
    return {}


WIRINGS: Mapping[str, Wiring] = {
    wiring.key: wiring
    for wiring in (
        Wiring("gpio", "Bảng nút nối thẳng vào máy", "Nút: 17, 27, 22, 23, 24; đèn 5, còi 6, đèn lỗi 13.", 1, _gpio),
        Wiring("serial", "Hộp nút nối dây USB", "Mỗi quầy một hộp, cắm theo thứ tự cổng.", 4, _serial),
        Wiring("screen", "Không có nút, chỉ có màn hình", "Máy lấy số, bảng, bàn cán bộ.", 40, _nothing),
        Wiring("software", "Nút ảo để tập huấn", "Không cần thiết bị nào.", 40, _software),
    )
}  # fmt: skip
"""To add a map, add its function above and a row here."""
