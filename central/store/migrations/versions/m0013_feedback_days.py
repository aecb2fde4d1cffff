"""Feedback is found by the day on which it was left, however many other events there are."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index: of these events alone, so that it costs the others nothing."""
    is_feedback = sa.text("type = 'feedback.left'")
    op.create_index("ix_events_feedback_day", "events", ["day"], sqlite_where=is_feedback, postgresql_where=is_feedback)
