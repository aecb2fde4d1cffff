"""Every simulated device by the table of ``gateway.toml`` that it stands behind, in plain sight."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from gateway.config import (
    BadgeConfig,
    DummyBadgeConfig,
    DummyPanelConfig,
    GpioPanelConfig,
    PanelConfig,
    SerialBadgeConfig,
    SerialPanelConfig,
)
from gateway.keypads.dummy_keypad import DummyKeypad
from gateway.panels.base import Surroundings
from gateway.wiring import Gateway
from simulator.devices.base import Eye, SimulatedPanel
from simulator.devices.pins import PinPanel, WatchedPins
from simulator.devices.readers import CableReader, SimulatedReader, SoftReader
from simulator.devices.serial_box import SerialBox
from simulator.devices.soft_keys import SoftKeys
from simulator.devices.soft_panel import LitDummyPanel, SoftPanel
from simulator.hall_files import BOARD, BUTTONS, PRINTER, VOICE
from simulator.swapping import swap_panel

if TYPE_CHECKING:
    from simulator.devices.waiting_area import WaitingArea


def cabled_devices(
    panels: tuple[PanelConfig, ...], badges: tuple[BadgeConfig, ...], pins: WatchedPins, eye: Eye
) -> tuple[dict[str, SimulatedPanel], dict[str, SimulatedReader]]:
    """The devices that are there before a gateway starts: what hangs on pins or on a cable, by name."""
    make: dict[type, Callable[[Any], Any]] = {
        GpioPanelConfig: lambda config: PinPanel(config, pins, eye),
        SerialPanelConfig: lambda config: SerialBox(config, eye),
        SerialBadgeConfig: CableReader,
    }
    return (
        {config.name: make[type(config)](config) for config in panels if type(config) in make},
        {config.name: make[type(config)](config) for config in badges if type(config) in make},
    )


def soft_devices(gateway: Gateway, eye: Eye) -> tuple[dict[str, SimulatedPanel], dict[str, SimulatedReader]]:
    """The devices that exist only inside a running gateway, by name."""
    around = Surroundings(post=gateway.inbox.post, clock=gateway.clock)
    panels: dict[str, SimulatedPanel] = {}
    for config in gateway.config.panels:
        if isinstance(config, DummyPanelConfig):
            driver = LitDummyPanel(config, around, eye)
            swap_panel(gateway, driver)
            panels[config.name] = SoftPanel(driver, eye)
    readers: dict[str, SimulatedReader] = {
        config.name: SoftReader(gateway.badges[config.name])  # type: ignore[arg-type]
        for config in gateway.config.badges
        if isinstance(config, DummyBadgeConfig)
    }
    return panels, readers


def soft_keypads(gateway: Gateway) -> dict[str, SoftKeys]:
    """The officers' keypads inside a running gateway, by counter."""
    return {
        keypad.counter: SoftKeys(keypad.press, keypad.shown)
        for keypad in gateway.devices.keypads.values()
        if isinstance(keypad, DummyKeypad)
    }


def waiting_area(gateway: Gateway) -> "WaitingArea | None":
    """What stands in the waiting area, where the gateway has it."""
    if PRINTER not in gateway.devices.printers:
        return None
    from simulator.devices.waiting_area import WaitingArea

    return WaitingArea(gateway, PRINTER, BOARD, VOICE, BUTTONS)
