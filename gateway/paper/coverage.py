"""Which characters a TrueType file has a glyph for, from its own table. Pure bytes to a set of numbers."""

import struct
from collections.abc import Iterator

_FORMAT_4, _FORMAT_12 = 4, 12


def covered(font: bytes) -> frozenset[int]:
    """Every code point with a glyph. Raises ValueError for bytes that are no such font."""
    try:
        return frozenset(_code_points(font, _cmap_at(font)))
    except (struct.error, IndexError) as cause:
        raise ValueError(f"not a font file: {cause}") from cause


def _cmap_at(font: bytes) -> int:
    for index in range(struct.unpack_from(">H", font, 4)[0]):
        tag, _, offset, _ = struct.unpack_from(">4sIII", font, 12 + 16 * index)
        if tag == b"cmap":
            return int(offset)
    raise ValueError("a font without a table of characters")


def _code_points(font: bytes, cmap: int) -> Iterator[int]:
    for index in range(struct.unpack_from(">H", font, cmap + 2)[0]):
        at = cmap + struct.unpack_from(">I", font, cmap + 4 + 8 * index + 4)[0]
        kind = struct.unpack_from(">H", font, at)[0]
        if kind == _FORMAT_4:
            yield from _plane(font, at)
        elif kind == _FORMAT_12:
            for group in range(struct.unpack_from(">I", font, at + 12)[0]):
                first, last, _ = struct.unpack_from(">III", font, at + 16 + 12 * group)
                yield from range(first, last + 1)


def _plane(font: bytes, at: int) -> Iterator[int]:
    count = struct.unpack_from(">H", font, at + 6)[0] // 2
    table = struct.unpack_from(f">{count}H", font, at + 14)
    firsts = struct.unpack_from(f">{count}H", font, at + 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}H", font, at + 16 + 4 * count)
    shifts_at = at + 16 + 6 * count
    shifts = struct.unpack_from(f">{count}H", font, shifts_at)
    for segment, (first, last) in enumerate(zip(firsts, table, strict=True)):
        for code in range(first, last + 1):
            if code == 0xFFFF:
                continue
            if not shifts[segment]:
                if (code + deltas[segment]) & 0xFFFF:
                    yield code
                continue
            glyph_at = shifts_at + 2 * segment + shifts[segment] + 2 * (code - first)
            if struct.unpack_from(">H", font, glyph_at)[0]:
                yield code
