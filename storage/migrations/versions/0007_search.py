"""The index of the search, filled with what is stored."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BATCH = 1_000


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        # The terms come folded and parted by spaces: there is nothing to do for a tokenizer but to
        # part them. Sizes of columns serve ranks that are not used.
        op.execute(
            "CREATE VIRTUAL TABLE search_words "
            "USING fts5(title, body, tokenize = 'ascii', columnsize = 0)"
        )
    else:
        create_table()
    fill()


def downgrade() -> None:
    op.drop_table("search_words")


def create_table() -> None:
    op.create_table(
        "search_words",
        sa.Column(
            "article_id",
            sa.BigInteger(),
            sa.ForeignKey(
                "article.id",
                name=op.f("fk_search_words_article_id_article"),
                ondelete="CASCADE",
            ),
            nullable=False,
            comment="The article.",
        ),
        sa.Column(
            "title",
            postgresql.TSVECTOR(),
            nullable=False,
            comment="The terms of the headline of its newest version.",
        ),
        sa.Column(
            "words",
            postgresql.TSVECTOR(),
            nullable=False,
            comment="The terms of headline and body.",
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_search_words")),
        comment="What the search finds articles by: their folded words.",
    )
    for column in ("title", "words"):
        name = op.f(f"ix_search_words_{column}")
        op.create_index(name, "search_words", [column], postgresql_using="gin")


def fill() -> None:
    """Index the stored articles as the code does now; `newsfold db reindex` does it again."""
    from storage.search_index import IndexedText, index_articles

    article = sa.table("article", *map(sa.column, ("id", "version_count")))
    version: Any = sa.table("version", *map(sa.column, ("article_id", "number", "title", "body")))
    newest = (version.c.article_id == article.c.id) & (version.c.number == article.c.version_count)
    query = sa.select(article.c.id, version.c.title, version.c.body).join(version, newest)
    last = 0
    while True:
        some = query.where(article.c.id > last).order_by(article.c.id).limit(BATCH)
        rows = op.get_bind().execute(some).all()
        if not rows:
            return
        index_articles(op.get_bind(), [IndexedText(*row) for row in rows])
        last = rows[-1].id
