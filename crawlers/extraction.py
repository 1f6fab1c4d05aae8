"""A page to be read, and what came of it: the values that pass between processes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from crawlers.body_kinds import kind_of
from crawlers.discovery import FeedListing, SitemapListing, parse_feed, parse_sitemap
from crawlers.sections import article_links
from pipeline.records import ExtractedArticle, ListedPage, PageKind

if TYPE_CHECKING:  # a process that only reads pages need not know the catalogue
    from crawlers.catalogue import Selectors
    from crawlers.extract.reading import Reading
    from crawlers.finding import PageClues

T = TypeVar("T")
# Bytes of a feed or a sitemap that are read in no time.
READ_HERE = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPage:
    """A page as it came, and what `extract_page` needs to be told of it."""

    html: str | bytes
    url: str
    time_zone: tzinfo = UTC
    default_lang: str | None = None
    content_type: str | None = None
    selectors: "Selectors | None" = None
    """What the catalogue says of the pages of its site."""
    fetched_at: datetime | None = None
    """When it came: no date that lies after that is believed."""
    founded: int | None = None
    """The year in which its outlet began: nor is one that lies before that."""
    repeated: frozenset[int] = frozenset()
    """What is taken off its body, since its outlet repeats it (`pipeline.repetition`)."""
    outlet: str = ""
    """Whose page it is: where many wait, the outlets take turns."""
    kind: PageKind = PageKind.ARTICLE
    """What it is read for: its own article, or those that it lists."""
    clues_wanted: bool = False
    """Of a section: whether it is read for what it says about its outlet too."""
    reading_wanted: bool = False
    """Of an article: whether what is not stored of it is wanted too. To hand that over
    from one process to another takes a tenth of the time that the page is read in."""

    @property
    def allowance(self) -> int:
        """How many times as long as an article it may take: a listing has up to 50,000 of them."""
        return 1 if self.kind is PageKind.ARTICLE else 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What came of reading a page: an article, or none, or a failure."""

    article: ExtractedArticle | None = None
    reading: "Reading | None" = None
    """Where that is wanted: the page an article was read from, its parts marked."""
    reason: str | None = None
    """For a person: what the page holds instead of an article, and how that was told."""
    listing: FeedListing | SitemapListing | None = None
    """Of a feed or a sitemap."""
    links: tuple[ListedPage, ...] = ()
    """Of a section, the articles."""
    clues: "PageClues | None" = None
    """What it says about its outlet, where that is wanted."""
    failure: str | None = None
    """For a person: what broke on the page, or why it was given up."""


class Extractor(Protocol):
    """Whatever reads pages while others are fetched."""

    async def extract(self, page: RawPage) -> Extraction:
        """Read a page. Raises ExtractionStopped where the run ends before it is read."""

    def backlog_seconds(self, outlet: str) -> float:
        """How long the pages of an outlet that wait will take; 0 while they are few."""

    def stop(self) -> None:
        """Give up every page that is not read yet, and all that are to come."""


class BatchExtract(Protocol):
    """Whatever reads pages one after the other, each with something that goes along with it."""

    def __call__(
        self, jobs: Iterable[tuple[T, RawPage | None]]
    ) -> Iterator[tuple[T, Extraction | None]]:
        """Yield in order what came of each; nothing where there was no page."""


class ExtractionStopped(Exception):
    """The run was stopped before the page was read."""

    def __init__(self) -> None:
        super().__init__("the run was stopped before the page was read")


def extract_here(page: RawPage) -> Extraction:
    """Read a page in this process, however long it takes."""
    if page.kind is not PageKind.ARTICLE:
        return _read_listing(page)
    # Half a second and 60 MB, which the process that fetches need not pay: it reads feeds alone.
    from crawlers.extract.article import ExtractionFailed, extract_page, to_article

    try:
        found = extract_page(
            page.html,
            page.url,
            time_zone=page.time_zone,
            default_lang=page.default_lang,
            content_type=page.content_type,
            selectors=page.selectors,
            now=page.fetched_at,
            founded=page.founded,
            repeated=page.repeated,
        )
    except ExtractionFailed as error:
        return Extraction(failure=str(error))
    article = to_article(found)
    if article is None:
        return Extraction(reason=f"{found.content}: {found.reason}")
    return Extraction(article=article, reading=found if page.reading_wanted else None)


def _read_listing(page: RawPage) -> Extraction:
    body = page.html if isinstance(page.html, bytes) else page.html.encode()
    given: dict[str, Any] = {"time_zone": page.time_zone, "content_type": page.content_type}
    if page.kind is PageKind.FEED:
        return Extraction(listing=parse_feed(body, page.url, **given))
    if page.kind is PageKind.SITEMAP:
        return Extraction(listing=parse_sitemap(body, page.url, **given))
    clues = None
    if page.clues_wanted:
        from crawlers.finding import read_clues  # which no crawl needs

        clues = read_clues(body, page.url, page.content_type)
    return Extraction(links=article_links(body, page.url, **given), clues=clues)


async def read_listing_page(page: RawPage, extractor: Extractor) -> Extraction:
    """What a listing lists. One that may take long is not read in this process.

    Raises ExtractionStopped where the run ends before it is read.
    """
    body = page.html if isinstance(page.html, bytes) else page.html.encode()
    # What is small may be large when unpacked; and of HTML a parser may make hours of work.
    is_small = len(body) <= READ_HERE and not kind_of(body)
    if is_small and page.kind is not PageKind.SECTION:
        return extract_here(page)
    return await extractor.extract(page)


def extract_each_here(
    jobs: Iterable[tuple[T, RawPage | None]],
) -> Iterator[tuple[T, Extraction | None]]:
    """Read pages in this process."""
    for context, page in jobs:
        yield context, None if page is None else extract_here(page)


class ExtractHere:
    """An extractor without processes: each page is read while everything else waits."""

    def __init__(self) -> None:
        self._stopped = False

    async def extract(self, page: RawPage) -> Extraction:
        if self._stopped:
            raise ExtractionStopped
        return extract_here(page)

    def backlog_seconds(self, outlet: str) -> float:
        return 0.0

    def stop(self) -> None:
        self._stopped = True
