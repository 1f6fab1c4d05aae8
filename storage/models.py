"""The tables. Their comments are the data dictionary: every table and column has one."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Double,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from pipeline.outcomes import Outcome
from pipeline.records import ArticleKind, DateOrigin, PageKind, StoryEventKind, VariantKind
from storage.page_addresses import key_of
from storage.types import BigId, DigestSet, Json, StorableText, UTCDateTime, closed_list


class FeedKind(StrEnum):
    """What kind of list of articles a feed is."""

    FEED = "feed"
    SITEMAP = "sitemap"
    SECTION = "section"
    """A page of the outlet itself whose links are articles."""


class Job(StrEnum):
    """What a crawl run did."""

    CRAWL = "crawl"
    RECRAWL = "recrawl"
    INGEST = "ingest"


class ExportTable(StrEnum):
    """What can be exported."""

    STORIES = "stories"
    VARIANTS = "variants"
    ARTICLES = "articles"
    VERSIONS = "versions"
    COMPARISONS = "comparisons"
    LINKS = "links"
    EVENTS = "events"
    OUTCOMES = "outcomes"


class FinishReason(StrEnum):
    """Why a crawl run ended."""

    FINISHED = "finished"
    CANCELLED = "cancelled"
    TIMED_OUT = "timed-out"
    DIED = "died"
    KILLED = "killed"
    """Its process vanished; the next run of the same job found it unfinished."""
    SKIPPED = "skipped"
    """Another process was at the same outlets; the next run takes up what this one left."""


class Base(DeclarativeBase):
    """Names every constraint, so that migrations can alter it on both databases."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: StorableText,
        datetime: UTCDateTime,
        bytes: LargeBinary,
        float: Double,
        frozenset[int]: DigestSet,
        ArticleKind: closed_list(ArticleKind),
        DateOrigin: closed_list(DateOrigin),
        ExportTable: closed_list(ExportTable),
        FeedKind: closed_list(FeedKind),
        FinishReason: closed_list(FinishReason),
        Job: closed_list(Job),
        Outcome: closed_list(Outcome),
        PageKind: closed_list(PageKind),
        StoryEventKind: closed_list(StoryEventKind),
        VariantKind: closed_list(VariantKind),
    }


def _key_of_row(context: Any) -> str:  # noqa: ANN401 - SQLAlchemy's
    return key_of(context.get_current_parameters()["url"])


def _kept_index(*columns: str) -> Index:
    """An index of the rows whose raw page is kept."""
    kept = text("archive_file IS NOT NULL")
    return Index(None, *columns, sqlite_where=kept, postgresql_where=kept)


class Source(Base):
    __tablename__ = "source"
    __table_args__ = ({"comment": "An outlet that is watched, as the catalogue describes it."},)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, comment="Our number for the source.")
    name: Mapped[str] = mapped_column(
        unique=True, comment="Short name in lower case, as used in sources.toml and commands."
    )
    title: Mapped[str] = mapped_column(comment="Name as readers know it.")
    home_url: Mapped[str | None] = mapped_column(comment="Address of the home page.")
    country: Mapped[str | None] = mapped_column(comment="ISO 3166 code of the home country.")
    language: Mapped[str | None] = mapped_column(comment="ISO 639-1 code of the usual language.")
    time_zone: Mapped[str | None] = mapped_column(
        comment="IANA zone in which its dates without an offset are read."
    )
    owner: Mapped[str | None] = mapped_column(
        comment="Ownership family; outlets of one family are not independent of each other."
    )
    local: Mapped[bool] = mapped_column(
        comment="Whether addresses of this machine or network may be fetched for it."
    )
    created_at: Mapped[datetime] = mapped_column(comment="When the source was first stored.")
    silent_at: Mapped[datetime | None] = mapped_column(
        comment="When its last crawl ended, if it had fallen silent against its own rhythm by "
        "then; null if it had not."
    )
    silent_reason: Mapped[str | None] = mapped_column(
        comment="What was missing then, and how its listings answered; null if it was not silent."
    )


class Feed(Base):
    __tablename__ = "feed"
    __table_args__ = (
        UniqueConstraint("source_id", "url"),
        {"comment": "An address at a source that lists new articles."},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, comment="Our number for the feed.")
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"), comment="Whose feed it is.")
    url: Mapped[str] = mapped_column(comment="Address of the feed.")
    kind: Mapped[FeedKind] = mapped_column(
        comment="feed (RSS, Atom, JSON Feed), sitemap or section."
    )
    last_fetched_at: Mapped[datetime | None] = mapped_column(comment="When it was last requested.")
    last_outcome: Mapped[Outcome | None] = mapped_column(comment="How that request ended.")
    interval_seconds: Mapped[float | None] = mapped_column(
        comment="How long to wait between two requests, learned from how often it lists something "
        "new; null where nothing was learned yet."
    )
    next_fetch_at: Mapped[datetime | None] = mapped_column(
        comment="When it is due again; null: at once."
    )
    failures: Mapped[float] = mapped_column(
        default=0.0,
        server_default="0",
        comment="Requests that failed since the last one that did not, each by its weight: a hard "
        "failure counts 1, a soft one 0.5, one that may pass by itself 0.25.",
    )
    failing_since: Mapped[datetime | None] = mapped_column(
        comment="When the first of those failures was; null while it answers."
    )
    retired_at: Mapped[datetime | None] = mapped_column(
        comment="Since when it counts as dead and is only tried now and then; null while alive."
    )
    last_new_at: Mapped[datetime | None] = mapped_column(
        comment="When it last listed an article that was not known."
    )


class Article(Base):
    __tablename__ = "article"
    __table_args__ = (
        Index(None, "source_id", "reference_at"),
        {
            "comment": "One canonical address at one source. Its text lives in version; what the "
            "outlet claims and what was seen are kept apart."
        },
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, comment="Our number for the article.")
    source_id: Mapped[int] = mapped_column(
        ForeignKey("source.id"), comment="The outlet that published it."
    )
    url: Mapped[str] = mapped_column(unique=True, comment="Our canonical address for it.")
    page_key: Mapped[str] = mapped_column(
        index=True,
        default=_key_of_row,
        server_default="",
        comment="The address without scheme and www.: another that comes to the same is another "
        "spelling of it.",
    )

    published_at: Mapped[datetime | None] = mapped_column(
        comment="When the outlet claims to have published it. Never replaced once known."
    )
    published_origin: Mapped[DateOrigin | None] = mapped_column(
        comment="Where that claim was read."
    )
    published_has_time: Mapped[bool | None] = mapped_column(
        comment="Whether the claim names a time of day; if not, published_at is midnight UTC."
    )
    published_has_offset: Mapped[bool | None] = mapped_column(
        comment="Whether the claim names an offset; if not, the zone of the source was taken."
    )
    published_reason: Mapped[str | None] = mapped_column(
        comment="Why that claim was believed, or why none was; null where it was not read from a "
        "page."
    )
    published_candidates: Mapped[list[dict[str, Any]] | None] = mapped_column(
        Json,
        comment="Every date on the page that may be that of publication: a JSON list of objects "
        "with field, printed, origin and at; the last two are null where it could not be read.",
    )
    modified_at: Mapped[datetime | None] = mapped_column(
        comment="When the outlet claims to have last changed it: the latest such claim seen."
    )
    modified_origin: Mapped[DateOrigin | None] = mapped_column(comment="Where that claim was read.")
    modified_has_time: Mapped[bool | None] = mapped_column(
        comment="Whether the claim names a time of day; if not, modified_at is midnight UTC."
    )
    modified_has_offset: Mapped[bool | None] = mapped_column(
        comment="Whether the claim names an offset; if not, the zone of the source was taken."
    )
    authors: Mapped[list[str]] = mapped_column(Json, comment="Writers as printed: a JSON list.")
    lang: Mapped[str | None] = mapped_column(comment="ISO 639-1 code of the text's language.")
    credit: Mapped[str | None] = mapped_column(
        comment="Agency or outlet that the article names as the origin of its text."
    )
    declared_url: Mapped[str | None] = mapped_column(
        comment="rel=canonical or og:url as printed: a claim, not believed by itself."
    )
    amp_url: Mapped[str | None] = mapped_column(comment="Its AMP twin, as printed.")
    kind: Mapped[ArticleKind | None] = mapped_column(
        comment="What kind of article it is; null for an import."
    )
    section: Mapped[str | None] = mapped_column(comment="Section of the outlet, as printed.")
    tags: Mapped[list[str] | None] = mapped_column(
        Json, comment="Key words as printed: a JSON list; null where there are none."
    )
    image_url: Mapped[str | None] = mapped_column(
        comment="Address of the picture that goes with its headline."
    )
    free: Mapped[bool | None] = mapped_column(
        comment="Whether all of it can be read without paying; null where it does not say."
    )

    first_seen_at: Mapped[datetime] = mapped_column(comment="When we first fetched it.")
    last_seen_at: Mapped[datetime] = mapped_column(comment="When we last fetched it.")
    reference_at: Mapped[datetime] = mapped_column(
        index=True, comment="Its time for order and windows: published_at, else first_seen_at."
    )
    version_count: Mapped[int] = mapped_column(
        comment="How many versions it has; the newest is the one with this number."
    )
    reread_at: Mapped[datetime | None] = mapped_column(
        comment="When a kept page of it was last read anew and something of it changed; null "
        "where that never was."
    )
    gone_at: Mapped[datetime | None] = mapped_column(
        comment="When its address was first found to be gone (status 404 or 410); null while it "
        "is there."
    )
    moved_to_id: Mapped[int | None] = mapped_column(
        ForeignKey("article.id"),
        index=True,
        comment="The article that its address leads to now; null while it leads to itself.",
    )
    opt_outs: Mapped[list[str] | None] = mapped_column(
        Json,
        comment="Signals on the page that reserve it from text and data mining or from training "
        "models: a JSON list; null where it was not looked for.",
    )


class ArticleAlias(Base):
    __tablename__ = "article_alias"
    __table_args__ = ({"comment": "Every address that led to an article, its own included."},)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, comment="Our number for the alias.")
    url: Mapped[str] = mapped_column(unique=True, comment="The address.")
    article_id: Mapped[int] = mapped_column(
        ForeignKey("article.id"), index=True, comment="The article it leads to."
    )
    first_seen_at: Mapped[datetime] = mapped_column(comment="When it first led there.")


class Version(Base):
    __tablename__ = "version"
    __table_args__ = (
        UniqueConstraint("article_id", "number"),
        _kept_index("archive_file", "archive_offset"),
        {
            "comment": "The text of an article at one fetch. Only added, never changed, and only "
            "when the cleaned title or body differs from the version before."
        },
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, comment="Our number for the version.")
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), comment="Whose text it is.")
    number: Mapped[int] = mapped_column(comment="1 for the first version of the article, then 2...")
    title: Mapped[str] = mapped_column(comment="Headline.")
    standfirst: Mapped[str | None] = mapped_column(
        comment="What stands between headline and text and tells what is in the text. A change of "
        "it alone makes no version."
    )
    body: Mapped[str] = mapped_column(comment="Paragraphs, parted by an empty line.")
    text_sha256: Mapped[str] = mapped_column(
        comment="Hash of title and body with white space, Unicode forms and quotes folded."
    )
    word_count: Mapped[int] = mapped_column(comment="Runs of non-space characters in the body.")
    crawl_run_id: Mapped[int | None] = mapped_column(
        ForeignKey("crawl_run.id"), comment="The run that fetched it."
    )
    fetched_at: Mapped[datetime] = mapped_column(comment="When it was fetched.")
    extractor: Mapped[str | None] = mapped_column(
        comment="The version of the extraction that read it; null for an import."
    )
    archive_file: Mapped[str | None] = mapped_column(
        comment="The WARC file that keeps the raw page, within the archive; null: it was not kept."
    )
    archive_offset: Mapped[int | None] = mapped_column(
        BigId, comment="Where the record of the page begins in that file, in bytes."
    )

    article: Mapped[Article] = relationship()


class Signature(Base):
    __tablename__ = "signature"
    __table_args__ = ({"comment": "The MinHash values of a version under one scheme."},)

    version_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("version.id"), primary_key=True, comment="The version that was signed."
    )
    scheme: Mapped[str] = mapped_column(
        primary_key=True, comment="Everything that must be equal for two signatures to compare."
    )
    # Not "values", as in the pipeline: that is a reserved word of SQL.
    hash_values: Mapped[bytes] = mapped_column(
        comment="Little-endian uint32 each; empty for a text too short to sign."
    )
    band_keys: Mapped[bytes] = mapped_column(
        comment="Little-endian uint64, one a band; empty for a text too short to sign."
    )
    left_out: Mapped[frozenset[int]] = mapped_column(
        nullable=True,
        comment="sentence_list.left_out of the text that was signed.",
    )


class SentenceList(Base):
    __tablename__ = "sentence_list"
    __table_args__ = (
        {
            "comment": "The sentences of an article's newest version, listed to find what its "
            "outlet repeats; one that is not listed, or not by the recipe in use, waits for it."
        },
    )

    article_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("article.id"), primary_key=True, comment="The article."
    )
    version_id: Mapped[int] = mapped_column(
        ForeignKey("version.id"), comment="The version whose sentences are listed."
    )
    recipe: Mapped[str] = mapped_column(
        comment="What makes the list; empty where it is to be made again."
    )
    lengths: Mapped[bytes] = mapped_column(
        comment="Little-endian uint32 pairs: hash of a sentence, and its characters without spaces."
    )
    left_out: Mapped[frozenset[int]] = mapped_column(
        nullable=True,
        comment="Digests of its sentences that its outlet repeats: left out, but for an ending "
        "that stands where it may be the news. Little-endian int64, ascending; null for none.",
    )


class OutletSentence(Base):
    """Without a rowid, SQLite keeps it in the order of its key, in two thirds of the room."""

    __tablename__ = "outlet_sentence"
    __table_args__ = (
        {
            "comment": "Which articles of a source hold which sentences near their beginning or "
            "end, so that those are found that it repeats.",
            "sqlite_with_rowid": False,
        },
    )

    source_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("source.id"), primary_key=True, comment="The outlet."
    )
    digest: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, comment="Hash of the sentence and of the end it stands at."
    )
    sample_key: Mapped[int] = mapped_column(
        BigInteger,
        primary_key=True,
        comment="Hash of the article's address; the articles with the smallest are looked at.",
    )
    article_id: Mapped[int] = mapped_column(
        BigId,
        ForeignKey("article.id"),
        primary_key=True,
        index=True,
        comment="The article that holds it.",
    )


class RepeatedSentence(Base):
    __tablename__ = "repeated_sentence"
    __table_args__ = (
        {
            "comment": "A sentence that a source repeats over articles which are otherwise unlike; "
            "it is left out of all that hold it when they are signed and compared."
        },
    )

    source_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("source.id"), primary_key=True, comment="The outlet that repeats it."
    )
    digest: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, comment="Hash of the sentence and of the end it stands at."
    )
    sentence: Mapped[str] = mapped_column(comment="The sentence as one of the articles prints it.")
    learned_at: Mapped[datetime] = mapped_column(comment="When it was found to be repeated.")


class Comparison(Base):
    __tablename__ = "comparison"
    __table_args__ = (
        UniqueConstraint("first_id", "second_id"),
        CheckConstraint("first_id < second_id", name="one_spelling"),
        {"comment": "Two articles that were compared: what was measured and what was decided."},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, comment="Our number for the pair.")
    first_id: Mapped[int] = mapped_column(
        ForeignKey("article.id"), comment="The article of the pair with the smaller number."
    )
    second_id: Mapped[int] = mapped_column(
        ForeignKey("article.id"), index=True, comment="The other article of the pair."
    )
    first_version_id: Mapped[int] = mapped_column(
        ForeignKey("version.id"), comment="The text of the first article that was compared."
    )
    second_version_id: Mapped[int] = mapped_column(
        ForeignKey("version.id"), comment="The text of the second article that was compared."
    )
    method: Mapped[str] = mapped_column(comment="The version of the judgement that decided.")
    same_story: Mapped[bool] = mapped_column(comment="Whether both tell the same story.")
    probability: Mapped[float] = mapped_column(
        comment="That both tell the same story, from 0 to 1."
    )
    measures: Mapped[dict[str, float]] = mapped_column(
        Json, comment="What was measured: a JSON object of name and number."
    )
    proposed: Mapped[bool] = mapped_column(
        comment="Whether bands proposed it; else it was compared as part of a component."
    )
    judged_at: Mapped[datetime] = mapped_column(comment="When it was decided.")


class Story(Base):
    __tablename__ = "story"
    # AUTOINCREMENT: without it SQLite may give the number of a deleted story to a new one.
    __table_args__ = (
        {
            "comment": "A set of articles that tell the same news item. Its number never changes.",
            "sqlite_autoincrement": True,
        },
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, comment="Our number for the story.")
    opened_at: Mapped[datetime] = mapped_column(comment="When the story was first formed.")
    changed_at: Mapped[datetime] = mapped_column(
        comment="When anything of it, its variants included, was last written."
    )
    canonical_article_id: Mapped[int] = mapped_column(
        ForeignKey("article.id"), comment="The article that stands for the story."
    )
    canonical_reason: Mapped[str] = mapped_column(comment="Why that article was chosen.")
    article_count: Mapped[int] = mapped_column(
        comment="How many articles tell it; 0 once it has gone into another story."
    )
    method: Mapped[str] = mapped_column(comment="The version of the judgement that formed it.")
    merged_into_id: Mapped[int | None] = mapped_column(
        ForeignKey("story.id"), comment="The story that it went into; null while it lives."
    )
    outlet_count: Mapped[int | None] = mapped_column(
        comment="How many outlets tell it; null where that was not counted yet."
    )
    independent_count: Mapped[int | None] = mapped_column(
        comment="How many of them are independent of each other: families of one owner, wire copy "
        "and copied text each count once; null where that was not counted yet."
    )
    first_article_id: Mapped[int | None] = mapped_column(
        ForeignKey("article.id"),
        comment="The article that was probably published first; null where not worked out yet.",
    )
    first_certain: Mapped[bool | None] = mapped_column(
        comment="Whether the claimed times leave no doubt that it was first."
    )


class Variant(Base):
    __tablename__ = "variant"
    __table_args__ = (
        {"comment": "The place of an article in its story; an article is in one story at most."},
    )

    article_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("article.id"), primary_key=True, comment="The article."
    )
    story_id: Mapped[int] = mapped_column(
        ForeignKey("story.id"), index=True, comment="The story it tells."
    )
    version_id: Mapped[int] = mapped_column(
        ForeignKey("version.id"), comment="The text that was judged."
    )
    kind: Mapped[VariantKind] = mapped_column(
        comment="What it is relative to the original: original, reprint, light, abridged, "
        "expanded or rewrite."
    )
    canonical: Mapped[bool] = mapped_column(comment="Whether it stands for the story.")
    score: Mapped[float | None] = mapped_column(
        comment="Probability of the pair that ties it to its likely source, else the original."
    )
    likely_source_id: Mapped[int | None] = mapped_column(
        ForeignKey("article.id"),
        index=True,
        comment="The article it was probably taken from; null where that is not known.",
    )
    source_confidence: Mapped[float | None] = mapped_column(
        comment="How sure likely_source_id is, from 0 to 1; null where there is none."
    )
    source_reason: Mapped[str | None] = mapped_column(
        comment="Why that article is taken for its source; null where there is none."
    )
    left_out: Mapped[frozenset[int]] = mapped_column(
        nullable=True,
        comment="sentence_list.left_out of the text that was judged.",
    )
    method: Mapped[str] = mapped_column(comment="The version of the judgement that placed it.")
    joined_at: Mapped[datetime] = mapped_column(comment="When it came into this story.")


class StoryEvent(Base):
    __tablename__ = "story_event"
    __table_args__ = ({"comment": "The log of a story: who did what to it, when and why."},)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, comment="Our number for the entry.")
    story_id: Mapped[int] = mapped_column(
        ForeignKey("story.id"), index=True, comment="The story it happened to."
    )
    kind: Mapped[StoryEventKind] = mapped_column(
        comment="opened, joined, left, merged, split or canonical-changed."
    )
    article_id: Mapped[int | None] = mapped_column(
        ForeignKey("article.id"),
        comment="The article that joined, left or became canonical.",
    )
    other_story_id: Mapped[int | None] = mapped_column(
        ForeignKey("story.id"),
        comment="The story that merged into this one, or that this one split from.",
    )
    happened_at: Mapped[datetime] = mapped_column(comment="When.")
    actor: Mapped[str] = mapped_column(comment="The job or person that did it.")
    reason: Mapped[str | None] = mapped_column(comment="Why, for a person.")


class Link(Base):
    __tablename__ = "link"
    __table_args__ = (
        UniqueConstraint("first_id", "second_id"),
        CheckConstraint("first_id < second_id", name="one_spelling"),
        {"comment": "What an analyst decided of two articles; grouping honours it above all."},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, comment="Our number for the link.")
    first_id: Mapped[int] = mapped_column(
        ForeignKey("article.id"), comment="The article of the pair with the smaller number."
    )
    second_id: Mapped[int] = mapped_column(
        ForeignKey("article.id"), index=True, comment="The other article of the pair."
    )
    same: Mapped[bool] = mapped_column(
        comment="Whether both tell the same story; if not, they are never put into one."
    )
    why: Mapped[str] = mapped_column(comment="The reason given.")
    who: Mapped[str] = mapped_column(comment="The person who decided.")
    linked_at: Mapped[datetime] = mapped_column(comment="When.")


class CrawlRun(Base):
    __tablename__ = "crawl_run"
    __table_args__ = (
        {"comment": "One run that brought pages in: a crawl, a re-crawl, an ingest."},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, comment="Our number for the run.")
    job: Mapped[Job] = mapped_column(comment="crawl, recrawl or ingest.")
    started_at: Mapped[datetime] = mapped_column(comment="When it began.")
    finished_at: Mapped[datetime | None] = mapped_column(
        comment="When it ended; null while it runs."
    )
    finish_reason: Mapped[FinishReason | None] = mapped_column(
        comment="finished, cancelled, timed-out, died, killed, or skipped: another had the lease."
    )
    flow_run_id: Mapped[str | None] = mapped_column(
        comment="The run of the workflow engine that it belongs to."
    )


class PageRequest(Base):
    """Without a rowid, SQLite keeps it in the order of its key."""

    __tablename__ = "page_request"
    __table_args__ = (
        {
            "comment": "Each page that a run was about to ask for, noted before it was sent; one "
            "without a page_outcome was lost, as by a kill.",
            "sqlite_with_rowid": False,
        },
    )

    crawl_run_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("crawl_run.id"), primary_key=True, comment="The run that asked for it."
    )
    requested_url: Mapped[str] = mapped_column(
        primary_key=True, comment="The address asked for, as in page_outcome."
    )
    source_id: Mapped[int] = mapped_column(
        ForeignKey("source.id"), comment="The source it was asked for."
    )
    kind: Mapped[PageKind] = mapped_column(
        comment="What it was asked for as: article, feed, sitemap, section."
    )
    requested_at: Mapped[datetime] = mapped_column(comment="When it was noted.")


class PageOutcome(Base):
    __tablename__ = "page_outcome"
    __table_args__ = (
        UniqueConstraint("crawl_run_id", "requested_url"),
        _kept_index("archive_file"),
        Index(None, "source_id", "fetched_at"),
        {"comment": "How each requested page of a run ended; each page is counted once."},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, comment="Our number for the page.")
    crawl_run_id: Mapped[int] = mapped_column(
        ForeignKey("crawl_run.id"), comment="The run that asked for it."
    )
    source_id: Mapped[int] = mapped_column(
        ForeignKey("source.id"), comment="The source it was asked for."
    )
    requested_url: Mapped[str] = mapped_column(
        comment="The address asked for, or file#line of an import; cut and hashed if very long."
    )
    kind: Mapped[PageKind] = mapped_column(
        comment="What it was asked for as: article, feed, sitemap, section."
    )
    final_url: Mapped[str | None] = mapped_column(comment="The address after redirects.")
    status: Mapped[int | None] = mapped_column(comment="The HTTP status; null if none came.")
    outcome: Mapped[Outcome] = mapped_column(comment="How it ended; the glossary lists the words.")
    detail: Mapped[str | None] = mapped_column(comment="Why, for a person.")
    fetched_at: Mapped[datetime] = mapped_column(comment="When it ended.")
    article_id: Mapped[int | None] = mapped_column(
        ForeignKey("article.id"), comment="The article it led to."
    )
    archive_file: Mapped[str | None] = mapped_column(
        comment="The WARC file that keeps the raw page, within the archive; null: it was not kept."
    )
    archive_offset: Mapped[int | None] = mapped_column(
        BigId, comment="Where the record of the page begins in that file, in bytes."
    )


class Frontier(Base):
    __tablename__ = "frontier"
    __table_args__ = (
        {
            "comment": "Articles that a listing named and that are not stored yet: what a crawl "
            "has still to ask for, and when."
        },
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, comment="Our number for the entry.")
    source_id: Mapped[int] = mapped_column(
        ForeignKey("source.id"), index=True, comment="The source that listed it."
    )
    url: Mapped[str] = mapped_column(unique=True, comment="Our canonical address for it.")
    listed_url: Mapped[str] = mapped_column(comment="The address as listed: the one to ask for.")
    listing: Mapped[dict[str, Any]] = mapped_column(
        Json, comment="What its listing says of it: a JSON object of title, dates and text."
    )
    listed_at: Mapped[datetime] = mapped_column(comment="When it was first listed.")
    claimed_at: Mapped[datetime | None] = mapped_column(
        comment="When it was published, or else last changed, by its listing: the newest is asked "
        "for first."
    )
    attempts: Mapped[int] = mapped_column(
        default=0, server_default="0", comment="How often it was asked for in vain."
    )
    next_try_at: Mapped[datetime | None] = mapped_column(
        index=True, comment="When to ask for it; null: never again, last_outcome says why."
    )
    last_outcome: Mapped[Outcome | None] = mapped_column(
        comment="How the last request for it ended."
    )


class Validator(Base):
    __tablename__ = "validator"
    __table_args__ = (
        {
            "comment": "What a server gave along with a page, to ask later whether it changed, and "
            "the hash of the page for servers that give nothing."
        },
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, comment="Our number for the page.")
    url: Mapped[str] = mapped_column(
        unique=True, comment="The address that gave it, after redirects."
    )
    etag: Mapped[str | None] = mapped_column(comment="The ETag header.")
    last_modified: Mapped[str | None] = mapped_column(comment="The Last-Modified header.")
    body_sha256: Mapped[str] = mapped_column(comment="Hash of the body as it came.")
    extractor: Mapped[str | None] = mapped_column(
        comment="The version of the extraction that read that body; null for a listing."
    )
    fetched_at: Mapped[datetime] = mapped_column(comment="When that body came.")


class ChangedLine(Base):
    __tablename__ = "changed_line"
    __table_args__ = (
        {
            "comment": "A line of an export whose row was deleted, or changed by the deletion of "
            "another, so that the next increment tells it."
        },
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, comment="Our number for the note.")
    export_table: Mapped[ExportTable] = mapped_column(comment="The exported table.")
    first_key: Mapped[int] = mapped_column(
        BigInteger, comment="What tells the line: a story, article, event, page, or first article."
    )
    second_key: Mapped[int | None] = mapped_column(
        BigInteger, comment="The number of a version, or the second article; null for others."
    )


class Lease(Base):
    __tablename__ = "lease"
    __table_args__ = ({"comment": "Who may do a job now, so that it never runs twice at a time."},)

    job: Mapped[str] = mapped_column(primary_key=True, comment="The job.")
    holder: Mapped[str] = mapped_column(comment="Who does it: host, process and a random part.")
    acquired_at: Mapped[datetime] = mapped_column(comment="Since when.")
    heartbeat_at: Mapped[datetime] = mapped_column(comment="When the holder last gave a sign.")
    expires_at: Mapped[datetime] = mapped_column(
        comment="When anyone else may take it, should no further sign come."
    )
