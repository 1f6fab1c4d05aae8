"""An outlet's articles in the order of their times: its latest are found without reading all."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_article_source_id_reference_at", "article", ["source_id", "reference_at"])
    op.drop_index("ix_article_source_id", "article")


def downgrade() -> None:
    op.create_index("ix_article_source_id", "article", ["source_id"])
    op.drop_index("ix_article_source_id_reference_at", "article")
