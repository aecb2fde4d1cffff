"""The chart of a ratings report as SVG: nothing leaves its frame, nothing is told by colour alone."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_ui.chart_parts import (
    Axis,
    ChartLevel,
    ChartRow,
    axis_for,
    level_styles,
    percent_tick,
    text_width,
    wilson,
    wrap,
)
from kiosk_ui.charts import ROWS_A_PIECE, interval_mark, narrow_chart, share_axis, wide_charts

SVG = "{http://www.w3.org/2000/svg}"
FOUR = [ChartLevel("Tốt", True), ChartLevel("Khá", True), ChartLevel("Trung bình", False), ChartLevel("Kém", False)]
FIVE = [ChartLevel(f"{mark} điểm", mark > 3) for mark in (5, 4, 3, 2, 1)]


def row(label: str, *counts: int, satisfied: int = 2) -> ChartRow:
    """Build a chart row whose first ``satisfied`` levels count as satisfied."""
    good, total = sum(counts[:satisfied]), sum(counts)
    enough = total >= 10
    return ChartRow(label, counts, good, total, "99,66 %" if enough else "số lượt ít (dưới 10)", enough)


def drawings(rows, levels=FOUR) -> list[ElementTree.Element]:
    """Every SVG of a chart, read as XML."""
    names = {"title": "Biểu đồ", "share_title": "Tốt và Khá, khoảng tin cậy 95 %"}
    made = [*wide_charts(rows, levels, **names), narrow_chart(rows, levels, **names)]
    return [ElementTree.fromstring(svg) for svg in made if svg]


def words_of(svg: ElementTree.Element) -> list[str]:
    """The texts that are drawn."""
    return [element.text or "" for element in svg.iter(f"{SVG}text")]


counts_of_a_row = st.tuples(*[st.integers(0, 100_000)] * 5)
names = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40)


@given(st.lists(st.tuples(names, counts_of_a_row), min_size=1, max_size=45))
def test_shapes_stay_inside(people):
    """Whatever the counts and names, every shape lies inside the frame and is at least a hair wide."""
    for svg in drawings([row(name, *counts) for name, counts in people], FIVE):
        width, height = (float(side) for side in svg.attrib["viewBox"].split()[2:])
        inside = [e for e in svg.iter(f"{SVG}rect") if "x" in e.attrib]
        for box in inside:
            x, y, w, h = (float(box.attrib[key]) for key in ("x", "y", "width", "height"))
            assert w >= 0.5 and x >= 0 and x + w <= width and y >= 0 and y + h <= height
        for mark in svg.iter(f"{SVG}circle"):
            if mark.attrib["class"] == "interval-mark":
                assert 0 <= float(mark.attrib["cx"]) <= width
        for text in svg.iter(f"{SVG}text"):
            assert 0 <= float(text.attrib["x"]) <= width and 0 <= float(text.attrib["y"]) <= height


@given(st.lists(names, min_size=1, max_size=3))
def test_names_are_escaped(labels):
    """A name is text, whatever it holds: the chart stays well-formed and no element comes out of it."""
    for svg in drawings([row(f"<script>{label}&\"'", 12, 0, 0, 0) for label in labels]):
        assert {element.tag.removeprefix(SVG) for element in svg.iter()} <= {
            "svg", "title", "desc", "defs", "pattern", "rect", "line", "circle", "text",
        }  # fmt: skip


@pytest.mark.parametrize("officers", [1, 17, ROWS_A_PIECE, ROWS_A_PIECE + 1, 40])
def test_every_officer_is_drawn(officers):
    """Each row has its name and its count, in the order given; long charts come in pieces."""
    rows = [row(f"Cán bộ {number}", 10 + number, 0, 0, 0) for number in range(officers)]
    *wide, narrow = drawings(rows)
    assert len(wide) == -(-officers // ROWS_A_PIECE)
    for charts in (wide, [narrow]):
        said = [word for svg in charts for word in words_of(svg)]
        named = [word for word in said if word.startswith("Cán bộ")]
        assert named == [row.label for row in rows]
        assert {str(10 + number) for number in range(officers)} <= set(said)


def test_no_officers():
    """Without rows there is no chart."""
    assert drawings([]) == []


def test_levels_are_told_in_words_and_patterns():
    """Levels that are not satisfied carry a pattern and are written out with their count; so are legend words."""
    for svg in drawings([row("Hồ Thị Lan", 1072, 4, 2, 1)]):
        said = " ".join(words_of(svg)).replace("\N{NO-BREAK SPACE}", " ")
        assert "Khá: 4" in said and "Trung bình: 2" in said and "Kém: 1" in said
        assert [level.title for level in FOUR] == [word for word in words_of(svg) if word in {v.title for v in FOUR}]
        filled = [e.attrib["fill"] for e in svg.iter(f"{SVG}rect") if e.attrib.get("fill", "").startswith("url(#")]
        patterns = {f"url(#{e.attrib['id']})" for e in svg.iter(f"{SVG}pattern")}
        assert len(set(filled)) == 2 and set(filled) <= patterns


def test_no_colour_stands_in_a_drawing():
    """Colours come from the tokens by class: a drawing holds no colour and no style of its own."""
    names = {"title": "x", "share_title": "y"}
    rows = [row("Hồ Thị Lan", 1072, 4, 2, 1)]
    for svg in (*wide_charts(rows, FOUR, **names), narrow_chart(rows, FOUR, **names)):
        assert "style=" not in svg and not re.search(r'"#[0-9a-f]{3,6}"|rgb\(', svg)


def test_ids_are_unique_on_a_page():
    """Both widths and all pieces of a chart may stand on one page: no id comes twice, each name is found."""
    svgs = drawings([row(f"Cán bộ {n}", 20, 1, 1, 1) for n in range(45)])
    ids = [element.attrib["id"] for svg in svgs for element in svg.iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids))
    for svg in svgs:
        assert svg.attrib["role"] == "img"
        own = {element.attrib["id"]: element.text for element in svg.iter() if "id" in element.attrib}
        assert all(own[name] for name in svg.attrib["aria-labelledby"].split())


def test_small_sample_has_no_mark():
    """Where the share is not printed no mark is drawn either, only the remark is written."""
    for svg in drawings([row("Đinh Thị Quế", 1, 0, 0, 0)]):
        assert not [e for e in svg.iter(f"{SVG}circle") if e.attrib["class"] == "interval-mark"]
        assert "số lượt ít (dưới 10)" in words_of(svg)


def test_one_rating_among_thousands_is_seen():
    """A single rating keeps a visible width beside a hundred thousand others."""
    svg = drawings([row("Hồ Thị Lan", 100_000, 0, 0, 1)])[0]
    segments = [e for e in svg.iter(f"{SVG}rect") if e.attrib.get("fill", "").startswith("url(#")]
    assert max(float(e.attrib["width"]) for e in segments if float(e.attrib["x"]) > 100) >= 4


@pytest.mark.parametrize(("good", "of", "low", "high"), [(297, 297, 98.72, 100.0), (296, 297, 98.12, 99.94)])
def test_wilson_ends(good, of, low, high):
    """The drawn interval is the Wilson interval that the table prints."""
    drawn = wilson(good, of)
    assert (drawn[0] * 100, drawn[1] * 100) == pytest.approx((low, high), abs=0.005)


@given(st.integers(1, 100_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_wilson_holds_the_share(counts):
    """The share lies within its interval and the interval within 0 and 1."""
    low, high = wilson(*counts)
    assert 0 <= low <= counts[0] / counts[1] + 1e-12 and counts[0] / counts[1] - 1e-12 <= high <= 1


def test_axis_shows_every_interval():
    """The axis begins as late as every interval allows, and all rows share it."""
    assert axis_for([]) == Axis(0.0)
    assert axis_for([(0.93, 1), (0.91, 1)]) == Axis(0.9)
    assert axis_for([(0.93, 1), (0.74, 1)]) == Axis(0.5)
    assert axis_for([(0.93, 1), (0.2, 0.4)]) == Axis(0.0)
    assert share_axis([row("a", 3000, 0, 0, 0), row("b", 2, 0, 0, 0)]) == Axis(0.9)
    assert [percent_tick(tick) for tick in Axis(0.9).ticks] == ["90", "95", "100"]


def test_levels_get_looks_by_meaning():
    """Satisfied levels are plain, others patterned, none alike within a scale."""
    assert level_styles(FOUR) == [1, 2, 3, 4]
    assert level_styles(FIVE) == [1, 2, 3, 4, 5]
    assert level_styles([ChartLevel("a", True), ChartLevel("b", False), ChartLevel("c", False)]) == [1, 3, 4]


def test_mark_beside_a_share():
    """The small mark is decoration for eyes alone: hidden from readers, empty without a share."""
    drawn = ElementTree.fromstring(f'<x xmlns="{SVG[1:-1]}">{interval_mark(row("a", 42, 0, 0, 0), Axis(0.5))}</x>')
    assert drawn[0].attrib["aria-hidden"] == "true"
    assert "circle" not in interval_mark(row("a", 1, 0, 0, 0), Axis(0.5))


@given(names, st.integers(40, 300))
def test_wrapped_lines_fit(label, width_px):
    """A name is broken into at most two lines, each no wider than its room."""
    lines = wrap(label, width_px, 13)
    assert 1 <= len(lines) <= 2 and all(text_width(line, 13) <= width_px for line in lines)
