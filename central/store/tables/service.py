"""What central keeps about its own work: what it could not read, what it found, what it counted with."""

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, String, Table, Text, UniqueConstraint

from central.store.tables.base import Bytes16, RowId, metadata

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("gateway", String(32), nullable=False, comment="the one of the topic: the sender"),
    Column("digest", Bytes16, nullable=False, comment="of all its bytes"),
    Column("reason", String(32), nullable=False),
    Column("detail", Text, nullable=False),
    Column("bytes", LargeBinary, nullable=False, comment="the first 8 KiB"),
    Column("size", BigInteger, nullable=False, comment="how many bytes there were"),
    Column("stream", String(32), comment="its place, where it has one"),
    Column("seq", BigInteger),
    Column("first_ms", BigInteger, nullable=False),
    Column("last_ms", BigInteger, nullable=False),
    Column("times", Integer, nullable=False),
    UniqueConstraint("gateway", "digest", "reason"),
)

findings = Table(
    "findings",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("gateway", String(32), nullable=False),
    Column("stream", String(32), nullable=False, comment="'' when it is about no stream"),
    Column("seq", BigInteger, nullable=False, comment="0 when it is about no line"),
    Column("last_seq", BigInteger, comment="the end of a range"),
    Column("detail", Text, nullable=False),
    Column("first_ms", BigInteger, nullable=False),
    Column("last_ms", BigInteger, nullable=False),
    Column("times", Integer, nullable=False),
    UniqueConstraint("kind", "gateway", "stream", "seq"),
)
"""Alarms, as they were noticed; `quayso audit` recomputes and does not rely on them alone."""

settings = Table(
    "settings",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)
