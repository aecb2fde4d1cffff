"""Every letter of Vietnamese on paper, however it is written, and what the face has not."""

import unicodedata

import pytest

from gateway.paper import faces, typesetter
from gateway.paper.faces import KhmerImpossible, clean, runs
from gateway.paper.typesetter import Style, line

BASES = "aăâeêioôơuưy"
MARKS = "\u0300\u0301\u0303\u0309\u0323"
STYLE = Style("bold", 40)


def vietnamese() -> list[str]:
    """The 134 letters with an accent, small and capital, composed."""
    small = [unicodedata.normalize("NFC", base + mark) for base in BASES for mark in ("", *MARKS)]
    small = [letter for letter in small if ord(letter) > 127] + ["đ"]
    return small + [letter.upper() for letter in small]


LETTERS = vietnamese()


def ink(text: str, style: Style = STYLE) -> bytes:
    """The dots of a text."""
    return line(text, style).tobytes()


def test_there_are_134() -> None:
    """67 letters with an accent, small and capital."""
    assert len(LETTERS) == len(set(LETTERS)) == 134
    assert all(len(letter) == 1 for letter in LETTERS)


@pytest.mark.parametrize("weight", ["medium", "semibold", "bold"])
def test_every_letter_is_in_the_face(weight: faces.Weight) -> None:
    """Be Vietnam Pro itself sets each of them: no other face, nothing in its place."""
    face = faces.faces(weight)[0]
    assert [letter for letter in LETTERS if runs(letter, weight) != [(face, letter)]] == []


def test_every_letter_is_drawn_and_is_no_other() -> None:
    """Each has ink, differs from its plain letter and from all others, and is not the box of a missing glyph."""
    drawn = {letter: ink(letter) for letter in LETTERS}
    plain = {unicodedata.normalize("NFD", letter)[0] for letter in LETTERS} - {"đ", "Đ"} | {"d", "D"}
    pictures = [*drawn.values(), *(ink(letter) for letter in plain)]
    assert len(set(pictures)) == len(pictures)
    assert all(any(picture) for picture in pictures)


def test_composed_and_decomposed_are_the_same_picture() -> None:
    """NFD letters are composed first, so their marks stand where they belong."""
    for letter in LETTERS:
        assert clean(unicodedata.normalize("NFD", letter)) == letter


def test_the_same_ticket_from_decomposed_words(painter, order) -> None:
    """Service and number in NFD give the same ticket, dot by dot."""
    service = "Đăng ký khai sinh; chứng thực chữ ký"
    whole = painter().draw(order(service=service))
    split = painter().draw(order(service=unicodedata.normalize("NFD", service)))
    assert split == whole


def test_without_composing_it_would_be_another_picture() -> None:
    """Control: decomposed letters set as they come are not the same dots."""
    assert ink(unicodedata.normalize("NFD", "ữ")) != ink("ữ")


def test_no_letter_is_cut() -> None:
    """The highest and the deepest letters leave white above and below them in the picture of their line."""
    for letter in LETTERS:
        for style in (STYLE, Style("semibold", 22)):
            top, bottom = line(letter, style).getbbox()[1::2]
            assert 0 < top < bottom < style.box_px, letter


def test_what_the_face_has_not_comes_from_another() -> None:
    """Symbols fall back to another face; the sign for a number can always be read."""
    first = faces.faces("medium")[0]
    found = runs("№", "medium")
    assert found and all(face.has(c) for face, text in found for c in text)
    assert all(face != first for face, text in found) or "".join(text for _, text in found) == "No"


def test_never_a_box() -> None:
    """What no face has is left out: a picture of a thing, a letter of nobody."""
    assert runs("A\U0010fffdB", "medium") == [(faces.faces("medium")[0], "A"), (faces.faces("medium")[0], "B")] or [
        text for _, text in runs("A\U0010fffdB", "medium")
    ] == ["AB"]


def test_control_characters_are_spaces() -> None:
    """Tabs, line breaks and doubled spaces in a name become single spaces; a space that must not break stays."""
    assert clean("  Một\tcửa \n xã\u00a0An ") == "Một cửa xã\u00a0An"


def test_khmer_is_shaped() -> None:
    """The vowel that is written before its consonant stands before it: the width is less than that of its parts."""
    font = next(face for face in faces.faces("medium") if face.shaped).at(40)
    assert font.getlength("ស្កេន") < sum(font.getlength(c) for c in "ស្កេន")
    assert [face.shaped for face, _ in runs("លេខរៀង", "medium")] == [True]


def test_khmer_is_refused_where_it_cannot_be_shaped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without raqm or libfribidi the pack is refused with that sentence, and no letter is printed."""
    from gateway.paper.words import read_words

    for has_raqm, fribidi in ((False, "1.0"), (True, None)):
        monkeypatch.setattr(faces.features, "check", lambda name, found=has_raqm: found)
        monkeypatch.setattr(faces.features, "version", lambda name, found=fribidi: found)
        with pytest.raises(KhmerImpossible, match="raqm hoặc libfribidi"):
            read_words("km")
        with pytest.raises(KhmerImpossible, match="raqm hoặc libfribidi"):
            runs("លេខ", "medium")
        assert read_words("vi").language == "vi"


def test_ink_is_black_or_white() -> None:
    """A line has dots and nothing grey."""
    assert line("Ưu tiên", STYLE).mode == "1"
    assert typesetter.INK == 140
