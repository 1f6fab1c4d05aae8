"""Asks servers for a page only if it has changed since it was last read."""

import logging
from typing import TYPE_CHECKING, Self

from scrapy import signals
from sqlalchemy import Engine

from crawlers.extract import EXTRACTOR
from crawlers.items import Wanted
from crawlers.settings import job_of
from crawlers.stopping import STORAGE_ERRORS, cause_of
from pipeline.records import PageKind, Validators
from storage.database import make_engine, transaction
from storage.validators import load_validators

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

log = logging.getLogger(__name__)

VALIDATORS = "newsfold_validators"
"""The key of a request's meta under which the validators are that it was sent with."""


class ConditionalGet:
    """Sends what a server gave along with a page, so that it may answer "not modified".

    A redirect asks anew for each address on its way: the validators of one page sent to another
    would let an older one pass for unchanged.
    """

    def __init__(self, engine: Engine, *, ignore: bool) -> None:
        self._engine = engine
        self._ignore = ignore

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        job = job_of(crawler.settings)
        # Reading alone, so that it waits for no writer.
        middleware = cls(
            make_engine(job.database_url, read_only=True), ignore=job.ignore_validators
        )
        crawler.signals.connect(middleware._close, signal=signals.spider_closed)
        return middleware

    def process_request(self, request: "Request") -> None:
        request.meta.pop(VALIDATORS, None)
        for name in ("If-None-Match", "If-Modified-Since"):
            request.headers.pop(name, None)
        wanted = request.cb_kwargs.get("wanted")
        if self._ignore or wanted is None or not _may_be_known(wanted):
            return
        validators = self._load(request.url, wanted.kind)
        if validators is None:
            return
        request.meta[VALIDATORS] = validators
        if validators.etag:
            request.headers["If-None-Match"] = validators.etag
        if validators.last_modified:
            request.headers["If-Modified-Since"] = validators.last_modified

    def _load(self, url: str, kind: PageKind) -> Validators | None:
        try:
            with transaction(self._engine) as session:
                return load_validators(session, url, kind=kind, extractor=EXTRACTOR)
        except STORAGE_ERRORS as error:
            # Whoever writes next ends the run for it.
            log.warning("Asked without validators: %s: %s", url, cause_of(error))
            return None

    def _close(self) -> None:
        self._engine.dispose()


def _may_be_known(wanted: Wanted) -> bool:
    return wanted.known or wanted.kind is not PageKind.ARTICLE
