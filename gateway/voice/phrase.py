"""Turns a call into words: the sentence for people, the same spelled out for a synthetic voice, and its clips.

Pure. Digits of a ticket are read one by one; the number of a counter is read as a number (wording.md: *lăm, mốt, tư*
belong there alone).
"""

import re
from dataclasses import dataclass

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
LETTERS = {
    "A": "a", "B": "bê", "C": "xê", "D": "dê", "Đ": "đê", "E": "e", "F": "ép phờ", "G": "gờ", "H": "hát", "I": "i",
    "J": "gi", "K": "ca", "L": "e lờ", "M": "em mờ", "N": "en nờ", "O": "o", "P": "pê", "Q": "quy", "R": "e rờ",
    "S": "ét sì", "T": "tê", "U": "u", "V": "vê", "W": "vê kép", "X": "ích xì", "Y": "i dài", "Z": "dét",
}  # fmt: skip
"""How the letters of tickets and counters are called."""

INVITATION = "Xin mời số thứ tự"
TO_COUNTER = "đến quầy số"
TO_PLACE = "đến quầy"

COUNTING_CLIPS = {
    "mười": "dem-muoi",
    "mươi": "dem-muoi-chuc",
    "mốt": "dem-mot",
    "tư": "dem-tu",
    "lăm": "dem-lam",
    "linh": "dem-linh",
    "trăm": "dem-tram",
}
INVITATION_CLIP = "xin-moi-so-thu-tu"
TO_COUNTER_CLIP = "den-quay-so"
CHIME_CLIP = "chuong"

_RUNS = re.compile(r"\d+|[A-ZĐ]+")
_SPELLED = re.compile(r"(?:[A-ZĐ]{1,2})?\d{1,4}(?:[A-ZĐ]{1,2})?|[A-ZĐ]{1,2}")
_BETWEEN = re.compile(r"[-./ ]+")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A call in words. ``text`` is the sentence as people read it, ``spoken`` with letters by their names.

    ``number_clips`` and ``counter_clips`` are names of files without ``.wav``; ``whole_counter`` is one clip that may
    stand for all of ``counter_clips``. A counter that is no number has no clips but that one.
    """

    text: str
    spoken: str
    spoken_briefly: str
    number_clips: tuple[str, ...]
    counter_clips: tuple[str, ...]
    whole_counter: str


def make_phrase(number: str, counter: str, title: str | None = None) -> Phrase:
    """The words for calling ``number`` to ``counter``; ``title`` is said where the counter's id cannot be read."""
    symbols = [symbol for symbol in number.upper() if symbol in LETTERS or symbol in "0123456789"]
    written = ", ".join(DIGITS[int(s)] if s.isdecimal() else s for s in symbols) or number
    named = ", ".join(DIGITS[int(s)] if s.isdecimal() else LETTERS[s] for s in symbols) or number
    place, place_named, clips = _counter(counter, title)
    return Phrase(
        text=f"{INVITATION} {written}, {place}.",
        spoken=f"{INVITATION} {named}, {place_named}.",
        spoken_briefly=f"{named}, {place_named}.",
        number_clips=tuple(_clip(DIGITS[int(s)] if s.isdecimal() else s) for s in symbols),
        counter_clips=clips,
        whole_counter=f"quay-{_file_stem(counter)}",
    )


def number_words(value: int) -> tuple[str, ...]:
    """Read a number of 0 to 999 as Vietnamese does; a longer one digit by digit."""
    if value > 999:
        return tuple(DIGITS[int(digit)] for digit in str(value))
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    words = [DIGITS[hundreds], "trăm"] if hundreds else []
    if tens == 0:
        if hundreds and ones:
            words.append("linh")
        if ones or not hundreds:
            words.append(DIGITS[ones])
        return tuple(words)
    words += ["mười"] if tens == 1 else [DIGITS[tens], "mươi"]
    if ones:
        words.append(_after_tens(tens, ones))
    return tuple(words)


def clip_names() -> dict[str, str]:
    """Every clip a centre records, in the order of its list: file without ``.wav`` -> what is said in it."""
    letters = {_clip(letter): name for letter, name in LETTERS.items()}
    digits = {_clip(word): word for word in DIGITS}
    counting = {clip: word for word, clip in COUNTING_CLIPS.items()}
    return {INVITATION_CLIP: INVITATION, **letters, **digits, TO_COUNTER_CLIP: TO_COUNTER, **counting}


def _after_tens(tens: int, ones: int) -> str:
    if ones == 5:
        return "lăm"
    if tens > 1 and ones == 1:
        return "mốt"
    return "tư" if tens > 1 and ones == 4 else DIGITS[ones]


def _counter(counter: str, title: str | None) -> tuple[str, str, tuple[str, ...]]:
    """The place as written, as spoken, and its clips."""
    joined = _BETWEEN.sub("", counter.upper())
    if not _SPELLED.fullmatch(joined):
        name = title or counter
        place = f"đến {name[0].lower()}{name[1:]}" if name.lower().startswith("quầy ") else f"{TO_PLACE} {name}"
        return place, place, ()
    written: list[str] = []
    named: list[str] = []
    clips: list[str] = [TO_COUNTER_CLIP]
    for run in _RUNS.findall(joined):
        if run.isdecimal():
            words = number_words(int(run))
            written += words
            named += words
            clips += [_clip(word) for word in words]
        else:
            written += run
            named += [LETTERS[letter] for letter in run]
            clips += [_clip(letter) for letter in run]
    return f"{TO_COUNTER} {' '.join(written)}", f"{TO_COUNTER} {' '.join(named)}", tuple(clips)


def _clip(word: str) -> str:
    if word in DIGITS:
        return f"so-{DIGITS.index(word)}"
    if word in LETTERS:
        return f"chu-{_file_stem(word)}"
    return COUNTING_CLIPS[word]


def _file_stem(text: str) -> str:
    """A name that any file system takes: đ is written dd, as it is typed."""
    ascii_text = text.lower().replace("đ", "dd")
    return re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-") or "khac"
