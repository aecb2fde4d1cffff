"""The queue: what was told of tickets and counters, the visits made of it, and their daily sums."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _ticket_events()
    _tickets()
    _visits_daily()
    _durations_daily()
    _outcomes_daily()
    _seat_events()
    _seats_daily()


def _row_id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _large(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _ticket_events() -> None:
    op.create_table(
        "ticket_events",
        sa.Column("stream_id", _row_id(), nullable=False),
        _large("seq"),
        sa.Column("ticket", sa.LargeBinary(length=16), nullable=False),
        _text("site", 32),
        _text("type", 64),
        sa.Column("time_ms", sa.BigInteger(), nullable=True),
        _text("counter", 64),
        _text("officer", 64),
        sa.Column("said", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["stream_id"], ["streams.id"], name=op.f("fk_ticket_events_stream_id")),
        sa.PrimaryKeyConstraint("stream_id", "seq", name=op.f("pk_ticket_events")),
    )
    op.create_index(op.f("ix_ticket_events_ticket"), "ticket_events", ["ticket"])


def _tickets() -> None:
    op.create_table(
        "tickets",
        sa.Column("ticket", sa.LargeBinary(length=16), nullable=False),
        _text("site", 32),
        _text("day", 10),
        _number("hour"),
        _text("number", 16),
        _text("state", 16),
        _text("taken_service", 64),
        _text("service", 64),
        _text("need", 16),
        _number("priority"),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=True),
        _text("channel", 16),
        _text("counter", 64),
        _text("officer", 64),
        sa.Column("issued_ms", sa.BigInteger(), nullable=True),
        sa.Column("called_ms", sa.BigInteger(), nullable=True),
        sa.Column("started_ms", sa.BigInteger(), nullable=True),
        sa.Column("finished_ms", sa.BigInteger(), nullable=True),
        sa.Column("wait_s", sa.Integer(), nullable=True),
        sa.Column("work_wait_s", sa.Integer(), nullable=True),
        sa.Column("service_s", sa.Integer(), nullable=True),
        _number("transfers"),
        _number("recalls"),
        sa.Column("outcomes", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("ticket", name=op.f("pk_tickets")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_tickets_site_day"), "tickets", ["site", "day"])


def _visits_daily() -> None:
    op.create_table(
        "visits_daily",
        _text("site", 32),
        _text("day", 10),
        _text("service", 64),
        _text("counter", 64),
        _text("officer", 64),
        _number("hour"),
        _text("need", 16),
        _number("priority"),
        _text("channel", 16),
        _text("state", 16),
        _large("n"),
        sa.PrimaryKeyConstraint(
            "site",
            "day",
            "service",
            "counter",
            "officer",
            "hour",
            "need",
            "priority",
            "channel",
            "state",
            name=op.f("pk_visits_daily"),
        ),
        sqlite_with_rowid=False,
    )


def _durations_daily() -> None:
    op.create_table(
        "durations_daily",
        _text("site", 32),
        _text("day", 10),
        _text("measure", 16),
        _text("service", 64),
        _text("counter", 64),
        _text("officer", 64),
        _number("hour"),
        _number("seconds"),
        _large("n"),
        sa.PrimaryKeyConstraint(
            "site",
            "day",
            "measure",
            "service",
            "counter",
            "officer",
            "hour",
            "seconds",
            name=op.f("pk_durations_daily"),
        ),
        sqlite_with_rowid=False,
    )


def _outcomes_daily() -> None:
    op.create_table(
        "outcomes_daily",
        _text("site", 32),
        _text("day", 10),
        _text("service", 64),
        _text("counter", 64),
        _text("officer", 64),
        _text("outcome", 32),
        _large("n"),
        _large("visits"),
        sa.PrimaryKeyConstraint(
            "site", "day", "service", "counter", "officer", "outcome", name=op.f("pk_outcomes_daily")
        ),
        sqlite_with_rowid=False,
    )


def _seat_events() -> None:
    op.create_table(
        "seat_events",
        sa.Column("stream_id", _row_id(), nullable=False),
        _large("seq"),
        _text("site", 32),
        _text("type", 64),
        sa.Column("time_ms", sa.BigInteger(), nullable=True),
        _text("day", 10),
        _text("counter", 64),
        _text("officer", 64),
        _text("reason", 64),
        sa.ForeignKeyConstraint(["stream_id"], ["streams.id"], name=op.f("fk_seat_events_stream_id")),
        sa.PrimaryKeyConstraint("stream_id", "seq", name=op.f("pk_seat_events")),
    )
    op.create_index(op.f("ix_seat_events_site_day"), "seat_events", ["site", "day"])


def _seats_daily() -> None:
    op.create_table(
        "seats_daily",
        _text("site", 32),
        _text("day", 10),
        _text("counter", 64),
        _text("officer", 64),
        _text("session", 2),
        _text("role", 16),
        sa.Column("first_ms", sa.BigInteger(), nullable=True),
        sa.Column("last_ms", sa.BigInteger(), nullable=True),
        _number("sign_ins"),
        _number("unended"),
        _number("pauses"),
        _large("open_s"),
        _large("paused_s"),
        sa.PrimaryKeyConstraint("site", "day", "counter", "officer", "session", name=op.f("pk_seats_daily")),
        sqlite_with_rowid=False,
    )
