"""From a response to the record that is stored of it."""

from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from html import escape
from typing import Any

from scrapy.http import Response

from crawlers.catalogue import Outlet
from crawlers.conditional import VALIDATORS
from crawlers.discovery import FeedListing, SitemapListing
from crawlers.extract import EXTRACTOR
from crawlers.extract.dates import Bounds
from crawlers.extraction import Extraction, RawPage
from crawlers.fetch_outcomes import PARTIAL_CONTENT, outcome_of_failure, outcome_of_status
from crawlers.items import Wanted
from crawlers.page_signals import TDM_RESERVATION, Signals, asked_wait, validators_of
from crawlers.raw_archive import PLACE
from crawlers.redirects import REDIRECTS, moved_for_good
from pipeline.outcomes import Outcome
from pipeline.records import DateClaim, ExtractedArticle, PageKind, PageRecord, Validators

# What else servers send for one may be a number that no database has room for.
_STATUSES = range(100, 1000)


def raw_page(response: Response, outlet: Outlet, *, fetched_at: datetime) -> RawPage:
    """What is read for the article in a page."""
    return RawPage(
        html=response.body,
        url=response.url,
        time_zone=outlet.zone,
        default_lang=outlet.language,
        content_type=header(response, "Content-Type"),
        selectors=outlet.selectors or None,
        fetched_at=fetched_at,
        founded=outlet.founded,
        repeated=outlet.repeated_digests,
        outlet=outlet.name,
    )


def article_record(
    wanted: Wanted,
    response: Response,
    extraction: Extraction,
    *,
    now: datetime,
    signals: Signals | None = None,
    founded: int | None = None,
) -> PageRecord:
    """How a page ended that was asked for as an article, and read.

    `founded` is the year in which its outlet began: no earlier date of a listing is believed.
    """
    signals = signals or Signals()
    found = extraction.article
    if found is None:
        outcome = Outcome.EXTRACTION_FAILED if extraction.failure else Outcome.NO_BODY
        detail = extraction.failure or extraction.reason
        return ended_record(wanted, outcome, response=response, detail=detail, now=now)
    return PageRecord(
        requested_url=wanted.url,
        kind=wanted.kind,
        fetched_at=now,
        article=with_listing(found, wanted, Bounds(founded=founded, now=now)),
        final_url=response.url,
        status=response.status,
        validators=validators_of(response),
        aliases=(*_way_to(response), *signals.names),
        opt_outs=signals.opt_outs,
        place=_meta(response).get(PLACE),
        extractor=EXTRACTOR,
    )


def listed_raw_page(html: str, wanted: Wanted, outlet: Outlet, *, fetched_at: datetime) -> RawPage:
    """What is read for the article that a feed carries."""
    title = escape(wanted.title)
    page = f"<html><title>{title}</title><body><article><h1>{title}</h1>{html}</article></html>"
    return RawPage(
        html=page,
        url=wanted.url,
        time_zone=outlet.zone,
        default_lang=outlet.language,
        fetched_at=fetched_at,
        founded=outlet.founded,
        repeated=outlet.repeated_digests,
        outlet=outlet.name,
    )


def listed_article_record(
    record: PageRecord, extraction: Extraction, wanted: Wanted, *, founded: int | None = None
) -> PageRecord | None:
    """The record of a page that was not had, with the article that its feed carries.

    `record` is how the page ended. None if the feed's text reads as no article either.
    """
    found = extraction.article
    if found is None:
        return None
    why = f"{record.outcome}: {record.detail}" if record.detail else str(record.outcome)
    # What answered in the place of the page, a form to log in or so, is no address of the article.
    return replace(
        record,
        outcome=None,
        article=with_listing(found, wanted, Bounds(founded=founded, now=record.fetched_at)),
        final_url=None,
        detail=f"the text is that of its feed ({why})",
        validators=None,
        place=None,
        extractor=EXTRACTOR,
    )


def with_listing(article: ExtractedArticle, wanted: Wanted, bounds: Bounds) -> ExtractedArticle:
    """The article with what only its listing says; what the page says of itself goes before.

    A date of the listing that lies beyond `bounds` is not believed either.
    """
    return replace(
        article,
        title=article.title or wanted.title,
        published=article.published or _believed(wanted.published, bounds),
        modified=article.modified or _believed(wanted.modified, bounds),
    )


def _believed(claim: DateClaim | None, bounds: Bounds) -> DateClaim | None:
    return None if claim is None or bounds.objection(claim) else claim


def feed_record(
    wanted: Wanted, response: Response, listing: FeedListing, *, now: datetime
) -> PageRecord:
    """How a feed ended: one that gives entries was read, however broken it is."""
    failed = listing.broken is not None and not listing.entries
    record = ended_record(
        wanted,
        Outcome.FEED_BROKEN if failed else Outcome.FEED_READ,
        response=response,
        detail=_listing_detail(len(listing.entries), listing.unusable, listing.broken),
        now=now,
    )
    return replace(
        record,
        listed=len(listing.entries),
        wait_seconds=max(record.wait_seconds, listing.ttl_seconds or 0),
        validators=None if listing.broken else record.validators,
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
    record = ended_record(
        wanted,
        Outcome.SITEMAP_BROKEN if listing.broken else Outcome.SITEMAP_READ,
        response=response,
        detail=detail,
        now=now,
    )
    # An index may be as before while what it leads to is not.
    is_whole = not listing.broken and not listing.nested
    return replace(
        record,
        listed=len(listing.pages),
        validators=record.validators if is_whole else None,
    )


def section_record(
    wanted: Wanted, response: Response, found: Extraction, *, now: datetime
) -> PageRecord:
    """How a section page ended."""
    outcome = Outcome.EXTRACTION_FAILED if found.failure else Outcome.SECTION_READ
    detail = found.failure or _listing_detail(len(found.links), 0, None)
    record = ended_record(wanted, outcome, response=response, detail=detail, now=now)
    return replace(record, listed=len(found.links))


def unread_record(
    wanted: Wanted, response: Response, *, now: datetime, reserved: Signals | None = None
) -> PageRecord | None:
    """The record of a page that need not be read; None where it is to be read.

    reserved: what the page says of itself, where the crawl obeys that.
    """
    outcome = outcome_of_status(response.status)
    if outcome is not None:
        detail = f"status {response.status}{_what_is_odd(response)}"
        return ended_record(wanted, outcome, response=response, detail=detail, now=now)
    if reserved is not None and reserved.opt_outs:
        detail = f"the page says {', '.join(reserved.opt_outs)}"
        record = ended_record(
            wanted, Outcome.REFUSED_BY_OPT_OUT, response=response, detail=detail, now=now
        )
        return replace(record, opt_outs=reserved.opt_outs)
    if _is_as_before(response):
        same = Outcome.UNCHANGED if wanted.kind is PageKind.ARTICLE else Outcome.NOT_MODIFIED
        detail = "byte for byte as before"
        record = ended_record(wanted, same, response=response, detail=detail, now=now)
        return replace(record, validators=validators_of(response))
    return None


def _what_is_odd(response: Response) -> str:
    """What there is to say of a status that should not have come."""
    if response.status == PARTIAL_CONTENT:
        return f": a part of the page, {header(response, 'Content-Range') or 'nobody says which'}"
    is_redirect = response.status in REDIRECTS and "Location" not in response.headers
    return ", and no address to go on to" if is_redirect else ""


def failure_record(wanted: Wanted, error: BaseException, *, now: datetime) -> PageRecord:
    """The record of a page that gave no response."""
    outcome, detail = outcome_of_failure(error)
    record = ended_record(wanted, outcome, detail=detail, now=now)
    if outcome is Outcome.REFUSED_BY_OPT_OUT:
        return replace(record, opt_outs=(TDM_RESERVATION,))
    return record


def ended_record(
    wanted: Wanted,
    outcome: Outcome,
    *,
    now: datetime,
    response: Response | None = None,
    detail: str | None = None,
) -> PageRecord:
    """The record of a page that gave no article."""
    record = PageRecord(
        requested_url=wanted.url,
        kind=wanted.kind,
        fetched_at=now,
        outcome=outcome,
        detail=detail,
        extractor=EXTRACTOR if wanted.kind is PageKind.ARTICLE else None,
    )
    if response is None:
        return record
    is_listing = wanted.kind is not PageKind.ARTICLE
    return replace(
        record,
        detail=_with_move(detail, response) if is_listing else detail,
        final_url=response.url,
        status=response.status if response.status in _STATUSES else None,
        wait_seconds=asked_wait(response, now=now),
        validators=validators_of(response) if outcome.listed else None,
        aliases=() if is_listing else _way_to(response),
        place=_meta(response).get(PLACE),
    )


def _is_as_before(response: Response) -> bool:
    known: Validators | None = _meta(response).get(VALIDATORS)
    return known is not None and known.body_sha256 == sha256(response.body).hexdigest()


def _way_to(response: Response) -> tuple[str, ...]:
    """The addresses between the one that was asked for and the one that answered."""
    way: list[str] = _meta(response).get("redirect_urls", [])
    return tuple(way[1:])


def _with_move(detail: str | None, response: Response) -> str | None:
    """Tell the operator of a listing that has another address for good."""
    moved_to = moved_for_good(response)
    return "; ".join(filter(None, (detail, moved_to and f"moved for good to {moved_to}"))) or None


def _meta(response: Response) -> dict[str, Any]:
    return {} if response.request is None else response.request.meta


def _listing_detail(count: int, unusable: int, broken: str | None) -> str:
    parts = [f"{count} entries"]
    if unusable:
        parts.append(f"{unusable} without a usable address")
    if broken:
        parts.append(broken)
    return "; ".join(parts)


def header(response: Response, name: str) -> str | None:
    """The first header of that name."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
