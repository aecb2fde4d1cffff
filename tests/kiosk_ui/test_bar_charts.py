"""Bars by the hour and shares by the month: every count fits its axis, nothing is drawn that nobody counted."""

import re
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from kiosk_ui.bar_charts import Bar, Look, Point, axis_start, ceiling_for, share_points, stacked_bars, ticks_for

LOOK = Look("Theo giờ", "Ba giờ.", "u")
PARTS = (("đã phục vụ", 1), ("vắng mặt", 3))


@given(st.integers(0, 10**7))
def test_an_axis_ends_above_what_stands_on_it(most):
    """The end of an axis is a round number, not below the most and not far above it; its labels are whole numbers."""
    ceiling = ceiling_for(most)
    assert ceiling >= max(most, 4)
    assert ceiling <= max(4, most * 2.5)
    ticks = ticks_for(ceiling)
    assert ticks[0] == 0
    assert ticks[-1] == ceiling
    assert len({after - before for before, after in zip(ticks, ticks[1:], strict=False)}) == 1


@given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900)), max_size=12))
def test_bars_stand_on_the_line_and_inside(counts):
    """A chart is well-formed XML without a style of its own, as high as it says, with one bar part for each count."""
    drawn = stacked_bars([Bar(str(place), parts) for place, parts in enumerate(counts)], PARTS, LOOK)
    root = ElementTree.fromstring(drawn)
    height = float(root.attrib["viewBox"].split()[3])
    for box in root.iter("{http://www.w3.org/2000/svg}rect"):
        if box.get("y"):
            assert -1 <= float(box.get("y")) <= height
    assert "style=" not in drawn
    assert drawn.count('class="level-1"') == 1 + sum(first > 0 for first, _ in counts)


@given(st.lists(st.floats(0, 1), max_size=12))
def test_the_axis_of_shares_leaves_room_below(lows):
    """Whatever the lowest interval, its end lies on the axis and not at its very foot, unless the foot is zero."""
    start = axis_start(lows)
    assert start in (0.0, 0.5, 0.8, 0.9)
    assert all(low > start or start == 0 for low in lows)


def test_a_month_with_too_few_is_named_and_not_drawn():
    """Its label stands there, its share does not."""
    drawn = share_points([Point("01", 0.9, 0.8, 0.95), Point("02", None)], LOOK)
    assert drawn.count("interval-mark") == 1
    assert re.findall(r">(0\d)<", drawn) == ["01", "02"]


def test_titles_of_markup_stay_text():
    """What a chart is called and says is escaped."""
    drawn = share_points([Point("<b>", 0.5, 0.4, 0.6)], Look("<script>", "<img>", "u"))
    assert "<script>" not in drawn
    assert "&lt;b&gt;" in drawn
