"""Compares names as people write them: they may differ in Unicode form, case and spaces, never in letters.

Two names that fold to the same are the same; everything else needs an alias. Nothing is guessed.
"""

import difflib
import functools
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


def tidy(text: str) -> str:
    """The text as it is kept: composed (NFC), without spaces around it or doubled inside."""
    return " ".join(unicodedata.normalize("NFC", text).split())


@functools.lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """What two spellings of one name have in common."""
    return unicodedata.normalize("NFC", tidy(text).casefold())


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency of the list with every name it is known by. Days are included; None has no bound."""

    name: str
    aliases: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str = ""
    """Who took over its work, as the list names it."""

    @property
    def names(self) -> tuple[str, ...]:
        """Its name and its aliases."""
        return (self.name, *self.aliases)


def overlaps(first: tuple[date | None, date | None], second: tuple[date | None, date | None]) -> bool:
    """Whether two stretches of days have one in common; None has no bound."""
    starts = [start for start in (first[0], second[0]) if start is not None]
    ends = [end for end in (first[1], second[1]) if end is not None]
    return not starts or not ends or max(starts) <= min(ends)


class AgencyNames:
    """Finds the agency that a text names."""

    def __init__(self, agencies: Iterable[Agency]) -> None:
        self._by_name: dict[str, list[Agency]] = {}
        for agency in agencies:
            for folded in dict.fromkeys(fold(name) for name in agency.names):
                self._by_name.setdefault(folded, []).append(agency)

    def knows(self, text: str) -> bool:
        """Whether any agency, of whatever time, is called that."""
        return fold(text) in self._by_name

    def near(self, text: str) -> str | None:
        """The name in the list that looks most like an unknown one: to ask a person with, never to decide by."""
        likely = difflib.get_close_matches(fold(text), self._by_name, n=1, cutoff=0.75)
        return self._by_name[likely[0]][-1].name if likely else None

    def find(self, text: str, first: date | None = None, last: date | None = None) -> Agency | None:
        """The agency called ``text`` between two days, else one that was called so at another time."""
        named = self._by_name.get(fold(text), [])
        then = [agency for agency in named if overlaps((agency.valid_from, agency.valid_to), (first, last))]
        found = then or named
        return found[-1] if found else None
