"""From a response to the record that is stored of it."""

from dataclasses import replace
from datetime import datetime

from scrapy.http import HtmlResponse, Response

from crawlers.catalogue import Outlet
from crawlers.discovery import FeedListing, SitemapListing
from crawlers.extract.article import ExtractionFailed, extract_page, to_article
from crawlers.fetch_outcomes import outcome_of_failure, outcome_of_status
from crawlers.items import Wanted
from pipeline.outcomes import Outcome
from pipeline.records import ExtractedArticle, PageRecord


def article_record(
    wanted: Wanted, response: Response, outlet: Outlet, *, now: datetime
) -> PageRecord:
    """How a page ended that was asked for as an article."""
    if not isinstance(response, HtmlResponse):
        kind = _header(response, "Content-Type") or "no content type"
        return ended_record(wanted, Outcome.NOT_HTML, response=response, detail=kind, now=now)
    try:
        found = extract_page(
            response.body,
            response.url,
            time_zone=outlet.zone,
            default_lang=outlet.language,
            content_type=_header(response, "Content-Type"),
            now=now,
        )
    except ExtractionFailed as error:
        return ended_record(
            wanted, Outcome.EXTRACTION_FAILED, response=response, detail=str(error), now=now
        )
    article = to_article(found)
    if article is None:
        detail = f"{found.content}: {found.reason}"
        return ended_record(wanted, Outcome.NO_BODY, response=response, detail=detail, now=now)
    return PageRecord(
        requested_url=wanted.url,
        kind=wanted.kind,
        fetched_at=now,
        article=with_listing(article, wanted),
        final_url=response.url,
        status=response.status,
    )


def with_listing(article: ExtractedArticle, wanted: Wanted) -> ExtractedArticle:
    """The article with what only its listing says; what the page says of itself goes before."""
    return replace(
        article,
        title=article.title or wanted.title,
        published=article.published or wanted.published,
        modified=article.modified or wanted.modified,
    )


def feed_record(
    wanted: Wanted, response: Response, listing: FeedListing, *, now: datetime
) -> PageRecord:
    """How a feed ended: one that gives entries was read, however broken it is."""
    failed = listing.broken is not None and not listing.entries
    return ended_record(
        wanted,
        Outcome.FEED_BROKEN if failed else Outcome.FEED_READ,
        response=response,
        detail=_listing_detail(len(listing.entries), listing.unusable, listing.broken),
        now=now,
    )


def sitemap_record(
    wanted: Wanted,
    response: Response,
    listing: SitemapListing,
    *,
    now: datetime,
    left_out: int = 0,
) -> PageRecord:
    """How a sitemap ended. `left_out` are the nested ones that are not followed."""
    count = len(listing.pages) + len(listing.nested)
    detail = _listing_detail(count, listing.unusable, listing.broken)
    if left_out:
        detail += f"; {left_out} nested sitemaps left out"
    return ended_record(
        wanted,
        Outcome.SITEMAP_BROKEN if listing.broken else Outcome.SITEMAP_READ,
        response=response,
        detail=detail,
        now=now,
    )


def status_record(wanted: Wanted, response: Response, *, now: datetime) -> PageRecord | None:
    """The record of a page that its status already decides; None where it is to be read."""
    outcome = outcome_of_status(response.status)
    if outcome is None:
        return None
    return ended_record(
        wanted, outcome, response=response, detail=f"status {response.status}", now=now
    )


def failure_record(wanted: Wanted, error: BaseException, *, now: datetime) -> PageRecord:
    """The record of a page that gave no response."""
    outcome, detail = outcome_of_failure(error)
    return ended_record(wanted, outcome, detail=detail, now=now)


def ended_record(
    wanted: Wanted,
    outcome: Outcome,
    *,
    now: datetime,
    response: Response | None = None,
    detail: str | None = None,
) -> PageRecord:
    """The record of a page that gave no article."""
    return PageRecord(
        requested_url=wanted.url,
        kind=wanted.kind,
        fetched_at=now,
        outcome=outcome,
        final_url=response.url if response is not None else None,
        status=response.status if response is not None else None,
        detail=detail,
    )


def _listing_detail(count: int, unusable: int, broken: str | None) -> str:
    parts = [f"{count} entries"]
    if unusable:
        parts.append(f"{unusable} without a usable address")
    if broken:
        parts.append(broken)
    return "; ".join(parts)


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
