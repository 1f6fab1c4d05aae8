"""Which sources have fallen silent against their own rhythm, for source_health to tell."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "source",
        sa.Column(
            "silent_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When its last crawl ended, if it had fallen silent against its own rhythm by "
            "then; null if it had not.",
        ),
    )
    op.add_column(
        "source",
        sa.Column(
            "silent_reason",
            sa.Text(),
            nullable=True,
            comment="What was missing then, and how its listings answered; null if it was not "
            "silent.",
        ),
    )


def downgrade() -> None:
    op.drop_column("source", "silent_reason")
    op.drop_column("source", "silent_at")
