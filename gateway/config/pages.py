"""The ``[web]``, ``[hall]`` and ``[kiosk]`` tables of ``gateway.toml``: pages, the centre's broker, the kiosk."""

from typing import Annotated

import msgspec
from msgspec import Meta

from contract.fields import Token
from contract.links import Host, PathText, Port


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class WebConfig(_Part, frozen=True):
    """Where the pages of this gateway are. ``cert`` and ``key``: desks and guides are answered over TLS only, on
    ``tls_port``; without them only to browsers on this very machine."""

    host: Host = "127.0.0.1"
    port: Annotated[Port, Meta(examples=[8080])] = 8080
    tls_port: Annotated[Port, Meta(examples=[8443])] = 8443
    cert: PathText | None = None
    key: PathText | None = None


class KioskConfig(_Part, frozen=True):
    """``printer``: the one that prints this kiosk's tickets (none named: the first). ``lease``: how many numbers of
    each service it holds for times when the hall is away."""

    printer: Annotated[Token, Meta(examples=["may-in"])] | None = None
    lease: Annotated[int, Meta(ge=0, le=200, examples=[20])] = 20
