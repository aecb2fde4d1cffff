"""What each rating must stand as, by the rules of counting, from its line and what is told beside it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import Column, Connection, Row, Select, Table, func, select

from central.audit.holding import holding_truly
from central.audit.truth import Told, Truth
from central.projections.groups import told_officer, whose
from central.projections.rows import GivenRow
from central.rules.counting import (
    Beside,
    Change,
    Decision,
    Given,
    Place,
    Standing,
    first_issued,
    is_of_visit,
    kind_alone,
    order_key,
    standings,
    visit_ms_of,
)
from central.store.queries import rows_in
from central.store.tables import rating_changes, rating_decisions, ratings, streams, ticket_events, tickets_issued

_RATING: Final = 3
_TICKET: Final = 4
_OFFICER: Final = 7
_OF: Final = 2
"""Where the ids stand in a row of `ratings` and in one of the tables beside it."""

_SPECIAL: tuple[tuple[Select[Any], Column[Any]], ...] = (
    *((select(one).group_by(one).having(func.count() > 1), one) for one in (ratings.c.rating, ratings.c.ticket)),
    *((select(one), one) for one in (rating_changes.c.rating, rating_decisions.c.rating)),
)
_WITH_STREAM = {
    table.name: select(table, streams.c.gateway, streams.c.stream).join(streams, streams.c.id == table.c.stream_id)
    for table in (ratings, rating_changes, rating_decisions, tickets_issued, ticket_events)
}


class Judged(NamedTuple):
    """A rating to be judged: what its line says, and its stored row, None when there is none."""

    gateway: str
    stream: str
    given: GivenRow
    stored: Row[Any] | None
    is_as_told: bool

    @property
    def place(self) -> Place:
        """Number of its stream, and its seq."""
        return self.given[:2]


def as_given(row: Row[Any]) -> GivenRow:
    """A stored row without what central made of it; its level is the one after the rater's changes."""
    stored: Any = row
    return (*stored[:_OFFICER], told_officer(row), *stored[_OFFICER + 1 : 13], stored[14])


class Judge:
    """Judges ratings from the stored rows and, where those are known to be false, from the true ones."""

    def __init__(self, connection: Connection, counts_per_ticket: Callable[[str], bool], truth: Truth) -> None:
        self._connection = connection
        self._counts_per_ticket = counts_per_ticket
        self._truth = truth

    def judge(self, several: Sequence[Judged]) -> dict[Place, Standing]:
        """What each comes to: most are alone with their uuid and ticket, the others go through their groups."""
        ids = [one.given[_RATING] for one in several]
        tickets = [ticket for one in several if (ticket := one.given[_TICKET]) is not None]
        issued = self._issued(tickets)
        special = self._special(ids, tickets)
        found = {
            given[:2]: self._alone(given, issued)
            for _, _, given, _, is_as_told in several
            if is_as_told and given[_RATING] not in special and given[_TICKET] not in special
        }
        rest = [one for one in several if one.place not in found] if len(found) < len(several) else []
        return found | self.judge_in_groups(rest) if rest else found

    def judge_in_groups(self, several: Sequence[Judged]) -> dict[Place, Standing]:
        """What each comes to beside every other line of its uuid and its ticket."""
        own = {one.place: self._given((one.given, one.gateway, one.stream)) for one in several}
        group = self._ratings(ratings.c.rating, _RATING, {one.rating for one in own.values()}) | own
        tickets = {one.ticket for one in group.values() if one.ticket is not None}
        group |= self._ratings(ratings.c.ticket, _TICKET, tickets) | own
        # A line of these tickets may be the repeat of a line elsewhere.
        group |= self._ratings(ratings.c.rating, _RATING, {one.rating for one in group.values()}) | own
        beside = self._beside({one.rating for one in own.values()})
        found = standings(group.values(), beside, self._issued(tickets))
        return {place: found[place] for place in own}

    def officers(self, several: Sequence[Judged], found: dict[Place, Standing]) -> dict[Place, str]:
        """Whose those ratings are of which a correction says something."""
        holding, concerned = holding_truly(self._connection, self._truth), []
        for one in several:
            _, _, site, _, ticket, time_ms, _, officer, counter, *_ = one.given
            if holding.concerns(site, counter, officer):
                of_visit = is_of_visit(found[one.place].kind, self._counts_per_ticket(site))
                concerned.append((one.place, (site, counter, officer), time_ms, ticket if of_visit else None))
        lines: dict[bytes, list[tuple[str, str, int | None]]] = defaultdict(list)
        tickets = {ticket for *_, ticket in concerned if ticket is not None}
        for row, _, _ in self._told(ticket_events, ticket_events.c.ticket, _OF, tickets):
            lines[row[_OF]].append((row[4], row[6], row[5]))
        return {
            place: whose(holding, said, time_ms, lines.get(ticket, ()) if ticket is not None else ())
            for place, said, time_ms, ticket in concerned
        }

    def _alone(self, given: GivenRow, issued: dict[bytes, int | None]) -> Standing:
        _, _, site, _, ticket, _, _, _, _, _, level, _, verdict, reasons = given
        per_ticket = self._counts_per_ticket(site)
        kind = kind_alone(verdict, ticket is not None, ticket in issued, per_ticket)
        visit_ms = None if ticket is None else visit_ms_of(kind, per_ticket, issued.get(ticket))
        return Standing(kind, level, reasons, visit_ms)

    def _special(self, ids: list[bytes], tickets: list[bytes]) -> set[bytes]:
        """Ratings and tickets that more than one stored line names, and ratings that something was said about."""
        found: set[bytes] = set()
        for statement, column in _SPECIAL:
            found |= self._ids(statement, column, tickets if column is ratings.c.ticket else ids)
        return found

    def _ids(self, statement: Any, column: Any, keys: Iterable[bytes]) -> set[bytes]:
        return {row[0] for row in rows_in(self._connection, statement, column, keys)}

    def _issued(self, tickets: Iterable[bytes]) -> dict[bytes, int | None]:
        found: dict[bytes, int | None] = {}
        for (_, _, ticket, time_ms), _, _ in self._told(tickets_issued, tickets_issued.c.ticket, _OF, tickets):
            found[ticket] = first_issued((found.get(ticket), time_ms))
        return found

    def _ratings(self, column: Any, index: int, ids: set[bytes]) -> dict[Place, Given]:
        found = (self._given(told) for told in self._told(ratings, column, index, ids))
        return {one.place: one for one in found}

    def _told(self, table: Table, column: Any, index: int, ids: Iterable[bytes]) -> Iterator[Told]:
        """The rows with one of the ids, the true ones in the place of the false ones."""
        row: Any
        for row in rows_in(self._connection, _WITH_STREAM[table.name], column, ids):
            if not self._truth.is_false(table, (row[0], row[1])):
                yield as_given(row) if table is ratings else tuple(row[:-2]), row[-2], row[-1]
        yield from self._truth.rows(table, index, ids)

    def _given(self, told: Told) -> Given:
        (stream_id, seq, site, rating, ticket, time_ms, _, _, _, scale, level, _, verdict, reasons), *whose = told
        gateway, stream = whose
        key = order_key(time_ms, gateway, stream, seq)
        per_ticket = self._counts_per_ticket(site)
        return Given((stream_id, seq), key, gateway, rating, ticket, verdict, scale, level, reasons, per_ticket)

    def _beside(self, ids: set[bytes]) -> dict[bytes, Beside]:
        found: dict[bytes, Beside] = defaultdict(Beside)
        for row, gateway, stream in self._told(rating_changes, rating_changes.c.rating, _OF, ids):
            _, seq, rating, level, reasons, time_ms = row
            found[rating].changes.append(
                Change(order_key(time_ms, gateway, stream, seq), gateway, level, reasons),
            )
        for row, gateway, stream in self._told(rating_decisions, rating_decisions.c.rating, _OF, ids):
            _, seq, rating, set_aside, time_ms = row
            found[rating].decisions.append(Decision(order_key(time_ms, gateway, stream, seq), bool(set_aside)))
        return found
