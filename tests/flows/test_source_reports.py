"""What is printed of listings."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.catalogue import Outlet
from crawlers.listing_reports import ListingReport, SiteReport
from flows.source_reports import check_json, failed, moved, show_check, show_discovery, state
from storage.models import FeedKind

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
GOOD = ListingReport(
    url="https://h.example/rss", kind=FeedKind.FEED, form="RSS 2.0", entries=3, newest_at=AT
)
MOVED = ListingReport(
    url="https://h.example/old",
    kind=FeedKind.FEED,
    moved_to="https://h.example/rss",
    remark="not well-formed: x",
)
BAD = ListingReport(url="https://h.example/gone", kind=FeedKind.SITEMAP, problem="status 404")
SITE = SiteReport(name="harbour", home="https://h.example/", listings=(GOOD, MOVED, BAD))
HARBOUR = Outlet(name="harbour", title="H", home="https://h.example/", feeds=(GOOD.url,))


def test_each_listing_has_one_word_for_its_state() -> None:
    assert [state(report) for report in SITE.listings] == ["ok", "moved", "failed"]


def test_only_what_is_of_use_is_brought_up_to_date() -> None:
    gone = ListingReport(url="x", kind=FeedKind.FEED, moved_to="y", problem="it lists nothing")
    site = SiteReport(name="h", home="https://h.example/", listings=(MOVED, gone))
    assert moved([site]) == {("h", MOVED.url): "https://h.example/rss"}
    assert failed([site])
    assert not failed([SiteReport(name="h", home="x", listings=(GOOD, MOVED))])


def test_the_failures_come_last(capsys: pytest.CaptureFixture[str]) -> None:
    show_check(Path("sources.toml"), [HARBOUR], ["idle"], [SITE], total=2)
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "sources.toml: 2 sources, valid"
    assert printed[1].startswith("idle: no feeds")
    assert printed[-1] == "harbour: https://h.example/gone: status 404"
    assert "harbour: https://h.example/old has moved to https://h.example/rss" in printed
    assert "3 listings of 1 source: 2 of use, 1 failed" in printed
    assert any("2026-03-02 12:00" in line for line in printed)


def test_programs_get_the_same() -> None:
    found = check_json(Path("s"), [HARBOUR], [], [SITE])
    listings = found["listings"]
    assert isinstance(listings, list)
    assert [one["state"] for one in listings] == ["ok", "moved", "failed"]


def test_a_discovery_ends_with_the_entry(capsys: pytest.CaptureFixture[str]) -> None:
    show_discovery(SITE, HARBOUR)
    out, told = capsys.readouterr()
    assert out.endswith('feeds = ["https://h.example/rss"]\n')
    assert "https://h.example/gone: status 404" in told
    show_discovery(SiteReport(name="h", home="https://h.example/", problem="timed-out"), HARBOUR)
    assert capsys.readouterr().err == "https://h.example/: timed-out\n"
