"""Sentences that outlets repeat, and what was left out of the texts that were judged."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "sentence_list",
        sa.Column("article_id", ID, nullable=False, comment="The article."),
        sa.Column(
            "version_id", ID, nullable=False, comment="The version whose sentences are listed."
        ),
        sa.Column(
            "recipe",
            sa.Text(),
            nullable=False,
            comment="What makes the list; empty where it is to be made again.",
        ),
        sa.Column(
            "lengths",
            sa.LargeBinary(),
            nullable=False,
            comment="Little-endian uint32 pairs: hash of a sentence, and its characters without "
            "spaces.",
        ),
        sa.Column(
            "left_out",
            sa.LargeBinary(),
            nullable=True,
            comment="Digests of its sentences that its outlet repeats: left out, but for an ending "
            "that stands where it may be the news. Little-endian int64, ascending; null for none.",
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_sentence_list_article_id_article")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_sentence_list_version_id_version")
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_sentence_list")),
        comment="The sentences of an article's newest version, listed to find what its "
        "outlet repeats; one that is not listed, or not by the recipe in use, waits for it.",
    )
    op.create_table(
        "outlet_sentence",
        sa.Column("source_id", ID, nullable=False, comment="The outlet."),
        sa.Column(
            "digest",
            sa.BigInteger(),
            nullable=False,
            comment="Hash of the sentence and of the end it stands at.",
        ),
        sa.Column(
            "sample_key",
            sa.BigInteger(),
            nullable=False,
            comment="Hash of the article's address; the articles with the smallest are looked at.",
        ),
        sa.Column("article_id", ID, nullable=False, comment="The article that holds it."),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_outlet_sentence_article_id_article")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_outlet_sentence_source_id_source")
        ),
        sa.PrimaryKeyConstraint(
            "source_id", "digest", "sample_key", "article_id", name=op.f("pk_outlet_sentence")
        ),
        comment="Which articles of a source hold which sentences near their beginning or "
        "end, so that those are found that it repeats.",
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_outlet_sentence_article_id"), "outlet_sentence", ["article_id"])
    op.create_table(
        "repeated_sentence",
        sa.Column("source_id", ID, nullable=False, comment="The outlet that repeats it."),
        sa.Column(
            "digest",
            sa.BigInteger(),
            nullable=False,
            comment="Hash of the sentence and of the end it stands at.",
        ),
        sa.Column(
            "sentence",
            sa.Text(),
            nullable=False,
            comment="The sentence as one of the articles prints it.",
        ),
        sa.Column(
            "learned_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When it was found to be repeated.",
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_repeated_sentence_source_id_source")
        ),
        sa.PrimaryKeyConstraint("source_id", "digest", name=op.f("pk_repeated_sentence")),
        comment="A sentence that a source repeats over articles which are otherwise unlike; "
        "it is left out of all that hold it when they are signed and compared.",
    )
    for table, text in (("signature", "signed"), ("variant", "judged")):
        column = sa.Column(
            "left_out",
            sa.LargeBinary(),
            nullable=True,
            comment=f"sentence_list.left_out of the text that was {text}.",
        )
        op.add_column(table, column)


def downgrade() -> None:
    for table in ("variant", "signature"):
        op.drop_column(table, "left_out")
    op.drop_table("repeated_sentence")
    op.drop_index(op.f("ix_outlet_sentence_article_id"), "outlet_sentence")
    op.drop_table("outlet_sentence")
    op.drop_table("sentence_list")
