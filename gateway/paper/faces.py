"""The faces tickets are set in: Be Vietnam Pro, Noto Sans Khmer, and DejaVu Sans for what neither has.

Every character is given a face that has it, or something that can be read in its place; never a box.
"""

import logging
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from itertools import groupby
from pathlib import Path
from typing import Literal

from PIL import ImageFont, features

from gateway.paper.coverage import covered
from kiosk_ui.fonts import font_path

log = logging.getLogger(__name__)

Weight = Literal["medium", "semibold", "bold"]
KHMER_PACKAGE, KHMER_FILE = "fontpkg_noto_sans_khmer", "NotoSansKhmer[wdth,wght].ttf"
DEJAVU = {
    "medium": Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"),
    "semibold": Path("/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"),
    "bold": Path("/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"),
}
_KHMER_AXES = {"medium": 500, "semibold": 600, "bold": 700}
_KHMER = range(0x1780, 0x1800)
_JOINERS = {0x200B, 0x200C, 0x200D}


class KhmerImpossible(RuntimeError):
    """Khmer cannot be set on this machine."""


@dataclass(frozen=True, slots=True)
class Face:
    """One font file; ``axis`` is the weight of a variable one, ``scale`` makes its letters as large as the others'."""

    path: Path
    axis: int | None = None
    scale: float = 1.0
    shaped: bool = False

    def at(self, size_px: int) -> ImageFont.FreeTypeFont:
        """The face at a size."""
        return _load(self, size_px)

    def has(self, character: str) -> bool:
        """Whether it has a glyph for a character."""
        return ord(character) in _coverage(self.path)


@lru_cache(maxsize=64)
def _load(face: Face, size_px: int) -> ImageFont.FreeTypeFont:
    engine = ImageFont.Layout.RAQM if face.shaped else ImageFont.Layout.BASIC
    font = ImageFont.truetype(str(face.path), round(size_px * face.scale), layout_engine=engine)
    if face.axis is not None:
        names = [axis["name"] for axis in font.get_variation_axes()]
        font.set_variation_by_axes([face.axis if b"eight" in name else 100 for name in names])
    return font


@cache
def _coverage(path: Path) -> frozenset[int]:
    return covered(path.read_bytes())


def khmer_obstacle() -> str | None:
    """Why Khmer cannot be set here, in both languages; None when it can."""
    if not features.check("raqm") or not features.version("fribidi"):
        return (
            "Không in được chữ Khmer: Pillow trên máy này thiếu raqm hoặc libfribidi. Cài lại Pillow từ gói wheel. / "
            "Khmer cannot be printed: Pillow lacks raqm or libfribidi here. Install Pillow from its wheel."
        )
    if not _khmer_path().is_file():
        return (
            "Không in được chữ Khmer: chưa cài gói fontpkg-noto-sans-khmer. / "
            "Khmer cannot be printed: the package fontpkg-noto-sans-khmer is not installed."
        )
    return None


def _khmer_path() -> Path:
    try:
        return Path(str(resources.files(KHMER_PACKAGE).joinpath("files", KHMER_FILE)))
    except ModuleNotFoundError:
        return Path(KHMER_FILE)


@cache
def faces(weight: Weight) -> tuple[Face, ...]:
    """The faces of a weight, the first one that has a character sets it."""
    found = [Face(font_path(weight))]
    if khmer_obstacle() is None:
        found.append(Face(_khmer_path(), _KHMER_AXES[weight], shaped=True))
    if DEJAVU[weight].is_file():
        found.append(Face(DEJAVU[weight]))
    return tuple(found)


def clean(text: str) -> str:
    """One line of composed letters without control characters; spaces that must not break stay."""
    composed = unicodedata.normalize("NFC", text)
    spaced = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in composed)
    return " ".join(part for part in spaced.split(" ") if part)


def is_shaped(text: str) -> bool:
    """Whether letters of the text change with their neighbours: such a text cannot be spaced out."""
    return any(ord(c) in _KHMER for c in text)


def runs(text: str, weight: Weight) -> list[tuple[Face, str]]:
    """The text cut into stretches of one face. Raises KhmerImpossible rather than print Khmer unshaped."""
    if is_shaped(text) and (why := khmer_obstacle()):
        raise KhmerImpossible(why)
    placed = [pair for character in text for pair in _place(character, weight)]
    return [(face, "".join(c for _, c in pairs)) for face, pairs in groupby(placed, key=lambda pair: pair[0])]


@lru_cache(maxsize=4096)
def _place(character: str, weight: Weight) -> tuple[tuple[Face, str], ...]:
    chain = faces(weight)
    if ord(character) in _KHMER or ord(character) in _JOINERS:
        return tuple((face, character) for face in chain if face.shaped)
    for face in chain:
        if face.has(character):
            return ((face, character),)
    plain = unicodedata.normalize("NFKD", character)
    readable = "".join(c for c in plain if any(face.has(c) for face in chain))
    if plain != character and readable:
        return tuple((next(face for face in chain if face.has(c)), c) for c in readable)
    log.warning("no face has U+%04X; it is left out on paper", ord(character))
    return ()
