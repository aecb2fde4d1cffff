"""Scales: their levels, what counts as satisfied, and that types and table name the same."""

from typing import get_args

import pytest

from contract.scales import SCALES, LevelCode, ScaleCode

EXPECTED = {
    "4-level": (["good", "fair", "average", "poor"], ["good", "fair"]),
    "3-level": (["very_satisfied", "satisfied", "dissatisfied"], ["very_satisfied", "satisfied"]),
    "3-level-neutral": (["satisfied", "neutral", "dissatisfied"], ["satisfied"]),
    "5-level": (["5", "4", "3", "2", "1"], ["5", "4"]),
}


@pytest.mark.parametrize("code", EXPECTED)
def test_levels(code):
    """Each scale has its levels, best first, and the satisfied ones are those of the reports."""
    scale = SCALES[code]
    levels, satisfied = EXPECTED[code]
    assert scale.code == code
    assert [level.code for level in scale.levels] == levels
    assert [level.code for level in scale.levels if level.satisfied] == satisfied


def test_types_and_table_agree():
    """The types of the wire name every scale and level of the table, and no other."""
    assert set(get_args(ScaleCode)) == set(SCALES) == set(EXPECTED)
    assert set(get_args(LevelCode)) == {level.code for scale in SCALES.values() for level in scale.levels}


def test_has():
    """A scale knows its own levels and no level of another."""
    assert SCALES["3-level"].has("very_satisfied")
    assert not SCALES["3-level"].has("neutral")
    assert not SCALES["5-level"].has("")


def test_titles_are_vietnamese_and_distinct():
    """Every scale and level has a name of its own that people read."""
    titles = [scale.title for scale in SCALES.values()]
    assert len(set(titles)) == len(titles)
    for scale in SCALES.values():
        names = [level.title for level in scale.levels]
        assert len(set(names)) == len(names)
        assert all(name == name.strip() and name for name in names)
