"""What the tests of the desk share: a reader of its pages, over a database on either backend."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from desk.app import DeskSettings, make_app, make_desk_engine
from desk.page import Page
from tests.desk.reading import Reader

NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)

OpenDesk = Callable[..., Reader]


@pytest.fixture
def open_desk(database_url: str):
    """Opens a desk over the database, at NOW: `open_desk(token=..., pages=...)`."""
    engines: list[Engine] = []

    def open_one(*, pages: tuple[Page, ...] | None = None, **settings: object) -> Reader:
        guarded = DeskSettings(**settings)
        engines.append(make_desk_engine(database_url, guarded))
        given = {} if pages is None else {"pages": pages}
        return Reader(make_app(engines[-1], guarded, clock=lambda: NOW, **given))

    yield open_one
    for opened in engines:
        opened.dispose()


@pytest.fixture
def reader(open_desk: OpenDesk) -> Reader:
    """Reads the desk as it is without a token."""
    return open_desk()
