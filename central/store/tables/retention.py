"""What was purged, when and by which rule; the record that stays."""

from sqlalchemy import BigInteger, Column, String, Table

from central.store.tables.base import RowId, metadata

purges = Table(
    "purges",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
    Column("person", String(64), nullable=False, comment="account of the server's system that ran it"),
    Column("kind", String(16), nullable=False, comment="see central.retention.rules"),
    Column("site", String(32), nullable=False, comment="'' for what belongs to none"),
    Column("before_day", String(10), nullable=False, comment="what was older than this day, YYYY-MM-DD"),
    Column("n", BigInteger, nullable=False, comment="how many rows"),
)
