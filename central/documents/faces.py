"""Finds the face of documents: the widths of Times New Roman and every Vietnamese letter; copies nothing.

Debian carries one in `fonts-liberation2` (later in `fonts-liberation`). An older Liberation lacks most
Vietnamese letters, and a text set with it takes them from elsewhere: so the letters are counted here.
"""

import struct
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FOLDERS = (
    Path("/usr/share/fonts/truetype/liberation2"),
    Path("/usr/share/fonts/truetype/liberation"),
    Path("/usr/share/fonts/liberation-serif"),
    Path("/usr/share/fonts/truetype/msttcorefonts"),
)
_FILES = {
    "Times New Roman": ("times.ttf", "timesbd.ttf", "timesi.ttf"),
    "Times New Roman ": ("Times_New_Roman.ttf", "Times_New_Roman_Bold.ttf", "Times_New_Roman_Italic.ttf"),
    "Liberation Serif": ("LiberationSerif-Regular.ttf", "LiberationSerif-Bold.ttf", "LiberationSerif-Italic.ttf"),
    "Tinos": ("Tinos-Regular.ttf", "Tinos-Bold.ttf", "Tinos-Italic.ttf"),
    "TeX Gyre Termes": ("texgyretermes-regular.otf", "texgyretermes-bold.otf", "texgyretermes-italic.otf"),
}
"""Family -> its regular, bold and italic files, in the order of preference within a folder."""

_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
LETTERS = "Đđ" + "".join(
    unicodedata.normalize("NFC", vowel + tone) for vowel in "AĂÂEÊIOÔƠUƯYaăâeêioôơuưy" for tone in _TONES
)
"""Every Vietnamese letter that is not plain ASCII, and the vowels that are."""


class FaceMissing(RuntimeError):
    """No face of that kind is on this machine; the message says what to install."""


@dataclass(frozen=True, slots=True)
class Face:
    """A family that is complete, and the folder it stands in."""

    family: str
    folder: Path


@lru_cache(maxsize=4)
def face_of(folder: Path | None = None) -> Face:
    """The face in a folder, else in the places of the system's packages. Raises FaceMissing."""
    for place in (folder,) if folder else FOLDERS:
        for family, names in _FILES.items():
            files = [place / name for name in names]
            if all(file.is_file() and not missing_letters(file) for file in files):
                return Face(family.strip(), place)
    where = f"trong {folder} / in {folder}" if folder else "trên máy này / on this machine"
    raise FaceMissing(
        f"chưa có phông chữ cùng bề rộng với Times New Roman đủ chữ tiếng Việt {where}: "
        "cài gói fonts-liberation2 (apt), hoặc ghi [documents] fonts trong central.toml; vẫn xuất được docx / "
        "no typeface with the widths of Times New Roman and every Vietnamese letter: "
        "install fonts-liberation2, or set [documents] fonts; docx works without it"
    )


def missing_letters(file: Path, letters: Iterable[str] = LETTERS) -> str:
    """The letters that a font file has no glyph for; all of them when it cannot be read."""
    try:
        known = _characters(file.read_bytes())
    except (OSError, struct.error, IndexError, KeyError):
        known = set()
    return "".join(letter for letter in letters if ord(letter) not in known)


def _characters(data: bytes) -> set[int]:
    """The characters of a TrueType or OpenType file, from its Unicode map of 16-bit characters (format 4)."""
    (count,) = struct.unpack_from(">H", data, 4)
    tables = {data[at : at + 4]: struct.unpack_from(">I", data, at + 8)[0] for at in range(12, 12 + 16 * count, 16)}
    cmap = tables[b"cmap"]
    (maps,) = struct.unpack_from(">H", data, cmap + 2)
    found: set[int] = set()
    for index in range(maps):
        platform, _, offset = struct.unpack_from(">HHI", data, cmap + 4 + 8 * index)
        if platform in (0, 3) and struct.unpack_from(">H", data, cmap + offset)[0] == 4:
            found.update(_format_4(data, cmap + offset))
    return found


def _format_4(data: bytes, at: int) -> Iterator[int]:
    (twice,) = struct.unpack_from(">H", data, at + 6)
    n = twice // 2
    ends = struct.unpack_from(f">{n}H", data, at + 14)
    starts = struct.unpack_from(f">{n}H", data, at + 16 + twice)
    deltas = struct.unpack_from(f">{n}H", data, at + 16 + 2 * twice)
    offsets_at = at + 16 + 3 * twice
    offsets = struct.unpack_from(f">{n}H", data, offsets_at)
    for i, (start, end, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        for character in range(start, min(end, 0xFFFE) + 1):
            glyph = character
            if offset:
                (glyph,) = struct.unpack_from(">H", data, offsets_at + 2 * i + offset + 2 * (character - start))
                if not glyph:
                    continue
            if (glyph + delta) & 0xFFFF:
                yield character
