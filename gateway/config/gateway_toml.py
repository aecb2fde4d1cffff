"""``gateway.toml``: what one Raspberry Pi is and what hangs on it."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from contract.ids import GatewayId, SiteId
from contract.links import LinkConfig, PathText
from contract.messages import Role
from gateway.config.badges import BadgeConfig
from gateway.config.boards import BoardConfig
from gateway.config.keypads import KeypadConfig
from gateway.config.pages import KioskConfig, WebConfig
from gateway.config.panels import PanelConfig
from gateway.config.printers import PrinterConfig
from gateway.config.ticket_buttons import TicketPanelConfig
from gateway.config.voices import VoiceConfig

DEFAULT_SOCKET = "/run/quayso/gateway.sock"


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class ClockConfig(_Part, frozen=True):
    """``kernel``: the kernel says whether the time is right. ``trusted``: somebody else keeps it, as in
    a container or a virtual machine."""

    source: Literal["kernel", "trusted"] = "kernel"


class JournalConfig(_Part, frozen=True):
    """How long acknowledged lines are kept for a central restored from a backup, and how big it may grow."""

    keep_days: Annotated[int, Meta(ge=1, le=365, examples=[7])] = 7
    max_mb: Annotated[int, Meta(ge=8, le=65536, examples=[512])] = 512


class ControlConfig(_Part, frozen=True):
    """The Unix socket behind `quayso gateway ctl`. ``mode`` says who may use it: owner and group, or all."""

    socket: Annotated[str, Meta(min_length=1, max_length=100, examples=[DEFAULT_SOCKET])] = DEFAULT_SOCKET
    mode: Annotated[str, Meta(pattern=r"^0[0-7]{3}$", description="như / like 0660", examples=["0660"])] = "0660"

    @property
    def mode_bits(self) -> int:
        """The mode as the system takes it."""
        return int(self.mode, 8)


class GatewayConfig(_Part, frozen=True):
    """A whole ``gateway.toml``; relative paths count from the folder it lies in.

    ``hall`` is the broker of the centre; without it this gateway's own hall role answers, and nobody else.
    """

    gateway: Annotated[GatewayId, Meta(examples=["q-03"])]
    site: Annotated[SiteId, Meta(examples=["trung-tam"])]
    site_file: Annotated[PathText, Meta(examples=["site.toml"])] = "site.toml"
    data_dir: Annotated[PathText, Meta(examples=["/var/lib/quayso"])] = "/var/lib/quayso"
    roles: Annotated[tuple[Role, ...], Meta(min_length=1, examples=[["counter"]])] = ("counter",)
    central: LinkConfig = LinkConfig()
    hall: LinkConfig | None = None
    clock: ClockConfig = ClockConfig()
    journal: JournalConfig = JournalConfig()
    control: ControlConfig = ControlConfig()
    panels: tuple[PanelConfig, ...] = ()
    badges: tuple[BadgeConfig, ...] = ()
    keypads: tuple[KeypadConfig, ...] = ()
    printers: tuple[PrinterConfig, ...] = ()
    boards: tuple[BoardConfig, ...] = ()
    voices: tuple[VoiceConfig, ...] = ()
    ticket_panels: tuple[TicketPanelConfig, ...] = ()
    web: WebConfig | None = None
    kiosk: KioskConfig = KioskConfig()

    @property
    def counters(self) -> tuple[str, ...]:
        """The counters at which this gateway has devices, in the order of the file."""
        return tuple(dict.fromkeys(device.counter for device in (*self.panels, *self.badges, *self.keypads)))
