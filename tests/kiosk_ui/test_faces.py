"""Faces of the rating levels: one for each level of each scale, all alike but for eyes and mouth."""

import re

from contract.scales import SCALES
from kiosk_ui.assets import load_asset
from kiosk_ui.faces import FACES, SYMBOLS

DRAWN = load_asset("faces.svg").body.decode("utf-8")


def test_every_level_has_a_face():
    """Every level of every scale of the contract has one, no face twice within a scale, and no others."""
    assert FACES.keys() == SCALES.keys()
    for code, scale in SCALES.items():
        assert list(FACES[code]) == [level.code for level in scale.levels]
        assert len(set(FACES[code].values())) == len(scale.levels)


def test_every_face_is_drawn():
    """The picture holds exactly the faces that are listed."""
    assert re.findall(r'<symbol id="(\w+)"', DRAWN) == list(SYMBOLS)
    assert {face for scale in FACES.values() for face in scale.values()} == set(SYMBOLS)


def test_faces_are_alike():
    """One size, one stroke, one colour: nothing nudges."""
    for pattern in (r'viewBox="([^"]+)"', r'stroke-width="([^"]+)"', r'stroke="([^"]+)"', r'fill="([^"]+)"'):
        found = re.findall(pattern, DRAWN)
        assert len(found) == len(SYMBOLS) and len(set(found)) == 1
