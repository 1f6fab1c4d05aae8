"""Follows redirects to what may be an address, and says of the others where they lead."""

from html import escape
from urllib.parse import urljoin, urlsplit

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware, RedirectMiddleware
from scrapy.http import HtmlResponse, Response

from crawlers.safety import AddressRefused
from pipeline.urls import NotAnAddress, canonical_url, without_login

# No server takes a longer one.
MAX_ADDRESS = 8_192
REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
_SHOWN = 200


class Redirects(RedirectMiddleware):
    """Scrapy's redirects; one that leads to no http(s) address is refused by name."""

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        location = response.headers.get("Location")
        if response.status in REDIRECTS and location is not None:
            check_target(request.url, location.decode("utf-8", errors="replace"))
        try:
            return _without_login(super().process_response(request, response))
        except ValueError as error:
            raise AddressRefused(f"redirect to no address: {error}") from None


class MetaRefresh(MetaRefreshMiddleware):
    """Scrapy's redirects by a tag of the page, and by the header that says the same.

    Where one leads nowhere, the page is what it is.
    """

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        for page in _with_refresh_header(response):
            try:
                found = super().process_response(request, page)
            except (ValueError, LookupError):  # an address that is none, a charset that is none
                continue
            if isinstance(found, Request):
                return _without_login(found)
        return response


def _with_refresh_header(response: Response) -> list[Response]:
    """The page, and before it the tag that its header Refresh would be, if it has one."""
    said = (response.headers.get("Refresh") or b"").decode("latin-1")
    if not said or not isinstance(response, HtmlResponse):
        return [response]
    shown = escape(said.replace('"', ""))
    tag = f'<meta http-equiv="refresh" content="{shown}">'
    return [HtmlResponse(response.url, body=tag, encoding="latin-1"), response]


def _without_login(found: Request | Response) -> Request | Response:
    """A redirect is followed without the name and password in it, which nobody gave to us."""
    if not isinstance(found, Request):
        return found
    return found.replace(url=without_login(found.url))


def moved_for_good(response: Response) -> str | None:
    """The address that answered, if each server on the way there says that the move is for good."""
    reasons = response.request.meta.get("redirect_reasons", ()) if response.request else ()
    return response.url if reasons and _FOR_GOOD.issuperset(reasons) else None


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
