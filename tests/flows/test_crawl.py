import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from crawlers.catalogue import CatalogueError
from flows.crawl import crawl_flow
from storage import leases
from storage.database import transaction


@pytest.mark.parametrize("names", [None, ["nobody"]])
def test_the_flow_reads_the_settings_and_the_catalogue(tmp_path, monkeypatch, names):
    catalogue = tmp_path / "outlets.toml"
    catalogue.write_text("[[source]]\n" if names is None else "")
    monkeypatch.setenv("NEWSFOLD_SOURCES", str(catalogue))
    with pytest.raises(CatalogueError, match=r"outlets\.toml"):
        asyncio.run(crawl_flow.fn(names))


@pytest.mark.slow
@pytest.mark.usefixtures("forked_crawls")
def test_the_flow_crawls_the_outlets(outlet, settings, monkeypatch):
    for name, value in settings.environment().items():
        monkeypatch.setenv(name, value)
    report = asyncio.run(crawl_flow.fn(["harbour"], due=True))
    assert report.run.outcomes == {"feed-read": 1, "stored-new": 2}


def test_a_flow_that_meets_another_does_not_fail(outlet, settings, monkeypatch, database):
    for name, value in settings.environment().items():
        monkeypatch.setenv(name, value)
    now = datetime.now(UTC)
    with transaction(database) as session:
        leases.acquire(session, "crawl", holder="elsewhere", now=now, ttl=timedelta(minutes=1))
    assert asyncio.run(crawl_flow.fn(due=True)).skipped
