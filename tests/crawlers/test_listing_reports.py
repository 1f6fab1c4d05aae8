"""What is said of a listing that was asked for once."""

from datetime import UTC, datetime

import pytest

from crawlers.extraction import Extraction, RawPage, extract_here
from crawlers.listing_reports import ListingReport, SiteReport, from_json, report_on, to_json
from pipeline.records import PageKind
from storage.models import FeedKind
from tests.servers import Answer, feed, page, sitemap, sitemap_index

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
URL = "https://harbour.example/x"


def _read(kind: FeedKind, answer: Answer) -> ListingReport:
    page = RawPage(
        html=answer.body, url=URL, content_type=answer.content_type, kind=PageKind(kind.value)
    )
    return report_on(kind, URL, extract_here(page), now=NOW)


def test_a_feed_is_counted_and_dated() -> None:
    dates = {
        "/1": "Sun, 01 Mar 2026 10:00:00 +0000",
        "/2": "Mon, 02 Mar 2026 10:00:00 +0100",
        "/3": "Sat, 02 Mar 2030 10:00:00 +0000",
    }
    report = _read(FeedKind.FEED, feed("/1", "/2", "/3", dates=dates))
    assert (report.form, report.title, report.entries) == ("RSS 2.0", "Feed", 3)
    assert report.newest_at == datetime(2026, 3, 2, 9, tzinfo=UTC)  # what is announced is not news
    assert report.addresses[0] == "https://harbour.example/1"
    assert report.problem is None


@pytest.mark.parametrize(
    ("kind", "answer", "problem"),
    [
        pytest.param(FeedKind.FEED, feed(), "it lists nothing", id="empty-feed"),
        pytest.param(FeedKind.FEED, page("Gone"), "an HTML page", id="page-for-a-feed"),
        pytest.param(FeedKind.FEED, sitemap("/1"), "under sitemaps", id="sitemap-for-a-feed"),
        pytest.param(FeedKind.SITEMAP, sitemap(), "it lists nothing", id="empty-sitemap"),
        pytest.param(FeedKind.SITEMAP, page("Gone"), "root element is html", id="page-for-it"),
        pytest.param(FeedKind.SECTION, page("Gone"), "only 0 links", id="page-without-links"),
    ],
)
def test_a_listing_that_is_of_no_use_says_why(kind: FeedKind, answer: Answer, problem: str) -> None:
    assert problem in (_read(kind, answer).problem or "")


def test_one_that_breaks_its_reader_says_how() -> None:
    report = report_on(FeedKind.FEED, URL, Extraction(failure="took more than 10 seconds"), now=NOW)
    assert report.problem == "took more than 10 seconds"


def test_a_broken_feed_that_gives_something_is_of_use() -> None:
    broken = feed("/1", "/2").body.removesuffix(b"</channel></rss>")
    report = _read(FeedKind.FEED, Answer(body=broken))
    assert (report.problem, report.entries) == (None, 2)
    assert "not well-formed" in (report.remark or "")


def test_an_index_names_its_sitemaps_the_newest_first() -> None:
    index = sitemap_index("https://harbour.example/1.xml", "https://harbour.example/2.xml").body
    newer = b"<lastmod>2026-03-01</lastmod></sitemap></sitemapindex>"
    dated = index.replace(b"</sitemap></sitemapindex>", newer)
    report = _read(FeedKind.SITEMAP, Answer(body=dated))
    assert (report.form, report.entries) == ("sitemap index", 2)
    assert report.nested == ("https://harbour.example/2.xml", "https://harbour.example/1.xml")


def test_reports_survive_their_way_to_the_parent() -> None:
    listing = ListingReport(
        url=URL,
        kind=FeedKind.FEED,
        status=200,
        newest_at=NOW,
        addresses=("a", "b"),
        nested=("c",),
        remark="odd",
    )
    failed = ListingReport(url=URL, kind=FeedKind.SITEMAP, problem="status 404", status=404)
    sites = (
        SiteReport(name="h", home="https://h.example/", listings=(listing, failed)),
        SiteReport(name="i", home="https://i.example/", problem="timed-out"),
    )
    assert from_json(to_json(sites)) == sites
