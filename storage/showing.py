"""One story in full: what is stored of it, and what follows from its articles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from pipeline.comparison import Profile
from pipeline.direction import claims_day, clock_is_wrong, earliest_time, latest_time
from pipeline.independence import Group, credited_names, first_rivals, independent_groups
from pipeline.records import VariantPlan
from storage.candidates import load_texts
from storage.links import LinkRow, links_of
from storage.queries import StoryDetail, VariantRow, story_detail


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstPublisher:
    """The article of a story that was probably published first."""

    article_id: int
    outlet: str
    url: str
    certain: bool
    earliest: datetime | None
    """From here on it may have been published; None where nothing bounds it."""
    latest: datetime
    """By then it was there."""
    rivals: tuple[int, ...]
    """The articles that may have been there before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryView:
    """A story as people look at it."""

    detail: StoryDetail
    first: FirstPublisher | None
    """None where that was not worked out yet."""
    groups: tuple[Group, ...]
    """The independent sources: outlets of one group depend on each other."""
    credits: Mapping[str, int]
    """The agencies and outlets that its articles credit, each with how many do."""
    days: frozenset[int]
    """Articles that claim a day and no time of it."""
    wrong_clocks: frozenset[int]
    """Articles that claim a time after they were first seen; it is not believed."""
    links: tuple[LinkRow, ...] = field(default=())
    """What analysts decided of its articles."""


def view_story(session: Session, story_id: int) -> StoryView | None:
    """Return the story that `story_id` is or has become; None if there never was one.

    Sources, credits and clocks are worked out of the newest texts; an article that changed since
    the last grouping may make them differ from what is stored.
    """
    detail = story_detail(session, story_id)
    if detail is None:
        return None
    return view_of(session, detail, read_profiles(session, detail.variants))


def read_profiles(session: Session, variants: Sequence[VariantRow]) -> list[Profile]:
    """Return articles of a story with their newest texts, in the order given."""
    texts = {
        text.article_id: text
        for text in load_texts(session, (variant.article_id for variant in variants))
    }
    return [Profile(texts[variant.article_id]) for variant in variants]


def view_of(session: Session, detail: StoryDetail, profiles: Sequence[Profile]) -> StoryView:
    """Return a story as people look at it, given its texts."""
    return StoryView(
        detail=detail,
        first=_first(detail, profiles),
        groups=tuple(independent_groups(profiles, [_plan(v, detail) for v in detail.variants])),
        credits=credited_names(profiles),
        days=frozenset(
            p.article.article_id
            for p in profiles
            if p.article.published is not None and claims_day(p.article.published, p.article.lang)
        ),
        wrong_clocks=frozenset(p.article.article_id for p in profiles if clock_is_wrong(p.article)),
        links=tuple(links_of(session, [variant.article_id for variant in detail.variants])),
    )


def _first(detail: StoryDetail, profiles: Sequence[Profile]) -> FirstPublisher | None:
    first = next((p for p in profiles if p.article.url == detail.story.first_url), None)
    if first is None:
        return None
    bounded = first.article.published is not None and not clock_is_wrong(first.article)
    return FirstPublisher(
        article_id=first.article.article_id,
        outlet=first.article.outlet,
        url=first.article.url,
        certain=bool(detail.story.first_certain),
        earliest=earliest_time(first.article) if bounded else None,
        latest=latest_time(first.article),
        rivals=tuple(rival.article.article_id for rival in first_rivals(first, profiles)),
    )


def _plan(variant: VariantRow, detail: StoryDetail) -> VariantPlan:
    """The place of an article as it was planned."""
    ids = {row.article_id for row in detail.variants}
    source = variant.likely_source_id
    return VariantPlan(
        article_id=variant.article_id,
        version_id=variant.article_id,
        kind=variant.kind,
        canonical=variant.canonical,
        score=variant.score,
        likely_source_id=source if source in ids else None,
    )
