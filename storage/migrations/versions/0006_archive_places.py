"""What is kept in which file of the archive is found without reading whole tables."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEPT = sa.text("archive_file IS NOT NULL")
INDEXES = (
    ("ix_version_archive_file_archive_offset", "version", ["archive_file", "archive_offset"]),
    ("ix_page_outcome_archive_file", "page_outcome", ["archive_file"]),
)


def upgrade() -> None:
    for name, table, columns in INDEXES:
        op.create_index(
            op.f(name), table, columns, unique=False, sqlite_where=KEPT, postgresql_where=KEPT
        )


def downgrade() -> None:
    for name, table, _ in reversed(INDEXES):
        op.drop_index(op.f(name), table_name=table)
