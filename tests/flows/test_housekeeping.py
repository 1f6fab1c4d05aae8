"""Retention on a schedule."""

import asyncio
import json
import os
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from flows.config import Settings
from flows.housekeeping import housekeeping_flow
from tests.flows.archiving import archive_pages
from tests.servers import article

NOW = datetime.now(UTC)


@pytest.mark.parametrize(("days", "kept"), [(30, ["young"]), (None, ["old", "young"])])
def test_pages_older_than_the_setting_go(
    settings: Settings,
    database: Engine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    days: int | None,
    kept: list[str],
) -> None:
    given = settings.model_copy(update={"archive_days": days})
    for name, value in given.environment().items():
        monkeypatch.setenv(name, value)
    files = {}
    for name, age in (("old", 31), ("young", 29)):
        page = article(f"An {name} storm").body
        files[name] = archive_pages(settings, {f"http://harbour.example/{name}": page})
        at = (NOW - timedelta(days=age)).timestamp()
        os.utime(files[name], (at, at))
    report = asyncio.run(housekeeping_flow.fn())
    assert [name for name, path in files.items() if path.exists()] == kept
    *_, logged = map(json.loads, capsys.readouterr().err.splitlines())
    if days is None:
        assert (report, logged["event"]) == (None, "archive_kept")
    else:
        assert report is not None
        assert (report.versions, logged["files"], logged["versions"]) == (1, 1, 1)
