"""The design tokens: contrast as promised, one type scale, sizes of kiosks."""

import re

import pytest

from kiosk_ui.assets import BUNDLES, STATIC
from kiosk_ui.tokens import ContrastPromise, contrast, read_promises, read_tokens

TOKENS = read_tokens()
PROMISES = read_promises()
TEXT_AA = 4.5
EDGE_AA = 3.0
EDGES = {"--line-strong", "--focus", "--level-edge", "--level-1", "--level-2"}
"""Tokens of marks and edges of controls: WCAG asks for 3, not 4.5."""


def rem(name: str) -> float:
    """Return a length token in rem."""
    return float(TOKENS[name].removesuffix("rem"))


def short_of(promise: ContrastPromise, tokens: dict[str, str]) -> bool:
    """Tell whether a pair has less contrast than promised."""
    return contrast(tokens[promise.front], tokens[promise.back]) < promise.least


@pytest.mark.parametrize("promise", PROMISES, ids=lambda p: f"{p.front} on {p.back}")
def test_contrast_is_kept(promise):
    """Every pair of colours that meet on a page has the contrast that the style sheet promises."""
    assert not short_of(promise, TOKENS), contrast(TOKENS[promise.front], TOKENS[promise.back])


def test_promises_are_aa_or_better():
    """No promise asks for less than WCAG AA: 4.5 for text, 3 for edges of controls."""
    low = [p for p in PROMISES if p.least < (EDGE_AA if p.front in EDGES else TEXT_AA)]
    assert low == []


def test_a_broken_promise_is_seen():
    """A colour that is made too light is found."""
    assert any(short_of(p, {**TOKENS, "--muted": "#8a939c"}) for p in PROMISES)


def test_every_text_colour_has_promises():
    """Each colour that text is written in is measured on at least one ground."""
    fronts = {promise.front for promise in PROMISES}
    for name in ("--ink", "--muted", "--primary", "--alarm", "--attention", "--on-primary", "--on-lamp",
                 "--night-ink", "--night-muted", "--call", "--on-call"):  # fmt: skip
        assert name in fronts


@pytest.mark.parametrize(("first", "second", "ratio"), [("#000000", "#ffffff", 21.0), ("#767676", "#ffffff", 4.54)])
def test_contrast_measure(first, second, ratio):
    """The measure gives the values that WCAG's own examples have, in either order."""
    assert contrast(first, second) == pytest.approx(ratio, abs=0.01)
    assert contrast(second, first) == contrast(first, second)


def test_one_type_scale():
    """Each size of type is 1.25 times the one below it."""
    pages = ["--text-small", "--text", "--text-lead", "--text-title", "--text-head", "--text-figure", "--text-display"]
    kiosks = ["--text-kiosk", "--text-kiosk-lead", "--text-kiosk-head", "--text-kiosk-figure"]
    for names in (pages, kiosks):
        for smaller, larger in zip(names, names[1:], strict=False):
            assert rem(larger) / rem(smaller) == pytest.approx(1.25, abs=0.005)


def test_kiosk_sizes():
    """On kiosks nothing is under 28 px type, 96 px height and 20 px between targets; corners are 28 to 36 px."""
    assert rem("--text-kiosk") * 16 >= 28
    assert rem("--kiosk-target") * 16 >= 96
    assert rem("--kiosk-gap") * 16 >= 20
    assert 28 <= rem("--radius-kiosk") * 16 <= 36


def test_space_is_a_grid_of_8():
    """Every space is a multiple of 8 px; one half step serves inside a line."""
    spaces = {name: rem(name) * 16 for name in TOKENS if re.fullmatch(r"--space-\d", name)}
    assert spaces and all(px % 8 == 0 for px in spaces.values())
    assert rem("--space-half") * 16 == 4


def test_motion_is_short():
    """No motion lasts 200 ms or more."""
    motions = [int(TOKENS[name].removesuffix("ms")) for name in TOKENS if name.startswith("--motion")]
    assert motions and max(motions) < 200


def test_tokens_read_from_text():
    """Comments and media queries do not change what a token is."""
    css = ":root { --a: 1px; /* --b: 2px; */ } @media print { :root { --a: 3px; } }"
    assert read_tokens(css) == {"--a": "1px"}


def test_every_token_is_explained(repository):
    """docs/design-tokens.md names every token and no other, and every style sheet with its bundles."""
    page = (repository / "docs" / "design-tokens.md").read_text("utf-8")
    tables = page.partition("## Tokens")[2].partition("**Contrast**")[0]
    assert set(re.findall(r"`(--[\w-]+)`", tables)) == TOKENS.keys()
    rows = re.findall(r"^\| `([\w-]+\.css)` \|[^|]*\|([^|]*)\|([^|]*)\|$", page, flags=re.MULTILINE)
    for column, bundle in ((1, "central.css"), (2, "virtual-office.css")):
        assert tuple(row[0] for row in rows if "✓" in row[column]) == BUNDLES[bundle]
    assert {row[0] for row in rows} == {path.name for path in STATIC.glob("*.css")}
