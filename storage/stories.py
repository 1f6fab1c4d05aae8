"""Stores judged pairs and the stories that were made of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session

from pipeline.records import JudgedPair, StoryEvent, StoryPlan, StoryState, VariantPlan
from storage.changed_lines import note_changed
from storage.models import Comparison, ExportTable, Link, Story, Variant
from storage.models import StoryEvent as StoryEventRow
from storage.turns import Turn, take_turn
from storage.upserts import chunks, insert_or_update

_JUDGED = (
    Comparison.first_version_id,
    Comparison.second_version_id,
    Comparison.method,
    Comparison.same_story,
    Comparison.probability,
    Comparison.measures,
    Comparison.proposed,
    Comparison.judged_at,
)

_BOTH_WAYS = (
    (Comparison.first_id, Comparison.second_id),
    (Comparison.second_id, Comparison.first_id),
)
_LINKED_BOTH_WAYS = ((Link.first_id, Link.second_id), (Link.second_id, Link.first_id))
_PLANNED = (
    "version_id",
    "kind",
    "canonical",
    "score",
    "likely_source_id",
    "source_confidence",
    "source_reason",
    "left_out",
)


def replace_comparisons(
    session: Session, pairs: Sequence[JudgedPair], *, article_ids: Iterable[int], now: datetime
) -> None:
    """Drop the stored pairs of these articles, which were judged anew, and store `pairs`."""
    take_turn(session, Turn.SAVE_STORIES)
    dropped: set[tuple[int, int]] = set()
    for chunk in chunks(sorted(set(article_ids))):
        for end in (Comparison.first_id, Comparison.second_id):
            deleted = session.execute(
                delete(Comparison)
                .where(end.in_(chunk))
                .returning(Comparison.first_id, Comparison.second_id)
            )
            dropped.update(deleted.tuples())
    stored = {(pair.first_id, pair.second_id) for pair in pairs}
    note_changed(session, ExportTable.COMPARISONS, dropped - stored)
    add_comparisons(session, pairs, now=now)


def add_comparisons(session: Session, pairs: Iterable[JudgedPair], *, now: datetime) -> None:
    """Store `pairs`; one that is stored already is replaced."""
    insert_or_update(
        session,
        Comparison,
        [_comparison_row(pair, now) for pair in pairs],
        key=[Comparison.first_id, Comparison.second_id],
        update=_JUDGED,
    )


def forget_placements(session: Session, article_ids: Iterable[int] | None = None) -> None:
    """Make these articles wait to be grouped again, or all. Their stories keep them until then."""
    forget = update(Variant).values(method="")
    if article_ids is None:
        session.execute(forget)
        return
    for chunk in chunks(sorted(set(article_ids))):
        session.execute(forget.where(Variant.article_id.in_(chunk)))


def load_component(session: Session, seeds: Iterable[int], *, method: str) -> set[int]:
    """Return all articles that the seeds hang together with, the seeds included.

    Two hang together if bands proposed them and `method` judged them to tell the same story, if an
    analyst linked them as the same, or if they are in one story now.
    """
    reached: set[int] = set()
    frontier = set(seeds)
    while frontier:
        reached |= frontier
        frontier = _neighbours(session, frontier, method) - reached
    return reached


def load_pairs(session: Session, article_ids: Iterable[int], *, method: str) -> list[JudgedPair]:
    """Return the pairs judged by `method` with both ends among `article_ids`, in order."""
    wanted = set(article_ids)
    return [
        _judged_pair(row)
        for chunk in chunks(sorted(wanted))
        for row in session.scalars(_pairs_from(chunk, method))
        if row.second_id in wanted
    ]


def load_states(session: Session, article_ids: Iterable[int]) -> list[StoryState]:
    """Return the stories that hold any of these articles, each with all its articles."""
    members: dict[int, set[int]] = {}
    canonicals: dict[int, int] = {}
    for chunk in chunks(_story_ids(session, article_ids)):
        rows = session.execute(
            select(Variant.story_id, Variant.article_id, Variant.canonical)
            .where(Variant.story_id.in_(chunk))
            .order_by(Variant.story_id)
        )
        for story_id, article_id, canonical in rows:
            members.setdefault(story_id, set()).add(article_id)
            if canonical:
                canonicals[story_id] = article_id
    return [
        StoryState(
            story_id=story_id,
            article_ids=frozenset(ids),
            canonical_id=canonicals.get(story_id),
        )
        for story_id, ids in members.items()
    ]


def save_plans(
    session: Session, plans: Sequence[StoryPlan], *, method: str, actor: str, now: datetime
) -> list[int]:
    """Make the stored stories what `plans` say, and return the id of each plan's story.

    A plan that says what is stored already writes nothing, its events included. An article of a
    planned or absorbed story that no plan holds any more has no story afterwards, and waits to be
    grouped again.
    """
    take_turn(session, Turn.SAVE_STORIES)
    writer = _PlanWriter(session, plans, method=method, actor=actor, now=now)
    writer.release_homeless()
    stories = [writer.story_of(plan) for plan in plans]
    session.flush()  # numbers the new stories
    for plan, story in zip(plans, stories, strict=True):
        writer.write(plan, story)
    session.flush()
    return [story.id for story in stories]


def resolve_story(session: Session, story_id: int) -> int | None:
    """Return the living story that `story_id` has become; None if there never was one."""
    if story_id.bit_length() >= 64:  # larger than any id that the databases can hold
        return None
    story = session.get(Story, story_id)
    while story is not None and story.merged_into_id is not None:
        story = session.get(Story, story.merged_into_id)
    return None if story is None else story.id


class _PlanWriter:
    """Writes plans over the stories and variants that they touch, all loaded once."""

    def __init__(
        self,
        session: Session,
        plans: Sequence[StoryPlan],
        *,
        method: str,
        actor: str,
        now: datetime,
    ) -> None:
        self.session = session
        self.method = method
        self.actor = actor
        self.now = now
        self.placed = {variant.article_id for plan in plans for variant in plan.variants}
        self.stories = _load_stories(session, _planned_ids(plans))
        self.variants = _load_variants(session, self.stories, self.placed)
        self.members: dict[int, set[int]] = defaultdict(set)
        for variant in self.variants.values():
            self.members[variant.story_id].add(variant.article_id)

    def release_homeless(self) -> None:
        homeless = self.variants.keys() - self.placed
        for article_id in homeless:
            self.session.delete(self.variants[article_id])
        note_changed(self.session, ExportTable.VARIANTS, [(one,) for one in homeless])

    def story_of(self, plan: StoryPlan) -> Story:
        if plan.story_id is not None:
            return self.stories[plan.story_id]
        story = Story(opened_at=self.now, changed_at=self.now, **self._story_columns(plan))
        self.session.add(story)
        return story

    def write(self, plan: StoryPlan, story: Story) -> None:
        changes = [
            plan.story_id is None,
            bool(self.members[story.id] - {variant.article_id for variant in plan.variants}),
            self._assign(story, self._story_columns(plan)),
            *[self._place(variant, story) for variant in plan.variants],
            *[self._absorb(self.stories[story_id], story) for story_id in plan.absorbed_ids],
        ]
        if any(changes):
            story.changed_at = self.now
            self.session.add_all(self._event_row(event, story) for event in plan.events)

    def _story_columns(self, plan: StoryPlan) -> dict[str, Any]:
        return {
            "canonical_article_id": next(v.article_id for v in plan.variants if v.canonical),
            "canonical_reason": plan.canonical_reason,
            "article_count": len(plan.variants),
            "outlet_count": plan.outlet_count,
            "independent_count": plan.independent_count,
            "first_article_id": plan.first_article_id,
            "first_certain": plan.first_certain,
            "method": self.method,
            "merged_into_id": None,
        }

    def _place(self, plan: VariantPlan, story: Story) -> bool:
        variant = self.variants.get(plan.article_id)
        if variant is None:
            variant = Variant(article_id=plan.article_id)
            self.session.add(variant)
        moved = self._assign(variant, {"story_id": story.id})
        if moved:
            variant.joined_at = self.now
        columns = {column: getattr(plan, column) for column in _PLANNED}
        return self._assign(variant, columns | {"method": self.method}) or moved

    def _absorb(self, absorbed: Story, story: Story) -> bool:
        counts = {"article_count": 0, "outlet_count": 0, "independent_count": 0}
        changed = self._assign(absorbed, {"merged_into_id": story.id} | counts)
        if changed:
            absorbed.changed_at = self.now
        return changed

    def _assign(self, row: Story | Variant, columns: dict[str, Any]) -> bool:
        """Set the columns and return whether any of them was another before."""
        changed = {name: value for name, value in columns.items() if getattr(row, name) != value}
        for name, value in changed.items():
            setattr(row, name, value)
        return bool(changed)

    def _event_row(self, event: StoryEvent, story: Story) -> StoryEventRow:
        return StoryEventRow(
            story_id=story.id,
            kind=event.kind,
            article_id=event.article_id,
            other_story_id=event.other_story_id,
            happened_at=self.now,
            actor=self.actor,
            reason=event.reason,
        )


def _planned_ids(plans: Iterable[StoryPlan]) -> set[int]:
    kept = {plan.story_id for plan in plans if plan.story_id is not None}
    return kept.union(*(plan.absorbed_ids for plan in plans))


def _load_stories(session: Session, story_ids: Iterable[int]) -> dict[int, Story]:
    return {
        story.id: story
        for chunk in chunks(sorted(story_ids))
        for story in session.scalars(select(Story).where(Story.id.in_(chunk)))
    }


def _load_variants(
    session: Session, story_ids: Iterable[int], article_ids: Iterable[int]
) -> dict[int, Variant]:
    """Return the variants in these stories and those of these articles, by article."""
    wanted = ((Variant.story_id, story_ids), (Variant.article_id, article_ids))
    return {
        variant.article_id: variant
        for column, ids in wanted
        for chunk in chunks(sorted(ids))
        for variant in session.scalars(select(Variant).where(column.in_(chunk)))
    }


def _neighbours(session: Session, ids: set[int], method: str) -> set[int]:
    """Return the articles one step away: over a pair, a link, or a story that is shared."""
    found: set[int] = set()
    for chunk in chunks(sorted(ids)):
        for here, there in _BOTH_WAYS:
            found.update(
                session.scalars(
                    select(there).where(
                        here.in_(chunk),
                        Comparison.method == method,
                        Comparison.same_story,
                        Comparison.proposed,
                    )
                )
            )
        for here, there in _LINKED_BOTH_WAYS:
            found.update(session.scalars(select(there).where(here.in_(chunk), Link.same)))
    for state in load_states(session, ids):
        found |= state.article_ids
    return found


def _story_ids(session: Session, article_ids: Iterable[int]) -> list[int]:
    found: set[int] = set()
    for chunk in chunks(sorted(set(article_ids))):
        found.update(session.scalars(select(Variant.story_id).where(Variant.article_id.in_(chunk))))
    return sorted(found)


def _pairs_from(first_ids: list[int], method: str) -> Select[tuple[Comparison]]:
    return (
        select(Comparison)
        .where(Comparison.first_id.in_(first_ids), Comparison.method == method)
        .order_by(Comparison.first_id, Comparison.second_id)
    )


def _comparison_row(pair: JudgedPair, now: datetime) -> dict[str, Any]:
    return {
        "first_id": pair.first_id,
        "second_id": pair.second_id,
        "first_version_id": pair.first_version_id,
        "second_version_id": pair.second_version_id,
        "method": pair.method,
        "same_story": pair.same_story,
        "probability": pair.probability,
        "measures": dict(pair.measures),
        "proposed": pair.proposed,
        "judged_at": now,
    }


def _judged_pair(row: Comparison) -> JudgedPair:
    return JudgedPair(
        first_id=row.first_id,
        second_id=row.second_id,
        first_version_id=row.first_version_id,
        second_version_id=row.second_version_id,
        method=row.method,
        same_story=row.same_story,
        probability=row.probability,
        measures=row.measures,
        proposed=row.proposed,
    )
