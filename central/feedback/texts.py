"""The words of a citizen as they are kept: one writing of each letter, plain lines, no control character. Pure."""

import re
import unicodedata

MOST_TEXT = 1_000
"""Letters; as a note line they stay well below 8 KiB whatever they are."""

_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\x85]")
_MANY_EMPTY = re.compile(r"\n{3,}")


def clean_text(text: str) -> str:
    """The text in NFC without control, format and half characters; '' when nothing is left."""
    plain = unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text))
    kept = "".join(letter for letter in plain if letter == "\n" or _is_kept(letter))
    return _MANY_EMPTY.sub("\n\n", kept).strip()


def _is_kept(letter: str) -> bool:
    # Cf holds the marks that turn the direction of text round, but also those that join emoji and Khmer words.
    return unicodedata.category(letter) not in ("Cc", "Cs", "Co", "Cn") and letter not in _TURNING


_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\ufeff")
