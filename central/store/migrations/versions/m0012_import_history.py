"""Who imported a file, what was found in it, and how unknown names of agencies were answered."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and the new column."""
    op.add_column("imports", sa.Column("imported_by", sa.String(length=200), server_default="", nullable=False))
    op.create_table(
        "import_findings",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_import_findings_import_id")),
        sa.PrimaryKeyConstraint("import_id", "place", name=op.f("pk_import_findings")),
    )
    op.create_table(
        "agency_answers",
        sa.Column("site", sa.String(length=32), nullable=False),
        sa.Column("folded", sa.String(length=300), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("agency", sa.String(length=200), nullable=False),
        sa.Column("answered_by", sa.String(length=200), nullable=False),
        sa.Column("answered_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("site", "folded", name=op.f("pk_agency_answers")),
    )
