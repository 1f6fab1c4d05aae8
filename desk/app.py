"""Puts the desk together: an ASGI application over a database that it only reads."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from desk.about_page import ABOUT, HOLDER
from desk.answering import Answers, Fault, Place, unless_known
from desk.article_page import ARTICLE
from desk.asked import Asked, Moved, NotFound, WrongQuestion
from desk.edits_page import EDITS
from desk.front_page import FRONT
from desk.guarding import KnownHosts, SafeHeaders, TokenGuard
from desk.memory import Memory
from desk.outlet_page import OUTLET
from desk.outlets_page import OUTLETS
from desk.page import Page
from desk.pair_page import PAIR
from desk.raw_page import RawPage, RawPages, as_download, raw_page
from desk.rendering import make_templates
from desk.runs_page import RUN, RUNS
from desk.search_page import SEARCH
from desk.story_page import STORY
from desk.taken_page import TAKEN
from storage.database import DatabaseUnusable, check_schema, make_engine, transaction
from storage.time_limits import limit_transactions, took_too_long

_LOG = logging.getLogger("newsfold.desk")
_STATIC = Path(__file__).parent / "static"
_PAGE_SECONDS = 10.0

PAGES: tuple[Page, ...] = (
    FRONT,
    SEARCH,
    OUTLETS,
    TAKEN,
    EDITS,
    RUNS,
    ABOUT,
    STORY,
    PAIR,
    ARTICLE,
    OUTLET,
    RUN,
    HOLDER,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSettings:
    """How the desk is guarded."""

    token: str | None = None
    """Who knows it may read; None lets everyone who can reach the desk."""
    hosts: tuple[str, ...] = ()
    """Names under which it may be asked for, besides localhost and IP addresses."""
    statement_seconds: float = _PAGE_SECONDS
    """Statements that take longer are ended."""


def make_desk_engine(url: str, settings: DeskSettings) -> Engine:
    """Return an engine that only reads, and that ends statements which take too long."""
    engine = make_engine(url, read_only=True)
    limit_transactions(engine, settings.statement_seconds)
    return engine


def make_app(
    engine: Engine,
    settings: DeskSettings,
    *,
    clock: Callable[[], datetime],
    pages: Sequence[Page] = PAGES,
    raw_pages: RawPages | None = None,
) -> ASGIApp:
    """Return the desk over `engine`, which should be one of `make_desk_engine`.

    raw_pages: reads the pages that are kept; without it none can be downloaded.
    """
    answers = Answers(make_templates(), pages)
    memory = Memory()
    routes: list[BaseRoute] = []
    for page in pages:
        desk = _Desk(engine, answers, memory, clock, page)
        # Before the page itself: a path that ends in anything would take ".json" for its own.
        routes.append(Route(page.twin(".json"), desk.as_json))
        if page.feed is not None:
            routes.append(Route(page.twin(".atom"), desk.as_feed))
        routes.append(Route(page.path, desk.as_page))
    raw = raw_page(raw_pages)
    routes.append(Route(raw.path, _Desk(engine, answers, memory, clock, raw).as_download))
    # Who takes ".json" off the address of the front page's twin is led to the page.
    routes.append(Route("/front", lambda r: RedirectResponse(f"/?{r.url.query}".rstrip("?"), 308)))
    routes.append(Mount("/static", StaticFiles(directory=_STATIC)))

    def fault(request: Request, error: Exception) -> Response:
        response = answers.fault(_explain(error), request.url.path)
        if response.status_code == 405:
            response.headers["Allow"] = "GET, HEAD"
        return response

    app: ASGIApp = Starlette(
        routes=routes, exception_handlers={HTTPException: fault, Exception: fault}
    )
    if settings.token is not None:
        app = TokenGuard(app, token=settings.token, refused=answers.fault(_NO_TOKEN, "/"))
    app = KnownHosts(app, names=settings.hosts, refused=answers.fault(_NO_HOST, "/"))
    return SafeHeaders(app)


class _Desk:
    """Answers the questions to one page."""

    def __init__(
        self,
        engine: Engine,
        answers: Answers,
        memory: Memory,
        clock: Callable[[], datetime],
        page: Page,
    ) -> None:
        self._engine = engine
        self._answers = answers
        self._memory = memory
        self._clock = clock
        self._page = page

    def as_page(self, request: Request) -> Response:
        return self._answer(
            request, lambda value, place: self._answers.page(self._page, value, place)
        )

    def as_json(self, request: Request) -> Response:
        return self._answer(request, lambda value, _: self._answers.json(self._page, value))

    def as_feed(self, request: Request) -> Response:
        return self._answer(
            request, lambda value, place: self._answers.feed(self._page, value, place)
        )

    def as_download(self, request: Request) -> Response:
        def make(value: object, _: Place) -> Response:
            assert isinstance(value, RawPage)
            return as_download(value)

        return self._answer(request, make)

    def _answer(self, request: Request, make: Callable[[object, Place], Response]) -> Response:
        query = {n: v for n, v in request.query_params.items() if v and n != "token"}
        place = Place(
            path=quote(request.scope["path"]).removesuffix(".json").removesuffix(".atom"),
            query=query,
            root=str(request.base_url).rstrip("/"),
        )
        if place.path == "/front":
            place = Place(path="/", query=query, root=place.root)
        try:
            return unless_known(request, make(self._read(request, query), place))
        except Moved as moved:
            suffix = Path(request.url.path).suffix
            return RedirectResponse(f"{moved.path}{suffix}", 308)
        except (NotFound, WrongQuestion, DatabaseUnusable, DBAPIError) as error:
            found = _explain(error)
            if found.status == 500:
                raise
            return self._answers.fault(found, request.url.path)

    def _read(self, request: Request, query: dict[str, str]) -> object:
        check_schema(self._engine)
        with transaction(self._engine) as session:
            return self._page.read(
                Asked(
                    session=session,
                    now=self._clock(),
                    path=request.path_params,
                    query=query,
                    memory=self._memory,
                )
            )


_NO_TOKEN = Fault(
    status=401,
    title="A token is needed",
    message="This desk answers only those who know its token.",
    remedy="Open the address that newsfold desk printed when it started, with ?token= in it; "
    "programs send the header Authorization: Bearer TOKEN.",
)
_NO_HOST = Fault(
    status=421,
    title="Asked for under an unknown name",
    message="This desk answers to localhost, to IP addresses and to the names it was told.",
    remedy="Open it by its IP address, or start it with newsfold desk --allow-host NAME.",
)
_UNEXPECTED = Fault(
    status=500,
    title="This page failed",
    message="The fault is the desk's, not yours.",
    remedy="What went wrong is on standard error of newsfold desk. The other pages still work.",
)


def _explain(error: Exception) -> Fault:
    if isinstance(error, NotFound):
        return Fault(status=404, title="Not found", message=str(error), remedy=error.remedy)
    if isinstance(error, WrongQuestion):
        remedy = "Correct the address, or begin at the front page."
        return Fault(status=400, title="Not understood", message=str(error), remedy=remedy)
    if isinstance(error, DatabaseUnusable):
        return Fault(
            status=503,
            title="The database cannot be read",
            message=f"{error.fault[:1].upper()}{error.fault[1:]}.",
            remedy=error.remedy,
        )
    if isinstance(error, DBAPIError) and took_too_long(error):
        return Fault(
            status=503,
            title="This took too long",
            message="The database was asked for more than it can tell in time.",
            remedy="Ask for less: fewer hours, one outlet.",
        )
    if isinstance(error, HTTPException):
        return _http_fault(error)
    return _UNEXPECTED


def _http_fault(error: HTTPException) -> Fault:
    if error.status_code == 404:
        return Fault(
            status=404,
            title="Not found",
            message="There is no such page.",
            remedy="Begin at the front page.",
        )
    return Fault(
        status=error.status_code,
        title="Not answered",
        message=f"{error.detail}.",
        remedy="The desk is only read: GET and HEAD.",
    )
