"""A sum that does not add up, with its arithmetic in the words of wording.md. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from kiosk_ui.words import count_text

MismatchKind = Literal["row", "column", "group", "carried", "part", "percent", "twice", "gone"]

TERMS_SHOWN = 30
"""A column of hundreds of agencies is not written out."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One identity that does not hold, at a row and a column of the table."""

    kind: MismatchKind
    row: int
    column: str
    text: str
    text_en: str
    gap: Decimal
    same_as: tuple[str, ...] = ()
    """Keys of the columns (``row``), or names of the rows (``column``), that the gap is equal to."""


def number_text(value: Decimal) -> str:
    """A count as ``1.250``; a percent with the places it has, ``21,09``."""
    if value == value.to_integral_value():
        return count_text(int(value))
    return f"{value.normalize():f}".replace(".", ",")


def gap_text(gap: Decimal) -> str:
    """A difference with its sign: ``+5``, ``−6``."""
    return f"+{number_text(gap)}" if gap > 0 else number_text(gap).replace("-", "\N{MINUS SIGN}")


def terms_text(terms: Sequence[Decimal]) -> str:
    """The arithmetic: ``(40 + 70 + 5)``; nothing for one term or very many."""
    if not 1 < len(terms) <= TERMS_SHOWN:
        return ""
    return f" ({' + '.join(number_text(term) for term in terms)})"
