"""Closes blocks of ratings once a day and keeps them; what stands here is what officers and agencies were shown.

Not a projection: it cannot be made again from events, for it remembers what was shown before a rating came late
or was set aside.
"""

import json
from collections import Counter
from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import Connection, Engine, and_, case, exists, func, insert, select

from central.people.blocks import Block, Rated, close_blocks
from central.rules.counting import COUNTED
from central.store.dialect import upsert
from central.store.engine import reading, writing
from central.store.queries import rows_in
from central.store.tables import events, rating_block_days, rating_block_members, rating_blocks, ratings

OLDEST_DAYS = 400
"""Ratings that arrive later than this are shown to officers and agencies in no block."""


def close_days(engine: Engine, site: str, today: date) -> None:
    """Close what can be closed of the days before today; does nothing when that was done today already."""
    until = (today - timedelta(days=1)).isoformat()
    done = select(rating_block_days.c.closed_until).where(rating_block_days.c.site == site)
    with reading(engine) as connection:
        if connection.scalar(done) == until:
            return
    with writing(engine) as connection:
        # Somebody else may have closed them meanwhile.
        if connection.scalar(done) == until:
            return
        numbers = _last_numbers(connection, site)
        for block in close_blocks(_waiting(connection, site, today), today.isoformat()):
            numbers[block.officer, block.scale] += 1
            _keep(connection, site, block, numbers[block.officer, block.scale])
        statement = upsert(connection, rating_block_days, ("site",), closed_until=lambda _old, new: new.closed_until)
        connection.execute(statement, {"site": site, "closed_until": until})


def blocks_in(
    connection: Connection, site: str, scale: str, officers: Collection[str], first: date, last: date
) -> list[Block]:
    """The blocks of some officers that ended in a period, whole; in the order of their officers and days."""
    statement = select(rating_blocks).where(
        rating_blocks.c.site == site,
        rating_blocks.c.scale == scale,
        rating_blocks.c.last_day.between(first.isoformat(), last.isoformat()),
    )
    found = [
        Block(row.officer, row.scale, row.first_day, row.last_day, json.loads(row.counts))
        for row in rows_in(connection, statement, rating_blocks.c.officer, officers)
    ]
    return sorted(found, key=lambda block: (block.officer, block.last_day, block.first_day))


def _waiting(connection: Connection, site: str, today: date) -> list[Rated]:
    oldest = (today - timedelta(days=OLDEST_DAYS)).isoformat()
    shown = exists().where(rating_block_members.c.rating == ratings.c.rating)
    # By the day on which it was given: a rating of today stays unseen, for a visit of yesterday too.
    given_on = case((events.c.day.is_(None), ratings.c.day), else_=events.c.day)
    own_line = and_(events.c.stream_id == ratings.c.stream_id, events.c.seq == ratings.c.seq)
    rows = connection.execute(
        select(ratings.c.rating, ratings.c.officer, ratings.c.scale, ratings.c.level, given_on)
        .select_from(ratings.outerjoin(events, own_line))
        .where(
            ratings.c.site == site,
            ratings.c.day >= oldest,
            ratings.c.day < today.isoformat(),
            given_on.between(oldest, (today - timedelta(days=1)).isoformat()),
            ratings.c.kind == COUNTED,
            ratings.c.officer != "",
            ~shown,
        )
    )
    return [Rated(*row) for row in rows]


def _last_numbers(connection: Connection, site: str) -> Counter[tuple[str, str]]:
    rows = connection.execute(
        select(rating_blocks.c.officer, rating_blocks.c.scale, func.max(rating_blocks.c.number))
        .where(rating_blocks.c.site == site)
        .group_by(rating_blocks.c.officer, rating_blocks.c.scale)
    )
    return Counter({(officer, scale): number for officer, scale, number in rows})


def _keep(connection: Connection, site: str, block: Block, number: int) -> None:
    connection.execute(
        insert(rating_blocks).values(
            site=site, officer=block.officer, scale=block.scale, number=number, first_day=block.first_day,
            last_day=block.last_day, counts=json.dumps(dict(block.counts), sort_keys=True),
        )
    )  # fmt: skip
    connection.execute(insert(rating_block_members), [{"rating": rating} for rating in block.ratings])
