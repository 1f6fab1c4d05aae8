"""What a listing says of a page, as the frontier keeps it: a JSON object."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from pipeline.records import DateClaim, DateOrigin, ListedPage
from storage.types import storable

Listing = dict[str, Any]


def listing_of(page: ListedPage) -> Listing:
    """Return what is said of the page, without its address and without what is left open."""
    given = {
        "title": storable(page.title),
        "published": page.published and _printed(page.published),
        "modified": page.modified and _printed(page.modified),
        "text": page.text and storable(page.text),
    }
    return {name: value for name, value in given.items() if value}


def listed_page(url: str, listing: Mapping[str, Any]) -> ListedPage:
    """Return the page at `url` of which `listing` says so much."""
    return ListedPage(
        url=url,
        title=listing.get("title", ""),
        published=_claim(listing.get("published")),
        modified=_claim(listing.get("modified")),
        text=listing.get("text"),
    )


def renewed(stored: ListedPage, listed: ListedPage) -> ListedPage:
    """Return what is known of a page that is listed again.

    The newest goes before, but of the claims of publication the first one: outlets re-date.
    """
    claims = [claim for claim in (stored.modified, listed.modified) if claim is not None]
    return replace(
        stored,
        title=listed.title or stored.title,
        published=stored.published or listed.published,
        modified=max(claims, key=lambda claim: claim.at, default=None),
        text=listed.text or stored.text,
    )


def _printed(claim: DateClaim) -> Listing:
    return {
        "at": claim.at.isoformat(),
        "origin": claim.origin.value,
        "has_time": claim.has_time,
        "has_offset": claim.has_offset,
    }


def _claim(printed: Mapping[str, Any] | None) -> DateClaim | None:
    if printed is None:
        return None
    return DateClaim(
        at=datetime.fromisoformat(printed["at"]),
        origin=DateOrigin(printed["origin"]),
        has_time=printed["has_time"],
        has_offset=printed["has_offset"],
    )
