"""Names and random ids of gateways, sites, streams and things that are counted once."""

import re
import secrets
import time
import uuid
from typing import Annotated

from msgspec import Meta

# \Z, not $: that one would let a newline at the end pass.
ID_PATTERN = r"^[a-z0-9-]{2,32}\Z"
STREAM_PATTERN = r"^[0-9a-f]{32}\Z"
_ID_WORDS = {"vi": "2-32 ký tự a-z, 0-9 và dấu -"}

GatewayId = Annotated[str, Meta(pattern=ID_PATTERN, description="2-32 of a-z, 0-9 and '-'", extra=_ID_WORDS)]
SiteId = Annotated[str, Meta(pattern=ID_PATTERN, description="2-32 of a-z, 0-9 and '-'", extra=_ID_WORDS)]
StreamId = Annotated[str, Meta(pattern=STREAM_PATTERN, description="32 hex digits, random")]

_ID = re.compile(ID_PATTERN)
_STREAM = re.compile(STREAM_PATTERN)

CENTRAL_GATEWAY = "central"
"""The writer id of central's own stream; ids that begin with ``central-`` are its too."""


def is_valid_id(text: str) -> bool:
    """Tell whether ``text`` can name a gateway or a site (design §4.1)."""
    return _ID.fullmatch(text) is not None


def is_stream_id(text: str) -> bool:
    """Tell whether ``text`` is a stream id: 32 lower-case hex digits."""
    return _STREAM.fullmatch(text) is not None


def belongs_to_central(gateway: str) -> bool:
    """Tell whether a gateway id is reserved for central itself."""
    return gateway == CENTRAL_GATEWAY or gateway.startswith(CENTRAL_GATEWAY + "-")


def new_stream_id() -> str:
    """Make the random id of a new journal: 128 bits as 32 hex digits."""
    return secrets.token_hex(16)


def new_id() -> uuid.UUID:
    """Make a UUID version 7 (RFC 9562 §5.7): random, and growing with time.

    Growing ids are appended at the end of central's index; random ones would touch a page of the
    whole index for every rating. The time inside is only an ordering hint and is never read back.
    """
    millis = time.time_ns() // 1_000_000 & (1 << 48) - 1
    value = millis << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
    return uuid.UUID(int=value)
