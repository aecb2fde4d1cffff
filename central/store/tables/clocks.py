"""What the clock rule needs: the first synced line of each boot, and the lines whose time hangs on it."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, String, Table, UniqueConstraint

from central.store.tables.base import RowId, metadata, place

boots = Table(
    "boots",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("gateway", String(32), nullable=False),
    Column("boot", String(64), nullable=False),
    Column("anchor_up_ms", BigInteger, comment="NULL until a synced line of this boot arrived"),
    Column("anchor_utc_ms", BigInteger),
    UniqueConstraint("gateway", "boot"),
)

undated = Table(
    "undated",
    metadata,
    *place(),
    Column("boot_id", RowId, ForeignKey("boots.id"), nullable=False),
    Column("up_ms", BigInteger, nullable=False),
    Column("site", String(32), nullable=False),
    Index(None, "boot_id", "stream_id", "seq"),
)
"""Lines written with `clock` = `unset`: their time moves when an anchor of their boot arrives."""
