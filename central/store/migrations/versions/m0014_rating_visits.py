"""When a ticket was issued stands beside its arrival: ratings belong to the day of their visit."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_FILL = """
UPDATE tickets_issued SET time_ms = (
    SELECT events.time_ms FROM events
    WHERE events.stream_id = tickets_issued.stream_id AND events.seq = tickets_issued.seq
)
"""
"""Those of purged lines above all: central makes the others again at its start, with all figures."""


def upgrade() -> None:
    """Add the column and fill it."""
    op.add_column("tickets_issued", sa.Column("time_ms", sa.BigInteger()))
    op.execute(_FILL)
