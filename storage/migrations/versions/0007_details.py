"""What else a page says of its article: standfirst, section, tags, picture, kind, dates."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def columns_of_article() -> list[sa.Column[Any]]:
    return [
        sa.Column(
            "published_reason",
            sa.Text(),
            nullable=True,
            comment="Why that claim was believed, or why none was; null where it was not read "
            "from a page.",
        ),
        sa.Column(
            "published_candidates",
            JSON,
            nullable=True,
            comment="Every date on the page that may be that of publication: a JSON list of "
            "objects with field, printed, origin and at; the last two are null where it could not "
            "be read.",
        ),
        sa.Column("amp_url", sa.Text(), nullable=True, comment="Its AMP twin, as printed."),
        sa.Column(
            "kind",
            sa.String(length=32),
            nullable=True,
            comment="What kind of article it is; null for an import.",
        ),
        sa.Column(
            "section", sa.Text(), nullable=True, comment="Section of the outlet, as printed."
        ),
        sa.Column(
            "tags",
            JSON,
            nullable=True,
            comment="Key words as printed: a JSON list; null where there are none.",
        ),
        sa.Column(
            "image_url",
            sa.Text(),
            nullable=True,
            comment="Address of the picture that goes with its headline.",
        ),
        sa.Column(
            "free",
            sa.Boolean(),
            nullable=True,
            comment="Whether all of it can be read without paying; null where it does not say.",
        ),
        sa.Column(
            "reread_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When a kept page of it was last read anew and something of it changed; null "
            "where that never was.",
        ),
    ]


def column_of_version() -> sa.Column[str]:
    return sa.Column(
        "standfirst",
        sa.Text(),
        nullable=True,
        comment="What stands between headline and text and tells what is in the text. A change of "
        "it alone makes no version.",
    )


def upgrade() -> None:
    for column in columns_of_article():
        op.add_column("article", column)
    op.add_column("version", column_of_version())


def downgrade() -> None:
    op.drop_column("version", "standfirst")
    for column in reversed(columns_of_article()):
        op.drop_column("article", column.name)
