"""Event lines: written once, hashed into a chain, read back strictly (design §4.2).

A line is one JSON object of at most 8 KiB; its bytes are what is stored and proved, so nothing here
ever writes a line again that it has read.
"""

import functools
import hashlib
import re
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta, Raw

from contract.clock import EARLIEST_YEAR, LATEST_YEAR, Stamp, wire_time
from contract.events import EVENT_TYPES, EventData
from contract.fields import Hash, Millis, Seq, Token
from contract.ids import GatewayId, SiteId, StreamId
from contract.leniency import lenient
from contract.reasons import short

VERSION = 1
MAX_LINE_BYTES = 8 * 1024
MAX_NEW_LINE_BYTES = MAX_LINE_BYTES - 64
"""A new line leaves room for a longer ``seq`` and gateway id, so that `continue_in` always fits."""
ZERO_HASH = "0" * 32
"""``prev`` of the first line of a stream."""

MAX_NESTING = 64
"""Without a limit of its own a line would be readable or not by how deep the reader's stack is just then."""

CLOCK_STATES = frozenset({"synced", "holdover", "unset"})


class LineUnreadable(ValueError):
    """A line that cannot be taken as an event; ``reason`` is a short code, the message says more."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class MeaningUnknown(ValueError):
    """A sound line with a type or value unknown to this version: kept, projected after an upgrade."""


class LineRefused(ValueError):
    """What was to be written is no line that a reader would take; nothing was written."""


class LineTooLong(LineRefused):
    """The line to be written would be over the limit; nothing was written."""


class Line(msgspec.Struct, frozen=True):
    """An event line as read. ``data`` is still raw; `read_data` gives it its type."""

    v: int
    gateway: GatewayId
    site: SiteId
    stream: StreamId
    seq: Seq
    prev: Hash
    type: Token
    at: Annotated[datetime, Meta(tz=True)]
    clock: Annotated[str, Meta(min_length=1, max_length=16)]
    boot: Token
    up_ms: Millis
    data: Raw
    test: bool = False


class SaidPlace(msgspec.Struct, frozen=True):
    """Where a line says that it stands; other fields are not looked at."""

    gateway: GatewayId
    stream: StreamId
    seq: Seq


class _WrittenLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """The order of the fields on the wire."""

    v: int
    gateway: str
    site: str
    stream: str
    seq: int
    prev: str
    type: str
    at: str
    clock: str
    boot: str
    up_ms: int
    data: EventData | Raw
    test: bool = False


_encoder = msgspec.json.Encoder()
_line_decoder = msgspec.json.Decoder(Line)
_place_decoder = msgspec.json.Decoder(SaidPlace)
_BAD_JSON = (msgspec.DecodeError, UnicodeDecodeError)
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"')
_BRACKET = re.compile(rb"[\[\]{}]")


def line_digest(raw: bytes) -> bytes:
    """First 16 bytes of the SHA-256 of a line's bytes: what the next line's ``prev`` names."""
    return hashlib.sha256(raw).digest()[:16]


def line_hash(raw: bytes) -> str:
    """`line_digest` in hex, as it stands on the wire."""
    return line_digest(raw).hex()


def compose(
    gateway: str,
    site: str,
    stream: str,
    seq: int,
    prev: str,
    data: EventData,
    stamp: Stamp,
    test: bool = False,
) -> bytes:
    """Write an event as a line; it is never written again in other bytes.

    Raises LineTooLong when it would be over `MAX_NEW_LINE_BYTES`, LineRefused when a reader of this
    version would not understand it: what central would put aside must not be confirmed to anybody.
    """
    raw = _write(
        _WrittenLine(
            VERSION, gateway, site, stream, seq, prev, data.TYPE,
            wire_time(stamp.at), stamp.clock, stamp.boot, stamp.up_ms, data, test,
        ),
        MAX_NEW_LINE_BYTES,
    )  # fmt: skip
    try:
        read_data(read_line(raw))
    except (LineUnreadable, MeaningUnknown) as error:
        raise LineRefused(str(error)) from None
    return raw


def continue_in(line: Line, gateway: str, stream: str, seq: int, prev: str) -> bytes:
    """Write a fact of an old stream again as a line of a new one: same time, same data, same uuids (§4.3).

    Raises LineTooLong for a line that this code did not write first.
    """
    return _write(
        _WrittenLine(
            VERSION, gateway, line.site, stream, seq, prev, line.type,
            wire_time(line.at), line.clock, line.boot, line.up_ms, line.data, line.test,
        ),
        MAX_LINE_BYTES,
    )  # fmt: skip


def _write(line: _WrittenLine, most_bytes: int) -> bytes:
    try:
        raw = _encoder.encode(line)
    except (TypeError, ValueError, RecursionError) as error:
        # Half a surrogate pair, an object without a JSON form, a nest without end.
        raise LineRefused(f"{line.type}: {short(error)}") from None
    if len(raw) > most_bytes:
        raise LineTooLong(f"a {line.type} line would have {len(raw)} bytes; {most_bytes} are allowed")
    return raw


def read_line(raw: bytes) -> Line:
    """Read a line's frame.

    Raises LineUnreadable: ``too_long``, ``broken_json``, ``wrong_shape``, ``unknown_version``.
    """
    if len(raw) > MAX_LINE_BYTES:
        raise LineUnreadable("too_long", f"{len(raw)} bytes, {MAX_LINE_BYTES} are allowed")
    try:
        # The decoder does not look into strings that nobody asked for; every byte must be UTF-8.
        str(raw, "utf-8")
        _refuse_deep(raw)
        line = _line_decoder.decode(raw)
    except msgspec.ValidationError as error:
        raise LineUnreadable(*_why_not_a_line(raw, short(error))) from None
    except _BAD_JSON as error:
        raise LineUnreadable("broken_json", short(error)) from None
    if line.v != VERSION:
        raise LineUnreadable("unknown_version", f"v is {line.v}, known is {VERSION}")
    if not EARLIEST_YEAR <= line.at.year <= LATEST_YEAR:
        raise LineUnreadable("wrong_shape", f"the year of at is {line.at.year}")
    return line


def said_place(raw: bytes) -> SaidPlace | None:
    """The place that a line names which cannot be read as a whole: of a later version, or with a field amiss.

    None when the bytes are no JSON, or name no place.
    """
    if len(raw) > MAX_LINE_BYTES:
        return None
    try:
        _refuse_deep(raw)
        return _place_decoder.decode(raw)
    except (LineUnreadable, *_BAD_JSON):
        return None


def read_data(line: Line) -> EventData:
    """Give a line's data its type.

    Raises MeaningUnknown for a type, clock state or enum value of a later version, LineUnreadable
    (``wrong_shape``, ``broken_json``) when the data does not fit its type.
    """
    known = EVENT_TYPES.get(line.type)
    if known is None:
        _read_unknown_type(line)
        raise MeaningUnknown(f"type {line.type}")
    try:
        data = _decoder(known).decode(line.data)
    except msgspec.ValidationError as error:
        try:
            _decoder(lenient(known)).decode(line.data)
        except msgspec.ValidationError:
            raise LineUnreadable("wrong_shape", f"{line.type}: {short(error)}") from None
        raise MeaningUnknown(f"{line.type}: {short(error)}") from None
    except _BAD_JSON as error:
        raise LineUnreadable("broken_json", short(error)) from None
    if line.clock not in CLOCK_STATES:
        raise MeaningUnknown(f"clock {line.clock!a}")
    if problem := data.unknown_meaning():
        raise MeaningUnknown(f"{line.type}: {problem}")
    return data


def _read_unknown_type(line: Line) -> None:
    try:
        msgspec.json.decode(line.data, type=dict)
    except msgspec.ValidationError as error:
        raise LineUnreadable("wrong_shape", f"{line.type}: {short(error)}") from None
    except _BAD_JSON as error:
        raise LineUnreadable("broken_json", short(error)) from None


def _refuse_deep(raw: bytes) -> None:
    if raw.count(b"{") + raw.count(b"[") <= MAX_NESTING:
        return
    depth = 0
    for bracket in _BRACKET.findall(_STRING.sub(b"", raw)):
        depth += 1 if bracket in b"{[" else -1
        if depth > MAX_NESTING:
            raise LineUnreadable("broken_json", f"nested deeper than {MAX_NESTING}")


def _why_not_a_line(raw: bytes, message: str) -> tuple[str, str]:
    """A line of a later version may have another shape: its version is the better reason."""
    try:
        whole = msgspec.json.decode(raw)
    except msgspec.ValidationError:
        # JSON with a number of thousands of digits.
        return "wrong_shape", message
    except msgspec.DecodeError as error:
        return "broken_json", short(error)
    version = whole.get("v") if isinstance(whole, dict) else None
    if type(version) is int and version != VERSION:
        return "unknown_version", f"v is {version}, known is {VERSION}"
    return "wrong_shape", message


@functools.cache
def _decoder(kind: type[EventData]) -> msgspec.json.Decoder[EventData]:
    return msgspec.json.Decoder(kind)
