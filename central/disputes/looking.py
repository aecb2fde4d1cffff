"""Reads what happened at a site in a period and asks every rule what deserves a look."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from central.config import CentralConfig
from central.disputes import officer_signs, press_signs, visit_signs
from central.disputes.opening_hours import opening_of
from central.disputes.signs import DOUBTFUL, KINDS, Press, Sign, Visit
from central.disputes.visit_signs import IsOpen
from central.reports.period import Period
from central.rules.counting import COUNTED, REPEAT, SET_ASIDE
from central.rules.stored import read_stored
from central.rules.visits import SERVED
from central.store.queries import in_chunks, rows_in
from central.store.tables import events, ratings, streams, tickets
from contract.events import RatingGiven
from contract.scales import SCALES

_AT_ONCE = 400


def signs_in(connection: Connection, config: CentralConfig, site: str, period: Period) -> list[Sign]:
    """Everything of the period that deserves a look, in the order of the kinds."""
    presses, visits = presses_in(connection, site, period), visits_in(connection, site, period)
    top = SCALES[config.sites[site].scale].levels[0].code
    return look(presses, visits, opening_of(config, site), top, per_ticket=config.counts_per_ticket(site))


def look(
    presses: Sequence[Press], visits: Sequence[Visit], is_open: IsOpen, top_level: str, *, per_ticket: bool
) -> list[Sign]:
    """Ask every rule. Pure."""
    found = [
        *press_signs.doubtful(presses),
        *press_signs.one_phone(presses),
        *press_signs.rhythm(presses),
        *press_signs.prompt(presses, {visit.ticket: visit for visit in visits}),
        *_comparisons(presses, visits, top_level, per_ticket=per_ticket),
        *visit_signs.short_service(visits),
        *visit_signs.out_of_hours(visits, is_open),
    ]
    order = list(KINDS)
    return sorted(found, key=lambda sign: (order.index(sign.kind), sign.day, -sign.n, sign.officer))


def _comparisons(
    presses: Sequence[Press], visits: Sequence[Visit], top_level: str, *, per_ticket: bool
) -> Iterator[Sign]:
    counted = [press for press in presses if press.kind == COUNTED]
    rated, top = Counter(p.officer for p in counted), Counter(p.officer for p in counted if p.level == top_level)
    if per_ticket:
        served = Counter(visit.officer for visit in visits)
        shares = officer_signs.shares_of((code, rated[code], n) for code, n in served.items())
        yield from officer_signs.far_above(shares, officer_signs.PARTICIPATION)
    shares = officer_signs.shares_of((code, top[code], n) for code, n in rated.items())
    yield from officer_signs.far_above(shares, officer_signs.TOP_LEVEL)


def presses_in(connection: Connection, site: str, period: Period) -> list[Press]:
    """The ratings of the days of a period; one that was told twice is one."""
    statement = select(ratings).where(
        ratings.c.site == site,
        ratings.c.day.between(period.first.isoformat(), period.last.isoformat()),
        ratings.c.kind != REPEAT,
    )
    return _presses(connection, connection.execute(statement.order_by(ratings.c.time_ms)).all())


def presses_with(connection: Connection, site: str, ids: Iterable[bytes]) -> list[Press]:
    """The ratings of a site with these uuids, the first given first."""
    statement = select(ratings).where(ratings.c.site == site, ratings.c.kind != REPEAT)
    rows = list(rows_in(connection, statement, ratings.c.rating, sorted(set(ids))))
    return sorted(_presses(connection, rows), key=lambda press: (press.time_ms or 0, press.rating))


def presses_of(connection: Connection, site: str, officer: str, first_day: str, last_day: str) -> list[Press]:
    """What an officer was given on some days and counts, or was set aside."""
    statement = select(ratings).where(
        ratings.c.site == site,
        ratings.c.day.between(first_day, last_day),
        ratings.c.officer == officer,
        ratings.c.kind.in_((COUNTED, SET_ASIDE)),
    )
    return _presses(connection, connection.execute(statement.order_by(ratings.c.time_ms)).all())


def visits_in(connection: Connection, site: str, period: Period) -> list[Visit]:
    """The visits that were served on the days of a period."""
    days = tickets.c.day.between(period.first.isoformat(), period.last.isoformat())
    statement = select(tickets).where(tickets.c.site == site, days, tickets.c.state == SERVED)
    return [_visit(row) for row in connection.execute(statement.order_by(tickets.c.finished_ms))]


def visits_with(connection: Connection, site: str, ids: Iterable[bytes]) -> list[Visit]:
    """The visits of a site with these tickets, the first one ended first."""
    rows = rows_in(connection, select(tickets).where(tickets.c.site == site), tickets.c.ticket, sorted(set(ids)))
    return sorted((_visit(row) for row in rows), key=lambda visit: (visit.finished_ms or 0, visit.ticket))


def _visit(row: Row[Any]) -> Visit:
    return Visit(row.ticket, row.number, row.day, row.counter, row.officer, row.finished_ms, row.service_s)


def _presses(connection: Connection, rows: Sequence[Row[Any]]) -> list[Press]:
    doubts = _doubts(connection, [row for row in rows if row.verdict == DOUBTFUL])
    return [
        Press(
            row.rating, row.ticket, row.time_ms, row.day, row.counter, row.officer, row.level, row.channel,
            row.verdict, row.kind, doubts.get((row.stream_id, row.seq), ()),
        )
        for row in rows
    ]  # fmt: skip


def _doubts(connection: Connection, rows: Sequence[Row[Any]]) -> dict[tuple[int, int], tuple[str, ...]]:
    """The doubts that stand in the lines themselves; of purged lines nobody knows them any more."""
    by_stream: dict[int, list[int]] = {}
    for row in rows:
        by_stream.setdefault(row.stream_id, []).append(row.seq)
    found = {}
    lines = select(events.c.seq, events.c.line, streams.c.gateway, streams.c.stream).join(
        streams, streams.c.id == events.c.stream_id
    )
    for stream_id, seqs in by_stream.items():
        for part in in_chunks(sorted(seqs), _AT_ONCE):
            of_them = lines.where(events.c.stream_id == stream_id, events.c.seq.in_(part), events.c.line.is_not(None))
            for seq, raw, gateway, stream in connection.execute(of_them):
                data = read_stored(raw, gateway, stream, seq).data
                if isinstance(data, RatingGiven):
                    found[stream_id, seq] = data.doubts
    return found
