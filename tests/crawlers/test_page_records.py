"""Responses to records."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from scrapy import Request
from scrapy.exceptions import DownloadTimeoutError
from scrapy.http import HtmlResponse, Response

from crawlers.catalogue import Outlet
from crawlers.conditional import VALIDATORS
from crawlers.discovery import FeedListing, SitemapListing
from crawlers.extract import EXTRACTOR
from crawlers.extract.dates import UNBOUNDED, Bounds
from crawlers.extraction import Extraction
from crawlers.items import Wanted
from crawlers.page_records import (
    article_record,
    failure_record,
    feed_record,
    listed_article_record,
    listed_raw_page,
    raw_page,
    section_record,
    sitemap_record,
    unread_record,
    with_listing,
)
from crawlers.page_signals import Signals
from pipeline.outcomes import Outcome
from pipeline.records import (
    ArchivePlace,
    DateClaim,
    DateOrigin,
    ExtractedArticle,
    ListedPage,
    PageKind,
    Validators,
)

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


FOUND = ExtractedArticle(url=URL, title="A storm", body="It blew all night.")


def test_a_page_with_an_article() -> None:
    extraction = Extraction(article=FOUND)
    record = article_record(WANTED, _html(b"<p>"), extraction, now=NOW)
    assert record.article is not None
    assert (record.article.title, record.article.published) == ("A storm", CLAIM)
    assert (record.requested_url, record.final_url) == (URL, f"{URL}?moved")
    assert (record.status, record.fetched_at, record.outcome) == (200, NOW, None)


def test_a_page_without_one() -> None:
    record = article_record(WANTED, _html(b"<html>"), Extraction(reason="empty: no text"), now=NOW)
    assert (record.outcome, record.detail) == (Outcome.NO_BODY, "empty: no text")


def test_a_page_that_breaks_the_extraction() -> None:
    extraction = Extraction(failure="parser gave up")
    record = article_record(WANTED, _html(b"<p>"), extraction, now=NOW)
    assert (record.outcome, record.detail) == (Outcome.EXTRACTION_FAILED, "parser gave up")


def test_what_is_read_of_a_page_and_of_a_feeds_text() -> None:
    page = raw_page(_html(b"<p>"), replace(HARBOUR, founded=1996), fetched_at=NOW)
    assert (page.html, page.url, page.outlet) == (b"<p>", f"{URL}?moved", "harbour-post")
    assert page.content_type == "text/html; charset=utf-8"
    assert (page.fetched_at, page.founded) == (NOW, 1996)
    windy = replace(WANTED, title="Wind & rain")
    listed = listed_raw_page("<p>It blew.</p>", windy, HARBOUR, fetched_at=NOW)
    assert "<h1>Wind &amp; rain</h1><p>It blew.</p>" in str(listed.html)
    assert (listed.url, listed.outlet) == (URL, "harbour-post")


def test_the_text_of_a_feed_stands_for_a_page_that_was_not_had() -> None:
    record = failure_record(WANTED, DownloadTimeoutError("too long"), now=NOW)
    assert listed_article_record(record, Extraction(), WANTED) is None
    found = listed_article_record(record, Extraction(article=FOUND), WANTED)
    assert found is not None
    assert found.article == replace(FOUND, published=CLAIM)
    assert (found.outcome, found.detail) == (
        None,
        "the text is that of its feed (timed-out: too long)",
    )
    # What is kept of the page is not where this text was read.
    kept = replace(record, place=ArchivePlace(file="run.warc.gz", offset=0))
    found = listed_article_record(kept, Extraction(article=FOUND), WANTED)
    assert found is not None
    assert found.place is None


def test_what_the_page_says_goes_before_its_listing() -> None:
    own = DateClaim(at=NOW, origin=DateOrigin.JSON_LD)
    found = ExtractedArticle(url=URL, title="Own", body="...", published=own)
    assert with_listing(found, WANTED, UNBOUNDED) == found


def test_the_listing_fills_what_the_page_leaves_open() -> None:
    found = with_listing(ExtractedArticle(url=URL, title="", body="..."), WANTED, UNBOUNDED)
    assert (found.title, found.published, found.modified) == ("Listed", CLAIM, None)


@pytest.mark.parametrize(
    "bounds",
    [
        pytest.param(Bounds(founded=2030), id="before-the-outlet"),
        pytest.param(Bounds(now=CLAIM.at - timedelta(days=1)), id="ahead"),
    ],
)
def test_a_date_of_the_listing_that_cannot_be_is_not_believed(bounds: Bounds) -> None:
    found = with_listing(ExtractedArticle(url=URL, title="", body="..."), WANTED, bounds)
    assert (found.title, found.published) == ("Listed", None)


def test_the_year_in_which_the_outlet_began_bounds_what_is_recorded() -> None:
    found = article_record(WANTED, _html(b"<p>"), Extraction(article=FOUND), now=NOW, founded=2030)
    assert found.article == FOUND
    failed = failure_record(WANTED, DownloadTimeoutError("too long"), now=NOW)
    of_feed = listed_article_record(failed, Extraction(article=FOUND), WANTED, founded=2030)
    assert of_feed is not None
    assert of_feed.article == FOUND


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


def _answer(body: bytes = b"storm", **meta: object) -> Response:
    """A response to a request with this meta."""
    return Response(URL, body=body, request=Request(URL, meta=meta))


FEED = replace(WANTED, kind=PageKind.FEED)
SAME = Validators(body_sha256=sha256(b"storm").hexdigest())


@pytest.mark.parametrize(
    ("wanted", "outcome"), [(WANTED, Outcome.UNCHANGED), (FEED, Outcome.NOT_MODIFIED)]
)
def test_a_page_of_the_same_bytes_need_not_be_read(wanted: Wanted, outcome: Outcome) -> None:
    record = unread_record(wanted, _answer(**{VALIDATORS: SAME}), now=NOW)
    assert record is not None
    assert (record.outcome, record.validators) == (outcome, SAME)
    assert record.extractor == (EXTRACTOR if wanted is WANTED else None)
    assert unread_record(wanted, _answer(b"calm", **{VALIDATORS: SAME}), now=NOW) is None
    assert unread_record(wanted, _answer(), now=NOW) is None


def test_a_reserved_page_is_refused_before_it_is_read() -> None:
    reserved = Signals(opt_outs=("noai", "tdm-reservation"))
    record = unread_record(WANTED, _answer(), now=NOW, reserved=reserved)
    assert record is not None
    assert (record.outcome, record.opt_outs) == (Outcome.REFUSED_BY_OPT_OUT, reserved.opt_outs)
    assert record.detail == "the page says noai, tdm-reservation"
    assert unread_record(WANTED, _answer(), now=NOW, reserved=Signals()) is None


def test_a_listing_says_how_much_it_lists_and_how_long_it_stays() -> None:
    response = Response(URL, headers={"Cache-Control": "max-age=60", "ETag": '"1"'})
    record = feed_record(FEED, response, FeedListing(entries=ONE, ttl_seconds=3600), now=NOW)
    assert (record.listed, record.wait_seconds) == (1, 3600)
    assert record.validators is not None
    assert record.validators.etag == '"1"'


@pytest.mark.parametrize(
    "listing",
    [
        SitemapListing(pages=ONE, broken="cut"),
        SitemapListing(nested=ONE),
        FeedListing(entries=ONE, broken="cut"),
    ],
    ids=["broken-sitemap", "index", "broken-feed"],
)
def test_what_must_be_read_again_leaves_no_validators(
    listing: SitemapListing | FeedListing,
) -> None:
    made = feed_record if isinstance(listing, FeedListing) else sitemap_record
    assert made(FEED, Response(URL), listing, now=NOW).validators is None  # type: ignore[operator]


def test_sections() -> None:
    wanted = replace(WANTED, kind=PageKind.SECTION)
    record = section_record(wanted, Response(URL), Extraction(links=ONE), now=NOW)
    assert (record.outcome, record.listed) == (Outcome.SECTION_READ, 1)
    assert record.validators is not None
    record = section_record(wanted, Response(URL), Extraction(failure="took too long"), now=NOW)
    assert (record.outcome, record.detail) == (Outcome.EXTRACTION_FAILED, "took too long")


@pytest.mark.parametrize("status", [-200, 0, 99, 10**30])
def test_a_status_that_is_none_is_told_and_not_stored(status: int) -> None:
    record = unread_record(WANTED, Response(URL, status=status), now=NOW)
    assert record is not None
    assert (record.outcome, record.status) == (Outcome.HTTP_ERROR, None)
    assert record.detail == f"status {status}"


@pytest.mark.parametrize(
    ("reasons", "detail"),
    [
        ([301, 308], f"1 entries; moved for good to {URL}"),
        ([301, 302], "1 entries"),
        (["meta refresh"], "1 entries"),
        ([], "1 entries"),
    ],
)
def test_the_operator_hears_of_a_listing_that_has_moved_for_good(
    reasons: list[object], detail: str
) -> None:
    response = _answer(redirect_reasons=reasons)
    assert feed_record(FEED, response, FeedListing(entries=ONE), now=NOW).detail == detail


def test_the_way_to_a_page_is_kept_but_for_its_ends() -> None:
    response = Response(URL, status=404, request=Request(URL, meta={"redirect_urls": ["a", "b"]}))
    record = unread_record(WANTED, response, now=NOW)
    assert record is not None
    assert record.aliases == ("b",)
