"""Closed periods, and the reports frozen with them: bytes that never change, each under its hash.

What is written here is also said in central's own stream (`report.frozen`), so that nobody can change both in silence.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, String, Table, Text, UniqueConstraint

from central.store.tables.base import RowId, metadata

closings = Table(
    "closings",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("site", String(32), nullable=False),
    Column("period_from", String(10), nullable=False, comment="YYYY-MM-DD"),
    Column("period_to", String(10), nullable=False, comment="YYYY-MM-DD, included"),
    Column("version", Integer, nullable=False, comment="1, 2 … of this period"),
    Column("closed_ms", BigInteger, nullable=False, comment="central's clock, milliseconds UTC"),
    Column("person", String(64), nullable=False, comment="code of who closed it"),
    Column("role", String(64), nullable=False),
    Column("reason", Text, nullable=False, comment="in their words; '' when there was nothing to explain"),
    Column("readiness", Text, nullable=False, comment="JSON: what was to be seen on that list"),
    Column("program", String(64), nullable=False, comment="version of the program"),
    Column("rules", Integer, nullable=False, comment="version of the rules of counting"),
    UniqueConstraint("site", "period_from", "period_to", "version"),
)

frozen_reports = Table(
    "frozen_reports",
    metadata,
    Column("closing_id", RowId, ForeignKey("closings.id"), primary_key=True),
    Column("report", String(32), primary_key=True, comment="its key"),
    Column("sha256", String(64), nullable=False, comment="of the bytes, hex; report.frozen names it"),
    Column("bytes", LargeBinary, nullable=False, comment="canonical JSON, see central.closing.canonical"),
    Column("changes", Text, nullable=False, comment="JSON: against the version before; '' in the first one"),
)
