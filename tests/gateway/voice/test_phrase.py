"""Words of a call: the public sentence, digits one by one, counter numbers as people say them, clip names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.voice.phrase import LETTERS, clip_names, make_phrase, number_words

READ = {
    0: "không", 1: "một", 3: "ba", 4: "bốn", 5: "năm", 10: "mười", 11: "mười một", 14: "mười bốn", 15: "mười lăm",
    20: "hai mươi", 21: "hai mươi mốt", 24: "hai mươi tư", 25: "hai mươi lăm", 31: "ba mươi mốt", 55: "năm mươi lăm",
    100: "một trăm", 101: "một trăm linh một", 105: "một trăm linh năm", 110: "một trăm mười",
    115: "một trăm mười lăm", 121: "một trăm hai mươi mốt", 224: "hai trăm hai mươi tư", 1024: "một không hai bốn",
}  # fmt: skip


@pytest.mark.parametrize(("value", "words"), READ.items())
def test_numbers_are_read_as_people_say_them(value, words):
    """Mười and mươi, lăm, mốt and tư stand where Vietnamese puts them."""
    assert " ".join(number_words(value)) == words


def test_the_sentence_of_the_wording():
    """A105 to counter 3 is the sentence of the wording, letter for letter, and the clips say the same."""
    phrase = make_phrase("A105", "3")
    assert phrase.text == "Xin mời số thứ tự A, một, không, năm, đến quầy số ba."
    assert phrase.number_clips == ("chu-a", "so-1", "so-0", "so-5")
    assert phrase.counter_clips == ("den-quay-so", "so-3")
    assert phrase.whole_counter == "quay-3"


def test_a_ticket_is_never_read_as_a_number():
    """A025 and B021 keep their plain digits: no lăm, no mốt."""
    assert "A, không, hai, năm, đến" in make_phrase("A025", "1").text
    assert "B, không, hai, một, đến" in make_phrase("B021", "21").text
    assert make_phrase("B021", "21").text.endswith("đến quầy số hai mươi mốt.")


def test_letters_are_spoken_by_their_names():
    """A synthetic voice gets the name of a letter, people read the letter; Đ and D stay apart."""
    assert make_phrase("Đ007", "3").spoken.startswith("Xin mời số thứ tự đê, không, không, bảy")
    assert make_phrase("D007", "3").spoken.startswith("Xin mời số thứ tự dê, không, không, bảy")
    assert make_phrase("Đ1", "3").number_clips == ("chu-dd", "so-1")
    assert make_phrase("AB12", "3").text.startswith("Xin mời số thứ tự A, B, một, hai,")


@pytest.mark.parametrize(
    ("counter", "title", "words", "clips"),
    [
        ("3A", None, "đến quầy số ba A.", ("den-quay-so", "so-3", "chu-a")),
        ("B-12", None, "đến quầy số B mười hai.", ("den-quay-so", "chu-b", "dem-muoi", "so-2")),
        ("Đ", None, "đến quầy số Đ.", ("den-quay-so", "chu-dd")),
        ("07", None, "đến quầy số bảy.", ("den-quay-so", "so-7")),
        ("huong-dan", "Quầy Hướng dẫn", "đến quầy Hướng dẫn.", ()),
        ("huong-dan", "Hướng dẫn", "đến quầy Hướng dẫn.", ()),
        ("huong-dan", None, "đến quầy huong-dan.", ()),
    ],
)
def test_counters_that_are_no_number(counter, title, words, clips):
    """Letters of a counter are spelled; a counter with a name is called by its title and needs one clip of its own."""
    phrase = make_phrase("A105", counter, title)
    assert phrase.text.endswith(words)
    assert phrase.counter_clips == clips


def test_every_letter_of_a_prefix_has_a_name():
    """Each letter that a service may have as its prefix has a name and a clip."""
    assert set(LETTERS) == {*"ABCDEFGHIJKLMNOPQRSTUVWXYZ", "Đ"}
    assert len({make_phrase(f"{letter}1", "1").number_clips[0] for letter in LETTERS}) == len(LETTERS)


@given(st.text("ABCDĐEGHKLMNPQRSTUVXY", min_size=1, max_size=2), st.integers(1, 9999), st.integers(1, 999))
def test_every_call_can_be_said_with_the_listed_clips(prefix, number, counter):
    """Whatever number is called to whatever counter, the clips of the list are enough."""
    phrase = make_phrase(f"{prefix}{number:03}", str(counter))
    assert {*phrase.number_clips, *phrase.counter_clips} <= clip_names().keys()
    assert len(phrase.number_clips) == len(f"{prefix}{number:03}")
