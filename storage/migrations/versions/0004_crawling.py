"""What a crawl has still to ask for, when feeds are due, and what became of known pages."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
TIME = sa.DateTime(timezone=True)


def columns_of_feed() -> list[sa.Column[Any]]:
    return [
        sa.Column(
            "interval_seconds",
            sa.Double(),
            nullable=True,
            comment="How long to wait between two requests, learned from how often it lists "
            "something new; null where nothing was learned yet.",
        ),
        sa.Column(
            "next_fetch_at",
            TIME,
            nullable=True,
            comment="When it is due again; null: at once.",
        ),
        sa.Column(
            "failures",
            sa.Double(),
            nullable=False,
            server_default="0",
            comment="Requests that failed since the last one that did not, each by its weight: a "
            "hard failure counts 1, a soft one 0.5, one that may pass by itself 0.25.",
        ),
        sa.Column(
            "failing_since",
            TIME,
            nullable=True,
            comment="When the first of those failures was; null while it answers.",
        ),
        sa.Column(
            "retired_at",
            TIME,
            nullable=True,
            comment="Since when it counts as dead and is only tried now and then; null while "
            "alive.",
        ),
        sa.Column(
            "last_new_at",
            TIME,
            nullable=True,
            comment="When it last listed an article that was not known.",
        ),
    ]


def columns_of_article() -> list[sa.Column[Any]]:
    return [
        sa.Column(
            "gone_at",
            TIME,
            nullable=True,
            comment="When its address was first found to be gone (status 404 or 410); null while "
            "it is there.",
        ),
        sa.Column(
            "moved_to_id",
            ID,
            sa.ForeignKey("article.id", name=op.f("fk_article_moved_to_id_article")),
            nullable=True,
            comment="The article that its address leads to now; null while it leads to itself.",
        ),
        sa.Column(
            "opt_outs",
            JSON,
            nullable=True,
            comment="Signals on the page that reserve it from text and data mining or from "
            "training models: a JSON list; null where it was not looked for.",
        ),
    ]


def columns_of_version() -> list[sa.Column[Any]]:
    return [
        sa.Column(
            "extractor",
            sa.Text(),
            nullable=True,
            comment="The version of the extraction that read it; null for an import.",
        ),
        *columns_of_place(),
    ]


def columns_of_place() -> list[sa.Column[Any]]:
    return [
        sa.Column(
            "archive_file",
            sa.Text(),
            nullable=True,
            comment="The WARC file that keeps the raw page, within the archive; null: it was not "
            "kept.",
        ),
        sa.Column(
            "archive_offset",
            ID,
            nullable=True,
            comment="Where the record of the page begins in that file, in bytes.",
        ),
    ]


def upgrade() -> None:
    op.create_table(
        "frontier",
        sa.Column("id", ID, nullable=False, comment="Our number for the entry."),
        sa.Column("source_id", ID, nullable=False, comment="The source that listed it."),
        sa.Column("url", sa.Text(), nullable=False, comment="Our canonical address for it."),
        sa.Column(
            "listed_url",
            sa.Text(),
            nullable=False,
            comment="The address as listed: the one to ask for.",
        ),
        sa.Column(
            "listing",
            JSON,
            nullable=False,
            comment="What its listing says of it: a JSON object of title, dates and text.",
        ),
        sa.Column("listed_at", TIME, nullable=False, comment="When it was first listed."),
        sa.Column(
            "claimed_at",
            TIME,
            nullable=True,
            comment="When it was published, or else last changed, by its listing: the newest is "
            "asked for first.",
        ),
        sa.Column(
            "attempts",
            sa.Integer(),
            nullable=False,
            server_default="0",
            comment="How often it was asked for in vain.",
        ),
        sa.Column(
            "next_try_at",
            TIME,
            nullable=True,
            comment="When to ask for it; null: never again, last_outcome says why.",
        ),
        sa.Column(
            "last_outcome",
            sa.String(length=32),
            nullable=True,
            comment="How the last request for it ended.",
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_frontier_source_id_source")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frontier")),
        sa.UniqueConstraint("url", name=op.f("uq_frontier_url")),
        comment="Articles that a listing named and that are not stored yet: what a crawl has "
        "still to ask for, and when.",
    )
    op.create_index(op.f("ix_frontier_source_id"), "frontier", ["source_id"], unique=False)
    op.create_index(op.f("ix_frontier_next_try_at"), "frontier", ["next_try_at"], unique=False)
    op.create_table(
        "validator",
        sa.Column("id", ID, nullable=False, comment="Our number for the page."),
        sa.Column(
            "url", sa.Text(), nullable=False, comment="The address that gave it, after redirects."
        ),
        sa.Column("etag", sa.Text(), nullable=True, comment="The ETag header."),
        sa.Column("last_modified", sa.Text(), nullable=True, comment="The Last-Modified header."),
        sa.Column("body_sha256", sa.Text(), nullable=False, comment="Hash of the body as it came."),
        sa.Column(
            "extractor",
            sa.Text(),
            nullable=True,
            comment="The version of the extraction that read that body; null for a listing.",
        ),
        sa.Column("fetched_at", TIME, nullable=False, comment="When that body came."),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_validator")),
        sa.UniqueConstraint("url", name=op.f("uq_validator_url")),
        comment="What a server gave along with a page, to ask later whether it changed, and the "
        "hash of the page for servers that give nothing.",
    )
    inline = op.get_bind().dialect.name == "sqlite"
    for column in columns_of_feed():
        op.add_column("feed", column)
    for column in columns_of_article():
        op.add_column("article", column, inline_references=inline)
    for column in columns_of_version():
        op.add_column("version", column)
    for column in columns_of_place():
        op.add_column("page_outcome", column)
    comment_column("feed", "kind", "feed (RSS, Atom, JSON Feed), sitemap or section.")
    comment_column(
        "page_outcome", "kind", "What it was asked for as: article, feed, sitemap, section."
    )


def downgrade() -> None:
    comment_column("feed", "kind", "feed (RSS, Atom) or sitemap.")
    comment_column("page_outcome", "kind", "What it was asked for as: article, feed, sitemap.")
    for table, columns in (
        ("page_outcome", columns_of_place()),
        ("version", columns_of_version()),
        ("article", columns_of_article()),
        ("feed", columns_of_feed()),
    ):
        for column in columns:
            op.drop_column(table, column.name)
    op.drop_table("validator")
    op.drop_table("frontier")


def comment_column(table: str, column: str, comment: str) -> None:
    """Give a column another comment, where the database keeps comments."""
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column(
            table, column, existing_type=sa.String(length=32), nullable=False, comment=comment
        )
