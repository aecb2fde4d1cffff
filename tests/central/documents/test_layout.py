"""Tables fill their page, on its side only where they must."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.documents.layout import UPRIGHT_MM, WIDE_MM, balanced, fitted
from central.reports.model import Column

NAMES = ["Sở Lao động - Thương binh và Xã hội", "Công an tỉnh"]


def columns(counts: int, texts: int = 1) -> list[Column]:
    """Columns of words, then of counts."""
    words = [Column(f"t{i}", "Cơ quan", "text") for i in range(texts)]
    return [*words, *(Column(f"c{i}", f"Giải quyết {i}", "count") for i in range(counts))]


def test_a_small_table_stays_upright():
    """Four counts beside a name fit an upright page at 12 pt."""
    fit = fitted(columns(4), [[name, "1.742", "4", "0", "0"] for name in NAMES])
    assert (fit.is_wide, fit.size_pt) == (False, 12.0)
    assert sum(fit.widths_mm) == pytest.approx(UPRIGHT_MM)


def test_a_large_table_lies_on_its_side():
    """Fourteen counts need the long side, and its whole width."""
    fit = fitted(columns(14), [[name, *["10.529"] * 14] for name in NAMES])
    assert fit.is_wide
    assert fit.size_pt >= 9
    assert sum(fit.widths_mm) == pytest.approx(WIDE_MM)


@given(st.integers(0, 30), st.integers(0, 5), st.text("aĂm W%—", max_size=60))
def test_every_table_fits(counts, texts, cell):
    """Whatever the cells hold, the widths make up the page and none is lost."""
    if counts + texts:
        fit = fitted(columns(counts, texts), [[cell] * (counts + texts)])
        assert sum(fit.widths_mm) == pytest.approx(WIDE_MM if fit.is_wide else UPRIGHT_MM)
        assert min(fit.widths_mm) > 0


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", ["TRUNG TÂM PHỤC VỤ", "HÀNH CHÍNH CÔNG"]),
        ("VĂN PHÒNG UBND TỈNH LAI CHÂU", ["VĂN PHÒNG UBND", "TỈNH LAI CHÂU"]),
        ("UBND TỈNH MẪU", ["UBND", "TỈNH", "MẪU"]),
    ],
)
def test_names_break_evenly(name, lines):
    """A name that needs two lines breaks where they are about equal; a short one may break anywhere, and does not."""
    assert balanced(name, 66.0, 12.0).replace("\N{NO-BREAK SPACE}", "_").split(" ") == [
        line.replace(" ", "_") for line in lines
    ]


@given(st.text("AĂ m", max_size=80), st.floats(1, 200))
def test_no_word_of_a_name_is_lost(name, room_mm):
    """Wherever a name breaks, its words stay, in their order."""
    name = " ".join(name.split())
    assert balanced(name, room_mm, 12.0).replace("\N{NO-BREAK SPACE}", " ") == name
