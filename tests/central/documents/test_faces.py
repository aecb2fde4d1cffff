"""The face of documents is taken whole or not at all."""

import shutil

import pytest

from central.documents.faces import LETTERS, FaceMissing, face_of, missing_letters
from kiosk_ui.fonts import font_path


def test_the_face_of_this_machine_is_complete(face):
    """Regular, bold and italic hold every Vietnamese letter."""
    files = [file for file in face.folder.iterdir() if file.stem.startswith(face.family.replace(" ", ""))]
    assert len(files) >= 3
    assert {missing_letters(file) for file in files} == {""}


def test_letters():
    """All 134 letters that ASCII lacks are asked for."""
    assert len({letter for letter in LETTERS if not letter.isascii()}) == 134


def test_a_face_without_a_letter_is_seen():
    """A letter that no face of the pages has is named."""
    assert missing_letters(font_path("regular")) == ""
    assert missing_letters(font_path("regular"), "aẾ中") == "中"


def test_a_broken_file_has_no_letters(tmp_path):
    """What is no font, or a part of one, lacks everything."""
    whole = font_path("regular").read_bytes()
    for content in (b"", b"no font at all", whole[:300]):
        (tmp_path / "x.ttf").write_bytes(content)
        assert missing_letters(tmp_path / "x.ttf", "Ế") == "Ế"
    assert missing_letters(tmp_path / "none.ttf", "Ế") == "Ế"


def test_a_folder_of_the_centres_own(tmp_path):
    """A folder with three complete files is taken under its family's name; two are not enough."""
    names = ("times.ttf", "timesbd.ttf", "timesi.ttf")
    for name in names[:2]:
        shutil.copy(font_path("regular"), tmp_path / name)
    with pytest.raises(FaceMissing, match="fonts-liberation2"):
        face_of(tmp_path)
    shutil.copy(font_path("regular"), tmp_path / names[2])
    assert face_of(tmp_path).family == "Times New Roman"
