"""Lists of a centre as they were imported: agencies, officers, services, and their files."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _imports()
    _agencies()
    _officers()
    _services()


def _imports() -> None:
    op.create_table(
        "imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("period_from", sa.String(length=10), server_default="", nullable=False),
        sa.Column("period_to", sa.String(length=10), server_default="", nullable=False),
        sa.Column("file", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("finding_count", sa.Integer(), nullable=False),
        sa.Column("imported_ms", sa.BigInteger(), nullable=False),
        sa.Column("superseded_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    in_force = sa.text("superseded_ms IS NULL")
    op.create_index(
        "uq_imports_in_force",
        "imports",
        ["site", "kind", "period_from", "period_to"],
        unique=True,
        sqlite_where=in_force,
        postgresql_where=in_force,
    )


def _list_table(name: str, *columns: sa.Column[str]) -> None:
    op.create_table(
        name,
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f(f"fk_{name}_import_id")),
        sa.PrimaryKeyConstraint("import_id", "position", name=op.f(f"pk_{name}")),
    )


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _agencies() -> None:
    _list_table(
        "agencies",
        _text("name", 200),
        _text("valid_from", 10),
        _text("valid_to", 10),
        _text("successor", 200),
    )
    op.create_table(
        "agency_aliases",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("alias", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_agency_aliases_import_id")),
        sa.PrimaryKeyConstraint("import_id", "position", "place", name=op.f("pk_agency_aliases")),
    )


def _officers() -> None:
    _list_table(
        "officers",
        _text("code", 64),
        _text("name", 200),
        _text("agency", 200),
        _text("role", 64),
        _text("valid_from", 10),
        _text("valid_to", 10),
        _text("employment", 64),
    )


def _services() -> None:
    _list_table(
        "services",
        _text("code", 64),
        _text("name", 200),
        _text("prefix", 8),
        _text("agency", 200),
        _text("valid_from", 10),
        _text("valid_to", 10),
        _text("need", 16),
    )
