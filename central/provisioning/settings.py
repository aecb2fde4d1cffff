"""``[provisioning]`` of `central.toml`: where boxes find this central, and where its authority and broker files lie."""

from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from contract.links import PathText, Port

HostName = Annotated[
    str,
    Meta(
        pattern=r"^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*\Z",
        max_length=253,
        description="tên máy hoặc địa chỉ IP / a host name or an IPv4 address",
        examples=["quayso.tinh-mau.vn"],
    ),
]
Access = Literal["certificates", "passwords"]
DEFAULT_DAYS = 14


class ProvisioningConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How new boxes become gateways.

    ``host`` is the name under which boxes reach this server, for pages and broker alike; without it there are no
    claims. ``access``: whether gateways show certificates or passwords to the broker. ``claim_days``: for how long a
    new claim is good. ``folder``: the authority's keys; ``broker_folder``: what mosquitto reads, made anew when
    something changes; ``broker_pid_file``: mosquitto's, to tell it so where nothing else does. ``websocket_port``:
    one more door, for centres from which only the web is reached.
    """

    host: HostName | None = None
    web_port: Port | None = None
    mqtt_port: Port = 8883
    websocket_port: Port | None = None
    access: Access = "certificates"
    claim_days: Annotated[int, Meta(ge=1, le=365, examples=[DEFAULT_DAYS])] = DEFAULT_DAYS
    certificate_days: Annotated[int, Meta(ge=1, le=7300, examples=[3650])] = 3650
    folder: PathText | None = None
    broker_folder: PathText | None = None
    broker_pid_file: PathText | None = None


def with_whole_paths(settings: ProvisioningConfig, store: Path, folder: Path) -> ProvisioningConfig:
    """Paths counted from the folder of `central.toml`; those that are not said lie beside the store."""

    def whole(path: str | None, beside: str) -> str:
        return str(folder.resolve() / path) if path else str(store.with_name(beside))

    return msgspec.structs.replace(
        settings,
        folder=whole(settings.folder, "authority"),
        broker_folder=whole(settings.broker_folder, "broker"),
        broker_pid_file=str(folder.resolve() / settings.broker_pid_file) if settings.broker_pid_file else None,
    )
