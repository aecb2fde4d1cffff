"""What arrived: streams, their lines byte for byte, lines that contradict others, ranges lost, notes.

Rows of `events` are only ever added; a purge sets `line` to NULL and leaves hash and record.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from central.store.tables.base import Bytes16, RowId, metadata

streams = Table(
    "streams",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("gateway", String(32), nullable=False),
    Column("stream", String(32), nullable=False, comment="32 hex digits; the same under two gateways are two"),
    Column("site", String(32), nullable=False, comment="of its first readable line or birth"),
    Column("complete_seq", BigInteger, nullable=False, comment="every line up to here is stored or known as lost"),
    Column("complete_hash", Bytes16, nullable=False, comment="of that line; zeros for 0 and for a lost line"),
    Column("max_seq", BigInteger, nullable=False, comment="the last line stored, perhaps beyond a gap"),
    Column("first_seen_ms", BigInteger, nullable=False, comment="central's clock, milliseconds UTC"),
    Column("last_seen_ms", BigInteger, nullable=False, comment="when its last new line was stored"),
    UniqueConstraint("gateway", "stream"),
    Index(None, "stream"),
)

events = Table(
    "events",
    metadata,
    Column("id", RowId, primary_key=True, comment="in order of arrival, no meaning beyond"),
    Column("stream_id", RowId, ForeignKey("streams.id"), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", Bytes16, nullable=False, comment="first 16 bytes of the SHA-256 of the bytes that arrived"),
    Column("line", LargeBinary, comment="those bytes; NULL once purged"),
    Column("type", String(64), nullable=False, comment="'' when the line is unreadable"),
    Column("state", String(16), nullable=False, comment="known, unknown, not_allowed or unreadable"),
    Column("time_ms", BigInteger, comment="when it happened, milliseconds UTC; NULL: not known"),
    Column("day", String(10), nullable=False, comment="service day YYYY-MM-DD at its site; '' not known"),
    UniqueConstraint("stream_id", "seq"),
)

Index(
    "ix_events_feedback_day",
    events.c.day,
    sqlite_where=events.c.type == "feedback.left",
    postgresql_where=events.c.type == "feedback.left",
)
"""What citizens wrote is found by its day; a sum per day would not know what became of it."""

Index(
    "ix_events_command_done",
    events.c.id,
    sqlite_where=events.c.type == "command.done",
    postgresql_where=events.c.type == "command.done",
)
"""How orders ended, in order of arrival."""

conflicts = Table(
    "conflicts",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("stream_id", RowId, ForeignKey("streams.id"), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", Bytes16, nullable=False),
    Column("line", LargeBinary, nullable=False, comment="other bytes for a place that was already taken"),
    Column("first_ms", BigInteger, nullable=False),
    Column("last_ms", BigInteger, nullable=False),
    Column("times", Integer, nullable=False),
    UniqueConstraint("stream_id", "seq", "hash"),
)

lost_ranges = Table(
    "lost_ranges",
    metadata,
    Column("stream_id", RowId, ForeignKey("streams.id"), primary_key=True),
    Column("first", BigInteger, primary_key=True),
    Column("last", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

notes = Table(
    "notes",
    metadata,
    Column("gateway", String(32), primary_key=True),
    Column("note", Bytes16, primary_key=True, comment="its UUID, named by the event line"),
    Column("seal", Bytes16, primary_key=True, comment="recomputed; the event's seal tells which note is true"),
    Column("salt", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("received_ms", BigInteger, nullable=False),
)
