"""How ratings are put together before an officer or his agency sees them: a pure rule.

What is shown are closed blocks: whole days of one officer's ratings, at least five together. A block once closed
never changes, never splits and is shown as a whole or not at all. Whatever is asked, day by day or over periods
that overlap, every answer is a sum of whole blocks; so is every difference of two answers, and five ratings that
stand in one block cannot be told apart.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

SMALLEST = 5


@dataclass(frozen=True, slots=True)
class Rated:
    """One rating that counts and stands in no block yet. ``day`` is its service day, YYYY-MM-DD."""

    rating: bytes
    officer: str
    scale: str
    level: str
    day: str


@dataclass(frozen=True, slots=True)
class Block:
    """Ratings of one officer on one scale that are shown together from now on, for good."""

    officer: str
    scale: str
    first_day: str
    last_day: str
    counts: Mapping[str, int]
    ratings: tuple[bytes, ...] = ()

    @property
    def size(self) -> int:
        """How many ratings it holds."""
        return sum(self.counts.values())


def close_blocks(waiting: Iterable[Rated], today: str) -> list[Block]:
    """The blocks that can be closed of the ratings that wait; of today's nothing is looked at.

    A block ends with a day and takes all of it. Who came late, through a cut line, waits for the next block: it
    never joins one that was closed, nor is anything taken out of one when a rating is set aside afterwards.
    """
    past = sorted((one for one in waiting if "" < one.day < today), key=_order)
    closed = []
    for (officer, scale), own in groupby(past, key=lambda one: (one.officer, one.scale)):
        pool: list[Rated] = []
        for day, of_day in groupby(own, key=lambda one: one.day):
            pool += of_day
            if len(pool) >= SMALLEST:
                counts = dict(Counter(one.level for one in pool))
                closed.append(Block(officer, scale, pool[0].day, day, counts, tuple(one.rating for one in pool)))
                pool = []
    return closed


def _order(one: Rated) -> tuple[str, str, str, bytes]:
    return one.officer, one.scale, one.day, one.rating
