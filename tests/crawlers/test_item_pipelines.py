"""The pipeline: batches, what a database refuses, and a database that fails."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine, text

from crawlers.catalogue import Outlet
from crawlers.item_pipelines import BATCH_PAGES, StoragePipeline
from crawlers.items import PageItem
from crawlers.runner import EndReason
from crawlers.spiders.addresses import AddressSpider
from crawlers.stopping import STORAGE_FAILED
from pipeline.outcomes import Outcome
from pipeline.records import ExtractedArticle, PageKind, PageRecord
from tests.crawlers.running import crawl, make_job, outcome_rows, outcomes, outlet
from tests.servers import Answer, ScriptedServer, article, feed

pytestmark = pytest.mark.usefixtures("forked_crawls")

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
HARBOUR = Outlet(name="harbour-post", title="Harbour Post", home="http://harbour.example/")


class FakeCrawler:
    """As much of a crawler as the pipeline talks to."""

    def __init__(self, spider: AddressSpider) -> None:
        self.spider = spider
        self.counts: dict[str, int] = {}
        self.closed_for: str | None = None
        self.stats = SimpleNamespace(
            inc_value=self._count, set_value=lambda name, value: self._count(name)
        )
        self.signals = SimpleNamespace(send_catch_log=lambda signal: None)
        self.engine = SimpleNamespace(
            downloader=SimpleNamespace(slots={}), close_spider_async=self._close
        )

    def _count(self, name: str) -> None:
        self.counts[name] = self.counts.get(name, 0) + 1

    async def _close(self, reason: str) -> None:
        self.closed_for = reason


def _item(n: int, *, body: str = "A text of some words.", **fields: Any) -> PageItem:
    url = f"http://harbour.example/{n}"
    found = ExtractedArticle(url=url, title=f"Storm {n}", body=body)
    given = {"fetched_at": NOW, "article": found} | fields
    record = PageRecord(requested_url=url, kind=PageKind.ARTICLE, **given)
    return PageItem(outlet="harbour-post", record=record)


def _run(engine: Engine, play: Callable[[StoragePipeline], None]) -> FakeCrawler:
    """Open a pipeline, let the test play with it, close it."""

    async def run() -> FakeCrawler:
        spider = AddressSpider(job=make_job(engine, HARBOUR), engine=engine, now=lambda: NOW)
        crawler = FakeCrawler(spider)
        pipeline = StoragePipeline.from_crawler(crawler)  # type: ignore[arg-type]
        pipeline.open_spider()
        play(pipeline)
        pipeline.close_spider()
        await asyncio.sleep(0)
        return crawler

    return asyncio.run(run())


def test_outcomes_are_counted_when_they_are_stored(engine: Engine) -> None:
    def play(pipeline: StoragePipeline) -> None:
        for n in (1, 2, 2):
            pipeline.process_item(_item(n))

    crawler = _run(engine, play)
    # The second record of one address in one run is no second request.
    assert crawler.counts == {"outcome/stored-new": 3, "articles": 3, "pages": 3}
    assert len(outcome_rows(engine)) == 2


def test_a_full_batch_is_written_at_once(engine: Engine) -> None:
    def play(pipeline: StoragePipeline) -> None:
        for n in range(BATCH_PAGES):
            pipeline.process_item(_item(n))
        assert len(outcome_rows(engine)) == BATCH_PAGES

    _run(engine, play)


def test_the_rest_is_written_at_the_end(engine: Engine) -> None:
    _run(engine, lambda pipeline: pipeline.process_item(_item(1)) and None)
    assert outcomes(engine) == {"http://harbour.example/1": Outcome.STORED_NEW}


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"fetched_at": datetime(2026, 3, 2)}, id="a-naive-time"),
        pytest.param({"status": 10**30}, id="a-number-without-room"),
    ],
)
def test_a_page_that_the_database_refuses_costs_itself_alone(
    engine: Engine, fields: dict[str, Any]
) -> None:
    def play(pipeline: StoragePipeline) -> None:
        pipeline.process_item(_item(1))
        pipeline.process_item(_item(2, **fields))
        pipeline.process_item(_item(3))

    crawler = _run(engine, play)
    assert list(outcomes(engine).values()) == [
        Outcome.STORED_NEW,
        Outcome.FAULT,
        Outcome.STORED_NEW,
    ]
    assert crawler.counts["pages"] == 3
    assert crawler.closed_for is None


def test_a_database_that_fails_ends_the_run(engine: Engine) -> None:
    def play(pipeline: StoragePipeline) -> None:
        with engine.begin() as connection:
            connection.execute(text("DROP TABLE page_outcome"))
        pipeline.process_item(_item(1))

    crawler = _run(engine, play)
    assert crawler.closed_for == STORAGE_FAILED
    assert crawler.counts == {STORAGE_FAILED: 1}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "table"),
    [
        pytest.param("/2", "page_outcome", id="while-writing"),
        pytest.param("/feed", "article_alias", id="while-reading"),
    ],
)
def test_a_crawl_whose_database_fails_ends_promptly_and_says_so(
    server: ScriptedServer, engine: Engine, path: str, table: str
) -> None:
    def break_it(earlier: int) -> Answer:
        with engine.begin() as connection:
            connection.execute(text(f"DROP TABLE {table}"))
        return answers[path]

    answers = {f"/{n}": article(f"Storm {n}") for n in range(50)}
    answers["/feed"] = feed(*(f"{server.url}/{n}" for n in range(50)))
    server.routes = answers | {path: break_it}
    slow = outlet(server, feeds=(f"{server.url}/feed",), delay_seconds=0.5)
    end = crawl(engine, slow)
    assert (end.reason, end.exit_code) == (EndReason.DIED, 1)
    assert "The run ends: no such table" in end.stderr_tail
    assert "Traceback" not in end.stderr_tail
    assert len(server.paths()) < 15
