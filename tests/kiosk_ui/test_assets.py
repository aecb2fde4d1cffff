"""Assets: what is served under which name, and nothing else; style sheets that hold together."""

import re

import pytest

from kiosk_ui.assets import (
    BUNDLES,
    STATIC,
    UnknownAsset,
    asset_names,
    asset_url,
    inline_css,
    load_asset,
)
from kiosk_ui.tokens import read_tokens

SHEETS = sorted(path.name for path in STATIC.glob("*.css"))


@pytest.mark.parametrize("name", asset_names())
def test_every_asset_loads(name):
    """Each listed name gives bytes, a content type and a strong validator."""
    asset = load_asset(name)
    assert asset.body
    assert asset.content_type.split(";")[0] in ("text/css", "text/javascript", "image/svg+xml", "font/ttf")
    assert re.fullmatch(r'"[0-9a-f]{32}"', asset.etag)


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "/", "../assets.py", "..%2fassets.py", "static/../assets.py", "fonts/../tokens.css", "fonts/x.ttf",
     "fonts/bold", "fonts/bold.ttf/..", "bold.ttf", "fonts/regular-figures-figures.ttf", "tokens.css\x00", "TOKENS.CSS",
     "tokens.py", "fonts/fonts/bold.ttf", "\\..\\assets.py"],
)  # fmt: skip
def test_no_other_name_loads(name):
    """A name that is not on the list is unknown, however it is written: no path can be reached with it."""
    with pytest.raises(UnknownAsset):
        load_asset(name)


def test_address_changes_with_the_bytes():
    """An address with the version of its bytes may be kept for a year; any other is asked about again."""
    asset = load_asset("central.css")
    version = asset_url("central.css").partition("?v=")[2]
    assert "immutable" in asset.headers(version)["Cache-Control"]
    for other in (None, "", "0" * len(version)):
        assert asset.headers(other)["Cache-Control"] == "no-cache"
    assert asset.headers()["X-Content-Type-Options"] == "nosniff"


def test_bundles_hold_every_sheet():
    """Each style sheet is in a bundle, tokens first, and every part of a bundle is there."""
    for parts in BUNDLES.values():
        assert parts[0] == "tokens.css"
    assert {part for parts in BUNDLES.values() for part in parts} == set(SHEETS)


@pytest.mark.parametrize("sheet", SHEETS)
def test_sheets_use_declared_tokens(sheet):
    """A style sheet names only tokens that tokens.css declares."""
    used = set(re.findall(r"var\((--[\w-]+)\)", (STATIC / sheet).read_text("utf-8")))
    assert used - read_tokens().keys() == set()


@pytest.mark.parametrize("sheet", [sheet for sheet in SHEETS if sheet != "tokens.css"])
def test_sheets_hold_no_colours(sheet):
    """Colours are decided in tokens.css alone; only a veil over the page may be half transparent ink."""
    text = re.sub(r"/\*.*?\*/", "", (STATIC / sheet).read_text("utf-8"), flags=re.DOTALL)
    colours = re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\([^)]*\)|hsla?\([^)]*\)", text)
    assert [colour for colour in colours if not colour.startswith("rgb(23 33 43 /")] == []


def test_every_token_is_used():
    """A token that no page uses is dead, but for those of boards and kiosks, which come with their pages."""
    sheets = "".join((STATIC / sheet).read_text("utf-8") for sheet in SHEETS)
    later = re.compile(r"--(text-kiosk.*|kiosk-.*|radius-kiosk|text-display|on-call|space-[58])")
    unused = [name for name in read_tokens() if f"var({name})" not in sheets and not later.fullmatch(name)]
    assert unused == []


@pytest.mark.parametrize("bundle", BUNDLES)
def test_addresses_in_sheets_are_assets(bundle):
    """Whatever a style sheet loads is one of our assets; nothing comes from elsewhere. That of phones loads nothing."""
    css = load_asset(bundle).body.decode("utf-8")
    urls = re.findall(r"url\(([^)]*)\)", css)
    assert bool(urls) == (bundle != "public-page.css")
    assert {url.strip('"').removeprefix("/assets/") for url in urls} <= set(asset_names())
    assert "@import" not in css and "//" not in re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)


def test_inline_sheet_stands_alone():
    """For a page in one file the typeface is inside the style sheet, and nothing is left to be fetched."""
    css = inline_css("central.css")
    assert "/assets/fonts" not in css
    assert css.count("url(data:font/ttf;base64,") + css.count('url("data:font/ttf;base64,') == 8
