"""Runs the migrations on the connection that `storage.database.upgrade` opened."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Enum
from sqlalchemy.types import TypeDecorator

from storage.database import SCHEMA_REVISION
from storage.models import Base
from storage.views import drop_views, make_views


def render_item(kind: str, item: Any, _: object) -> str | Literal[False]:
    """Write types of ours as the plain types under them: a migration outlives our code."""
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite alters a table by building it anew
    render_item=render_item,
    transactional_ddl=True,
)
with context.begin_transaction():
    connection = context.get_bind()
    # A view would hold the tables that it reads as they are.
    drop_views(connection)
    context.run_migrations()
    if context.get_context().get_current_heads() == (SCHEMA_REVISION,):
        make_views(connection)
