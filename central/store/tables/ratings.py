"""Projections of ratings and their exact daily rollup; all of it can be rebuilt from `events`."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text

from central.store.tables.base import Bytes16, metadata, place

ratings = Table(
    "ratings",
    metadata,
    *place(),
    Column("site", String(32), nullable=False),
    Column("rating", Bytes16, nullable=False, comment="UUID; a second row with the same one is a repeat"),
    Column("ticket", Bytes16, comment="UUID of the visit, NULL when there is none"),
    Column("time_ms", BigInteger),
    Column("day", String(10), nullable=False, comment="of its figures: its visit's, where it counts for a ticket"),
    Column("officer", String(64), nullable=False, comment="'' when nobody was signed in"),
    Column("counter", String(64), nullable=False),
    Column("scale", String(16), nullable=False),
    Column("level", String(16), nullable=False, comment="after the rater's last change"),
    Column("channel", String(16), nullable=False),
    Column("verdict", String(16), nullable=False, comment="of the gateway"),
    Column("kind", String(16), nullable=False, comment="of central, see central.rules.counting"),
    Column("reasons", Text, nullable=False, comment="JSON list of codes; '' when none"),
    Column("told_officer", String(64), comment="whom its line names, where that was corrected; else NULL"),
)
Index(None, ratings.c.rating)
Index(None, ratings.c.site, ratings.c.day)
Index(
    "ix_ratings_ticket",
    ratings.c.ticket,
    sqlite_where=ratings.c.ticket.is_not(None),
    postgresql_where=ratings.c.ticket.is_not(None),
)

rating_changes = Table(
    "rating_changes",
    metadata,
    *place(),
    Column("rating", Bytes16, nullable=False, index=True),
    Column("level", String(16), comment="of rating.changed"),
    Column("reasons", Text, comment="of rating.reasoned, as in ratings"),
    Column("time_ms", BigInteger),
)

rating_decisions = Table(
    "rating_decisions",
    metadata,
    *place(),
    Column("rating", Bytes16, nullable=False, index=True),
    Column("set_aside", Integer, nullable=False, comment="1 set aside, 0 restored"),
    Column("time_ms", BigInteger),
)

tickets_issued = Table(
    "tickets_issued",
    metadata,
    *place(),
    Column("ticket", Bytes16, nullable=False, index=True),
    Column("time_ms", BigInteger),
)

corrections = Table(
    "corrections",
    metadata,
    *place(),
    Column("site", String(32), nullable=False),
    Column("time_ms", BigInteger),
    Column("what", String(256), nullable=False, comment="see central.rules.corrections"),
    Column("old", String(256), nullable=False, comment="'' for nobody"),
    Column("new", String(256), nullable=False),
)

ratings_daily = Table(
    "ratings_daily",
    metadata,
    Column("site", String(32), primary_key=True),
    Column("day", String(10), primary_key=True, comment="YYYY-MM-DD; '' = không rõ ngày"),
    Column("officer", String(64), primary_key=True),
    Column("counter", String(64), primary_key=True),
    Column("scale", String(16), primary_key=True),
    Column("level", String(16), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("channel", String(16), primary_key=True),
    Column("n", BigInteger, nullable=False, comment="never 0: such a row is deleted"),
    sqlite_with_rowid=False,
)
"""Counts per day and dimension.

`kind` is one of counted, unlinked, duplicate, late, doubtful, no_ticket, set_aside; repeats are in no row.
"""
