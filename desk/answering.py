"""Turns a page's value into an answer: HTML, JSON or Atom, with an ETag; and errors alike."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import Response

from desk.page import Page
from desk.plain_values import to_json

HTML = "text/html; charset=utf-8"
JSON = "application/json"
ATOM = "application/atom+xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why a page is not to be had, and what to do about it."""

    status: int
    title: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a page stands: what the layout needs to know of the question."""

    path: str
    query: Mapping[str, str]
    root: str
    """Scheme and host, for what is read outside of the desk."""

    def with_query(self, **changes: object) -> str:
        """This page's address with parts of the question changed; None takes one out."""
        asked = {**self.query, **changes}
        kept = {name: str(value) for name, value in asked.items() if value not in (None, "")}
        return f"{self.path}?{urlencode(kept)}" if kept else self.path

    def twin(self, suffix: str) -> str:
        """The same page in another form."""
        _, mark, query = self.with_query().partition("?")
        return f"{'/front' if self.path == '/' else self.path}{suffix}{mark}{query}"


class Answers:
    """Makes answers of values, by templates that all share one layout."""

    def __init__(self, templates: Environment, pages: Sequence[Page]) -> None:
        self._templates = templates
        self._navigation = [(page.path, page.label) for page in pages if page.label]

    def page(self, page: Page, value: object, place: Place) -> Response:
        """Return a page as HTML."""
        body = self._render(page.template, place, page=value, feed=page.feed)
        return _tagged(body, HTML, page.status(value))

    def json(self, page: Page, value: object) -> Response:
        """Return a page's value as JSON."""
        return _tagged(to_json(value), JSON, page.status(value))

    def feed(self, page: Page, value: object, place: Place) -> Response:
        """Return a page's feed."""
        assert page.feed is not None
        body = self._render("feed.xml", place, feed=page.feed(value))
        return _tagged(body, ATOM, page.status(value))

    def fault(self, fault: Fault, path: str) -> Response:
        """Return an error, in the form that was asked for."""
        if path.endswith(".json"):
            return Response(to_json(fault), fault.status, media_type=JSON)
        place = Place(path="", query={}, root="")
        body = self._render("fault.html", place, page=fault, feed=None)
        return Response(body, fault.status, media_type=HTML, headers={"Cache-Control": "no-store"})

    def _render(self, template: str, place: Place, **values: object) -> bytes:
        text = self._templates.get_template(template).render(
            place=place, navigation=self._navigation, **values
        )
        return text.encode("utf-8", "replace")


def _tagged(body: bytes, media_type: str, status: int) -> Response:
    tag = hashlib.blake2b(body, digest_size=12).hexdigest()
    headers = {"ETag": f'W/"{tag}"', "Cache-Control": "private, no-cache"}
    return Response(body, status, media_type=media_type, headers=headers)


def unless_known(request: Request, response: Response) -> Response:
    """Return `response`, or 304 to a reader that has it already."""
    tag = response.headers.get("etag", "").removeprefix("W/")
    asked = request.headers.get("if-none-match", "")
    known = [part.strip().removeprefix("W/") for part in asked.split(",")]
    if response.status_code != 200 or not tag or not {tag, "*"} & set(known):
        return response
    kept = {name: response.headers[name] for name in ("etag", "cache-control")}
    return Response(status_code=304, headers=kept)
