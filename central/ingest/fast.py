"""Reads the line that comes most, a `rating.given`, several times faster than `contract.lines.read_line`.

Patterns of ids and codes are not matched again for texts that the strict reader has already let pass. It
says None whenever it is not sure; the strict reader decides then. It never takes what that one refuses.
"""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from central.rules.counting import LEVELS
from contract.clock import EARLIEST_YEAR, LATEST_YEAR
from contract.events import RatingGiven, Verdict
from contract.fields import Millis, Seq, Uuid
from contract.lines import MAX_LINE_BYTES, Line
from contract.scales import LevelCode, ScaleCode

MARK = b'"type":"rating.given"'
_LARGEST = 16_384


class _Data(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    rating: Uuid
    ticket: Uuid | None
    counter: str
    officer: str | None
    scale: ScaleCode
    level: LevelCode
    channel: Literal["panel", "screen", "qr"]
    verdict: Verdict
    doubts: tuple[()] = ()
    reasons: tuple[()] = ()


class PlainGiven(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A `rating.given` line, read in one go."""

    v: Literal[1]
    gateway: str
    site: str
    stream: str
    seq: Seq
    prev: str
    type: Literal["rating.given"]
    at: Annotated[datetime, Meta(tz=True)]
    clock: Literal["synced", "holdover"]
    boot: str
    up_ms: Millis
    data: _Data
    test: bool = False


_decode = msgspec.json.Decoder(PlainGiven).decode
_NOT_SO = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class FastReader:
    """Remembers the ids and codes that the strict reader accepted."""

    def __init__(self) -> None:
        self._codes: set[str] = set()
        self._sites: set[str] = set()

    def read(self, raw: bytes, gateway: str) -> PlainGiven | None:
        """The line, when it is surely a sound one of ``gateway`` that counts; `stream` and `prev` are unchecked."""
        # Letters beyond ASCII, and fields that are new, are for the reader that looks at encoding and nesting.
        if len(raw) > MAX_LINE_BYTES or not raw.isascii():
            return None
        try:
            line = _decode(raw)
        except _NOT_SO:
            return None
        data, codes = line.data, self._codes
        if (
            line.gateway == gateway
            and not line.test
            and line.boot in codes
            and line.site in self._sites
            and data.counter in codes
            and (data.officer is None or data.officer in codes)
            and (data.scale, data.level) in LEVELS
            and EARLIEST_YEAR <= line.at.year <= LATEST_YEAR
        ):
            return line
        return None

    def learn(self, line: Line, data: RatingGiven) -> None:
        """Take ids and codes from a line that the strict reader accepted."""
        if len(self._codes) > _LARGEST or len(self._sites) > _LARGEST:
            self._codes.clear()
            self._sites.clear()
        self._codes.update((line.boot, data.counter))
        if data.officer is not None:
            self._codes.add(data.officer)
        self._sites.add(line.site)
