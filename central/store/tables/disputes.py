"""Ratings that two people set aside, and reviews that officers ask for. Nothing here can be made again from events.

The decisions themselves are lines of central's own stream (`rating_decisions`); here stands who proposed what, and why
while nobody has decided yet: from then on the words are a note.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, String, Table, Text

from central.store.tables.base import Bytes16, RowId, metadata

aside_proposals = Table(
    "aside_proposals",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("site", String(32), nullable=False, index=True),
    Column("act", String(16), nullable=False, comment="set_aside or restore"),
    Column("reason", String(32), nullable=False, comment="see central.disputes.cases"),
    Column("words", Text, nullable=False, comment="why, as long as it is open; '' from then on"),
    Column("note", Bytes16, comment="UUID of the note with these words once it was agreed to"),
    Column("state", String(16), nullable=False, comment="open, agreed, declined or withdrawn"),
    Column("proposed_by", String(64), nullable=False, comment="code of a person"),
    Column("proposed_role", String(16), nullable=False),
    Column("proposed_ms", BigInteger, nullable=False),
    Column("decided_by", String(64), nullable=False, comment="code of the second person; '' not yet"),
    Column("decided_ms", BigInteger),
    Column("said", Text, nullable=False, comment="why it was declined; '' for nothing"),
)

aside_ratings = Table(
    "aside_ratings",
    metadata,
    Column("proposal_id", RowId, ForeignKey("aside_proposals.id"), primary_key=True),
    Column("rating", Bytes16, primary_key=True, index=True),
    sqlite_with_rowid=False,
)

review_requests = Table(
    "review_requests",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("site", String(32), nullable=False, index=True),
    Column("officer", String(64), nullable=False, comment="whose ratings it is about: who asks"),
    Column("first_day", String(10), nullable=False, comment="YYYY-MM-DD, included"),
    Column("last_day", String(10), nullable=False),
    Column("block", Integer, nullable=False, comment="number of the block; 0 for a single day"),
    Column("reason", String(32), nullable=False),
    Column("words", Text, nullable=False, comment="'' once purged"),
    Column("asked_by", String(64), nullable=False),
    Column("asked_ms", BigInteger, nullable=False),
    Column("state", String(16), nullable=False, comment="open, kept or changed"),
    Column("said", Text, nullable=False, comment="the answer"),
    Column("answered_by", String(64), nullable=False),
    Column("answered_ms", BigInteger),
)
