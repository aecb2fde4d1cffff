"""Reads the design tokens out of tokens.css, for whatever is drawn outside a browser and for tests.

The style sheet stays the only place where a value is decided; nothing is repeated here.
"""

import re
from dataclasses import dataclass
from pathlib import Path

TOKENS_FILE = Path(__file__).parent / "static" / "tokens.css"

_PROMISE = re.compile(r"/\*\s*contrast:\s*(--[\w-]+) on (--[\w-]+) >= ([\d.]+)\s*\*/")
_DECLARATION = re.compile(r"(--[\w-]+):\s*([^;]+);")


@dataclass(frozen=True, slots=True)
class ContrastPromise:
    """Two colour tokens that meet on a page and the least contrast promised between them."""

    front: str
    back: str
    least: float


def read_tokens(css: str | None = None) -> dict[str, str]:
    """Return the tokens of ``:root`` by name (``--ink`` …), without those of a media query."""
    css = TOKENS_FILE.read_text("utf-8") if css is None else css
    outside_media = re.split(r"@media", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))[0]
    return {name: value.strip() for name, value in _DECLARATION.findall(outside_media)}


def read_promises(css: str | None = None) -> list[ContrastPromise]:
    """Return every ``contrast: A on B >= N`` line of the style sheet."""
    css = TOKENS_FILE.read_text("utf-8") if css is None else css
    return [ContrastPromise(front, back, float(least)) for front, back, least in _PROMISE.findall(css)]


def contrast(first: str, second: str) -> float:
    """Return the WCAG 2.2 contrast ratio of two ``#rrggbb`` colours, from 1 to 21."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
