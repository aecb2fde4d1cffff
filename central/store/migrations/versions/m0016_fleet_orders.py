"""Orders to gateways, and the events that tell how they ended."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and the index."""
    op.create_table(
        "fleet_orders",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("gateway", sa.String(length=32), nullable=False),
        sa.Column("site", sa.String(length=32), nullable=False),
        sa.Column("op", sa.String(length=16), nullable=False),
        sa.Column("args", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        sa.Column("sent_ms", sa.BigInteger(), nullable=True),
        sa.Column("ended_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fleet_orders")),
    )
    op.create_index(op.f("ix_fleet_orders_gateway_created_ms"), "fleet_orders", ["gateway", "created_ms"])
    op.create_index(op.f("ix_fleet_orders_state"), "fleet_orders", ["state"])
    is_done = sa.text("type = 'command.done'")
    op.create_index("ix_events_command_done", "events", ["id"], sqlite_where=is_done, postgresql_where=is_done)
