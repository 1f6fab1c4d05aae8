"""The articles whose addresses lead to another: its page lists them without reading all."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_article_moved_to_id", "article", ["moved_to_id"])


def downgrade() -> None:
    op.drop_index("ix_article_moved_to_id", "article")
