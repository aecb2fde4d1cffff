"""Cuts a font of ten equally wide digits out of a TrueType file, for columns of figures.

Be Vietnam Pro has no tabular figures. Outlines stay as they were drawn; only the room beside each digit
changes. Pure bytes to bytes: it must not read or write files.
"""

import struct
from collections.abc import Mapping

FIGURE_WIDTH = 656
"""Advance of every digit in units of 1000 to the em, the same for all weights, so that a bold total stands
exactly under the figures it adds up. Just wide enough that two bold 4 do not touch."""

_DIGITS = tuple(range(0x30, 0x3A))
_KEPT = ("OS/2", "cmap", "cvt ", "fpgm", "gasp", "head", "hhea", "maxp", "name", "prep")
_CHECKSUM_OF_A_FONT = 0xB1B0AFBA
_POST_WITHOUT_NAMES = struct.pack(">IIhhIIIII", 0x00030000, 0, -100, 50, 0, 0, 0, 0, 0)


class FontUnsuitable(ValueError):
    """The bytes are not a TrueType font whose digits can be cut out."""


def cut_figures(font: bytes, width: int = FIGURE_WIDTH) -> bytes:
    """Return a font with only the digits of ``font``, each ``width`` units wide and centred.

    Every other glyph is left empty and must be masked with ``unicode-range``. Raises
    :class:`FontUnsuitable` when a table is missing or the font maps no digits.
    """
    try:
        tables = _read_tables(font)
        glyph_ids = [_glyph_of(tables["cmap"], code) for code in _DIGITS]
        kept = {tag: tables[tag] for tag in _KEPT if tag in tables}
        kept["hmtx"] = _even_metrics(tables, glyph_ids, width)
        kept["glyf"], kept["loca"] = _only_glyphs(tables, glyph_ids)
        kept["post"] = _POST_WITHOUT_NAMES
        kept["head"] = _head_of_cut(tables["head"])
    except (KeyError, struct.error, IndexError) as cause:
        raise FontUnsuitable(f"not a TrueType font with digits: {cause!r}") from cause
    return _write_tables(kept)


def advance_widths(font: bytes) -> dict[str, int]:
    """Return the advance of each digit of ``font`` in font units, for tests and documentation."""
    tables = _read_tables(font)
    count = struct.unpack_from(">H", tables["hhea"], 34)[0]
    widths = {}
    for code in _DIGITS:
        glyph = min(_glyph_of(tables["cmap"], code), count - 1)
        widths[chr(code)] = int(struct.unpack_from(">H", tables["hmtx"], 4 * glyph)[0])
    return widths


def _read_tables(font: bytes) -> dict[str, bytes]:
    count = struct.unpack_from(">H", font, 4)[0]
    tables = {}
    for index in range(count):
        tag, _, offset, length = struct.unpack_from(">4sIII", font, 12 + 16 * index)
        tables[tag.decode("latin-1")] = font[offset : offset + length]
    return tables


def _glyph_of(cmap: bytes, code: int) -> int:
    """Look ``code`` up in the first format 4 subtable (every font with a basic plane has one)."""
    for index in range(struct.unpack_from(">H", cmap, 2)[0]):
        start = struct.unpack_from(">I", cmap, 4 + 8 * index + 4)[0]
        if struct.unpack_from(">H", cmap, start)[0] != 4:
            continue
        doubled = struct.unpack_from(">H", cmap, start + 6)[0]
        for segment in range(0, doubled, 2):
            end = struct.unpack_from(">H", cmap, start + 14 + segment)[0]
            if end < code:
                continue
            first_at = start + 16 + doubled + segment
            first, delta, shift = (struct.unpack_from(">H", cmap, first_at + step * doubled)[0] for step in range(3))
            if code < first:
                break
            if shift == 0:
                return int((code + delta) & 0xFFFF)
            at = first_at + 2 * doubled + shift + 2 * (code - first)
            return int(struct.unpack_from(">H", cmap, at)[0] + delta) & 0xFFFF
    raise KeyError(f"U+{code:04X}")


def _even_metrics(tables: Mapping[str, bytes], glyph_ids: list[int], width: int) -> bytes:
    """Give each digit the same advance; moving its side bearing moves the outline with it."""
    metrics = bytearray(tables["hmtx"])
    for glyph in glyph_ids:
        advance, bearing = struct.unpack_from(">Hh", metrics, 4 * glyph)
        struct.pack_into(">Hh", metrics, 4 * glyph, width, bearing + (width - advance) // 2)
    return bytes(metrics)


def _only_glyphs(tables: Mapping[str, bytes], glyph_ids: list[int]) -> tuple[bytes, bytes]:
    count = struct.unpack_from(">H", tables["maxp"], 4)[0]
    long_offsets = struct.unpack_from(">h", tables["head"], 50)[0] == 1
    outlines, offsets = bytearray(), []
    for glyph in range(count):
        offsets.append(len(outlines))
        if glyph in glyph_ids:
            if long_offsets:
                start, end = struct.unpack_from(">II", tables["loca"], 4 * glyph)
            else:
                start, end = (2 * half for half in struct.unpack_from(">HH", tables["loca"], 2 * glyph))
            outlines += tables["glyf"][start:end]
            outlines += bytes(-len(outlines) % 4)
    offsets.append(len(outlines))
    return bytes(outlines), struct.pack(f">{len(offsets)}I", *offsets)


def _head_of_cut(head: bytes) -> bytes:
    changed = bytearray(head)
    struct.pack_into(">I", changed, 8, 0)  # checksum of the whole, filled in when it is written
    struct.pack_into(">h", changed, 50, 1)  # offsets of glyphs are 32 bits wide
    return bytes(changed)


def _checksum(data: bytes) -> int:
    padded = data + bytes(-len(data) % 4)
    return int(sum(struct.unpack(f">{len(padded) // 4}I", padded))) & 0xFFFFFFFF


def _write_tables(tables: Mapping[str, bytes]) -> bytes:
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    header = struct.pack(">IHHHH", 0x00010000, count, 16 * power, power.bit_length() - 1, 16 * (count - power))
    directory, body, head_at = b"", b"", 0
    for tag in sorted(tables):
        offset = 12 + 16 * count + len(body)
        head_at = offset if tag == "head" else head_at
        directory += struct.pack(">4sIII", tag.encode("latin-1"), _checksum(tables[tag]), offset, len(tables[tag]))
        body += tables[tag] + bytes(-len(tables[tag]) % 4)
    font = bytearray(header + directory + body)
    struct.pack_into(">I", font, head_at + 8, (_CHECKSUM_OF_A_FONT - _checksum(bytes(font))) & 0xFFFFFFFF)
    return bytes(font)
