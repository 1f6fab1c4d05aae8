"""What is kept, and how it is read and written: SQLAlchemy on SQLite or PostgreSQL."""
