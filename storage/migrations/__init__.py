"""Alembic's scripts: each step of the schema, applied by `storage.database.upgrade`."""
