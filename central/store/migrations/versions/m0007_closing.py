"""Closed periods and the reports frozen with them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "closings",
        sa.Column("id", RowId, nullable=False),
        _text("site", 32),
        _text("period_from", 10),
        _text("period_to", 10),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("closed_ms", sa.BigInteger(), nullable=False),
        _text("person", 64),
        _text("role", 64),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("readiness", sa.Text(), nullable=False),
        _text("program", 64),
        sa.Column("rules", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closings")),
        sa.UniqueConstraint(
            "site", "period_from", "period_to", "version", name=op.f("uq_closings_site_period_from_period_to_version")
        ),
    )
    op.create_table(
        "frozen_reports",
        sa.Column("closing_id", RowId, nullable=False),
        _text("report", 32),
        _text("sha256", 64),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["closing_id"], ["closings.id"], name=op.f("fk_frozen_reports_closing_id")),
        sa.PrimaryKeyConstraint("closing_id", "report", name=op.f("pk_frozen_reports")),
    )


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False)
