"""What a listing was found to be when it was asked for once: for `sources check` and `discover`."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from crawlers.discovery import FeedListing, SitemapListing
from crawlers.extraction import Extraction
from pipeline.records import ListedPage
from pipeline.urls import canonical_url
from storage.models import FeedKind

# A page with fewer links to articles is no section.
FEWEST_LINKS = 3
# Enough to tell whether two feeds list the same.
_KEPT_ADDRESSES = 50
_NEWS_SITEMAP = "news sitemap"
# What is dated later than this after now is no news but an announcement.
_AHEAD = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingReport:
    """One listing, and what came when it was asked for."""

    url: str
    kind: FeedKind
    found_by: str = "the catalogue"
    """What named it, for a person."""
    form: str = ""
    """As in "RSS 2.0" or "news sitemap"."""
    status: int | None = None
    moved_to: str | None = None
    """Its new address, where the server says that it moved for good."""
    entries: int = 0
    newest_at: datetime | None = None
    language: str | None = None
    """As it says itself."""
    title: str = ""
    """Of the feed."""
    problem: str | None = None
    """Why it is of no use; None for one that is."""
    remark: str | None = None
    """What is odd about one that is of use."""
    addresses: tuple[str, ...] = ()
    """The first that it lists, in their canonical form."""
    nested: tuple[str, ...] = ()
    """The sitemaps that a sitemap index lists, the newest first."""

    @property
    def is_news(self) -> bool:
        """Whether it is a news sitemap."""
        return self.form == _NEWS_SITEMAP


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteReport:
    """One outlet, and what its listings were found to be."""

    name: str
    home: str
    title: str = ""
    language: str | None = None
    country: str | None = None
    problem: str | None = None
    """Why nothing could be found out about it."""
    listings: tuple[ListingReport, ...] = ()


def report_on(kind: FeedKind, url: str, found: Extraction, *, now: datetime) -> ListingReport:
    """What came of reading the body of a good response as a listing."""
    if found.failure is not None:
        return ListingReport(url=url, kind=kind, problem=found.failure)
    if isinstance(found.listing, FeedListing):
        report, pages = _of_feed(url, found.listing)
    elif isinstance(found.listing, SitemapListing):
        report, pages = _of_sitemap(url, found.listing)
    else:
        report, pages = _of_section(url, found.links)
    return replace(
        report,
        entries=report.entries or len(pages),
        newest_at=newest(pages, now=now),
        addresses=tuple(canonical_url(page.url) for page in pages[:_KEPT_ADDRESSES]),
    )


def newest(pages: Iterable[ListedPage], *, now: datetime) -> datetime | None:
    """The latest time that a listing claims for any of its pages, announcements left out."""
    claims = (claim for page in pages for claim in (page.published, page.modified) if claim)
    return max((claim.at for claim in claims if claim.at < now + _AHEAD), default=None)


_Found = tuple[ListingReport, tuple[ListedPage, ...]]


def _of_feed(url: str, feed: FeedListing) -> _Found:
    report = ListingReport(
        url=url,
        kind=FeedKind.FEED,
        form=feed.form,
        title=feed.title,
        language=feed.language,
        problem=None if feed.entries else feed.broken or "it lists nothing",
        remark=feed.broken if feed.entries else None,
    )
    return report, feed.entries


def _of_sitemap(url: str, sitemap: SitemapListing) -> _Found:
    listed = sitemap.pages or sitemap.nested
    latest_first = sorted(sitemap.nested, key=_age)
    report = ListingReport(
        url=url,
        kind=FeedKind.SITEMAP,
        form=_sitemap_form(sitemap),
        entries=len(listed),
        problem=None if listed else sitemap.broken or "it lists nothing",
        remark=sitemap.broken if listed else None,
        nested=tuple(page.url for page in latest_first),
    )
    return report, sitemap.pages or sitemap.nested


def _sitemap_form(sitemap: SitemapListing) -> str:
    if sitemap.is_news:
        return _NEWS_SITEMAP
    return "sitemap index" if sitemap.nested else "sitemap"


def _age(page: ListedPage) -> float:
    claim = page.published or page.modified
    return -claim.at.timestamp() if claim else 0.0


def _of_section(url: str, links: tuple[ListedPage, ...]) -> _Found:
    problem = None
    if len(links) < FEWEST_LINKS:
        problem = f"only {len(links)} links on it look like articles"
    report = ListingReport(url=url, kind=FeedKind.SECTION, form="section", problem=problem)
    return report, links


def to_json(sites: Iterable[SiteReport]) -> str:
    """The reports as the crawling process hands them over."""
    return json.dumps([asdict(site) for site in sites], default=datetime.isoformat)


def from_json(text: str) -> tuple[SiteReport, ...]:
    """Read what `to_json` wrote."""
    return tuple(
        SiteReport(**(site | {"listings": tuple(map(_listing, site["listings"]))}))
        for site in json.loads(text)
    )


def _listing(given: dict[str, Any]) -> ListingReport:
    at = given["newest_at"]
    read = {
        "kind": FeedKind(given["kind"]),
        "newest_at": datetime.fromisoformat(at) if at else None,
        "addresses": tuple(given["addresses"]),
        "nested": tuple(given["nested"]),
    }
    return ListingReport(**(given | read))
