"""What is said beside event lines: births and deaths, acknowledgements, health, commands (design §4.1)."""

from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta

from contract.fields import Count, Hash, LongToken, Millis, Seq, SeqOrZero, Token
from contract.ids import SiteId, StreamId
from contract.reasons import short

Role = Literal["hall", "kiosk", "counter", "display"]


class MessageUnreadable(ValueError):
    """A payload that is not the message its topic promises."""


class StreamRange(msgspec.Struct, frozen=True):
    """What a gateway holds of a stream: from ``oldest`` to ``last`` (0 when it holds none yet)."""

    stream: StreamId
    oldest: SeqOrZero
    last: SeqOrZero


class Birth(msgspec.Struct, frozen=True):
    """A gateway's retained word that it is there; ``bd`` grows with each connection.

    ``roles`` are those of `Role`; a later version may have more, and its birth must stay readable.
    """

    bd: Millis
    site: SiteId
    version: Token
    boot: Token
    roles: tuple[Token, ...]
    streams: tuple[StreamRange, ...]
    config: Count | None = None
    online: Literal[True] = True


class Death(msgspec.Struct, frozen=True):
    """The gateway's Will; one with another ``bd`` than the last birth is old news."""

    bd: Millis
    online: Literal[False] = False


class Ack(msgspec.Struct, frozen=True):
    """Central holds a stream completely up to ``seq``; ``head`` is that line's hash, zeros for 0."""

    seq: SeqOrZero
    head: Hash
    session: Annotated[str, Meta(min_length=1, max_length=64)]


class CentralState(msgspec.Struct, frozen=True):
    """Central's retained word: a hint that it listens, never waited for alone."""

    online: bool
    session: str | None = None


class StreamHealth(msgspec.Struct, frozen=True):
    """How far a stream is behind: lines written and lines central has acknowledged."""

    stream: StreamId
    last: SeqOrZero
    acked: SeqOrZero


class DeviceHealth(msgspec.Struct, frozen=True):
    """A device's state as far as it is known; ``left``: about how many tickets a printer's roll still gives."""

    device: Token
    kind: Token
    state: Literal["ok", "fault", "unknown"]
    fault: Token | None = None
    left: Count | None = None


class Health(msgspec.Struct, frozen=True):
    """A gateway's health; None is "not known", which is never shown as fine.

    ``unacked_s``: how long the oldest line waits that central has not acknowledged, 0 where none waits.
    """

    up_ms: Millis
    clock: Literal["synced", "holdover", "unset"]
    streams: tuple[StreamHealth, ...]
    devices: tuple[DeviceHealth, ...]
    journal_bytes: Count | None = None
    disk_free_bytes: Annotated[int, Meta(ge=0)] | None = None
    temperature_c: float | None = None
    throttled: bool | None = None
    rss_bytes: Annotated[int, Meta(ge=0)] | None = None
    refusing: bool = False
    unacked_s: Count | None = None
    training: bool | None = None


class Command(msgspec.Struct, frozen=True):
    """An order from central; worthless after ``expires_s``."""

    id: Token
    op: Token
    args: dict[str, Any]
    expires_s: Count


class ConfigApplied(msgspec.Struct, frozen=True):
    """Which configuration a gateway runs, and why not the wished one."""

    version: Count
    ok: bool
    error: LongToken | None = None


class ConfigPushed(msgspec.Struct, frozen=True):
    """The configuration central wishes for a gateway."""

    version: Count
    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
    site: dict[str, Any]
    gateway: dict[str, Any]


class LostRange(msgspec.Struct, frozen=True):
    """Lines ``first`` to ``last`` of a stream that exist nowhere any more."""

    first: Seq
    last: Seq


class _Presence(msgspec.Struct, frozen=True):
    """What tells a birth from a death; neither may leave it out."""

    online: bool


M = TypeVar("M")
Presence = Birth | Death
_MAX_MESSAGE_BYTES = 256 * 1024


def encode(message: msgspec.Struct) -> bytes:
    """Write a message as JSON."""
    return msgspec.json.encode(message)


def decode(payload: bytes, kind: type[M]) -> M:
    """Read a message of one kind. Raises MessageUnreadable."""
    if len(payload) > _MAX_MESSAGE_BYTES:
        raise MessageUnreadable(f"{len(payload)} bytes, {_MAX_MESSAGE_BYTES} are allowed")
    try:
        return msgspec.json.decode(payload, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MessageUnreadable(short(error)) from None


def decode_presence(payload: bytes) -> Presence:
    """Read what stands on a status topic: a birth or a death. Raises MessageUnreadable."""
    if decode(payload, _Presence).online:
        return decode(payload, Birth)
    return decode(payload, Death)
