"""Seats and absences by plan, what officers sign in with, settings that are pushed, tokens of the API."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _rosters()
    _access()
    _settings()
    _tokens()


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False)


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _made() -> list[sa.Column[Any]]:
    return [sa.Column("made_ms", sa.BigInteger(), nullable=False), _text("made_by", 64)]


def _ended() -> list[sa.Column[Any]]:
    return [sa.Column("ended_ms", sa.BigInteger()), sa.Column("ended_by", sa.String(length=64))]


def _days() -> list[sa.Column[Any]]:
    return [_text("valid_from", 10), _text("valid_to", 10)]


def _table(name: str, *columns: sa.Column[Any] | sa.Constraint) -> None:
    op.create_table(name, _id(), *columns, sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")))


def _rosters() -> None:
    who = [_text("officer", 64)]
    _table(
        "roster_seats",
        _text("site", 32), _text("counter", 64), *who, _text("role", 16), *_days(), *_made(), *_ended(),
    )  # fmt: skip
    op.create_index("ix_roster_seats_site", "roster_seats", ["site", "counter"])
    _table("roster_absences", _text("site", 32), _text("officer", 64), _text("kind", 16), *_days(), *_made(), *_ended())
    op.create_index("ix_roster_absences_site", "roster_absences", ["site", "valid_to"])


def _access() -> None:
    _table(
        "officer_access",
        _text("site", 32), _text("officer", 64), _text("kind", 16), _text("value", 256), *_made(), *_ended(),
    )  # fmt: skip
    op.create_index("ix_officer_access_site", "officer_access", ["site", "officer"])


def _settings() -> None:
    _table("site_settings", _text("site", 32), sa.Column("settings", sa.Text(), nullable=False), *_made())
    op.create_index("ix_site_settings_site", "site_settings", ["site"])
    text = sa.Column("toml", sa.Text(), nullable=False)
    _table("site_versions", _text("site", 32), text, _text("sha256", 64), *_made())
    op.create_index("ix_site_versions_site", "site_versions", ["site"])
    op.create_table(
        "config_wishes",
        _text("gateway", 32),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        _text("sha256", 64),
        sa.Column("with_keys", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["version"], ["site_versions.id"], name=op.f("fk_config_wishes_version")),
        sa.PrimaryKeyConstraint("gateway", name=op.f("pk_config_wishes")),
    )


def _tokens() -> None:
    _table(
        "api_tokens",
        _text("name", 100),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        _text("scopes", 200),
        _text("sites", 2000),
        sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        sa.Column("used_ms", sa.BigInteger()),
        sa.Column("used_from", sa.String(length=64)),
        *_made(),
        *_ended(),
        sa.UniqueConstraint("hash", name=op.f("uq_api_tokens_hash")),
    )
