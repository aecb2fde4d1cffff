"""Proposals to set ratings aside, which a second person decides, and reviews that officers ask for."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    _proposals()
    op.create_table(
        "review_requests",
        sa.Column("id", _ID, nullable=False),
        _text("site", 32),
        _text("officer", 64),
        _text("first_day", 10),
        _text("last_day", 10),
        sa.Column("block", sa.Integer(), nullable=False),
        _text("reason", 32),
        sa.Column("words", sa.Text(), nullable=False),
        _text("asked_by", 64),
        sa.Column("asked_ms", sa.BigInteger(), nullable=False),
        _text("state", 16),
        sa.Column("said", sa.Text(), nullable=False),
        _text("answered_by", 64),
        sa.Column("answered_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_requests")),
    )
    op.create_index(op.f("ix_review_requests_site"), "review_requests", ["site"])


def _proposals() -> None:
    op.create_table(
        "aside_proposals",
        sa.Column("id", _ID, nullable=False),
        _text("site", 32),
        _text("act", 16),
        _text("reason", 32),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("note", sa.LargeBinary(16), nullable=True),
        _text("state", 16),
        _text("proposed_by", 64),
        _text("proposed_role", 16),
        sa.Column("proposed_ms", sa.BigInteger(), nullable=False),
        _text("decided_by", 64),
        sa.Column("decided_ms", sa.BigInteger(), nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aside_proposals")),
    )
    op.create_index(op.f("ix_aside_proposals_site"), "aside_proposals", ["site"])
    op.create_table(
        "aside_ratings",
        sa.Column("proposal_id", _ID, nullable=False),
        sa.Column("rating", sa.LargeBinary(16), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["aside_proposals.id"], name=op.f("fk_aside_ratings_proposal_id")),
        sa.PrimaryKeyConstraint("proposal_id", "rating", name=op.f("pk_aside_ratings")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_aside_ratings_rating"), "aside_ratings", ["rating"])


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)
