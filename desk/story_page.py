"""One story: its text, its variants in time, who took it from whom, and where versions disagree."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from desk.asked import Asked, Moved, NotFound, WrongQuestion
from desk.charts import Node
from desk.page import Page
from desk.paragraphs import open_count
from pipeline.comparison import Profile
from pipeline.disagreements import Disagreement, find_disagreements
from pipeline.independence import COPIES
from pipeline.records import VariantKind
from storage.links import LinkRow
from storage.queries import EventRow, StoryDetail, VariantRow, story_detail
from storage.showing import FirstPublisher, StoryView, read_profiles, view_of
from storage.view_parts import LIKELY

VARIANTS_A_PAGE = 35
MOST_COMPARED = 40
"""Of a larger story, only so many articles are looked at for disagreements."""
MOST_READ = 300
"""The texts of a larger story are not read for its page."""
_TEXT_CHARACTERS = 12_000
_OPEN_CHARACTERS = 1_200
"""So much of the text stands open; the rest is folded, so that what follows from all is near."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CanonicalText:
    """The text that stands for the story."""

    article_id: int
    outlet: str
    url: str
    language: str | None
    paragraphs: tuple[str, ...]
    shortened: bool
    """Whether the text goes on; its article has the whole."""
    reason: str
    """Why it was chosen."""

    @property
    def open_paragraphs(self) -> tuple[str, ...]:
        """The beginning of the text."""
        return self.paragraphs[: open_count(self.paragraphs, _OPEN_CHARACTERS)]

    @property
    def folded_paragraphs(self) -> tuple[str, ...]:
        """What of a long text is folded."""
        return self.paragraphs[open_count(self.paragraphs, _OPEN_CHARACTERS) :]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryVariant:
    """An article as the story page shows it."""

    article_id: int
    source: str
    outlet: str
    kind: VariantKind
    canonical: bool
    title: str
    url: str
    language: str | None
    at: datetime
    """When it was published, else when it was first seen."""
    claimed: bool
    """Whether `at` is what the outlet claims."""
    has_time: bool
    """Whether the time of day is known."""
    clock_is_wrong: bool
    """Whether it claims a time after it was first seen; that is not believed."""
    lag_seconds: float | None
    """How long after the first article; None where the times do not tell."""
    credit: str | None
    score: float | None
    likely_source_id: int | None
    source_confidence: float | None
    source_reason: str | None
    version_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceGroup:
    """Outlets that count as one source."""

    outlets: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command line to copy."""

    purpose: str
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPage:
    """A story in full."""

    story_id: int
    title: str
    article_count: int
    outlet_count: int
    independent_count: int | None
    copy_count: int
    """Articles that hold the text of another; the others tell it in their own words."""
    kinds: Mapping[VariantKind, int]
    languages: Mapping[str, int]
    credits: Mapping[str, int]
    """Agencies and outlets that are credited, each by how many articles."""
    first_at: datetime
    last_at: datetime
    opened_at: datetime
    changed_at: datetime
    method: str
    first: FirstPublisher | None
    canonical: CanonicalText
    sources: tuple[SourceGroup, ...]
    """The independent sources; empty where the story is too large for its texts to be read."""
    disagreements: tuple[Disagreement, ...]
    compared_count: int
    """How many articles were looked at for disagreements."""
    variants: tuple[StoryVariant, ...]
    """In the order of their times; from `after` on."""
    next_after: str | None
    """What `after` must be for the next page of variants; None on the last."""
    outlets: Mapping[int, str]
    """The outlet of each article that another part of the page names by its number."""
    times: Mapping[VariantKind, tuple[datetime, ...]]
    """Of all articles, by kind: the timeline."""
    events: tuple[EventRow, ...]
    links: tuple[LinkRow, ...]
    commands: tuple[Command, ...]

    def places(self, kind: VariantKind) -> list[float]:
        """Where the articles of a kind stand between the first and the last, from 0 to 1."""
        span = (self.last_at - self.first_at).total_seconds() or 1.0
        return [(at - self.first_at).total_seconds() / span for at in self.times[kind]]

    @property
    def ordered(self) -> list[StoryVariant]:
        """The variants, each after the one that it was taken from."""
        return list(_walk(self.variants))

    @property
    def nodes(self) -> list[Node]:
        """The same as the lines of a tree."""
        rows = {variant.article_id: row for row, variant in enumerate(self.ordered)}
        return [
            Node(
                label=variant.outlet,
                parent=_row_before(row, rows.get(variant.likely_source_id or 0)),
                kind=variant.kind,
                sure=(variant.source_confidence or 0.0) >= LIKELY,
            )
            for row, variant in enumerate(self.ordered)
        ]


def read_story(asked: Asked) -> StoryPage:
    """Read a story; raise Moved for one that went into another."""
    story_id = asked.id("story_id")
    detail = story_detail(asked.session, story_id)
    if detail is None:
        raise NotFound(f"There is no story {story_id}.", "newsfold stories lists those there are.")
    if detail.story.story_id != story_id:
        raise Moved(f"/story/{detail.story.story_id}")
    profiles, view = read_texts(asked.session, detail, most=MOST_READ)
    return story_page(detail, view, profiles, shown=_asked_for(asked, detail))


def read_texts(
    session: Session, detail: StoryDetail, *, most: int
) -> tuple[list[Profile], StoryView]:
    """Read the texts of a story, the canonical one first; of one with more than `most`, a few."""
    canonical = next(variant for variant in detail.variants if variant.canonical)
    others = [variant for variant in detail.variants if not variant.canonical]
    large = len(detail.variants) > most
    looked_at = [canonical, *(others[: MOST_COMPARED - 1] if large else others)]
    profiles = read_profiles(session, looked_at)
    return profiles, view_of(session, replace(detail, variants=tuple(looked_at)), profiles)


def story_page(
    detail: StoryDetail,
    view: StoryView,
    profiles: Sequence[Profile],
    *,
    shown: slice,
    text_characters: int = _TEXT_CHARACTERS,
) -> StoryPage:
    """Return a story of which some variants are shown, given what `read_texts` has read."""
    canonical = next(variant for variant in detail.variants if variant.canonical)
    compared = profiles[:MOST_COMPARED]
    variants = _variants(detail, view)[shown]
    more = shown.stop is not None and shown.stop < len(detail.variants)
    story = detail.story
    return StoryPage(
        story_id=story.story_id,
        title=story.title,
        article_count=story.article_count,
        outlet_count=story.outlet_count,
        independent_count=story.independent_count,
        copy_count=sum(variant.kind in COPIES for variant in detail.variants),
        kinds=story.kinds,
        languages=dict(Counter(v.lang for v in detail.variants if v.lang).most_common()),
        credits=view.credits,
        first_at=story.first_at,
        last_at=story.last_at,
        opened_at=detail.opened_at,
        changed_at=detail.changed_at,
        method=detail.method,
        first=view.first,
        canonical=_canonical(profiles[0], canonical, detail.canonical_reason, text_characters),
        sources=_sources(view) if len(profiles) == len(detail.variants) else (),
        disagreements=tuple(find_disagreements(compared)),
        compared_count=len(compared),
        variants=tuple(variants),
        next_after=str(variants[-1].article_id) if more else None,
        outlets={variant.article_id: _outlet(variant) for variant in detail.variants},
        times=_times(detail),
        events=detail.events,
        links=view.links,
        commands=tuple(_commands(detail)),
    )


def _canonical(profile: Profile, variant: VariantRow, reason: str, most: int) -> CanonicalText:
    body = profile.article.body
    text = body[:most]
    return CanonicalText(
        article_id=variant.article_id,
        outlet=_outlet(variant),
        url=variant.url,
        language=variant.lang,
        paragraphs=tuple(filter(None, map(str.strip, text.split("\n\n")))),
        shortened=len(text) < len(body),
        reason=reason,
    )


def _outlet(variant: VariantRow) -> str:
    return variant.outlet_title or variant.outlet


def _variants(detail: StoryDetail, view: StoryView) -> list[StoryVariant]:
    first = _time_of_first(view)
    return [_variant(variant, view, first) for variant in detail.variants]


def _time_of_first(view: StoryView) -> datetime | None:
    """When the story was first published, if that is known to the minute."""
    first = view.first
    return first.earliest if first is not None and first.earliest == first.latest else None


def _variant(variant: VariantRow, view: StoryView, first: datetime | None) -> StoryVariant:
    at = variant.published_at or variant.first_seen_at
    wrong = variant.article_id in view.wrong_clocks
    has_time = variant.published_at is None or variant.article_id not in view.days
    lag = (at - first).total_seconds() if first is not None and has_time and not wrong else -1.0
    return StoryVariant(
        article_id=variant.article_id,
        source=variant.outlet,
        outlet=_outlet(variant),
        kind=variant.kind,
        canonical=variant.canonical,
        title=variant.title,
        url=variant.url,
        language=variant.lang,
        at=at,
        claimed=variant.published_at is not None,
        has_time=has_time,
        clock_is_wrong=wrong,
        lag_seconds=lag if lag >= 0 else None,
        credit=variant.credit,
        score=variant.score,
        likely_source_id=variant.likely_source_id,
        source_confidence=variant.source_confidence,
        source_reason=variant.source_reason,
        version_count=variant.version_count,
    )


def _asked_for(asked: Asked, detail: StoryDetail) -> slice:
    """The variants behind the one that `after` names."""
    start = 0
    if "after" in asked.query:
        after = asked.number("after", 0)
        numbers = [variant.article_id for variant in detail.variants]
        if after not in numbers:
            raise WrongQuestion(f"after: article {after} is not in this story.")
        start = numbers.index(after) + 1
    return slice(start, start + VARIANTS_A_PAGE)


def _sources(view: StoryView) -> tuple[SourceGroup, ...]:
    titles = {variant.outlet: _outlet(variant) for variant in view.detail.variants}
    groups = (
        SourceGroup(outlets=tuple(sorted(titles[name] for name in g.outlets)), reasons=g.reasons)
        for g in view.groups
    )
    return tuple(sorted(groups, key=lambda group: (-len(group.outlets), group.outlets)))


def _times(detail: StoryDetail) -> dict[VariantKind, tuple[datetime, ...]]:
    times: dict[VariantKind, list[datetime]] = defaultdict(list)
    for variant in detail.variants:
        times[variant.kind].append(variant.published_at or variant.first_seen_at)
    return {kind: tuple(sorted(times[kind])) for kind in VariantKind if kind in times}


def _commands(detail: StoryDetail) -> Iterator[Command]:
    """What an analyst may want to do next; nothing that an outlet wrote stands in a command."""
    yield Command(
        purpose="This page in the terminal", line=f"newsfold show {detail.story.story_id}"
    )
    yield Command(
        purpose="This page as a file to send on",
        line=f"newsfold report --story {detail.story.story_id} --output report.html",
    )
    canonical = next(variant for variant in detail.variants if variant.canonical)
    others = [variant for variant in detail.variants if not variant.canonical]
    if not others:
        return
    doubtful = min(others, key=lambda variant: (variant.score or 0.0, variant.article_id))
    pair = f"{canonical.article_id} {doubtful.article_id}"
    yield Command(
        purpose="Why its least certain article is in this story", line=f"newsfold explain {pair}"
    )
    yield Command(
        purpose="Put that article out of the story, for good",
        line=f'newsfold link different {pair} --why "..."',
    )
    yield Command(
        purpose="Hold it in the story, for good", line=f'newsfold link same {pair} --why "..."'
    )


def _walk(variants: Sequence[StoryVariant]) -> Iterator[StoryVariant]:
    """Each article after the one that it was taken from, if that is among them."""
    shown = {variant.article_id for variant in variants}
    children: dict[int | None, list[StoryVariant]] = defaultdict(list)
    for variant in variants:
        source = variant.likely_source_id
        children[source if source in shown and source != variant.article_id else None].append(
            variant
        )
    waiting = children[None][::-1]
    left = dict.fromkeys(variants)
    while left:
        # Only sources that go round in a circle leave nothing waiting.
        variant = waiting.pop() if waiting else next(iter(left))
        if variant in left:
            del left[variant]
            yield variant
            waiting.extend(children[variant.article_id][::-1])


def _row_before(row: int, parent: int | None) -> int | None:
    return parent if parent is not None and parent < row else None


STORY = Page(path="/story/{story_id:int}", template="story.html", read=read_story)
