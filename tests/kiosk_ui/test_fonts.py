"""The typeface: found in its package, and digits of one width cut from it."""

import importlib.metadata
import struct

import pytest

from kiosk_ui import figures, fonts
from kiosk_ui.figures import FIGURE_WIDTH, FontUnsuitable, advance_widths, cut_figures
from kiosk_ui.fonts import FontMissing, font_path


@pytest.mark.parametrize("weight", fonts.WEIGHTS)
def test_font_is_found_in_its_package(weight):
    """Each weight is a TrueType file of the installed font package."""
    path = font_path(weight)
    assert path.read_bytes()[:4] == b"\x00\x01\x00\x00"
    assert any(path.name == file.name for file in importlib.metadata.files("fontpkg-be-vietnam-pro") or ())


def test_unknown_weight():
    """A weight that pages do not use is refused."""
    with pytest.raises(KeyError):
        font_path("black")


def test_font_package_missing(monkeypatch):
    """Without the package the error says in both languages what to install."""
    monkeypatch.setattr(fonts, "PACKAGE", "fontpkg_that_is_not_there")
    with pytest.raises(FontMissing, match="fontpkg-be-vietnam-pro.*install"):
        font_path("bold")


def test_font_file_missing(monkeypatch):
    """A package without the file is named."""
    monkeypatch.setitem(fonts.WEIGHTS, "bold", "Nothing.ttf")
    with pytest.raises(FontMissing, match=r"Nothing\.ttf"):
        font_path("bold")


def test_digits_of_the_typeface_differ():
    """The reason for the cut: as drawn, 1 is far narrower than 4, and no feature evens them out."""
    widths = advance_widths(font_path("regular").read_bytes())
    assert widths["1"] < 0.6 * widths["4"]
    assert b"tnum" not in font_path("regular").read_bytes()


@pytest.mark.parametrize("weight", fonts.WEIGHTS)
def test_cut_digits_have_one_width(weight):
    """After the cut every digit of every weight is equally wide, so a bold total stands under its figures."""
    cut = cut_figures(font_path(weight).read_bytes())
    assert set(advance_widths(cut).values()) == {FIGURE_WIDTH}
    assert len(cut) < 20_000


@pytest.mark.parametrize("weight", fonts.WEIGHTS)
def test_cut_digits_do_not_touch(weight):
    """The outline of each digit stays inside its width, with room to both sides."""
    for left, right in ink_edges(cut_figures(font_path(weight).read_bytes())).values():
        assert left >= 10
        assert right <= FIGURE_WIDTH - 10


def test_cut_font_is_whole():
    """The checksums of the cut font are right, as a strict reader of fonts asks."""
    cut = cut_figures(font_path("bold").read_bytes())
    padded = cut + bytes(-len(cut) % 4)
    assert sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF == 0xB1B0AFBA


@pytest.mark.parametrize("font", [b"", b"no font at all, only words", b"\x00\x01\x00\x00\x00\x01" + bytes(40)])
def test_unsuitable_font(font):
    """Bytes that are no font with digits are refused with a reason."""
    with pytest.raises(FontUnsuitable, match="not a TrueType font"):
        cut_figures(font)


def ink_edges(font: bytes) -> dict[str, tuple[int, int]]:
    """Where the outline of each digit begins and ends within its width."""
    tables = figures._read_tables(font)
    edges = {}
    for digit in "0123456789":
        glyph = figures._glyph_of(tables["cmap"], ord(digit))
        start = struct.unpack_from(">I", tables["loca"], 4 * glyph)[0]
        _, x_min, _, x_max, _ = struct.unpack_from(">5h", tables["glyf"], start)
        bearing = struct.unpack_from(">h", tables["hmtx"], 4 * glyph + 2)[0]
        edges[digit] = (bearing, bearing + x_max - x_min)
    return edges
