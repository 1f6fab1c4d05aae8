"""The index of the search, filled with what is stored."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BATCH = 1_000


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        # The terms come folded and parted by spaces: there is nothing to do for a tokenizer but to
        # part them. Sizes of columns serve ranks that are not used.
        op.execute(
            "CREATE VIRTUAL TABLE search_words "
            "USING fts5(title, standfirst, body, tokenize = 'ascii', columnsize = 0)"
        )
    else:
        create_table()
        create_functions()
    fill()


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for column in FUNCTIONS:
            op.execute(f"DROP FUNCTION {FUNCTIONS[column]}(tsquery)")
    op.drop_table("search_words")


FUNCTIONS = {"words": "search_in_words", "title": "search_in_titles"}


def create_functions() -> None:
    """A function with settings of its own is planned by itself.

    What it costs to fetch a long tsvector is unknown to the planner, which takes a look at each
    article for cheaper than the index if many are to be found; it takes many times as long.
    """
    for column, name in FUNCTIONS.items():
        op.execute(
            f"CREATE FUNCTION {name}(query tsquery) RETURNS TABLE (article_id bigint) "
            "LANGUAGE sql STABLE PARALLEL SAFE "
            "SET enable_seqscan = off SET enable_indexscan = off SET enable_bitmapscan = on "
            f"AS $$ SELECT s.article_id FROM search_words s WHERE s.{column} @@ query $$"
        )


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
            comment="The terms of headline, standfirst and body.",
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
    version: Any = sa.table(
        "version", *map(sa.column, ("article_id", "number", "title", "body", "standfirst"))
    )
    newest = (version.c.article_id == article.c.id) & (version.c.number == article.c.version_count)
    query = sa.select(article.c.id, version.c.title, version.c.body, version.c.standfirst).join(
        version, newest
    )
    last = 0
    while True:
        some = query.where(article.c.id > last).order_by(article.c.id).limit(BATCH)
        rows = op.get_bind().execute(some).all()
        if not rows:
            return
        index_articles(op.get_bind(), [IndexedText(*row) for row in rows])
        last = rows[-1].id
