"""The lines of exports whose rows were deleted; and the views anew, which were made quicker."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "changed_line",
        sa.Column("id", ID, nullable=False, comment="Our number for the note."),
        sa.Column(
            "export_table", sa.String(length=32), nullable=False, comment="The exported table."
        ),
        sa.Column(
            "first_key",
            sa.BigInteger(),
            nullable=False,
            comment="What tells the line: a story, article, event, page, or first article.",
        ),
        sa.Column(
            "second_key",
            sa.BigInteger(),
            nullable=True,
            comment="The number of a version, or the second article; null for others.",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changed_line")),
        comment="A line of an export whose row was deleted, or changed by the deletion of "
        "another, so that the next increment tells it.",
    )


def downgrade() -> None:
    op.drop_table("changed_line")
