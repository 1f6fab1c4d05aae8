"""The views, which env.py makes after the last migration, and the indexes that they need."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_variant_likely_source_id", "variant", ["likely_source_id"])
    op.create_index(
        "ix_page_outcome_source_id_fetched_at", "page_outcome", ["source_id", "fetched_at"]
    )


def downgrade() -> None:
    op.drop_index("ix_page_outcome_source_id_fetched_at", "page_outcome")
    op.drop_index("ix_variant_likely_source_id", "variant")
