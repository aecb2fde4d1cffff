"""The TOML block that names a broker; the same for gateway and central."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from contract.fields import PRINTABLE

Host = Annotated[str, Meta(min_length=1, max_length=253, pattern=PRINTABLE, examples=["127.0.0.1"])]
Port = Annotated[int, Meta(ge=1, le=65535, examples=[8883])]
PathText = Annotated[str, Meta(min_length=1, max_length=4096, pattern=PRINTABLE, examples=["/etc/quayso/ca.pem"])]


Transport = Literal["tcp", "websocket"]
ProxyUrl = Annotated[
    str, Meta(pattern=r"^http://[A-Za-z0-9.-]{1,253}:[0-9]{1,5}\Z", examples=["http://proxy.tinh.vn:3128"])
]


class BrokerConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How to reach an MQTT broker. ``ca`` turns TLS on; ``cert`` and ``key`` name who asks."""

    host: Host = "127.0.0.1"
    port: Port = 1883
    username: Annotated[str, Meta(max_length=128, examples=["q-03"])] | None = None
    password: Annotated[str, Meta(max_length=256, examples=["…"], extra={"secret": True})] | None = None
    ca: PathText | None = None
    cert: PathText | None = None
    key: PathText | None = None

    def __repr__(self) -> str:
        """Without the password: a configuration may be logged."""
        return f"BrokerConfig({self.host}:{self.port}, username={self.username}, tls={self.ca is not None})"


class LinkConfig(BrokerConfig, frozen=True, forbid_unknown_fields=True):
    """How a gateway reaches it. Where only the web leads out: ``transport`` "websocket", and ``proxy``, which is asked
    with CONNECT and sees nothing of what passes."""

    transport: Transport = "tcp"
    proxy: ProxyUrl | None = None
