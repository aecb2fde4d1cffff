"""What citizens wrote, and ratings from their telephones."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("stream_id", ROW_ID, sa.ForeignKey("streams.id", name=op.f("fk_feedback_stream_id")), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("site", sa.String(32), nullable=False),
        sa.Column("note", sa.LargeBinary(16), nullable=False),
        sa.Column("seal", sa.LargeBinary(16), nullable=False),
        sa.Column("topic", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("stream_id", "seq", name=op.f("pk_feedback")),
    )
    op.create_index(op.f("ix_feedback_site"), "feedback", ["site"])
    op.create_index(op.f("ix_feedback_note"), "feedback", ["note"])


def _cases() -> None:
    op.create_table(
        "feedback_cases",
        sa.Column("note", sa.LargeBinary(16), nullable=False),
        sa.Column("site", sa.String(32), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("topic", sa.String(64), nullable=False),
        sa.Column("due_day", sa.String(10), nullable=False),
        sa.Column("handed_to", sa.String(200), nullable=False),
        sa.Column("handed_day", sa.String(10), nullable=False),
        sa.Column("ended_day", sa.String(10), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("note", name=op.f("pk_feedback_cases")),
    )
    op.create_index(op.f("ix_feedback_cases_site"), "feedback_cases", ["site"])
    op.create_table(
        "feedback_steps",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("note", sa.LargeBinary(16), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("act", sa.String(16), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_steps")),
    )
    op.create_index(op.f("ix_feedback_steps_note"), "feedback_steps", ["note"])


def _phones() -> None:
    op.create_table(
        "feedback_tickets",
        sa.Column("note", sa.LargeBinary(16), nullable=False),
        sa.Column("ticket", sa.LargeBinary(16), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("note", name=op.f("pk_feedback_tickets")),
    )
    op.create_index(op.f("ix_feedback_tickets_ticket"), "feedback_tickets", ["ticket"])
    op.create_table(
        "phone_ratings",
        sa.Column("rating", sa.LargeBinary(16), nullable=False),
        sa.Column("site", sa.String(32), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("phone", sa.LargeBinary(16), nullable=False),
        sa.Column("ticket", sa.LargeBinary(16), nullable=False),
        sa.PrimaryKeyConstraint("rating", name=op.f("pk_phone_ratings")),
    )
    op.create_index(op.f("ix_phone_ratings_day_phone"), "phone_ratings", ["day", "phone"])


def upgrade() -> None:
    """Make the tables."""
    _feedback()
    _cases()
    _phones()
