"""Field types shared by events, messages and hall requests: bounded, so that no value can hurt a store."""

import uuid
from typing import Annotated

from msgspec import Meta

PRINTABLE = r"^[^\x00-\x1f\x7f]+\Z"
"""No control character anywhere; \\Z, because $ would let a newline at the end pass."""

Token = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=64,
        pattern=PRINTABLE,
        description="A code: 1-64 characters, no control characters. Never a name, never free text.",
        extra={"vi": "một mã: 1-64 ký tự, không có ký tự điều khiển"},
    ),
]
LongToken = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=256,
        pattern=PRINTABLE,
        description="Like a code, up to 256 characters",
        extra={"vi": "như một mã, tới 256 ký tự"},
    ),
]
Seq = Annotated[int, Meta(ge=1, le=2**53, description="Place of a line in its stream, from 1")]
SeqOrZero = Annotated[int, Meta(ge=0, le=2**53, description="Place of a line in its stream; 0 = none yet")]
Millis = Annotated[int, Meta(ge=0, le=2**53, description="Milliseconds")]
SignedMillis = Annotated[int, Meta(ge=-(2**53), le=2**53, description="Milliseconds, may be negative")]
Seconds = Annotated[int, Meta(ge=0, le=10**9, description="Seconds")]
Count = Annotated[int, Meta(ge=0, le=10**9, description="A count")]
Hash = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}\Z", description="16 bytes of a SHA-256, in hex")]
Uuid = uuid.UUID
