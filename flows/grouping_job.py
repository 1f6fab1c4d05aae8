"""Grouping what is new: read from storage, decide in the pipeline, write back."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

import numpy as np
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from pipeline.banding import propose
from pipeline.comparison import Profile
from pipeline.folding import cut, judge_pairs, sign_profiles
from pipeline.grouping import Pair, components, missing_pairs, ordered
from pipeline.oversight import StoryShape, StoryWarning, story_shape, warnings_of
from pipeline.planning import plan_stories
from pipeline.records import JudgedPair, StoryEventKind, StoryPlan
from pipeline.repetition import list_sentences
from pipeline.signatures import SCHEMES, SignatureScheme
from pipeline.verdict import METHOD
from storage import candidates, links, sentences, stories
from storage.database import transaction
from storage.story_sizes import LargestStory

BATCH = 500
"""Articles signed in one transaction, and pairs judged between two reports of progress."""

NOT_WORTH_KEEPING = 0.02
"""A candidate pair under this probability is not stored: nothing rests on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupReport:
    """What one run of grouping did."""

    articles: int = 0
    """Articles that were grouped: those new, changed, or with something else left out."""
    candidates: int = 0
    crowded_bands: int = 0
    """Bands shared by so many articles that only neighbours in time were proposed."""
    compared: int = 0
    opened: int = 0
    joined: int = 0
    left: int = 0
    merged: int = 0
    split: int = 0
    largest: int = 0
    """Articles in the largest story that was touched."""
    largest_story: LargestStory | None = None
    """Of all that there are now."""
    warnings: tuple[StoryWarning, ...] = ()
    """Stories that look wrong, of those that were touched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupProgress:
    """How far a run has come: so many of so many, of one of its steps."""

    step: str
    done: int
    total: int


OnProgress = Callable[[GroupProgress], None]
Item = TypeVar("Item")


def group_articles(
    engine: Engine,
    *,
    window: timedelta,
    now: Callable[[], datetime],
    rebuild: bool = False,
    actor: str = "group",
    on_progress: OnProgress = lambda progress: None,
) -> GroupReport:
    """Group every article whose newest version has not been grouped by the current method.

    What outlets repeat is learned first; an article of which something else is left out from now
    on is grouped again. `rebuild` judges every article again. Signatures are stored as they are
    made; pairs and stories in one transaction at the end, so that a run that is killed leaves the
    stories as they were and the next one does its work. The caller holds the lease for grouping.
    """
    with transaction(engine) as session:
        if rebuild:
            stories.forget_placements(session)
    _learn_repeated(engine, now, on_progress)
    with transaction(engine) as session:
        pending = candidates.pending_articles(session, method=METHOD)
    if not pending:
        return GroupReport()
    profiles = _sign(engine, pending, on_progress)
    proposed, crowded = _propose(engine, profiles, window)
    judged = _judge(engine, profiles, proposed, on_progress)
    with transaction(engine) as session:
        completed, plans, shapes = _regroup(session, profiles, judged, now())
        ids = stories.save_plans(session, plans, method=METHOD, actor=actor, now=now())
    return GroupReport(
        articles=len(pending),
        candidates=len(proposed),
        crowded_bands=crowded,
        compared=len(proposed) + completed,
        opened=_count(plans, StoryEventKind.OPENED),
        joined=_count(plans, StoryEventKind.JOINED),
        left=_count(plans, StoryEventKind.LEFT),
        merged=_count(plans, StoryEventKind.MERGED),
        split=_count(plans, StoryEventKind.SPLIT),
        largest=max(len(plan.variants) for plan in plans),
        warnings=tuple(
            warning
            for story_id, shape in zip(ids, shapes, strict=True)
            for warning in warnings_of(story_id, shape)
        ),
    )


def _learn_repeated(engine: Engine, now: Callable[[], datetime], on_progress: OnProgress) -> None:
    """List the sentences of new texts, and learn which of them their outlets repeat."""
    with transaction(engine) as session:
        waiting = sentences.unlisted_articles(session)
    while waiting:
        again: set[int] = set()
        for number, batch in enumerate(_batches(waiting)):
            with transaction(engine) as session:
                texts = candidates.load_texts(session, batch)
                listed = [(text, list_sentences(Profile(text).stripped.body)) for text in texts]
                again |= sentences.list_articles(session, listed, now=now())
            done = number * BATCH + len(batch)
            on_progress(GroupProgress(step="read", done=done, total=len(waiting)))
        waiting = sorted(again)


def _sign(engine: Engine, pending: Sequence[int], on_progress: OnProgress) -> dict[int, Profile]:
    """Sign the pending articles and return them."""
    profiles: dict[int, Profile] = {}
    for batch in _batches(pending):
        with transaction(engine) as session:
            loaded = _load_profiles(session, batch)
            candidates.save_signatures(
                session,
                [
                    (profile.article.version_id, signature)
                    for profile, signatures in zip(
                        loaded.values(), sign_profiles(loaded.values()), strict=True
                    )
                    for signature in signatures
                ],
            )
        profiles |= loaded
        on_progress(GroupProgress(step="sign", done=len(profiles), total=len(pending)))
    return profiles


def _propose(
    engine: Engine, new: Mapping[int, Profile], window: timedelta
) -> tuple[list[Pair], int]:
    """Return the candidate pairs that hold a new article, and how many bands were crowded."""
    pairs: set[Pair] = set()
    crowded = 0
    for scheme in SCHEMES:
        found = _propose_by(engine, scheme, new, window)
        pairs |= found[0]
        crowded += found[1]
    return sorted(pairs), crowded


def _propose_by(
    engine: Engine, scheme: SignatureScheme, new: Mapping[int, Profile], window: timedelta
) -> tuple[set[Pair], int]:
    times = [profile.article.reference_at for profile in new.values()]
    with transaction(engine) as session:
        rows = candidates.load_window(
            session,
            scheme=scheme.id,
            earliest=min(times) - window,
            latest=max(times) + window,
        )
    found = propose(
        rows.band_keys,
        is_new=np.isin(rows.article_ids, list(new)),
        reference_at=rows.reference_at,
        window_seconds=window.total_seconds(),
    )
    pairs = rows.article_ids[found.rows].tolist()
    return {ordered(a, b) for a, b in pairs}, found.crowded_bands


def _judge(
    engine: Engine,
    new: Mapping[int, Profile],
    pairs: Sequence[Pair],
    on_progress: OnProgress,
) -> list[JudgedPair]:
    """Judge candidate pairs and return those worth keeping."""
    kept: list[JudgedPair] = []
    for number, batch in enumerate(_batches(pairs)):
        others = {article_id for pair in batch for article_id in pair} - new.keys()
        with transaction(engine) as session:
            known = _load_profiles(session, others)
        judged = judge_pairs({**new, **known}, batch).values()
        kept += [pair for pair in judged if pair.probability >= NOT_WORTH_KEEPING]
        done = number * BATCH + len(batch)
        on_progress(GroupProgress(step="compare", done=done, total=len(pairs)))
    return kept


def _regroup(
    session: Session, new: Mapping[int, Profile], judged: Sequence[JudgedPair], now: datetime
) -> tuple[int, list[StoryPlan], list[StoryShape]]:
    """Store the judged pairs, complete the components that they touch, and plan their stories.

    Returns how many pairs were judged to complete components, the plans, and their shapes.
    """
    stories.replace_comparisons(session, judged, article_ids=new, now=now)
    touched = stories.load_component(session, new, method=METHOD)
    profiles = {**new, **_load_profiles(session, touched - new.keys())}
    stored = stories.load_pairs(session, touched, method=METHOD)
    pairs = {(pair.first_id, pair.second_id): pair for pair in stored}
    decided = links.load_links(session, touched)
    found = components(touched, stored, decided.together)
    missing = [pair for part in found for pair in missing_pairs(part, pairs)]
    completed = judge_pairs(profiles, missing, proposed=False)
    stories.replace_comparisons(session, list(completed.values()), article_ids=(), now=now)
    pairs |= completed
    before = stories.load_states(session, touched)
    present = {article_id: profiles[article_id] for article_id in touched}
    after = cut(found, present, pairs, decided)
    plans = plan_stories(before, after, present, pairs)
    outlets = {article_id: profile.article.outlet for article_id, profile in present.items()}
    shapes = [story_shape(plan.variants, outlets, pairs) for plan in plans]
    return len(completed), plans, shapes


def _load_profiles(session: Session, article_ids: Collection[int]) -> dict[int, Profile]:
    texts = candidates.load_texts(session, article_ids)
    return {text.article_id: Profile(text) for text in texts}


def _batches(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    return (items[start : start + BATCH] for start in range(0, len(items), BATCH))


def _count(plans: Iterable[StoryPlan], kind: StoryEventKind) -> int:
    return sum(event.kind is kind for plan in plans for event in plan.events)
