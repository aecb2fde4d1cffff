"""Puts a panel with more eyes, or with another clock for its lights, in the place of a running gateway's own."""

from gateway.panels.base import Panel
from gateway.wiring import Gateway


def swap_panel(gateway: Gateway, panel: Panel) -> None:
    """Stop the panel of that name, start ``panel`` instead; the gateway's rules see no difference.

    Stop ``panel`` before the gateway is stopped: the gateway itself only knows the first one.
    """
    gateway.panels[panel.name].stop()
    gateway.panels[panel.name] = panel
    panel.start()
