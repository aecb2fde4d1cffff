"""Turns the name in ``/assets/<name>`` into bytes and headers, for whichever web server asks.

Knows no web framework. It serves the files of ``static/``, the bundles below and the typeface of the
installed font package, and nothing else: a name is looked up, never joined to a path.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kiosk_ui.figures import cut_figures
from kiosk_ui.fonts import WEIGHTS, font_path, khmer_path

STATIC = Path(__file__).parent / "static"
URL_PREFIX = "/assets/"

BUNDLES: dict[str, tuple[str, ...]] = {
    "central.css": (
        "tokens.css", "fonts.css", "type.css", "frame.css", "cards.css", "forms.css", "tables.css", "charts.css",
        "people.css", "imports.css", "written.css", "closing.css", "feedback.css", "disputes.css",
        "corrections.css", "devices.css", "rosters.css", "fleet.css", "dashboard.css", "dashboard-centres.css",
        "print.css",
    ),
    "fleet-wall.css": ("tokens.css", "fonts.css", "type.css", "fleet-wall.css"),
    "virtual-office.css": (
        "tokens.css", "fonts.css", "type.css", "cards.css", "forms.css", "tables.css", "charts.css",
        "office.css", "office-counter.css", "office-badges.css", "office-strip.css", "office-area.css",
        "office-paper.css", "office-keys.css",
    ),
    "kiosk-page.css": ("tokens.css", "fonts.css", "fonts-khmer.css", "type.css", "kiosk.css"),
    "take-page.css": (
        "tokens.css", "fonts.css", "fonts-khmer.css", "type.css", "kiosk.css",
        "take.css", "take-choices.css", "take-parts.css", "take-ticket.css", "take-reach.css", "take-screens.css",
    ),
    "board-page.css": (
        "tokens.css", "fonts.css", "type.css", "board-calls.css", "board-tiles.css", "board.css",
        "board-counter.css",
    ),
    "status-page.css": ("tokens.css", "fonts.css", "type.css", "status.css"),
    "follow-page.css": ("tokens.css", "fonts.css", "type.css", "follow.css"),
    "public-page.css": ("tokens.css", "type.css", "follow.css", "public.css"),
    "rate-page.css": ("tokens.css", "fonts.css", "fonts-khmer.css", "type.css", "kiosk.css", "rate.css"),
    "desk-page.css": (
        "tokens.css", "fonts.css", "type.css", "cards.css", "desk.css", "desk-parts.css", "desk-ask.css",
        "desk-door.css", "guide.css",
    ),
}  # fmt: skip
"""Style sheets that pages link: name -> files joined in this order. One request, no build step."""

CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
}
_FIGURES = "-figures"
KHMER = "fonts/khmer.ttf"
_YEAR_S = 31_536_000


class UnknownAsset(LookupError):
    """No asset has this name; a web server answers 404."""


@dataclass(frozen=True, slots=True)
class Asset:
    """The bytes of one asset and what a web server says about them."""

    name: str
    body: bytes
    content_type: str
    etag: str
    """Strong validator, quoted as HTTP wants it."""

    def headers(self, version: str | None = None) -> dict[str, str]:
        """Return the response headers; ``version`` is the ``v`` of the query string, if any.

        An address made by :func:`asset_url` carries the version of its bytes and may be kept for a year;
        any other is asked about again with ``If-None-Match``, so that an update is seen at once.
        """
        if version == self.version:
            cache = f"public, max-age={_YEAR_S}, immutable"
        else:
            cache = "no-cache"
        return {
            "Content-Type": self.content_type,
            "Cache-Control": cache,
            "ETag": self.etag,
            "X-Content-Type-Options": "nosniff",
        }

    @property
    def version(self) -> str:
        """A short fingerprint of the bytes, for the query string."""
        return self.etag.strip('"')[:12]


def load_asset(name: str) -> Asset:
    """Return the asset called ``name`` (``central.css``, ``faces.svg``, ``fonts/bold.ttf`` …).

    Raises :class:`UnknownAsset` for every other name, whatever it looks like, and
    :class:`kiosk_ui.fonts.FontMissing` when the font package is not installed.
    """
    if name in BUNDLES:
        body = b"\n".join(_read(part) for part in BUNDLES[name])
    elif name in _static_names():
        body = _read(name)
    else:
        body = _font(name)
    etag = hashlib.sha256(body).hexdigest()[:32]
    return Asset(name, body, CONTENT_TYPES[Path(name).suffix], f'"{etag}"')


def asset_url(name: str) -> str:
    """Return the address of an asset with the version of its bytes: ``/assets/central.css?v=…``."""
    return f"{URL_PREFIX}{name}?v={load_asset(name).version}"


def asset_names() -> list[str]:
    """List every name that :func:`load_asset` knows, sorted."""
    fonts = [f"fonts/{weight}{kind}.ttf" for weight in WEIGHTS for kind in ("", _FIGURES)] + [KHMER]
    return sorted({*BUNDLES, *_static_names(), *fonts})


def inline_css(bundle: str) -> str:
    """Return a bundle with its fonts inside as data, for a page that stands alone in one file."""

    def as_data(match: re.Match[str]) -> str:
        asset = load_asset(match.group(1))
        data = base64.b64encode(asset.body).decode("ascii")
        return f'url("data:{asset.content_type};base64,{data}")'

    css = load_asset(bundle).body.decode("utf-8")
    return re.sub(rf'url\("{URL_PREFIX}([^"]+)"\)', as_data, css)


def _static_names() -> Iterator[str]:
    return (path.name for path in STATIC.iterdir() if path.suffix in CONTENT_TYPES)


def _read(name: str) -> bytes:
    return (STATIC / name).read_bytes()


def _font(name: str) -> bytes:
    if name == KHMER:
        return _font_bytes(khmer_path(), False)
    stem = name.removeprefix("fonts/").removesuffix(".ttf")
    weight = stem.removesuffix(_FIGURES)
    if weight not in WEIGHTS or name != f"fonts/{stem}.ttf":
        raise UnknownAsset(name)
    return _font_bytes(font_path(weight), stem != weight)


@lru_cache(maxsize=16)
def _font_bytes(path: Path, figures: bool) -> bytes:
    font = path.read_bytes()
    return cut_figures(font) if figures else font
