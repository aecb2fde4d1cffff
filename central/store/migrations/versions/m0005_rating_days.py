"""Ratings found by site and day: reasons and agencies of a period are read without a look at all others."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index."""
    op.create_index(op.f("ix_ratings_site_day"), "ratings", ["site", "day"])
