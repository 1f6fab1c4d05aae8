"""What every spider promises: each page asked for ends, and ends once."""

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse, Response
from sqlalchemy import Engine
from twisted.python.failure import Failure

from crawlers.catalogue import Outlet, source_record
from crawlers.items import PageItem, Wanted
from crawlers.spiders.addresses import AddressSpider
from crawlers.spiders.outlet import OutletSpider
from crawlers.spiders.pages import MAX_HOLD, Output, PageSpider, utc_now
from crawlers.stopping import run_stopped
from pipeline.outcomes import Outcome
from pipeline.records import PageKind
from storage.database import transaction
from storage.sources import save_sources
from tests.crawlers.running import make_job
from tests.servers import article

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
URL = "http://harbour.example/storm"
WANTED = Wanted(outlet="harbour-post", url=URL, kind=PageKind.ARTICLE)
HARBOUR = Outlet(name="harbour-post", title="Harbour Post", home="http://harbour.example/")


@pytest.fixture
def spider(engine: Engine) -> PageSpider:
    """A spider with a crawler for its signals."""
    crawler = Crawler(AddressSpider)
    job = make_job(engine, HARBOUR)
    return AddressSpider.from_crawler(crawler, job=job, engine=engine, now=lambda: NOW)


def run(callback: Coroutine[Any, Any, Output]) -> Output:
    return asyncio.run(callback)


def _outcomes(items: object) -> list[tuple[str, Outcome | None]]:
    return [
        (item.record.requested_url, item.record.outcome)
        for item in items  # type: ignore[attr-defined]
        if isinstance(item, PageItem)
    ]


def test_a_request_is_charged_to_its_outlet(spider: PageSpider) -> None:
    request = spider.ask(WANTED)
    assert request.meta["download_slot"] == "harbour-post"
    assert request.cb_kwargs == {"wanted": WANTED}


def test_a_page_ends_once_however_often_it_comes(spider: PageSpider) -> None:
    request = spider.ask(WANTED)
    gone = Response(URL, status=404, request=request)
    assert _outcomes(run(spider.on_response(gone, WANTED))) == [(URL, Outcome.GONE)]
    assert _outcomes(run(spider.on_response(gone, WANTED))) == []
    assert _outcomes(spider.close_open_pages()) == []


def test_a_page_that_was_read_leaves_its_outcome_to_the_storage(spider: PageSpider) -> None:
    spider.ask(WANTED)
    response = HtmlResponse(URL, body=article("Storm").body)
    [item] = run(spider.on_response(response, WANTED))
    assert isinstance(item, PageItem)
    assert (item.record.outcome, item.record.fetched_at) == (None, NOW)


def test_a_page_that_is_not_html_is_not_read(spider: PageSpider) -> None:
    spider.ask(WANTED)
    response = Response(URL, headers={"Content-Type": "image/png"})
    [item] = run(spider.on_response(response, WANTED))
    assert isinstance(item, PageItem)
    assert (item.record.outcome, item.record.detail) == (Outcome.NOT_HTML, "image/png")


def test_a_page_that_waits_to_be_read_when_the_run_stops_is_abandoned(spider: PageSpider) -> None:
    spider.ask(WANTED)
    spider.crawler.signals.send_catch_log(signal=run_stopped)
    [item] = run(spider.on_response(HtmlResponse(URL, body=article("Storm").body), WANTED))
    assert isinstance(item, PageItem)
    assert item.record.outcome is Outcome.ABANDONED


def test_an_outlet_whose_pages_come_too_fast_is_held(
    spider: PageSpider, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[tuple[str, float]] = []
    throttle = SimpleNamespace(hold=lambda name, seconds: held.append((name, seconds)))
    monkeypatch.setattr(spider.crawler, "get_extension", lambda kind: throttle)
    response = HtmlResponse(URL, body=article("Storm").body)
    for backlog in (0.0, 0.5, 1e6):
        monkeypatch.setattr(spider.extractor, "backlog_seconds", {"harbour-post": backlog}.get)
        spider.ask(WANTED)
        run(spider.on_response(response, WANTED))
    assert held == [("harbour-post", 0.5), ("harbour-post", MAX_HOLD)]


def test_what_never_came_is_abandoned_at_the_end(spider: PageSpider) -> None:
    spider.ask(WANTED)
    assert _outcomes(spider.close_open_pages()) == [(URL, Outcome.ABANDONED)]
    assert _outcomes(spider.close_open_pages()) == []


def test_a_failure_without_a_response_ends_the_page(spider: PageSpider) -> None:
    failure = Failure(ValueError("out of order"))
    failure.request = spider.ask(WANTED)  # type: ignore[attr-defined]
    assert _outcomes(run(spider.on_failure(failure))) == [(URL, Outcome.FAULT)]


def _break(spider: PageSpider, wanted: Wanted) -> None:
    """Let a callback fail the way Scrapy tells of it."""
    response = Response(wanted.url, request=spider.ask(wanted))
    spider.crawler.signals.send_catch_log(
        signal=signals.spider_error,
        failure=Failure(KeyError("title")),
        response=response,
        spider=spider,
    )


def test_a_callback_that_fails_is_a_fault_of_ours(spider: PageSpider) -> None:
    _break(spider, WANTED)
    [item] = spider.close_open_pages()
    assert (item.record.outcome, item.record.detail) == (Outcome.FAULT, "KeyError: 'title'")


def test_a_listing_that_breaks_us_does_not_hold_up_its_outlet(engine: Engine) -> None:
    feeds = ("http://harbour.example/a", "http://harbour.example/b")
    harbour = Outlet(name="harbour-post", title="H", home="http://harbour.example/", feeds=feeds)
    spider = OutletSpider.from_crawler(
        Crawler(OutletSpider), job=make_job(engine, harbour), engine=engine, now=lambda: NOW
    )
    first, second = (Wanted(outlet="harbour-post", url=url, kind=PageKind.FEED) for url in feeds)
    with transaction(engine) as session:
        save_sources(session, [source_record(harbour)], now=NOW)
    for wanted in (first, second):
        list(spider._ask_listing(wanted))
    rss = f"<rss version='2.0'><channel><item><link>{URL}</link></item></channel></rss>"
    # Its record waits until what it lists is stored.
    assert run(spider.on_response(Response(first.url, body=rss.encode()), first)) == []

    asked: list[str] = []
    spider.crawler.engine = _Engine(asked)  # type: ignore[assignment]
    _break(spider, second)
    assert asked == [URL]
    assert _outcomes(spider.close_open_pages()) == [
        (first.url, Outcome.FEED_READ),
        (second.url, Outcome.FAULT),
        (URL, Outcome.ABANDONED),
    ]


class _Engine:
    """Takes requests, as Scrapy's engine does."""

    def __init__(self, asked: list[str]) -> None:
        self._asked = asked

    def crawl(self, request: object) -> None:
        self._asked.append(request.url)  # type: ignore[attr-defined]


def test_the_clock_is_aware() -> None:
    assert utc_now().utcoffset() is not None
