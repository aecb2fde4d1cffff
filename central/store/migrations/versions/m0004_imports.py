"""Figure tables as they were imported, the counters of a centre, and what took the place of an import."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and the new columns."""
    op.add_column("imports", sa.Column("layout", sa.String(length=16), server_default="", nullable=False))
    op.add_column("imports", sa.Column("replaced_by", sa.Integer(), nullable=True))
    op.create_table(
        "import_rows",
        *_place(),
        sa.Column("row", sa.Integer(), nullable=False),
        _text("kind", 16),
        _text("no", 32),
        _text("label", 300),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_import_rows_import_id")),
        sa.PrimaryKeyConstraint("import_id", "position", name=op.f("pk_import_rows")),
    )
    op.create_table(
        "import_cells",
        *_place(),
        _text("key", 40),
        _text("printed", 300),
        _text("value", 32),
        _text("computed", 32),
        sa.ForeignKeyConstraint(
            ["import_id", "position"],
            ["import_rows.import_id", "import_rows.position"],
            name=op.f("fk_import_cells_import_id"),
        ),
        sa.PrimaryKeyConstraint("import_id", "position", "key", name=op.f("pk_import_cells")),
    )
    op.create_table(
        "counters",
        *_place(),
        _text("code", 64),
        _text("name", 200),
        _text("services", 2000),
        _text("zone", 64),
        _text("valid_from", 10),
        _text("valid_to", 10),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_counters_import_id")),
        sa.PrimaryKeyConstraint("import_id", "position", name=op.f("pk_counters")),
    )


def _place() -> tuple[sa.Column[int], sa.Column[int]]:
    return (
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
    )


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False)
