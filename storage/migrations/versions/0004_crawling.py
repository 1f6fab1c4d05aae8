"""What a crawl has still to ask for, when feeds are due, and what became of known pages."""

from collections.abc import Iterator
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
            "page_key",
            sa.Text(),
            nullable=False,
            server_default="",
            comment="The address without scheme and www.: another that comes to the same is "
            "another spelling of it.",
        ),
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
    comment_column("version", "text_sha256", HASH_COMMENT, sa.Text())
    fill_keys()
    op.create_index(op.f("ix_article_page_key"), "article", ["page_key"], unique=False)
    fill_hashes()


def downgrade() -> None:
    op.drop_index(op.f("ix_article_page_key"), "article")
    comment_column("version", "text_sha256", OLD_HASH_COMMENT, sa.Text())
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


HASH_COMMENT = "Hash of title and body with white space, Unicode forms and quotes folded."
OLD_HASH_COMMENT = "Hash of title and body with white space and Unicode forms folded."
BATCH = 500


def fill_keys() -> None:
    """Key the stored articles as the code does now; whoever changes what folds keys them again."""
    from storage.page_addresses import key_of

    article = sa.table("article", sa.column("id"), sa.column("url"), sa.column("page_key"))
    for rows in batches(article, article.c.url):
        keys = [{"row_id": row.id, "key": key_of(row.url)} for row in rows]
        change = sa.update(article).where(article.c.id == sa.bindparam("row_id"))
        op.get_bind().execute(change.values(page_key=sa.bindparam("key")), keys)


def fill_hashes() -> None:
    """Hash the stored texts as the code does now, so that none passes for an edited one."""
    from storage.articles import text_sha256

    names = ("id", "title", "body", "text_sha256")
    version = sa.table("version", *map(sa.column, names))
    for rows in batches(version, version.c.title, version.c.body, version.c.text_sha256):
        hashes = [
            {"row_id": row.id, "hash": digest}
            for row in rows
            if (digest := text_sha256(row.title, row.body)) != row.text_sha256
        ]
        change = sa.update(version).where(version.c.id == sa.bindparam("row_id"))
        if hashes:
            op.get_bind().execute(change.values(text_sha256=sa.bindparam("hash")), hashes)


def batches(table: Any, *columns: Any) -> Iterator[Any]:
    """The rows of a table, some hundred at a time."""
    last = 0
    while True:
        some = sa.select(table.c.id, *columns).where(table.c.id > last).order_by(table.c.id)
        rows = op.get_bind().execute(some.limit(BATCH)).all()
        if not rows:
            return
        yield rows
        last = rows[-1].id


def comment_column(
    table: str, column: str, comment: str, kind: sa.types.TypeEngine[str] | None = None
) -> None:
    """Give a column another comment, where the database keeps comments."""
    if op.get_bind().dialect.name == "postgresql":
        kind = kind or sa.String(length=32)
        op.alter_column(table, column, existing_type=kind, nullable=False, comment=comment)
