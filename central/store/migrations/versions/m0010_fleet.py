"""Devices, their claims and certificates."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _devices()
    _claims()
    _certificates()


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _time(name: str, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _devices() -> None:
    op.create_table(
        "devices",
        _text("gateway", 32),
        _text("site", 32),
        _text("state", 16),
        _text("roles", 200),
        _text("counters", 1000),
        _text("wiring", 32),
        _text("host", 253),
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("replaces", sa.String(length=32)),
        sa.Column("password_hash", sa.String(length=200)),
        _time("created_ms"),
        _time("retired_ms", nullable=True),
        sa.ForeignKeyConstraint(["replaces"], ["devices.gateway"], name=op.f("fk_devices_replaces")),
        sa.PrimaryKeyConstraint("gateway", name=op.f("pk_devices")),
    )
    op.create_index("ix_devices_site_state", "devices", ["site", "state"])


def _claims() -> None:
    op.create_table(
        "claims",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        _text("gateway", 32),
        _text("token_hash", 64),
        _time("created_ms"),
        _text("created_by", 64),
        _time("expires_ms"),
        _time("used_ms", nullable=True),
        sa.Column("key_hash", sa.String(length=64)),
        _time("withdrawn_ms", nullable=True),
        sa.ForeignKeyConstraint(["gateway"], ["devices.gateway"], name=op.f("fk_claims_gateway")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_claims_token_hash")),
    )
    op.create_index("ix_claims_gateway", "claims", ["gateway"])


def _certificates() -> None:
    op.create_table(
        "certificates",
        _text("serial", 40),
        _text("name", 64),
        sa.Column("authority", sa.Integer(), nullable=False),
        _text("key_hash", 64),
        sa.Column("pem", sa.Text(), nullable=False),
        _time("issued_ms"),
        _time("expires_ms"),
        _time("revoked_ms", nullable=True),
        sa.PrimaryKeyConstraint("serial", name=op.f("pk_certificates")),
    )
    op.create_index("ix_certificates_name", "certificates", ["name"])
