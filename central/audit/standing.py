"""What each rating must stand as, by the rules of counting, from its line and the stored ones beside it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select

from central.projections.rows import GivenRow
from central.rules.counting import (
    Beside,
    Change,
    Decision,
    Given,
    Place,
    Standing,
    kind_alone,
    order_key,
    standings,
)
from central.store.queries import rows_in
from central.store.tables import rating_changes, rating_decisions, ratings, streams, tickets_issued


@dataclass(frozen=True, slots=True)
class Judged:
    """A rating to be judged: what its line says, and its stored row, None when there is none."""

    given: GivenRow
    stored: Row[Any] | None
    is_as_told: bool

    @property
    def place(self) -> Place:
        """Number of its stream, and its seq."""
        return self.given[0], self.given[1]

    @property
    def rating(self) -> bytes:
        """Its uuid."""
        return self.given[3]

    @property
    def ticket(self) -> bytes | None:
        """The uuid of its visit."""
        return self.given[4]


def as_given(row: Row[Any]) -> GivenRow:
    """A stored row without what central made of it; its level is the one after the rater's changes."""
    first: Any = tuple(row[:10])
    return (*first, row.level, row.channel, row.verdict, row.reasons)


class Judge:
    """Judges ratings of one stream, some thousand at a time."""

    def __init__(self, connection: Connection, counts_per_ticket: Callable[[str], bool]) -> None:
        self._connection = connection
        self._counts_per_ticket = counts_per_ticket

    def judge(self, gateway: str, stream: str, several: Sequence[Judged]) -> dict[Place, Standing]:
        """What each comes to."""
        tickets = [one.ticket for one in several if one.ticket is not None]
        arrived = self._arrived(tickets)
        special = self._special(several, tickets)
        found = {
            one.place: self._alone(one, arrived)
            for one in several
            if one.is_as_told and one.rating not in special and one.ticket not in special
        }
        rest = [one for one in several if one.place not in found]
        return found | self._in_groups(gateway, stream, rest) if rest else found

    def _alone(self, one: Judged, arrived: set[bytes]) -> Standing:
        _, _, site, _, ticket, _, _, _, _, _, level, _, verdict, reasons = one.given
        per_ticket = self._counts_per_ticket(site)
        return Standing(kind_alone(verdict, ticket is not None, ticket in arrived, per_ticket), level, reasons)

    def _special(self, several: Sequence[Judged], tickets: list[bytes]) -> set[bytes]:
        """Ratings and tickets that more than one stored line names, and ratings that something was said about."""
        ids = [one.rating for one in several]
        return {
            *self._twice(ratings.c.rating, ids),
            *self._twice(ratings.c.ticket, tickets),
            *(
                row[0]
                for row in rows_in(self._connection, select(rating_changes.c.rating), rating_changes.c.rating, ids)
            ),
            *(
                row[0]
                for row in rows_in(self._connection, select(rating_decisions.c.rating), rating_decisions.c.rating, ids)
            ),
        }

    def _twice(self, column: Any, ids: list[bytes]) -> Iterable[bytes]:
        statement = select(column).group_by(column).having(func.count() > 1)
        return (row[0] for row in rows_in(self._connection, statement, column, ids))

    def _arrived(self, tickets: Iterable[bytes]) -> set[bytes]:
        column = tickets_issued.c.ticket
        return {row[0] for row in rows_in(self._connection, select(column), column, tickets)}

    def _in_groups(self, gateway: str, stream: str, several: list[Judged]) -> dict[Place, Standing]:
        by_rating = self._rows(ratings.c.rating, {one.rating for one in several})
        tickets = {one.ticket for one in several if one.ticket is not None}
        tickets |= {one.ticket for one in by_rating.values() if one.ticket is not None}
        group = by_rating | self._rows(ratings.c.ticket, tickets)
        # A line of these tickets may be the repeat of a line elsewhere.
        group |= self._rows(ratings.c.rating, {one.rating for one in group.values()})
        group |= {one.place: self._from_line(one.given, gateway, stream) for one in several}
        beside = self._beside({one.rating for one in several})
        found = standings(group.values(), beside, self._arrived(tickets).__contains__)
        return {one.place: found[one.place] for one in several}

    def _rows(self, column: Any, ids: set[bytes]) -> dict[Place, Given]:
        statement = select(ratings, streams.c.gateway, streams.c.stream).join(
            streams, streams.c.id == ratings.c.stream_id
        )
        return {
            (row.stream_id, row.seq): self._from_line(as_given(row), row.gateway, row.stream)
            for row in rows_in(self._connection, statement, column, ids)
        }

    def _from_line(self, given: GivenRow, gateway: str, stream: str) -> Given:
        stream_id, seq, site, rating, ticket, time_ms, _, _, _, scale, level, _, verdict, reasons = given
        key = order_key(time_ms, gateway, stream, seq)
        per_ticket = self._counts_per_ticket(site)
        return Given((stream_id, seq), key, gateway, rating, ticket, verdict, scale, level, reasons, per_ticket)

    def _beside(self, ids: set[bytes]) -> dict[bytes, Beside]:
        found: dict[bytes, Beside] = defaultdict(Beside)
        for table in (rating_changes, rating_decisions):
            statement = select(table, streams.c.gateway, streams.c.stream).join(
                streams, streams.c.id == table.c.stream_id
            )
            for row in rows_in(self._connection, statement, table.c.rating, ids):
                key = order_key(row.time_ms, row.gateway, row.stream, row.seq)
                if table is rating_changes:
                    found[row.rating].changes.append(Change(key, row.gateway, row.level, row.reasons))
                else:
                    found[row.rating].decisions.append(Decision(key, bool(row.set_aside)))
        return found
