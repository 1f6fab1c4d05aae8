"""Follows redirects to what may be an address, and says of the others where they lead."""

from urllib.parse import urljoin, urlsplit

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware, RedirectMiddleware
from scrapy.http import Response

from crawlers.safety import AddressRefused
from pipeline.urls import NotAnAddress, canonical_url

# No server takes a longer one.
MAX_ADDRESS = 8_192
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SHOWN = 200


class Redirects(RedirectMiddleware):
    """Scrapy's redirects; one that leads to no http(s) address is refused by name."""

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        location = response.headers.get("Location")
        if response.status in _REDIRECTS and location is not None:
            check_target(request.url, location.decode("utf-8", errors="replace"))
        try:
            return super().process_response(request, response)
        except ValueError as error:
            raise AddressRefused(f"redirect to no address: {error}") from None


class MetaRefresh(MetaRefreshMiddleware):
    """Scrapy's redirects by a tag of the page; where one leads nowhere, the page is what it is."""

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        try:
            return super().process_response(request, response)
        except (ValueError, LookupError):  # an address that is none, a charset that is none
            return response


def check_target(url: str, location: str) -> None:
    """Refuse a redirect to what cannot be asked for; raises AddressRefused."""
    shown = location if len(location) <= _SHOWN else f"{location[:_SHOWN]}..."
    try:
        target = urljoin(url, location.strip())
        scheme = urlsplit(target).scheme
        if scheme not in ("http", "https"):
            raise AddressRefused(f"redirect to {shown}: {scheme}: addresses are not fetched")
        if len(target) > MAX_ADDRESS:
            raise AddressRefused(f"redirect to an address of {len(target)} characters: {shown}")
        canonical_url(target)
    except (NotAnAddress, ValueError):
        raise AddressRefused(f"redirect to {shown!r}, which is no address") from None
