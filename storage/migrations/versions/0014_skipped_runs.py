"""A crawl that has met a re-crawl is skipped: the column says so."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_BEFORE = "finished, cancelled, timed-out, died or killed."
_SINCE = "finished, cancelled, timed-out, died, killed, or skipped: another had the lease."


def upgrade() -> None:
    _comment(_SINCE, _BEFORE)


def downgrade() -> None:
    _comment(_BEFORE, _SINCE)


def _comment(text: str, before: str) -> None:
    if op.get_bind().dialect.supports_comments:
        op.alter_column("crawl_run", "finish_reason", comment=text, existing_comment=before)
