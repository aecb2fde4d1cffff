"""Who may sign in to central, with which rights, and what they did."""

import sqlalchemy as sa
from alembic import op

from central.store.dialect import make_append_only

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    _people()
    _doors()
    _log()
    _blocks()


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", RowId, nullable=False),
        _text("code", 64),
        _text("name", 200),
        _text("password", 255),
        sa.Column("blocked", sa.Integer(), nullable=False),
        _moment("created_ms"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("code", name=op.f("uq_people_code")),
    )
    op.create_table(
        "person_roles",
        sa.Column("person_id", RowId, nullable=False),
        _text("site", 32),
        _text("role", 16),
        _text("detail", 200),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_person_roles_person_id")),
        sa.PrimaryKeyConstraint("person_id", "site", "role", "detail", name=op.f("pk_person_roles")),
    )


def _doors() -> None:
    op.create_table(
        "sessions",
        sa.Column("id_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person_id", RowId, nullable=False),
        _text("public", 16),
        _moment("created_ms"),
        _moment("seen_ms"),
        _text("address", 64),
        _text("agent", 200),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sessions_person_id")),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_sessions")),
        sa.UniqueConstraint("public", name=op.f("uq_sessions_public")),
    )
    op.create_index(op.f("ix_sessions_person_id"), "sessions", ["person_id"])
    op.create_table(
        "one_time_links",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person_id", RowId, nullable=False),
        _text("purpose", 16),
        _moment("created_ms"),
        _moment("expires_ms"),
        sa.Column("used_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_one_time_links_person_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_one_time_links")),
    )
    op.create_index(op.f("ix_one_time_links_person_id"), "one_time_links", ["person_id"])


def _log() -> None:
    op.create_table(
        "audit_log",
        sa.Column("id", RowId, nullable=False),
        _moment("at_ms"),
        _text("person", 64),
        _text("act", 32),
        _text("what", 1000),
        _text("site", 32),
        _text("address", 64),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
    )
    op.create_index(op.f("ix_audit_log_at_ms"), "audit_log", ["at_ms"])
    op.create_index("ix_audit_log_person", "audit_log", ["person", "at_ms"])
    make_append_only(op.get_bind(), "audit_log")


def _blocks() -> None:
    op.create_table(
        "rating_blocks",
        _text("site", 32),
        _text("officer", 64),
        _text("scale", 16),
        sa.Column("number", sa.Integer(), nullable=False),
        _text("first_day", 10),
        _text("last_day", 10),
        _text("counts", 200),
        sa.PrimaryKeyConstraint("site", "officer", "scale", "number", name=op.f("pk_rating_blocks")),
    )
    op.create_table(
        "rating_block_members",
        sa.Column("rating", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("rating", name=op.f("pk_rating_block_members")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rating_block_days",
        _text("site", 32),
        _text("closed_until", 10),
        sa.PrimaryKeyConstraint("site", name=op.f("pk_rating_block_days")),
    )


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _moment(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False)
