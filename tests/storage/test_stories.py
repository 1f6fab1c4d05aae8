import pytest
from sqlalchemy import Engine

from pipeline.records import JudgedPair, StoryEvent, StoryEventKind, StoryState, VariantKind
from storage import stories
from storage.candidates import pending_articles
from storage.database import transaction
from storage.models import Comparison, Story, Variant
from storage.models import StoryEvent as StoryEventRow
from tests.storage.newsroom import NOON, Newsroom, hours, make_pair, make_plan


def judge(newsroom: Newsroom, *pairs: JudgedPair, article_ids: tuple[int, ...] = ()) -> None:
    with transaction(newsroom.engine) as session:
        stories.replace_comparisons(session, pairs, article_ids=article_ids, now=NOON)


def load_pairs(newsroom: Newsroom, *ids: int, method: str = "m1") -> list[JudgedPair]:
    with transaction(newsroom.engine) as session:
        return stories.load_pairs(session, ids, method=method)


def component(newsroom: Newsroom, *seeds: int) -> set[int]:
    with transaction(newsroom.engine) as session:
        return stories.load_component(session, seeds, method="m1")


def states(newsroom: Newsroom, *ids: int) -> list[StoryState]:
    with transaction(newsroom.engine) as session:
        return stories.load_states(session, ids)


def members(newsroom: Newsroom) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for variant in newsroom.rows(Variant):
        found.setdefault(variant.story_id, []).append(variant.article_id)
    return found


class TestComparisons:
    def test_pairs_come_back_as_they_were(self, newsroom: Newsroom):
        newsroom.publish(3)
        pairs = [make_pair(1, 2, proposed=False), make_pair(2, 3, 0.1, measures={"a": 1 / 3})]
        judge(newsroom, *pairs)
        assert load_pairs(newsroom, 1, 2, 3) == pairs

    def test_only_pairs_within_the_articles_and_of_the_method_are_loaded(self, newsroom: Newsroom):
        newsroom.publish(4)
        judge(newsroom, make_pair(1, 2), make_pair(1, 3), make_pair(2, 4, method="m0"))
        assert load_pairs(newsroom, 1, 2, 4) == [make_pair(1, 2)]

    def test_articles_judged_anew_lose_their_old_pairs(self, newsroom: Newsroom):
        newsroom.publish(4)
        judge(newsroom, make_pair(1, 2), make_pair(2, 3), make_pair(3, 4))
        judge(newsroom, make_pair(1, 2, 0.2), article_ids=(2,))
        assert load_pairs(newsroom, 1, 2, 3, 4) == [make_pair(1, 2, 0.2), make_pair(3, 4)]

    def test_a_pair_judged_twice_is_stored_once(self, newsroom: Newsroom):
        newsroom.publish(2)
        judge(newsroom, make_pair(1, 2))
        with transaction(newsroom.engine) as session:
            stories.add_comparisons(session, [make_pair(1, 2, 0.3)], now=NOON + hours(1))
        (row,) = newsroom.rows(Comparison)
        assert (row.probability, row.judged_at) == (0.3, NOON + hours(1))


class TestComponent:
    def test_it_is_closed_over_pairs_and_stories(self, newsroom: Newsroom):
        newsroom.publish(7)
        judge(newsroom, make_pair(1, 2), make_pair(3, 5), make_pair(6, 7))
        newsroom.save(make_plan(None, [2, 3]), make_plan(None, [4]))
        assert component(newsroom, 5) == {1, 2, 3, 5}
        assert component(newsroom, 4, 7) == {4, 6, 7}

    @pytest.mark.parametrize(
        "change", [{"method": "m0"}, {"proposed": False}, {"same_story": False}], ids=str
    )
    def test_other_pairs_do_not_connect(self, newsroom: Newsroom, change: dict[str, object]):
        newsroom.publish(2)
        judge(newsroom, make_pair(1, 2, **change))
        assert component(newsroom, 1) == {1}

    @pytest.mark.slow
    def test_many_seeds_are_no_trouble(self, engine: Engine):
        with transaction(engine) as session:
            seeds = set(range(1, 33_001))
            assert stories.load_component(session, seeds, method="m1") == seeds


class TestPlans:
    def test_a_new_story_is_what_its_plan_says(self, newsroom: Newsroom):
        newsroom.publish(2)
        opened = StoryEvent(kind=StoryEventKind.OPENED, reason="new")
        (story_id,) = newsroom.save(make_plan(None, [1, 2], events=(opened,)))
        (story,) = newsroom.rows(Story)
        assert (story.canonical_article_id, story.canonical_reason) == (1, "earliest")
        assert (story.article_count, story.method, story.opened_at) == (2, "m1", NOON)
        assert (story.outlet_count, story.independent_count) == (2, 1)
        assert (story.first_article_id, story.first_certain) == (1, False)
        first, second = newsroom.rows(Variant)
        assert (first.kind, first.canonical) == (VariantKind.ORIGINAL, True)
        assert (second.score, second.likely_source_id, second.joined_at) == (0.75, 1, NOON)
        assert (first.source_confidence, first.source_reason) == (None, None)
        assert (second.source_confidence, second.source_reason) == (0.5, "credits it")
        (event,) = newsroom.rows(StoryEventRow)
        assert (event.story_id, event.kind) == (story_id, StoryEventKind.OPENED)
        assert (event.actor, event.happened_at, event.reason) == ("test", NOON, "new")

    def test_ids_are_those_of_the_plans_in_their_order(self, newsroom: Newsroom):
        newsroom.publish(4)
        (old,) = newsroom.save(make_plan(None, [3]))
        ids = newsroom.save(make_plan(None, [1]), make_plan(old, [3, 4]), make_plan(None, [2]))
        assert [members(newsroom)[story_id] for story_id in ids] == [[1], [3, 4], [2]]
        assert ids[1] == old

    def test_a_plan_that_is_stored_already_writes_nothing(self, newsroom: Newsroom):
        newsroom.publish(3)
        joined = StoryEvent(kind=StoryEventKind.JOINED, article_id=2)
        (story_id,) = newsroom.save(make_plan(None, [1, 2], events=(joined,)))
        before = newsroom.content()
        plan = make_plan(story_id, [1, 2], events=(joined,))
        assert newsroom.save(plan, now=NOON + hours(1)) == [story_id]
        assert newsroom.content() == before

    @pytest.mark.parametrize(
        ("change", "method"),
        [
            pytest.param({"canonical_reason": "credited"}, "m1", id="reason"),
            pytest.param({"independent_count": 2}, "m1", id="count"),
            pytest.param({}, "m2", id="method"),
            pytest.param({"events": ()}, "m2", id="method-without-events"),
        ],
    )
    def test_any_difference_is_written(
        self, newsroom: Newsroom, change: dict[str, object], method: str
    ):
        newsroom.publish(2)
        (story_id,) = newsroom.save(make_plan(None, [1, 2]))
        plan = make_plan(story_id, [1, 2], **change)
        newsroom.save(plan, method=method, now=NOON + hours(1))
        (story,) = newsroom.rows(Story)
        assert (story.changed_at, story.canonical_reason) == (
            NOON + hours(1),
            plan.canonical_reason,
        )
        assert {variant.method for variant in newsroom.rows(Variant)} == {method}

    def test_an_article_that_joins_does_not_move_the_others(self, newsroom: Newsroom):
        newsroom.publish(3)
        (story_id,) = newsroom.save(make_plan(None, [1, 2]))
        newsroom.save(make_plan(story_id, [1, 2, 3]), now=NOON + hours(1))
        joined = [variant.joined_at for variant in newsroom.rows(Variant)]
        assert joined == [NOON, NOON, NOON + hours(1)]

    def test_an_absorbed_story_leads_to_its_successor(self, newsroom: Newsroom):
        newsroom.publish(4)
        first, second, third = newsroom.save(*[make_plan(None, [n]) for n in (1, 2, 3)])
        newsroom.save(make_plan(second, [2, 3], absorbed_ids=(third,)))
        newsroom.save(make_plan(first, [1, 2, 3], absorbed_ids=(second,)))
        with transaction(newsroom.engine) as session:
            found = [stories.resolve_story(session, n) for n in (first, second, third)]
            assert [stories.resolve_story(session, n) for n in (99, 10**30)] == [None, None]
        assert found == [first] * 3
        assert [story.article_count for story in newsroom.rows(Story)] == [3, 0, 0]
        assert [story.independent_count for story in newsroom.rows(Story)] == [1, 0, 0]
        assert members(newsroom) == {first: [1, 2, 3]}

    def test_a_merge_that_is_stored_already_writes_nothing(self, newsroom: Newsroom):
        newsroom.publish(2)
        first, second = newsroom.save(make_plan(None, [1]), make_plan(None, [2]))
        plan = make_plan(first, [1, 2], absorbed_ids=(second,))
        newsroom.save(plan)
        before = newsroom.content()
        newsroom.save(plan, now=NOON + hours(1))
        assert newsroom.content() == before

    def test_a_story_can_be_split(self, newsroom: Newsroom):
        newsroom.publish(3)
        (old,) = newsroom.save(make_plan(None, [1, 2, 3]))
        split = StoryEvent(kind=StoryEventKind.SPLIT, other_story_id=old)
        _, new = newsroom.save(
            make_plan(old, [1, 2]),
            make_plan(None, [3], split_from_id=old, events=(split,)),
            now=NOON + hours(1),
        )
        assert members(newsroom) == {old: [1, 2], new: [3]}
        (event,) = newsroom.rows(StoryEventRow)
        assert (event.story_id, event.other_story_id) == (new, old)
        assert [story.changed_at for story in newsroom.rows(Story)] == [NOON + hours(1)] * 2

    def test_an_article_in_no_plan_any_more_waits_again(self, newsroom: Newsroom):
        newsroom.publish(2)
        (story_id,) = newsroom.save(make_plan(None, [1, 2]))
        newsroom.save(make_plan(story_id, [1]))
        assert members(newsroom) == {story_id: [1]}
        with transaction(newsroom.engine) as session:
            assert pending_articles(session, method="m1") == [2]

    def test_a_plan_for_a_story_that_never_was_is_a_fault(self, newsroom: Newsroom):
        newsroom.publish(1)
        with pytest.raises(KeyError):
            newsroom.save(make_plan(99, [1]))

    def test_a_failed_plan_undoes_the_others(self, newsroom: Newsroom):
        newsroom.publish(2)
        before = newsroom.content()
        with pytest.raises(KeyError):
            newsroom.save(make_plan(None, [1]), make_plan(99, [2]))
        assert newsroom.content() == before


class TestStates:
    def test_they_hold_all_articles_of_the_stories_touched(self, newsroom: Newsroom):
        newsroom.publish(5)
        first, _, third = newsroom.save(
            make_plan(None, [2, 1]), make_plan(None, [3]), make_plan(None, [4])
        )
        assert states(newsroom, 1, 4, 5) == [
            StoryState(story_id=first, article_ids=frozenset({1, 2}), canonical_id=2),
            StoryState(story_id=third, article_ids=frozenset({4}), canonical_id=4),
        ]


def test_forgotten_placements_wait_and_keep_their_story(newsroom: Newsroom):
    newsroom.publish(2)
    (story_id,) = newsroom.save(make_plan(None, [1, 2]))
    with transaction(newsroom.engine) as session:
        stories.forget_placements(session)
        assert pending_articles(session, method="m1") == [1, 2]
    assert members(newsroom) == {story_id: [1, 2]}
