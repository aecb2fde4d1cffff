"""Rows as their lines give them, where the store holds others: so that one false row casts no doubt on its mates."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Table

from central.rules.counting import Place

MOST_KEPT = 100_000

Told = tuple[tuple[Any, ...], str, str]
"""A row with the gateway and stream of its line."""


class Truth:
    """What was found false so far, with the true row, None where there should be none."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, Place], Told | None] = {}

    def tell(self, table: Table, place: Place, told: Told | None) -> None:
        """The row of this table at this place is false."""
        if len(self._rows) < MOST_KEPT:
            self._rows[(table.name, place)] = told

    def is_false(self, table: Table, place: Place) -> bool:
        """Whether the stored row at this place is to be left out."""
        return (table.name, place) in self._rows

    def all_rows(self, table: Table) -> Iterator[Told]:
        """Every true row of a table in the place of a false one."""
        yield from (told for (name, _), told in self._rows.items() if name == table.name and told is not None)

    def rows(self, table: Table, column: int, ids: Iterable[bytes]) -> Iterator[Told]:
        """The true rows with one of these ids in their ``column``."""
        if not self._rows:
            return
        wanted = set(ids)
        for (name, _), told in self._rows.items():
            if name == table.name and told is not None and told[0][column] in wanted:
                yield told
