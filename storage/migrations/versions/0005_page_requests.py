"""What the runs ask for, so that what was lost can be told."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "page_request",
        sa.Column("crawl_run_id", ID, nullable=False, comment="The run that asked for it."),
        sa.Column(
            "requested_url",
            sa.Text(),
            nullable=False,
            comment="The address asked for, as in page_outcome.",
        ),
        sa.Column("source_id", ID, nullable=False, comment="The source it was asked for."),
        sa.Column(
            "kind",
            sa.String(length=32),
            nullable=False,
            comment="What it was asked for as: article, feed, sitemap, section.",
        ),
        sa.Column(
            "requested_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When it was noted.",
        ),
        sa.ForeignKeyConstraint(
            ["crawl_run_id"], ["crawl_run.id"], name=op.f("fk_page_request_crawl_run_id_crawl_run")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_page_request_source_id_source")
        ),
        sa.PrimaryKeyConstraint("crawl_run_id", "requested_url", name=op.f("pk_page_request")),
        comment="Each page that a run was about to ask for, noted before it was sent; one without "
        "a page_outcome was lost, as by a kill.",
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("page_request")
