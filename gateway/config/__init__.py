"""The configuration of a gateway: ``gateway.toml`` and the ``site.toml`` it names, typed and checked."""

from gateway.config.badges import BadgeConfig, DummyBadgeConfig, SerialBadgeConfig
from gateway.config.gateway_toml import (
    DEFAULT_SOCKET,
    ClockConfig,
    ControlConfig,
    GatewayConfig,
    JournalConfig,
)
from gateway.config.loading import (
    Configuration,
    gateway_hints,
    load_configuration,
    load_gateway,
    load_site,
    site_hints,
)
from gateway.config.panels import (
    DummyButton,
    DummyPanelConfig,
    GpioButton,
    GpioPanelConfig,
    KeyButton,
    PanelConfig,
    SerialPanelConfig,
)

__all__ = [
    "DEFAULT_SOCKET",
    "BadgeConfig",
    "ClockConfig",
    "Configuration",
    "ControlConfig",
    "DummyBadgeConfig",
    "DummyButton",
    "DummyPanelConfig",
    "GatewayConfig",
    "GpioButton",
    "GpioPanelConfig",
    "JournalConfig",
    "KeyButton",
    "PanelConfig",
    "SerialBadgeConfig",
    "SerialPanelConfig",
    "gateway_hints",
    "load_configuration",
    "load_gateway",
    "load_site",
    "site_hints",
]
