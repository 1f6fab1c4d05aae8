"""Responses to records."""

from datetime import UTC, datetime

import pytest
from scrapy.exceptions import DownloadTimeoutError
from scrapy.http import HtmlResponse, Response, TextResponse

from crawlers import page_records
from crawlers.catalogue import Outlet
from crawlers.discovery import FeedListing, SitemapListing
from crawlers.extract.article import ExtractionFailed
from crawlers.items import Wanted
from crawlers.page_records import (
    article_record,
    failure_record,
    feed_record,
    sitemap_record,
    unread_record,
    with_listing,
)
from pipeline.outcomes import Outcome
from pipeline.records import DateClaim, DateOrigin, ExtractedArticle, ListedPage, PageKind
from tests.servers import article

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
URL = "http://harbour.example/storm"
HARBOUR = Outlet(name="harbour-post", title="Harbour Post", home="http://harbour.example/")
CLAIM = DateClaim(at=NOW, origin=DateOrigin.FEED)
WANTED = Wanted(
    outlet="harbour-post", url=URL, kind=PageKind.ARTICLE, title="Listed", published=CLAIM
)


def _html(body: bytes) -> HtmlResponse:
    headers = {"Content-Type": "text/html; charset=utf-8"}
    return HtmlResponse(f"{URL}?moved", body=body, headers=headers)


def test_a_page_with_an_article() -> None:
    record = article_record(WANTED, _html(article("A storm").body), HARBOUR, now=NOW)
    assert record.article is not None
    assert (record.article.title, record.article.published) == ("A storm", CLAIM)
    assert (record.requested_url, record.final_url) == (URL, f"{URL}?moved")
    assert (record.status, record.fetched_at, record.outcome) == (200, NOW, None)


def test_a_page_without_one() -> None:
    record = article_record(WANTED, _html(b"<html></html>"), HARBOUR, now=NOW)
    assert record.outcome is Outcome.NO_BODY


@pytest.mark.parametrize(
    ("response", "detail"),
    [
        (Response(URL, headers={"Content-Type": "image/png"}), "image/png"),
        (TextResponse(URL, body=b"{}"), "no content type"),
    ],
)
def test_a_page_that_is_no_html(response: Response, detail: str) -> None:
    record = article_record(WANTED, response, HARBOUR, now=NOW)
    assert (record.outcome, record.detail) == (Outcome.NOT_HTML, detail)


def test_a_page_that_breaks_the_extraction(monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*args: object, **kwargs: object) -> None:
        raise ExtractionFailed("parser gave up")

    monkeypatch.setattr(page_records, "extract_article", break_down)
    record = article_record(WANTED, _html(b"<p>"), HARBOUR, now=NOW)
    assert (record.outcome, record.detail) == (Outcome.EXTRACTION_FAILED, "parser gave up")


def test_what_the_page_says_goes_before_its_listing() -> None:
    own = DateClaim(at=NOW, origin=DateOrigin.JSON_LD)
    found = ExtractedArticle(url=URL, title="Own", body="...", published=own)
    assert with_listing(found, WANTED) == found


def test_the_listing_fills_what_the_page_leaves_open() -> None:
    found = with_listing(ExtractedArticle(url=URL, title="", body="..."), WANTED)
    assert (found.title, found.published, found.modified) == ("Listed", CLAIM, None)


def test_a_status_that_decides() -> None:
    record = unread_record(WANTED, Response(URL, status=410), now=NOW)
    assert record is not None
    assert (record.outcome, record.status, record.detail) == (Outcome.GONE, 410, "status 410")
    assert unread_record(WANTED, Response(URL), now=NOW) is None


def test_a_request_without_a_response() -> None:
    record = failure_record(WANTED, DownloadTimeoutError("took too long"), now=NOW)
    assert (record.outcome, record.detail) == (Outcome.TIMED_OUT, "took too long")
    assert (record.final_url, record.status) == (None, None)


ONE = (ListedPage(url=URL),)


@pytest.mark.parametrize(
    ("listing", "outcome", "detail"),
    [
        (FeedListing(), Outcome.FEED_READ, "0 entries"),
        (FeedListing(entries=ONE, unusable=2), Outcome.FEED_READ, "1 entries; 2 without"),
        (FeedListing(entries=ONE, broken="cut"), Outcome.FEED_READ, "1 entries; cut"),
        (FeedListing(broken="cut"), Outcome.FEED_BROKEN, "0 entries; cut"),
    ],
)
def test_feeds(listing: FeedListing, outcome: Outcome, detail: str) -> None:
    record = feed_record(WANTED, Response(URL), listing, now=NOW)
    assert record.outcome is outcome
    assert (record.detail or "").startswith(detail)


def test_sitemaps() -> None:
    read = SitemapListing(nested=ONE * 3)
    record = sitemap_record(WANTED, Response(URL), read, now=NOW, left_out=1)
    assert record.outcome is Outcome.SITEMAP_READ
    assert record.detail == "3 entries; 1 nested sitemaps left out"
    broken = sitemap_record(WANTED, Response(URL), SitemapListing(broken="cut"), now=NOW)
    assert broken.outcome is Outcome.SITEMAP_BROKEN
