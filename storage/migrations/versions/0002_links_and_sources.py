"""Links of analysts; likely sources with their reasons; independent sources of a story."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def columns_of_variant() -> list[sa.Column[Any]]:
    return [
        sa.Column(
            "source_confidence",
            sa.Double(),
            nullable=True,
            comment="How sure likely_source_id is, from 0 to 1; null where there is none.",
        ),
        sa.Column(
            "source_reason",
            sa.Text(),
            nullable=True,
            comment="Why that article is taken for its source; null where there is none.",
        ),
    ]


def columns_of_story() -> list[sa.Column[Any]]:
    return [
        sa.Column(
            "outlet_count",
            sa.Integer(),
            nullable=True,
            comment="How many outlets tell it; null where that was not counted yet.",
        ),
        sa.Column(
            "independent_count",
            sa.Integer(),
            nullable=True,
            comment="How many of them are independent of each other: families of one owner, wire "
            "copy and copied text each count once; null where that was not counted yet.",
        ),
        sa.Column(
            "first_article_id",
            ID,
            sa.ForeignKey("article.id", name=op.f("fk_story_first_article_id_article")),
            nullable=True,
            comment="The article that was probably published first; null where not worked out yet.",
        ),
        sa.Column(
            "first_certain",
            sa.Boolean(),
            nullable=True,
            comment="Whether the claimed times leave no doubt that it was first.",
        ),
    ]


def upgrade() -> None:
    op.create_table(
        "link",
        sa.Column("id", ID, nullable=False, comment="Our number for the link."),
        sa.Column(
            "first_id",
            ID,
            nullable=False,
            comment="The article of the pair with the smaller number.",
        ),
        sa.Column("second_id", ID, nullable=False, comment="The other article of the pair."),
        sa.Column(
            "same",
            sa.Boolean(),
            nullable=False,
            comment="Whether both tell the same story; if not, they are never put into one.",
        ),
        sa.Column("why", sa.Text(), nullable=False, comment="The reason given."),
        sa.Column("who", sa.Text(), nullable=False, comment="The person who decided."),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False, comment="When."),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_link_one_spelling")),
        sa.ForeignKeyConstraint(
            ["first_id"], ["article.id"], name=op.f("fk_link_first_id_article")
        ),
        sa.ForeignKeyConstraint(
            ["second_id"], ["article.id"], name=op.f("fk_link_second_id_article")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
        sa.UniqueConstraint("first_id", "second_id", name=op.f("uq_link_first_id_second_id")),
        comment="What an analyst decided of two articles; grouping honours it above all.",
    )
    op.create_index(op.f("ix_link_second_id"), "link", ["second_id"], unique=False)
    # SQLite can add a reference only with its column. A batch would build the table anew, and
    # lose the AUTOINCREMENT of story.
    inline = op.get_bind().dialect.name == "sqlite"
    for column in columns_of_variant():
        op.add_column("variant", column)
    for column in columns_of_story():
        op.add_column("story", column, inline_references=inline)


def downgrade() -> None:
    for column in columns_of_story():
        op.drop_column("story", column.name)
    for column in columns_of_variant():
        op.drop_column("variant", column.name)
    op.drop_index(op.f("ix_link_second_id"), "link")
    op.drop_table("link")
