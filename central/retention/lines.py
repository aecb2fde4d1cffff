"""Which lines may lose their bytes: old ones of closed periods that nothing needs any more.

A line stays needed while its period is not closed, while its time or its meaning is not settled, while it proves
something about other lines, and while somebody still decides about its rating.
"""

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, false, func, or_, select, true, update

from central.closing.frozen import closed_periods
from central.disputes import cases
from central.rules.reading import KNOWN
from central.store.tables import (
    aside_proposals,
    aside_ratings,
    boots,
    events,
    ratings,
    review_requests,
    streams,
    undated,
)
from contract.events import ClockSynced, ReportFrozen, StoreReset

NEEDED = {
    "open_period": "thuộc kỳ chưa chốt",
    "unsettled": "chưa rõ ngày, chưa hiểu, hoặc sau chỗ còn thiếu",
    "proves": "là mốc giờ, chốt kỳ hoặc dòng cuối của luồng",
    "disputed": "đang có đề nghị chưa trả lời",
}
"""Why lines that are old enough stay, in words."""

_KEPT_TYPES = (ClockSynced.TYPE, ReportFrozen.TYPE, StoreReset.TYPE)


class PurgeRefused(Exception):
    """Lines that are still needed are not purged; the message says why, in Vietnamese, then English."""


def old_lines(site: str, before_day: str) -> Select[tuple[int]]:
    """The lines of a site with their bytes that are old enough, those without a day by nothing."""
    return (
        select(events.c.id)
        .join(streams, streams.c.id == events.c.stream_id)
        .where(streams.c.site == site, events.c.line.is_not(None), events.c.day != "", events.c.day < before_day)
    )


def spare(connection: Connection, site: str) -> ColumnElement[bool]:
    """What tells of a line of the site that nothing needs it any more."""
    return and_(*(~needed for needed in _needs(connection, site).values()))


def why_needed(connection: Connection, site: str, before_day: str) -> dict[str, int]:
    """How many lines that are old enough are still needed, by the first reason that holds."""
    found: dict[str, int] = {}
    before: ColumnElement[bool] = true()
    for key, needed in _needs(connection, site).items():
        statement = old_lines(site, before_day).where(before, needed)
        found[key] = connection.execute(select(func.count()).select_from(statement.subquery())).scalar_one()
        before = and_(before, ~needed)
    return {key: n for key, n in found.items() if n}


def count_spare(connection: Connection, site: str, before_day: str) -> int:
    """How many lines would lose their bytes."""
    statement = old_lines(site, before_day).where(spare(connection, site))
    return connection.execute(select(func.count()).select_from(statement.subquery())).scalar_one()


def purge(connection: Connection, site: str, before_day: str) -> int:
    """Drop the bytes of all spare lines; hash, place, type and day stay. How many."""
    ids = old_lines(site, before_day).where(spare(connection, site))
    return connection.execute(update(events).where(events.c.id.in_(ids)).values(line=None)).rowcount


def purge_these(connection: Connection, site: str, ids: list[int]) -> int:
    """Drop the bytes of some lines of a site. Raises PurgeRefused when one of them is still needed."""
    for key, needed in _needs(connection, site).items():
        place = (
            select(streams.c.gateway, events.c.seq)
            .join(streams, streams.c.id == events.c.stream_id)
            .where(events.c.id.in_(ids), or_(needed, streams.c.site != site))
        )
        row = connection.execute(place.limit(1)).first()
        if row is not None:
            raise PurgeRefused(
                f"dòng {row.seq} của {row.gateway} còn cần: {NEEDED[key]} / line {row.seq} is still needed: {key}"
            )
    return connection.execute(update(events).where(events.c.id.in_(ids)).values(line=None)).rowcount


def _needs(connection: Connection, site: str) -> dict[str, ColumnElement[bool]]:
    """What each reason holds for."""
    closed = [
        events.c.day.between(period.first.isoformat(), period.last.isoformat())
        for period in closed_periods(connection, site)
    ]
    beyond_gap = (
        exists().where(streams.c.id == events.c.stream_id, streams.c.complete_seq < events.c.seq).correlate(events)
    )
    waits = exists().where(undated.c.stream_id == events.c.stream_id, undated.c.seq == events.c.seq).correlate(events)
    is_last = exists().where(streams.c.id == events.c.stream_id, streams.c.max_seq == events.c.seq).correlate(events)
    is_anchor = exists().where(
        streams.c.id == events.c.stream_id, boots.c.gateway == streams.c.gateway,
        boots.c.anchor_utc_ms == events.c.time_ms,
    ).correlate(events)  # fmt: skip
    return {
        "open_period": ~or_(*closed) if closed else true(),
        "unsettled": or_(events.c.state != KNOWN, waits, beyond_gap),
        "proves": or_(events.c.type.in_(_KEPT_TYPES), is_last, is_anchor),
        "disputed": _is_disputed(connection, site),
    }


def _is_disputed(connection: Connection, site: str) -> ColumnElement[bool]:
    proposed = exists().where(
        ratings.c.stream_id == events.c.stream_id, ratings.c.seq == events.c.seq,
        aside_ratings.c.rating == ratings.c.rating, aside_proposals.c.id == aside_ratings.c.proposal_id,
        aside_proposals.c.state == cases.OPEN,
    ).correlate(events)  # fmt: skip
    asked = select(review_requests.c.first_day, review_requests.c.last_day).where(
        review_requests.c.site == site, review_requests.c.state == cases.OPEN
    )
    days = [(row.first_day, row.last_day) for row in connection.execute(asked)]
    of_review = exists().where(
        ratings.c.stream_id == events.c.stream_id, ratings.c.seq == events.c.seq,
        or_(false(), *(ratings.c.day.between(first, last) for first, last in days)),
    ).correlate(events)  # fmt: skip
    return or_(proposed, of_review) if days else proposed
