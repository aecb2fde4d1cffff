"""Prefixes that a board cannot draw or an ear cannot tell apart."""

from itertools import combinations

import pytest

from contract.prefixes import sounds_alike, undrawable

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZĐ"


@pytest.mark.parametrize("prefix", ["M", "V", "W", "X", "Đ", "K", "AM", "ĐA", "O", "I", "S", "Z"])
def test_prefixes_no_seven_segments_can_show(prefix):
    """Slanted strokes, the bar of Đ, and letters that would come out as digits."""
    assert undrawable(prefix)


@pytest.mark.parametrize("prefix", ["A", "B", "C", "D", "E", "F", "H", "L", "P", "U", "AB"])
def test_prefixes_seven_segments_show(prefix):
    """Common prefixes are no reason for a warning."""
    assert not undrawable(prefix)


def test_letters_that_sound_alike():
    """Exactly the pairs within B D Đ P T V, L N and M N, in either order."""
    alike = {a + b for a, b in combinations(LETTERS, 2) if sounds_alike(a, b)}
    assert alike == {"LN", "MN", *(a + b for a, b in combinations("BDPTVĐ", 2))}
    assert all(sounds_alike(b, a) for a, b in alike)


def test_two_letters_sound_alike_when_each_does():
    """AB and AD are mistaken, AB and CD are not, nor is a prefix mistaken for a longer one or for itself."""
    assert sounds_alike("AB", "AD") and sounds_alike("LB", "NT")
    assert not sounds_alike("AB", "CD") and not sounds_alike("B", "BD") and not sounds_alike("B", "B")
