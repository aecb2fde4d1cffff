"""Sets lines of text as black and white pictures: measured, wrapped, shrunk until they fit, and remembered.

What was set once is not set again: on most tickets only a digit or two are new.
"""

from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw

from gateway.paper.faces import Weight, clean, is_shaped, runs

INK = 140
"""Of 255: how dark a spot must be to become a black dot."""
ELLIPSIS = "…"
EDGE_PX = 2
"""Left and right of a line, for strokes that lean out of it."""
_ASCENT, _DESCENT, _LEADING = 1.3, 0.56, 1.3
"""In sizes: room above and below the base line, so that neither Ẫ nor a Khmer subscript is cut, and from one base
line to the next. Pictures of lines overlap; their ink does not."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a line looks. ``tracking_px``: room between letters, for short words in capitals."""

    weight: Weight
    size_px: int
    tracking_px: int = 0

    @property
    def leading_px(self) -> int:
        """From one base line to the next."""
        return round(self.size_px * _LEADING)

    @property
    def box_px(self) -> int:
        """Height of the picture of a line."""
        return round(self.size_px * (_ASCENT + _DESCENT))

    @property
    def base_px(self) -> int:
        """From the top of that picture to the base line."""
        return round(self.size_px * _ASCENT)


@lru_cache(maxsize=2048)
def width_px(text: str, style: Style) -> float:
    """How wide a line is."""
    if style.tracking_px and not is_shaped(text):
        return sum(width_px(c, Style(style.weight, style.size_px)) + style.tracking_px for c in text)
    return sum(face.at(style.size_px).getlength(part) for face, part in runs(text, style.weight))


@lru_cache(maxsize=512)
def line(text: str, style: Style) -> Image.Image:
    """One line as a picture of dots, black on white; nothing for no text."""
    grey = Image.new("L", (max(1, round(width_px(text, style)) + 2 * EDGE_PX), style.box_px), 0)
    pen = ImageDraw.Draw(grey)
    x = float(EDGE_PX)
    is_spaced = style.tracking_px and not is_shaped(text)
    for piece in list(text) if is_spaced else [text]:
        for face, part in runs(piece, style.weight):
            font = face.at(style.size_px)
            pen.text((x, style.base_px), part, font=font, fill=255, anchor="ls")
            x += font.getlength(part)
        x += style.tracking_px if is_spaced else 0
    return dots(grey)


def dots(grey: Image.Image) -> Image.Image:
    """The picture in ink and paper alone."""
    return grey.point(lambda shade: 255 if shade >= INK else 0).convert("1", dither=Image.Dither.NONE)


@lru_cache(maxsize=256)
def fit(text: str, styles: tuple[Style, ...], most_px: int, lines: tuple[int, ...]) -> tuple[Style, tuple[str, ...]]:
    """The largest style in which the text fits into the fewest of the allowed lines; ``lines`` names the limits to
    be tried one after the other. What fits nowhere is cut, in the smallest style and the most lines."""
    text = clean(text)
    for most in lines:
        for style in styles:
            wrapped = wrap(text, style, most_px)
            if len(wrapped) <= most and all(width_px(part, style) <= most_px for part in wrapped):
                return style, tuple(_balanced(wrapped, text, style, most_px))
    style = styles[-1]
    wrapped = wrap(text, style, most_px)
    kept = [*wrapped[: lines[-1] - 1], " ".join(wrapped[lines[-1] - 1 :])]
    return style, tuple(_cut(part, style, most_px) for part in kept)


def wrap(text: str, style: Style, most_px: int) -> list[str]:
    """Lines broken between words, as full as they go."""
    done: list[str] = []
    for word in text.split(" "):
        longer = f"{done[-1]} {word}" if done else word
        if done and width_px(longer, style) <= most_px:
            done[-1] = longer
        else:
            done.append(word)
    return done


def _balanced(wrapped: list[str], text: str, style: Style, most_px: int) -> list[str]:
    """Two lines of about the same length instead of a full one and a lonely word."""
    if len(wrapped) != 2:
        return wrapped
    words = text.split(" ")
    splits = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    widest = [max(width_px(upper, style), width_px(lower, style)) for upper, lower in splits]
    return list(splits[widest.index(min(widest))]) if min(widest) <= most_px else wrapped


def _cut(text: str, style: Style, most_px: int) -> str:
    if width_px(text, style) <= most_px:
        return text
    while text and width_px(text + ELLIPSIS, style) > most_px:
        text = text[:-1]
    return text.rstrip() + ELLIPSIS
