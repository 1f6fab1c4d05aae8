"""What tests of all packages share."""

from pathlib import Path

import pytest

from storage.database import upgrade


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file, to be copied: a migration takes 100 times as long."""
    file = tmp_path_factory.mktemp("template") / "newsfold.db"
    upgrade(f"sqlite:///{file}")
    return file
