"""What people ask of the database: stories, one story in full, an article, addresses."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from pipeline.records import StoryEventKind, VariantKind
from pipeline.urls import NotAnAddress, canonical_url
from storage.models import (
    Article,
    ArticleAlias,
    Source,
    Story,
    StoryEvent,
    Validator,
    Variant,
    Version,
)
from storage.page_addresses import key_of
from storage.stories import resolve_story
from storage.upserts import chunks
from storage.versions import NEWEST

# Made once: to make an alias takes longer than to ask.
_FIRST = aliased(Article)
_LIKELY_SOURCE = aliased(Article)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryRow:
    """A story in one line."""

    story_id: int
    title: str
    """The headline of its canonical article."""
    article_count: int
    outlet_count: int
    first_at: datetime
    """Reference time of its earliest article."""
    last_at: datetime
    """Reference time of its latest article."""
    kinds: dict[VariantKind, int]
    outlets: tuple[str, ...]
    """Names of the sources, in the order in which they came."""
    canonical_url: str
    independent_count: int | None
    """Outlets that do not depend on each other; None where that was not counted yet."""
    first_url: str | None
    """The article that was probably published first; None where that was not worked out yet."""
    first_certain: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantRow:
    """An article in its story."""

    article_id: int
    outlet: str
    kind: VariantKind
    title: str
    url: str
    published_at: datetime | None
    published_has_time: bool
    first_seen_at: datetime
    credit: str | None
    score: float | None
    likely_source_id: int | None
    likely_source_url: str | None
    source_confidence: float | None
    source_reason: str | None
    canonical: bool
    version_count: int
    gone_at: datetime | None = None
    """Since when its address answers 404 or 410."""
    moved_to_id: int | None = None
    """The article that its address leads to now."""
    lang: str | None = None
    outlet_title: str = ""
    """Name of the outlet as readers know it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """An entry of a story's log."""

    kind: StoryEventKind
    happened_at: datetime
    actor: str
    article_url: str | None
    other_story_id: int | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryDetail:
    """A story in full: its variants in the order of their times, and its log."""

    story: StoryRow
    opened_at: datetime
    changed_at: datetime
    canonical_reason: str
    method: str
    variants: tuple[VariantRow, ...]
    events: tuple[EventRow, ...]


def list_stories(
    session: Session,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    min_articles: int = 2,
    limit: int | None = None,
) -> list[StoryRow]:
    """Return the stories with an article from `since` up to `until`, the latest first.

    A story is shown whole, with its articles outside of those times too.
    """
    first_at, last_at = func.min(Article.reference_at), func.max(Article.reference_at)
    conditions: list[ColumnElement[bool]] = [func.count() >= min_articles]
    if since is not None:
        conditions.append(last_at >= since)
    if until is not None:
        conditions.append(first_at < until)
    ids = session.scalars(
        select(Variant.story_id)
        .join(Article, Article.id == Variant.article_id)
        .group_by(Variant.story_id)
        .having(*conditions)
        .order_by(last_at.desc(), Variant.story_id.desc())
        .limit(limit)
    ).all()
    rows = story_rows(session, ids)
    return [rows[story_id] for story_id in ids]


def story_detail(session: Session, story_id: int) -> StoryDetail | None:
    """Return the story that `story_id` is or has become; None if there never was one."""
    living_id = resolve_story(session, story_id)
    row = None if living_id is None else story_rows(session, [living_id]).get(living_id)
    if living_id is None or row is None:
        return None
    story = session.get_one(Story, living_id)
    return StoryDetail(
        story=row,
        opened_at=story.opened_at,
        changed_at=story.changed_at,
        canonical_reason=story.canonical_reason,
        method=story.method,
        variants=_variant_rows(session, living_id),
        events=_event_rows(session, living_id),
    )


def story_of_article(session: Session, article_id: int) -> int | None:
    """Return the id of the article's story; None if it waits to be grouped."""
    return session.scalar(select(Variant.story_id).where(Variant.article_id == article_id))


def as_id(ref: str) -> int | None:
    """Return the number that `ref` is; None for anything else, and for what no id is as large as.

    A number of 19 digits may be too large for the databases.
    """
    return int(ref) if ref.isdecimal() and len(ref) < 19 else None


def find_article(session: Session, ref: str) -> int | None:
    """Return the id of the article that `ref` names: its id, or any address that led to it."""
    if (number := as_id(ref)) is not None:
        return session.scalar(select(Article.id).where(Article.id == number))
    spellings = _spellings(ref)
    found = session.execute(
        select(ArticleAlias.url, ArticleAlias.article_id).where(ArticleAlias.url.in_(spellings))
    )
    by_url: dict[str, int] = {alias: article_id for alias, article_id in found}
    by_spelling = next((by_url[url] for url in spellings if url in by_url), None)
    if by_spelling is not None:
        return by_spelling
    twins = select(Article.id).where(Article.page_key == key_of(ref)).order_by(Article.id)
    return session.scalars(twins).first()


def article_urls(
    session: Session,
    *,
    source: str | None = None,
    story: int | None = None,
    url: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[tuple[str, str]]:
    """Return (source name, address) of the articles that fit all that is given, oldest first.

    The address is the one to ask for: the article's own, or a form of it that has answered where
    the own one never has, such as that of a page for phones.
    """
    wanted = (
        select(Source.name, Article.id, Article.url)
        .join(Source, Source.id == Article.source_id)
        .order_by(Article.reference_at, Article.id)
    )
    if source is not None:
        wanted = wanted.where(Source.name == source)
    if story is not None:
        wanted = wanted.join(Variant, Variant.article_id == Article.id).where(
            Variant.story_id == resolve_story(session, story)
        )
    if url is not None:
        wanted = wanted.where(Article.id == find_article(session, url))
    if since is not None:
        wanted = wanted.where(Article.reference_at >= since)
    if until is not None:
        wanted = wanted.where(Article.reference_at < until)
    rows = session.execute(wanted).all()
    answering = _answering_forms(session, [row.id for row in rows])
    return [(row.name, answering.get(row.id, row.url)) for row in rows]


def _answering_forms(session: Session, article_ids: Sequence[int]) -> dict[int, str]:
    """For articles whose own address has not answered, a form of it that has."""
    of_own = aliased(Validator)
    own = select(of_own.id).where(of_own.url == Article.url).exists()
    forms: dict[int, str] = {}
    for chunk in chunks(article_ids):
        answered = (
            select(Article.id, Article.page_key, ArticleAlias.url)
            .join(ArticleAlias, ArticleAlias.article_id == Article.id)
            .join(Validator, Validator.url == ArticleAlias.url)
            .where(Article.id.in_(chunk), ~own)
            .order_by(Validator.fetched_at)
        )
        for article_id, key, url in session.execute(answered):
            if key_of(url) == key:
                forms[article_id] = url  # the last is the newest
    return forms


def _spellings(url: str) -> list[str]:
    """Return the address as given and in our spelling; a text that is none only as given."""
    try:
        return [url, canonical_url(url)]
    except NotAnAddress:
        return [url]


def story_rows(session: Session, story_ids: Sequence[int]) -> dict[int, StoryRow]:
    """Return these stories by their ids; one that is not there, or is merged, is left out."""
    members: dict[int, list[Any]] = defaultdict(list)
    for chunk in chunks(story_ids):
        for row in session.execute(_members(chunk)):
            members[row.story_id].append(row)
    return {story_id: _story_row(story_id, rows) for story_id, rows in members.items()}


def _members(story_ids: list[int]) -> Select[Any]:
    return (
        select(
            Variant.story_id,
            Variant.kind,
            Variant.canonical,
            Article.url,
            Article.reference_at,
            Version.title,
            Source.name.label("outlet"),
            Story.independent_count,
            Story.first_certain,
            _FIRST.url.label("first_url"),
        )
        .join(Story, Story.id == Variant.story_id)
        .join(Article, Article.id == Variant.article_id)
        # Only of the canonical one: pages of text need not be read for the others.
        .outerjoin(Version, and_(NEWEST, Variant.canonical))
        .join(Source, Source.id == Article.source_id)
        .outerjoin(_FIRST, _FIRST.id == Story.first_article_id)
        # Both, though they are equal: by the variants alone PostgreSQL may read all stories.
        .where(Variant.story_id.in_(story_ids), Story.id.in_(story_ids))
        .order_by(Variant.story_id, Article.reference_at, Article.id)
    )


def _story_row(story_id: int, members: Sequence[Any]) -> StoryRow:
    canonical = next(member for member in members if member.canonical)
    outlets = tuple(dict.fromkeys(member.outlet for member in members))
    return StoryRow(
        story_id=story_id,
        title=canonical.title,
        article_count=len(members),
        outlet_count=len(outlets),
        first_at=members[0].reference_at,
        last_at=members[-1].reference_at,
        kinds=dict(Counter(member.kind for member in members)),
        outlets=outlets,
        canonical_url=canonical.url,
        independent_count=canonical.independent_count,
        first_url=canonical.first_url,
        first_certain=canonical.first_certain,
    )


def _variant_rows(session: Session, story_id: int) -> tuple[VariantRow, ...]:
    rows = session.execute(
        select(Variant, Article, Version.title, Source.name, Source.title, _LIKELY_SOURCE.url)
        .join(Article, Article.id == Variant.article_id)
        .join(Version, NEWEST)
        .join(Source, Source.id == Article.source_id)
        .outerjoin(_LIKELY_SOURCE, _LIKELY_SOURCE.id == Variant.likely_source_id)
        .where(Variant.story_id == story_id)
        .order_by(Article.reference_at, Article.id)
    )
    return tuple(_variant_row(*row) for row in rows)


def _variant_row(
    variant: Variant,
    article: Article,
    title: str,
    outlet: str,
    outlet_title: str,
    likely_source_url: str | None,
) -> VariantRow:
    return VariantRow(
        article_id=article.id,
        outlet=outlet,
        kind=variant.kind,
        title=title,
        url=article.url,
        published_at=article.published_at,
        published_has_time=bool(article.published_has_time),
        first_seen_at=article.first_seen_at,
        credit=article.credit,
        score=variant.score,
        likely_source_id=variant.likely_source_id,
        likely_source_url=likely_source_url,
        source_confidence=variant.source_confidence,
        source_reason=variant.source_reason,
        canonical=variant.canonical,
        version_count=article.version_count,
        gone_at=article.gone_at,
        moved_to_id=article.moved_to_id,
        lang=article.lang,
        outlet_title=outlet_title,
    )


def _event_rows(session: Session, story_id: int) -> tuple[EventRow, ...]:
    rows = session.execute(
        select(StoryEvent, Article.url)
        .outerjoin(Article, Article.id == StoryEvent.article_id)
        .where(StoryEvent.story_id == story_id)
        .order_by(StoryEvent.id)
    )
    return tuple(
        EventRow(
            kind=event.kind,
            happened_at=event.happened_at,
            actor=event.actor,
            article_url=url,
            other_story_id=event.other_story_id,
            reason=event.reason,
        )
        for event, url in rows
    )
