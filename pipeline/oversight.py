"""Which stories look wrong by their shape: too many articles, weak pairs, one outlet's template.

A story that swallows others is the worst fault of grouping, and its shape shows it before anybody
reads it. The rules are few and simple, so that a person can tell why one spoke.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pipeline.grouping import Pair
from pipeline.records import JudgedPair, VariantPlan

MANY_ARTICLES = 12
"""From so many articles on, a story whose pairs are weak looks wrong."""

WEAK_SHARE = 0.5
"""Pairs are weak where fewer than this share of them were judged to tell the same story."""

MANY_OF_ONE_OUTLET = 6
"""So many articles of one outlet, and more than half of the story's, look like a template."""

JUMP_ARTICLES, JUMP_FACTOR = 20, 2
"""A largest story of so many articles, and more than so many times the largest before the run."""


class Suspicion(StrEnum):
    """Why a story looks wrong."""

    WEAK_PAIRS = "weak-pairs"
    TEMPLATE = "template"
    JUMP = "jump"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryShape:
    """What a story looks like from outside."""

    articles: int
    outlets: int
    depth: int
    """Steps in the longest chain of likely sources; 0 where no source is known."""
    busiest_outlet: str
    busiest_articles: int
    """Articles of the outlet that has most of them."""
    same_share: float
    """Share of its pairs that were judged to tell the same story; 1 for a single article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryWarning:
    """A story that looks wrong, and what to do."""

    story_id: int
    suspicion: Suspicion
    reason: str

    @property
    def remedy(self) -> str:
        """The commands that show what is in it and take it apart."""
        return (
            f"newsfold show {self.story_id}, then newsfold link different A B --why TEXT "
            "for what does not belong together"
        )

    def __str__(self) -> str:
        return f"story {self.story_id} looks wrong: {self.reason}. See: {self.remedy}"


def story_shape(
    variants: Sequence[VariantPlan],
    outlets: Mapping[int, str],
    pairs: Mapping[Pair, JudgedPair],
) -> StoryShape:
    """Return the shape of a story, given the outlet of each article and the judged pairs."""
    ids = sorted(variant.article_id for variant in variants)
    counts: dict[str, int] = {}
    for article_id in ids:
        counts[outlets[article_id]] = counts.get(outlets[article_id], 0) + 1
    busiest = min(counts, key=lambda outlet: (-counts[outlet], outlet))
    return StoryShape(
        articles=len(ids),
        outlets=len(counts),
        depth=source_depth({v.article_id: v.likely_source_id for v in variants}),
        busiest_outlet=busiest,
        busiest_articles=counts[busiest],
        same_share=_same_share(ids, pairs),
    )


def source_depth(sources: Mapping[int, int | None]) -> int:
    """Return the steps in the longest chain of likely sources: 2 for a copy of a copy."""
    depths: dict[int, int] = {}
    for start in sources:
        chain = []
        here: int | None = start
        while here is not None and here not in depths:
            chain.append(here)
            depths[here] = 0  # ends a ring, should there ever be one
            here = sources.get(here)
        below = -1 if here is None else depths[here]
        for article_id in reversed(chain):
            below += 1
            depths[article_id] = below
    return max(depths.values(), default=0)


def warnings_of(story_id: int, shape: StoryShape) -> list[StoryWarning]:
    """Return what looks wrong with one story."""
    found = []
    if shape.articles >= MANY_ARTICLES and shape.same_share < WEAK_SHARE:
        reason = (
            f"{shape.articles} articles, but only {shape.same_share:.0%} of their pairs were "
            "judged to tell the same story"
        )
        found.append((Suspicion.WEAK_PAIRS, reason))
    if shape.busiest_articles >= MANY_OF_ONE_OUTLET and 2 * shape.busiest_articles > shape.articles:
        reason = (
            f"{shape.busiest_articles} of its {shape.articles} articles are of one outlet, "
            f"{shape.busiest_outlet}, as a template's are"
        )
        found.append((Suspicion.TEMPLATE, reason))
    return [
        StoryWarning(story_id=story_id, suspicion=suspicion, reason=reason)
        for suspicion, reason in found
    ]


def jump_warning(story_id: int, *, articles: int, before: int) -> StoryWarning | None:
    """Warn of a largest story that outgrows the `before` articles of the largest before the run.

    The first run of all has nothing to be held against.
    """
    if not before or articles < JUMP_ARTICLES or articles <= JUMP_FACTOR * before:
        return None
    return StoryWarning(
        story_id=story_id,
        suspicion=Suspicion.JUMP,
        reason=f"it has {articles} articles, and the largest story before this run had {before}",
    )


def _same_share(ids: Sequence[int], pairs: Mapping[Pair, JudgedPair]) -> float:
    """A pair that was not judged does not count as the same."""
    members = set(ids)
    every = len(ids) * (len(ids) - 1) // 2
    same = sum(_same(pairs, (a, b)) for a, b in _pairs_in(ids, members, pairs))
    return same / every if every else 1.0


def _pairs_in(
    ids: Sequence[int], members: set[int], pairs: Mapping[Pair, JudgedPair]
) -> Iterable[Pair]:
    """The pairs of a story that may have been judged: the shorter way of finding them."""
    if len(ids) * len(ids) < 2 * len(pairs):
        return ((a, b) for at, a in enumerate(ids) for b in ids[at + 1 :])
    return (pair for pair in pairs if members.issuperset(pair))


def _same(pairs: Mapping[Pair, JudgedPair], pair: Pair) -> bool:
    judged = pairs.get(pair)
    return judged is not None and judged.same_story
