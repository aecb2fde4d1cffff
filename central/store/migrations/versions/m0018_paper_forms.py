"""Paper forms of surveys, and the history of each."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "paper_forms",
        sa.Column("id", _ID, nullable=False),
        sa.Column("site", sa.String(32), nullable=False),
        sa.Column("survey", sa.String(64), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_forms")),
    )
    op.create_index(op.f("ix_paper_forms_site_day"), "paper_forms", ["site", "day"])
    op.create_table(
        "paper_form_steps",
        sa.Column("id", _ID, nullable=False),
        sa.Column("form_id", _ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("act", sa.String(8), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["form_id"], ["paper_forms.id"], name=op.f("fk_paper_form_steps_form_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_form_steps")),
    )
    op.create_index(op.f("ix_paper_form_steps_form_id"), "paper_form_steps", ["form_id"])
