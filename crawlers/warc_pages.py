"""The pages of a web archive (WARC), read as if a crawl had just fetched them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from scrapy.http import HtmlResponse, Response

from crawlers.article_addresses import address_worth, is_front_page
from crawlers.article_lines import UNKNOWN_OUTLET, Place
from crawlers.catalogue import Outlet
from crawlers.content_codings import TooMuch
from crawlers.extract.dates import parse_claim
from crawlers.extraction import BatchExtract, Extraction, RawPage, extract_each_here
from crawlers.items import Wanted
from crawlers.listing_text import begins_as_listing
from crawlers.page_records import article_record, ended_record, header, raw_page, unread_record
from crawlers.page_signals import Signals, read_signals
from crawlers.redirects import REDIRECTS
from crawlers.settings import MAX_PAGE_BYTES
from crawlers.warc_records import DamagedRecord, WarcRecord, read_records
from crawlers.warc_responses import MAX_BLOCK, NoResponse, resource_of, response_of
from pipeline.outcomes import Outcome
from pipeline.records import DateOrigin, ExtractedArticle, PageKind, PageRecord
from pipeline.urls import NotAnAddress, canonical_url

# An archive has redirects without end; those of long ago lead to nothing any more.
_MAX_REDIRECTS = 100_000
# What was fetched, and how it came to be in the archive. Other records say something of these.
_FETCHED = frozenset({"response", "revisit", "resource", "conversion", "continuation"})
# Why a record was cut short by whoever made it, as WARC-Truncated says.
_CUT_FOR_LENGTH = "length"


@dataclass(frozen=True, slots=True, kw_only=True)
class WarcReading:
    """How an archive is to be read."""

    now: datetime
    outlets: Mapping[str, Outlet]
    """Outlets that are known, by host. A page of any other goes by the name of its host."""
    agent: str = "Newsfold"
    """What we call ourselves: rules on a page may be for us alone."""
    obeys: Callable[[Outlet], bool] = lambda _: False
    """Whether the pages of an outlet that are reserved are not kept."""
    extract: BatchExtract = extract_each_here

    def outlet_at(self, host: str) -> Outlet:
        """The outlet whose host it is."""
        known = self.outlets.get(host) or self.outlets.get(host.removeprefix("www."))
        return known or Outlet(name=host, title=host, home=f"http://{host}/")


@dataclass(frozen=True, slots=True)
class _Read:
    """A page that is being read for its article."""

    wanted: Wanted
    response: Response
    signals: Signals
    fetched_at: datetime
    aliases: tuple[str, ...]
    fault: str | None


Pending = tuple[str, PageRecord | _Read]
"""The name of an outlet with how a page of it ended, or with what is left to be read."""


def read_warc(path: Path, reading: WarcReading) -> Iterator[tuple[str, PageRecord]]:
    """Yield outlet and page for each thing fetched in a file, whatever became of it, in order.

    A stretch that cannot be read gives a page of outcome bad-record, and the reading goes on.
    """
    for (outlet, pending), extraction in reading.extract(_jobs(path, reading)):
        if isinstance(pending, PageRecord):
            yield outlet, pending
        else:
            assert extraction is not None
            yield outlet, _finished(pending, extraction)


def _jobs(path: Path, reading: WarcReading) -> Iterator[tuple[Pending, RawPage | None]]:
    redirects = _Redirects()
    number = 0
    try:
        with path.open("rb") as file:
            for record in read_records(file, limit=MAX_BLOCK):
                if isinstance(record, DamagedRecord) or record.kind in _FETCHED:
                    number += 1
                    place = Place(str(path), number)
                    yield _with_raw_page(_pending(record, place, reading, redirects), reading)
    except OSError as error:
        place = Place(str(path), number + 1)
        detail = f"{place}: the archive cannot be read on: {error.strerror or error}"
        yield (UNKNOWN_OUTLET, _bad_record(place, detail, reading.now)), None


def _with_raw_page(pending: Pending, reading: WarcReading) -> tuple[Pending, RawPage | None]:
    _, page = pending
    if isinstance(page, PageRecord):
        return pending, None
    host = urlsplit(page.response.url).hostname or ""
    outlet = reading.outlet_at(host)
    return pending, raw_page(page.response, outlet, fetched_at=page.fetched_at)


def _pending(
    record: WarcRecord | DamagedRecord,
    place: Place,
    reading: WarcReading,
    redirects: "_Redirects",
) -> Pending:
    if isinstance(record, DamagedRecord):
        detail = f"{place}: at byte {record.offset:,}: {record.reason}"
        return UNKNOWN_OUTLET, _bad_record(place, detail, reading.now)
    url = record.headers.get("warc-target-uri", "").strip("<>")
    fetched_at = _fetched_at(record, reading.now)
    try:
        canonical_url(url)
        outlet = reading.outlet_at(urlsplit(url).hostname or UNKNOWN_OUTLET)
    except (NotAnAddress, ValueError) as error:
        return UNKNOWN_OUTLET, _of_no_page(record, place, str(error), fetched_at)
    wanted = Wanted(outlet=outlet.name, url=place.url, kind=PageKind.ARTICLE)
    try:
        page = _page(record, url, wanted, outlet, fetched_at, reading, redirects)
    except TooMuch as error:
        page = _ended(wanted, Outcome.TOO_LARGE, url, fetched_at, str(error))
    except (NoResponse, ValueError) as error:
        page = _bad_record(place, f"{place}: {error}", fetched_at)
    return outlet.name, page


def _page(
    record: WarcRecord,
    url: str,
    wanted: Wanted,
    outlet: Outlet,
    fetched_at: datetime,
    reading: WarcReading,
    redirects: "_Redirects",
) -> PageRecord | _Read:
    if record.kind == "revisit":  # the same bytes as at another visit, which are not kept twice
        detail = record.headers.get("warc-profile", "")
        return _ended(wanted, Outcome.UNCHANGED, url, fetched_at, f"a second visit: {detail}")
    if segment := record.headers.get("warc-segment-number"):
        # Tools write them of what is larger than a file may be, which is no page.
        detail = f"segment {segment} of a record that is in several, which are not joined"
        return _ended(wanted, Outcome.TOO_LARGE, url, fetched_at, detail)
    if record.is_cut:
        return _ended(wanted, Outcome.TOO_LARGE, url, fetched_at, f"over {MAX_PAGE_BYTES:,} bytes")
    if reason := record.headers.get("warc-truncated"):
        outcome = Outcome.TOO_LARGE if reason == _CUT_FOR_LENGTH else Outcome.NETWORK_ERROR
        return _ended(wanted, outcome, url, fetched_at, f"cut short in the archive: {reason}")
    if record.kind == "conversion":  # its text, or another picture: what it was made from counts
        return _ended(wanted, Outcome.NOT_HTML, url, fetched_at, "made from another record")
    response = (resource_of if record.kind == "resource" else response_of)(record, url)
    if target := redirects.note(response):
        page = _ended(wanted, Outcome.NO_BODY, url, fetched_at, f"leads to {target}")
        return replace(page, status=response.status)
    signals = read_signals(response, reading.agent)
    reserved = signals if reading.obeys(outlet) else None
    unread = unread_record(wanted, response, now=fetched_at, reserved=reserved)
    if unread is not None:
        return unread
    if (ending := _no_article(response, outlet)) is not None:
        outcome, detail = ending
        return ended_record(wanted, outcome, response=response, detail=detail, now=fetched_at)
    assert isinstance(response, HtmlResponse)
    return _Read(
        wanted, response, signals, fetched_at, redirects.that_lead_to(response.url), record.fault
    )


def _no_article(response: Response, outlet: Outlet) -> tuple[Outcome, str] | None:
    """Why a response need not be read; no listing has led to it, and it may be anything."""
    if not isinstance(response, HtmlResponse):
        return Outcome.NOT_HTML, header(response, "Content-Type") or "no content type"
    if begins_as_listing(response.body):
        return Outcome.NOT_HTML, "a feed or a sitemap"
    if is_front_page(urlsplit(response.url)) or response.url in outlet.sections:
        return Outcome.NO_BODY, "a front page or a section"
    return None


def _finished(page: _Read, extraction: Extraction) -> PageRecord:
    if extraction.article is not None and not _may_be_article(extraction.article):
        detail = "neither its address nor a date speaks for an article"
        return ended_record(
            page.wanted, Outcome.NO_BODY, response=page.response, detail=detail, now=page.fetched_at
        )
    record = article_record(
        page.wanted, page.response, extraction, now=page.fetched_at, signals=page.signals
    )
    return replace(
        record,
        aliases=(*page.aliases, *record.aliases),
        detail=record.detail or page.fault,
        # The server may have given others since.
        validators=None,
    )


def _may_be_article(found: ExtractedArticle) -> bool:
    """Whether it is no list of articles: what stands on one reads like an article often enough."""
    return found.published is not None or address_worth(urlsplit(found.url)) >= 0


class _Redirects:
    """Which addresses of an archive lead to which others."""

    def __init__(self) -> None:
        self._sources: dict[str, tuple[str, ...]] = {}

    def note(self, response: Response) -> str | None:
        """The target of a response that is a redirect."""
        location = header(response, "Location")
        if response.status not in REDIRECTS or not location:
            return None
        target = response.urljoin(location)
        way = (*self._sources.pop(response.url, ()), response.url)
        self._sources[target] = (*self._sources.pop(target, ()), *way)[-10:]
        if len(self._sources) > _MAX_REDIRECTS:
            del self._sources[next(iter(self._sources))]
        return target

    def that_lead_to(self, url: str) -> tuple[str, ...]:
        """The addresses that lead to one, as far as the archive has shown."""
        return self._sources.pop(url, ())


def _of_no_page(record: WarcRecord, place: Place, reason: str, fetched_at: datetime) -> PageRecord:
    """A record of something else than the web: answers of name servers, a tool's own log."""
    kind = record.headers.get("content-type", "")
    if kind.startswith("text/dns") or record.kind in ("resource", "conversion"):
        wanted = Wanted(outlet=UNKNOWN_OUTLET, url=place.url, kind=PageKind.ARTICLE)
        detail = kind or "no content type"
        return ended_record(wanted, Outcome.NOT_HTML, detail=detail, now=fetched_at)
    return _bad_record(place, f"{place}: {reason}", fetched_at)


def _ended(
    wanted: Wanted, outcome: Outcome, url: str, fetched_at: datetime, detail: str
) -> PageRecord:
    record = ended_record(wanted, outcome, detail=detail, now=fetched_at)
    return replace(record, final_url=url)


def _bad_record(place: Place, detail: str, now: datetime) -> PageRecord:
    return PageRecord(
        requested_url=place.url,
        kind=PageKind.ARTICLE,
        fetched_at=now,
        outcome=Outcome.BAD_RECORD,
        detail=detail,
    )


def _fetched_at(record: WarcRecord, now: datetime) -> datetime:
    """When the page was fetched; not after now, whatever the archive says."""
    claim = parse_claim(record.headers.get("warc-date"), DateOrigin.IMPORT)
    return now if claim is None else min(claim.at, now)
