"""The frozen values that pass between packages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from pipeline.outcomes import Outcome


class DateOrigin(StrEnum):
    """Where a claimed date was read."""

    FEED = "feed"
    JSON_LD = "json-ld"
    META = "meta"
    MICRODATA = "microdata"
    SITEMAP = "sitemap"
    ADDRESS = "address"
    TEXT = "text"
    IMPORT = "import"


@dataclass(frozen=True, slots=True, kw_only=True)
class DateClaim:
    """A time that an outlet claims, and how exactly it claims it.

    `at` is aware and in UTC. Without a time of day it is the midnight that opens the claimed day
    in UTC; without an offset it was read in the source's own time zone.
    """

    at: datetime
    origin: DateOrigin
    has_time: bool = True
    has_offset: bool = True

    def __post_init__(self) -> None:
        if self.at.utcoffset() is None:
            raise ValueError(f"naive datetime {self.at!r}")

    @property
    def earliest(self) -> datetime:
        """The first instant that the claim allows."""
        return self.at - self._slack

    @property
    def latest(self) -> datetime:
        """The last instant that the claim allows."""
        return self.at + self._slack + (timedelta() if self.has_time else timedelta(days=1))

    @property
    def _slack(self) -> timedelta:
        # Civil offsets run from -12 to +14 hours; a claim without one may be off by as much.
        return timedelta() if self.has_offset else timedelta(hours=14)


@dataclass(frozen=True, slots=True)
class DateCandidate:
    """One printed date, and where it stands."""

    field: str
    """What it stands in: `datePublished`, `article:published_time`, `<time>`."""
    printed: str
    claim: DateClaim | None
    """None where it could not be read."""


class ArticleKind(StrEnum):
    """What kind of article a page holds."""

    ARTICLE = "article"
    LIVE_BLOG = "live-blog"
    GALLERY = "gallery"
    VIDEO = "video"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractedArticle:
    """What one page says about itself."""

    url: str
    """Our canonical address for it (`pipeline.urls`)."""
    title: str
    body: str
    """Paragraphs, parted by an empty line."""
    lang: str | None = None
    """ISO 639-1 code."""
    published: DateClaim | None = None
    modified: DateClaim | None = None
    authors: tuple[str, ...] = ()
    credit: str | None = None
    """The agency or outlet that the page names as the origin of its text."""
    declared_url: str | None = None
    """rel=canonical or og:url as printed: a claim."""
    standfirst: str | None = None
    """What stands between headline and text, and tells what is in the text."""
    section: str | None = None
    tags: tuple[str, ...] = ()
    image_url: str | None = None
    """The picture that goes with its headline."""
    amp_url: str | None = None
    """The address of its AMP twin, as printed."""
    kind: ArticleKind | None = None
    free: bool | None = None
    """Whether all of it can be read without paying; None where the page does not say."""
    published_reason: str | None = None
    """Why that date was believed, of `published_candidates`; or why none was."""
    published_candidates: tuple[DateCandidate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPage:
    """One page that a feed, a sitemap or a section lists, and what it says of it."""

    url: str
    """As listed: the address to ask for."""
    title: str = ""
    published: DateClaim | None = None
    modified: DateClaim | None = None
    text: str | None = None
    """The whole article as HTML, where the listing carries it."""


class PageKind(StrEnum):
    """What a page was requested as."""

    ARTICLE = "article"
    FEED = "feed"
    SITEMAP = "sitemap"
    SECTION = "section"


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What tells later whether a page has changed: what its server gave, and a hash of the body."""

    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivePlace:
    """Where the raw page is kept."""

    file: str
    """Within the archive."""
    offset: int
    """In bytes, of the record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRecord:
    """One requested page, and how it ended.

    Where `article` is given, `outcome` is None: the storage layer says whether it was new, changed
    or unchanged, since only it can know.
    """

    requested_url: str
    kind: PageKind
    fetched_at: datetime
    outcome: Outcome | None = None
    article: ExtractedArticle | None = None
    final_url: str | None = None
    status: int | None = None
    detail: str | None = None
    """For a person: why it failed, or what was odd."""
    validators: Validators | None = None
    """Of a page that came with a body."""
    listed: int = 0
    """Of a page that lists articles: how many."""
    listed_new: int = 0
    """How many of them were not known."""
    wait_seconds: float = 0.0
    """How long its server, or the listing itself, asks to wait until the next request."""
    aliases: tuple[str, ...] = ()
    """Further addresses: those on the way from the requested to the final one, and og:url."""
    opt_outs: tuple[str, ...] | None = None
    """Signals that reserve the page from text and data mining; None: they were not looked for."""
    place: ArchivePlace | None = None
    extractor: str | None = None
    """The version of the extraction that read it."""

    def __post_init__(self) -> None:
        if (self.outcome is None) == (self.article is None):
            raise ValueError("a page has either an article or an outcome")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleText:
    """One article as the grouping sees it: its newest version and what was claimed of it."""

    article_id: int
    version_id: int
    url: str
    outlet: str
    title: str
    body: str
    first_seen_at: datetime
    published: DateClaim | None = None
    lang: str | None = None
    credit: str | None = None
    owner: str | None = None
    """The ownership family of the outlet; None where the catalogue names none."""
    left_out: frozenset[int] = frozenset()
    """The digests of its sentences that its outlet repeats: left out, but for an ending that stands
    where it may be the news (`pipeline.repetition`)."""

    @property
    def reference_at(self) -> datetime:
        """The time used for windows and order: the claim, else when we first saw it."""
        return self.first_seen_at if self.published is None else self.published.at


class VariantKind(StrEnum):
    """What an article is in its story, relative to the story's original."""

    ORIGINAL = "original"
    REPRINT = "reprint"
    LIGHT = "light"
    ABRIDGED = "abridged"
    EXPANDED = "expanded"
    REWRITE = "rewrite"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """The MinHash values of one version under one scheme, with its band keys.

    `values` is little-endian uint32 of shape (num_perm,); `band_keys` little-endian uint64 of
    shape (bands,). A text too short to sign has both empty.
    """

    scheme: str
    values: bytes
    band_keys: bytes
    left_out: frozenset[int] = frozenset()
    """`ArticleText.left_out` of the text that was signed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedPair:
    """Two articles that were compared, the measures, and what was decided.

    `first_id < second_id` always, so that a pair has one spelling.
    """

    first_id: int
    second_id: int
    first_version_id: int
    second_version_id: int
    method: str
    same_story: bool
    probability: float
    """That both tell the same story, 0 to 1."""
    measures: Mapping[str, float] = field(default_factory=dict)
    proposed: bool = True
    """Whether bands proposed it. The others were compared because both sit in one component."""

    def __post_init__(self) -> None:
        if self.first_id >= self.second_id:
            raise ValueError("first_id must be smaller than second_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """What analysts decided about pairs of articles, each pair with the smaller id first."""

    together: frozenset[tuple[int, int]] = frozenset()
    """These tell the same story."""
    apart: frozenset[tuple[int, int]] = frozenset()
    """These do not."""


NO_LINKS = Links()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryState:
    """A story as stored: its id and the ids of its articles."""

    story_id: int
    article_ids: frozenset[int]
    canonical_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantPlan:
    """What an article is to be in its story."""

    article_id: int
    version_id: int
    kind: VariantKind
    canonical: bool
    score: float | None
    """Probability of the pair that ties it to its likely source, else to the original."""
    likely_source_id: int | None = None
    """The article that it was probably taken from; None where that is not known."""
    source_confidence: float | None = None
    """How sure that is, 0 to 1."""
    source_reason: str | None = None
    left_out: frozenset[int] = frozenset()
    """`ArticleText.left_out` of the text that was judged."""


class StoryEventKind(StrEnum):
    """What happened to a story."""

    OPENED = "opened"
    JOINED = "joined"
    LEFT = "left"
    MERGED = "merged"
    SPLIT = "split"
    CANONICAL_CHANGED = "canonical-changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryEvent:
    """One entry of a story's log, in the plan of that story.

    `article_id` for joined, left and canonical-changed; `other_story_id` for merged (the story
    that went into this one) and split (the story that this one came out of).
    """

    kind: StoryEventKind
    article_id: int | None = None
    other_story_id: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPlan:
    """What one story is to become. `story_id` None opens a new one."""

    story_id: int | None
    variants: tuple[VariantPlan, ...]
    absorbed_ids: tuple[int, ...] = ()
    """Stories that end here: each keeps its row, with this story as successor."""
    split_from_id: int | None = None
    canonical_reason: str = ""
    outlet_count: int | None = None
    independent_count: int | None = None
    """How many of the outlets are independent of each other."""
    first_article_id: int | None = None
    """The article that was probably published first."""
    first_certain: bool | None = None
    events: tuple[StoryEvent, ...] = ()
    """All that is to be logged for it; storage adds who and when."""
