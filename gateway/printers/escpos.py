"""Writes a bitmap as ESC/POS in as few bytes as the picture allows. Pure: it neither draws nor sends.

White rows become paper feeds, the rest bands that are trimmed left and right (GS L, GS v 0); a band whose
dots all come in squares of 2 x 2 (a QR code) is sent at half size and enlarged by the printer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from gateway.printers.bitmap import Bitmap

Cut = Literal["partial", "full", "none"]

RESET = b"\x1b@"
DOTS = b"\x1dP\xcb\xcb"
"""GS P 203 203: feeds and margins count in dots, whatever unit the printer starts with."""
MARK = b"\x1dr\x01\x1dr\x01"
"""GS r 1, twice: answered in its turn only, so after everything before it was printed."""

CUTS: dict[Cut, bytes] = {"partial": b"\x1dVB\x00", "full": b"\x1dVA\x00", "none": b""}
TEAR_FEED_PX = 120
"""Without a knife the paper is fed out to the edge where it is torn off: 15 mm."""

_MOST_FEED = 255
_MOST_ROWS = 1023
_BAND_BYTES = 12  # GS L and the head of GS v 0: what a band of its own costs
_HALVED = {pair: _half for pair, _half in ((int("".join(b * 2 for b in f"{n:04b}"), 2), n) for n in range(16))}
_PAIRS = frozenset(_HALVED)


@dataclass(slots=True)
class _Band:
    """Rows ``top`` to ``end``; ink within bytes ``left`` to ``right``."""

    top: int
    end: int
    left: int
    right: int

    @property
    def area(self) -> int:
        return (self.end - self.top) * (self.right - self.left)


def encode(bitmap: Bitmap, *, cut: Cut = "partial", margins: bool = True) -> list[bytes]:
    """The whole ticket as commands, in order: reset, picture, cut. ``margins=False``: never GS L."""
    commands = [RESET, DOTS, *_picture(bitmap, margins)]
    commands.append(CUTS[cut] or _feed_one(TEAR_FEED_PX))
    return commands


def owed(commands: Sequence[bytes], sent: int) -> int:
    """How many bytes a printer still waits for, of the command in which ``sent`` bytes of a ticket ended.

    As zeros they end that command as white dots, and mean nothing to a printer that does not wait.
    """
    end = 0
    for command in commands:
        end += len(command)
        if end >= sent:
            return end - sent
    return 0


def _picture(bitmap: Bitmap, margins: bool) -> Iterator[bytes]:
    at, margin = 0, 0
    for band in _bands(bitmap, margins):
        yield from _feed(band.top - at)
        if band.left != margin:
            margin = band.left
            yield b"\x1dL" + (margin * 8).to_bytes(2, "little")
        yield from _raster(bitmap, band)
        at = band.end
    yield from _feed(bitmap.height_px - at)


def _feed(rows: int) -> Iterator[bytes]:
    while rows > 0:
        yield _feed_one(min(rows, _MOST_FEED))
        rows -= _MOST_FEED


def _feed_one(rows: int) -> bytes:
    return b"\x1bJ" + bytes([rows])


def _bands(bitmap: Bitmap, margins: bool) -> list[_Band]:
    """The picture as bands: a row joins the one above it where that costs less than a band of its own."""
    bands: list[_Band] = []
    for row in _inked(bitmap, margins):
        if bands:
            last = bands[-1]
            joined = _Band(last.top, row.end, min(last.left, row.left), max(last.right, row.right))
            if joined.area <= last.area + row.area + _BAND_BYTES and row.end - last.top <= _MOST_ROWS:
                bands[-1] = joined
                continue
        bands.append(row)
    return _merged(bands)


def _merged(bands: list[_Band]) -> list[_Band]:
    """Look once more from below: a narrow band between two wide ones is cheaper inside them."""
    done: list[_Band] = []
    for band in reversed(bands):
        if done:
            below = done[-1]
            joined = _Band(band.top, below.end, min(band.left, below.left), max(band.right, below.right))
            if joined.area <= band.area + below.area + _BAND_BYTES and below.end - band.top <= _MOST_ROWS:
                done[-1] = joined
                continue
        done.append(band)
    return done[::-1]


def _inked(bitmap: Bitmap, margins: bool) -> Iterator[_Band]:
    """Every row that has ink, as a band of its own."""
    stride, rows = bitmap.stride, bitmap.rows
    for top in range(bitmap.height_px):
        row = rows[top * stride : (top + 1) * stride]
        inked = row.rstrip(b"\0")
        if inked:
            left = len(inked) - len(inked.lstrip(b"\0")) if margins else 0
            yield _Band(top, top + 1, left, len(inked))


def _raster(bitmap: Bitmap, band: _Band) -> Iterator[bytes]:
    stride = bitmap.stride
    rows = [bitmap.rows[row * stride + band.left : row * stride + band.right] for row in range(band.top, band.end)]
    half = _halved(rows)
    if half is None:
        yield _raster_command(0, rows)
    else:
        yield _raster_command(3, half)
        if len(rows) % 2:
            yield _raster_command(0, rows[-1:])


def _raster_command(mode: int, rows: Sequence[bytes]) -> bytes:
    size = len(rows[0]).to_bytes(2, "little") + len(rows).to_bytes(2, "little")
    return b"\x1dv0" + bytes([mode]) + size + b"".join(rows)


def _halved(rows: Sequence[bytes]) -> list[bytes] | None:
    """The rows at half size, when every square of 2 x 2 dots is of one colour; None otherwise."""
    if len(rows) < 4:
        return None
    half = []
    for upper, lower in zip(rows[0::2], rows[1::2], strict=False):
        if upper != lower or not _PAIRS.issuperset(upper):
            return None
        nibbles = [_HALVED[byte] for byte in upper] + [0] * (len(upper) % 2)
        half.append(bytes(high << 4 | low for high, low in zip(nibbles[0::2], nibbles[1::2], strict=True)))
    return half
