"""What the extraction returns of one page."""

from dataclasses import dataclass, field
from enum import StrEnum

from crawlers.extract import EXTRACTOR
from crawlers.extract.dates import DateChoice


class PageContent(StrEnum):
    """What a page holds."""

    ARTICLE = "article"
    LIVE_BLOG = "live-blog"
    GALLERY = "gallery"
    VIDEO = "video"
    LISTING = "listing"
    """A section front, a search result, a page of tags."""
    ERROR = "error"
    CONSENT = "consent"
    LOGIN = "login"
    EMPTY = "empty"


HOLDS_ARTICLE = frozenset(
    {PageContent.ARTICLE, PageContent.LIVE_BLOG, PageContent.GALLERY, PageContent.VIDEO}
)


class PartKind(StrEnum):
    """What a part of a body is."""

    PARAGRAPH = "paragraph"
    SUBHEADING = "subheading"
    LIST_ITEM = "list-item"
    QUOTATION = "quotation"
    TABLE_ROW = "table-row"


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a body."""

    kind: PartKind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture in an article."""

    url: str
    caption: str = ""


class BodySource(StrEnum):
    """Where the text of an article was read."""

    PAGE = "page"
    SELECTOR = "selector"
    """Where the catalogue's selector for the site points."""
    JSON_LD = "json-ld"
    SCRIPT = "script"
    SECOND_OPINION = "second-opinion"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One page as the extractor read it."""

    content: PageContent
    reason: str
    """Why it was taken for that."""
    url: str
    """Our canonical address for it (`pipeline.urls`)."""
    title: str = ""
    standfirst: str | None = None
    parts: tuple[Part, ...] = ()
    left_out: tuple[str, ...] = ()
    """Sentences that its outlet is known to repeat, taken off its body."""
    images: tuple[Image, ...] = ()
    lang: str | None = None
    authors: tuple[str, ...] = ()
    published: DateChoice = field(default_factory=lambda: DateChoice(None, "no date", ()))
    modified: DateChoice = field(default_factory=lambda: DateChoice(None, "no date", ()))
    section: str | None = None
    tags: tuple[str, ...] = ()
    lead_image: str | None = None
    credit: str | None = None
    dateline: str | None = None
    declared_url: str | None = None
    amp_url: str | None = None
    free: bool | None = None
    """Whether all of it can be read without paying; None where the page does not say."""
    body_source: BodySource = BodySource.PAGE
    extractor: str = EXTRACTOR

    @property
    def body(self) -> str:
        """The paragraphs, parted by an empty line."""
        return "\n\n".join(part.text for part in self.parts)

    @property
    def holds_article(self) -> bool:
        """Whether the page is to be kept as an article."""
        return self.content in HOLDS_ARTICLE and bool(self.parts)
