"""The log of alerts of the dashboard: when each was raised, who saw it, when it ended."""

from sqlalchemy import BigInteger, Column, Index, String, Table, Text

from central.store.tables.base import RowId, metadata

alerts = Table(
    "alerts",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("site", String(32), nullable=False),
    Column("kind", String(16), nullable=False, comment="see central.dashboard.alerts"),
    Column("gateway", String(32), nullable=False, comment="'' where it is about the whole centre"),
    Column("device", String(64), nullable=False, comment="'' where it is about no device"),
    Column("text", Text, nullable=False, comment="Vietnamese, as it was raised; names nobody"),
    Column("raised_ms", BigInteger, nullable=False, comment="central's clock"),
    Column("seen_ms", BigInteger, comment="when somebody first said that it was seen"),
    Column("seen_by", String(64), nullable=False, comment="code of that account; '' nobody yet"),
    Column("ended_ms", BigInteger, comment="NULL while it stands"),
    Index(None, "site", "raised_ms"),
)
Index(
    "ix_alerts_standing",
    alerts.c.site,
    sqlite_where=alerts.c.ended_ms.is_(None),
    postgresql_where=alerts.c.ended_ms.is_(None),
)
