"""What two people corrected: its lines, proposals of it, and whom a rating named before."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables and the column."""
    op.add_column("ratings", sa.Column("told_officer", sa.String(64)))
    op.create_table(
        "corrections",
        sa.Column("stream_id", _ID, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("site", sa.String(32), nullable=False),
        sa.Column("time_ms", sa.BigInteger(), nullable=True),
        *(sa.Column(name, sa.String(256), nullable=False) for name in ("what", "old", "new")),
        sa.ForeignKeyConstraint(["stream_id"], ["streams.id"], name=op.f("fk_corrections_stream_id")),
        sa.PrimaryKeyConstraint("stream_id", "seq", name=op.f("pk_corrections")),
    )
    op.create_table(
        "correction_proposals",
        sa.Column("id", _ID, nullable=False),
        _text("site", 32),
        *(_text(name, 256) for name in ("what", "old", "new")),
        _text("reason", 32),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("note", sa.LargeBinary(16), nullable=True),
        _text("state", 16),
        _text("proposed_by", 64),
        _text("proposed_role", 16),
        sa.Column("proposed_ms", sa.BigInteger(), nullable=False),
        _text("decided_by", 64),
        sa.Column("decided_ms", sa.BigInteger(), nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction_proposals")),
    )
    op.create_index(op.f("ix_correction_proposals_site"), "correction_proposals", ["site"])


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)
