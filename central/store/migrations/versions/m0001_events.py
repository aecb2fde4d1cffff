"""Streams and their lines, what could not be read, clocks, and the projections of ratings."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _what_arrived()
    _beside_the_lines()
    _clocks()
    _ratings()
    _beside_the_ratings()
    _service()


def _row_id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _what_arrived() -> None:
    op.create_table(
        "streams",
        sa.Column("id", _row_id(), nullable=False),
        sa.Column("gateway", sa.String(length=32), nullable=False),
        sa.Column("stream", sa.String(length=32), nullable=False),
        sa.Column("site", sa.String(length=32), nullable=False),
        sa.Column("complete_seq", sa.BigInteger(), nullable=False),
        sa.Column("complete_hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("max_seq", sa.BigInteger(), nullable=False),
        sa.Column("first_seen_ms", sa.BigInteger(), nullable=False),
        sa.Column("last_seen_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_streams")),
        sa.UniqueConstraint("gateway", "stream", name=op.f("uq_streams_gateway_stream")),
    )
    op.create_index(op.f("ix_streams_stream"), "streams", ["stream"])
    op.create_table(
        "events",
        sa.Column("id", _row_id(), nullable=False),
        sa.Column("stream_id", _row_id(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("line", sa.LargeBinary(), nullable=True),
        sa.Column("type", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("time_ms", sa.BigInteger(), nullable=True),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["stream_id"], ["streams.id"], name=op.f("fk_events_stream_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint("stream_id", "seq", name=op.f("uq_events_stream_id_seq")),
    )


def _beside_the_lines() -> None:
    op.create_table(
        "conflicts",
        sa.Column("id", _row_id(), nullable=False),
        sa.Column("stream_id", _row_id(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("line", sa.LargeBinary(), nullable=False),
        sa.Column("first_ms", sa.BigInteger(), nullable=False),
        sa.Column("last_ms", sa.BigInteger(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["stream_id"], ["streams.id"], name=op.f("fk_conflicts_stream_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflicts")),
        sa.UniqueConstraint("stream_id", "seq", "hash", name=op.f("uq_conflicts_stream_id_seq_hash")),
    )
    op.create_table(
        "lost_ranges",
        sa.Column("stream_id", _row_id(), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["stream_id"], ["streams.id"], name=op.f("fk_lost_ranges_stream_id")),
        sa.PrimaryKeyConstraint("stream_id", "first", name=op.f("pk_lost_ranges")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "notes",
        sa.Column("gateway", sa.String(length=32), nullable=False),
        sa.Column("note", sa.LargeBinary(length=16), nullable=False),
        sa.Column("seal", sa.LargeBinary(length=16), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("received_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("gateway", "note", "seal", name=op.f("pk_notes")),
    )


def _clocks() -> None:
    op.create_table(
        "boots",
        sa.Column("id", _row_id(), nullable=False),
        sa.Column("gateway", sa.String(length=32), nullable=False),
        sa.Column("boot", sa.String(length=64), nullable=False),
        sa.Column("anchor_up_ms", sa.BigInteger(), nullable=True),
        sa.Column("anchor_utc_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boots")),
        sa.UniqueConstraint("gateway", "boot", name=op.f("uq_boots_gateway_boot")),
    )
    op.create_table(
        "undated",
        sa.Column("stream_id", _row_id(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("boot_id", _row_id(), nullable=False),
        sa.Column("up_ms", sa.BigInteger(), nullable=False),
        sa.Column("site", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["boot_id"], ["boots.id"], name=op.f("fk_undated_boot_id")),
        sa.ForeignKeyConstraint(["stream_id"], ["streams.id"], name=op.f("fk_undated_stream_id")),
        sa.PrimaryKeyConstraint("stream_id", "seq", name=op.f("pk_undated")),
    )
    op.create_index(op.f("ix_undated_boot_id_stream_id_seq"), "undated", ["boot_id", "stream_id", "seq"])


def _ratings() -> None:
    op.create_table(
        "ratings",
        sa.Column("stream_id", _row_id(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("site", sa.String(length=32), nullable=False),
        sa.Column("rating", sa.LargeBinary(length=16), nullable=False),
        sa.Column("ticket", sa.LargeBinary(length=16), nullable=True),
        sa.Column("time_ms", sa.BigInteger(), nullable=True),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("officer", sa.String(length=64), nullable=False),
        sa.Column("counter", sa.String(length=64), nullable=False),
        sa.Column("scale", sa.String(length=16), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["stream_id"], ["streams.id"], name=op.f("fk_ratings_stream_id")),
        sa.PrimaryKeyConstraint("stream_id", "seq", name=op.f("pk_ratings")),
    )
    op.create_index(op.f("ix_ratings_rating"), "ratings", ["rating"])
    op.create_index(
        "ix_ratings_ticket",
        "ratings",
        ["ticket"],
        sqlite_where=sa.text("ticket IS NOT NULL"),
        postgresql_where=sa.text("ticket IS NOT NULL"),
    )
    op.create_table(
        "rating_changes",
        sa.Column("stream_id", _row_id(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("rating", sa.LargeBinary(length=16), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.Column("time_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["stream_id"], ["streams.id"], name=op.f("fk_rating_changes_stream_id")),
        sa.PrimaryKeyConstraint("stream_id", "seq", name=op.f("pk_rating_changes")),
    )
    op.create_index(op.f("ix_rating_changes_rating"), "rating_changes", ["rating"])


def _beside_the_ratings() -> None:
    op.create_table(
        "rating_decisions",
        sa.Column("stream_id", _row_id(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("rating", sa.LargeBinary(length=16), nullable=False),
        sa.Column("set_aside", sa.Integer(), nullable=False),
        sa.Column("time_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["stream_id"], ["streams.id"], name=op.f("fk_rating_decisions_stream_id")),
        sa.PrimaryKeyConstraint("stream_id", "seq", name=op.f("pk_rating_decisions")),
    )
    op.create_index(op.f("ix_rating_decisions_rating"), "rating_decisions", ["rating"])
    op.create_table(
        "tickets_issued",
        sa.Column("stream_id", _row_id(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("ticket", sa.LargeBinary(length=16), nullable=False),
        sa.ForeignKeyConstraint(["stream_id"], ["streams.id"], name=op.f("fk_tickets_issued_stream_id")),
        sa.PrimaryKeyConstraint("stream_id", "seq", name=op.f("pk_tickets_issued")),
    )
    op.create_index(op.f("ix_tickets_issued_ticket"), "tickets_issued", ["ticket"])
    op.create_table(
        "ratings_daily",
        sa.Column("site", sa.String(length=32), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("officer", sa.String(length=64), nullable=False),
        sa.Column("counter", sa.String(length=64), nullable=False),
        sa.Column("scale", sa.String(length=16), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "site", "day", "officer", "counter", "scale", "level", "kind", "channel", name=op.f("pk_ratings_daily")
        ),
        sqlite_with_rowid=False,
    )


def _service() -> None:
    op.create_table(
        "quarantine",
        sa.Column("id", _row_id(), nullable=False),
        sa.Column("gateway", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=16), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("stream", sa.String(length=32), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("first_ms", sa.BigInteger(), nullable=False),
        sa.Column("last_ms", sa.BigInteger(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantine")),
        sa.UniqueConstraint("gateway", "digest", "reason", name=op.f("uq_quarantine_gateway_digest_reason")),
    )
    op.create_table(
        "findings",
        sa.Column("id", _row_id(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("gateway", sa.String(length=32), nullable=False),
        sa.Column("stream", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("first_ms", sa.BigInteger(), nullable=False),
        sa.Column("last_ms", sa.BigInteger(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
        sa.UniqueConstraint("kind", "gateway", "stream", "seq", name=op.f("uq_findings_kind_gateway_stream_seq")),
    )
    op.create_table(
        "settings",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_settings")),
    )
