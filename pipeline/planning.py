"""From stories as they were to stories as they are to be: lasting ids, and a log of changes."""

from collections.abc import Iterable, Mapping, Sequence

from pipeline.canonical import Choice, plan_variants
from pipeline.comparison import Profile
from pipeline.grouping import Pair
from pipeline.independence import count_sources
from pipeline.records import JudgedPair, StoryEvent, StoryEventKind, StoryPlan, StoryState


def plan_stories(
    before: Sequence[StoryState],
    after: Sequence[frozenset[int]],
    profiles: Mapping[int, Profile],
    pairs: Mapping[Pair, JudgedPair],
) -> list[StoryPlan]:
    """Return the plan that takes the stories from `before` to the sets of article ids `after`.

    `after` must hold each article of `before` that still exists, in one set each.
    """
    states = {state.story_id: state for state in before}
    heirs, ended = succession(before, after)
    plans = []
    for index, members in enumerate(after):
        state = states[heir] if (heir := heirs[index]) is not None else None
        absorbed = tuple(sorted(story_id for story_id, at in ended.items() if at == index))
        split_from = None if state else _largest_former(before, members)
        present = [profiles[i] for i in sorted(members)]
        canonical, variants = plan_variants(present, pairs)
        sources = count_sources(present, variants)
        plans.append(
            StoryPlan(
                story_id=heir,
                variants=variants,
                absorbed_ids=absorbed,
                split_from_id=split_from,
                canonical_reason=canonical.reason,
                outlet_count=sources.outlet_count,
                independent_count=sources.independent_count,
                first_article_id=sources.first_article_id,
                first_certain=sources.first_certain,
                events=story_events(
                    state,
                    members,
                    canonical=canonical,
                    absorbed_ids=absorbed,
                    split_from_id=split_from,
                ),
            )
        )
    return plans


def _largest_former(before: Iterable[StoryState], members: frozenset[int]) -> int | None:
    shares = [(len(s.article_ids & members), -s.story_id) for s in before]
    share, story_id = max(shares, default=(0, 0))
    return -story_id if share else None


def succession(
    before: Iterable[StoryState], after: Sequence[frozenset[int]]
) -> tuple[list[int | None], dict[int, int]]:
    """Decide which old story each new set of articles carries on.

    Returns the story id for each set of `after` (None: a new story), and for each old story that
    ends the index of the set that takes it in. An old id goes to the set that holds most of its
    articles, and a set that is claimed by several keeps the one that gives it most; equal claims
    go to the lower id, which is the older story.
    """
    claims = sorted(
        (
            (-len(state.article_ids & members), state.story_id, index)
            for state in before
            for index, members in enumerate(after)
            if state.article_ids & members
        )
    )
    heirs: list[int | None] = [None] * len(after)
    placed: dict[int, int] = {}
    for _, story_id, index in claims:
        if heirs[index] is None and story_id not in placed:
            heirs[index] = story_id
            placed[story_id] = index
    ended: dict[int, int] = {}
    for _, story_id, index in claims:
        if story_id not in placed:
            ended.setdefault(story_id, index)
    return heirs, ended


def story_events(
    before: StoryState | None,
    after: frozenset[int],
    *,
    canonical: Choice,
    absorbed_ids: Sequence[int],
    split_from_id: int | None,
) -> tuple[StoryEvent, ...]:
    """Return what the log of one story is to say about its way from `before` to `after`."""
    if before is None:
        opened = StoryEvent(kind=StoryEventKind.OPENED)
        if split_from_id is None:
            return (opened,)
        return (opened, StoryEvent(kind=StoryEventKind.SPLIT, other_story_id=split_from_id))
    merged = [
        StoryEvent(kind=StoryEventKind.MERGED, other_story_id=story_id) for story_id in absorbed_ids
    ]
    joined = [
        StoryEvent(kind=StoryEventKind.JOINED, article_id=article_id)
        for article_id in sorted(after - before.article_ids)
    ]
    left = [
        StoryEvent(kind=StoryEventKind.LEFT, article_id=article_id)
        for article_id in sorted(before.article_ids - after)
    ]
    changed = [
        StoryEvent(
            kind=StoryEventKind.CANONICAL_CHANGED,
            article_id=canonical.article_id,
            reason=canonical.reason,
        )
    ] * (before.canonical_id not in (None, canonical.article_id))
    return (*merged, *joined, *left, *changed)
