"""An export of everything, brought up to date by increments, is an export of everything."""

import io
import json
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from pipeline.records import ArchivePlace, StoryEvent, StoryEventKind, StoryPlan, Validators
from storage.changed_lines import note_changed
from storage.database import transaction
from storage.export import REMOVED, export
from storage.export_files import ExportFormat
from storage.export_marks import NOTHING, Marks, read_marks
from storage.links import LinkRefused, add_link, list_links, remove_link
from storage.models import Article, ExportTable, Variant
from storage.removals import remove_articles
from storage.rereading import forget_files
from storage.stories import replace_comparisons
from tests.storage.newsroom import NOON, Newsroom, hours, make_page, make_pair, make_plan

KEYS = {
    ExportTable.STORIES: ("story",),
    ExportTable.VERSIONS: ("article", "number"),
    ExportTable.COMPARISONS: ("first_article", "second_article"),
    ExportTable.LINKS: ("first_article", "second_article"),
    ExportTable.EVENTS: ("event",),
    ExportTable.OUTCOMES: ("page",),
}


def lines(newsroom: Newsroom, table: ExportTable, since: Marks | None = None) -> list[Any]:
    output = io.BytesIO()
    with transaction(newsroom.engine) as session:
        export(session, table, ExportFormat.JSONL, output, changed_since=since)
    return [json.loads(line) for line in output.getvalue().splitlines()]


class Copy:
    """What someone has who applies every increment."""

    def __init__(self) -> None:
        self.marks = NOTHING
        self.tables: dict[ExportTable, dict[Any, Any]] = {table: {} for table in ExportTable}

    def catch_up(self, newsroom: Newsroom) -> None:
        for table, held in self.tables.items():
            for line in lines(newsroom, table, self.marks):
                key = tuple(line[name] for name in KEYS.get(table, ("article",)))
                held.pop(key, None)
                if not line.pop(REMOVED):
                    held[key] = line
        with transaction(newsroom.engine) as session:
            self.marks = read_marks(session)

    def lines(self, table: ExportTable) -> list[Any]:
        held = self.tables[table]
        return [held[key] for key in sorted(held)]


class Days:
    """Things that happen in a newsroom, chosen at random but the same for each seed."""

    def __init__(self, newsroom: Newsroom, seed: int) -> None:
        self.newsroom = newsroom
        self.random = random.Random(seed)
        self.now = NOON
        self.happenings: tuple[Callable[[], None], ...] = (
            self.publish, self.publish, self.publish, self.group, self.group, self.compare,
            self.link, self.unlink, self.remove, self.move,
        )  # fmt: skip

    def go_on(self) -> None:
        self.now += hours(1)
        self.random.choice(self.happenings)()

    def _articles(self) -> list[Article]:
        return self.newsroom.rows(Article)

    def _two(self) -> list[int]:
        ids = [article.id for article in self._articles()]
        return sorted(self.random.sample(ids, 2)) if len(ids) > 1 else []

    def _record(self, number: int, body: str) -> None:
        page = make_page(f"https://harbour.example/{number}", body=body, fetched_at=self.now)
        self.newsroom.record(page, run_id=self.newsroom.start_run())

    def publish(self) -> None:
        """Some are new, others are edits."""
        for _ in range(3):
            self._record(self.random.randrange(12), f"It was {self.random.random()}.")

    def move(self) -> None:
        """One address leads to another's text."""
        known = [article.url for article in self._articles()]
        if len(known) > 1:
            old, new = self.random.sample(known, 2)
            page = make_page(new, requested_url=old, final_url=new, fetched_at=self.now)
            self.newsroom.record(page, run_id=self.newsroom.start_run())

    def group(self) -> None:
        """All articles anew: the first stories go on, and the last takes in those left over."""
        ids = sorted(self._versions())
        self.random.shuffle(ids)
        groups = [ids[at : at + 4] for at in range(0, len(ids), 4)]
        stories = sorted({variant.story_id for variant in self.newsroom.rows(Variant)})
        going = [*stories, *[None] * len(groups)]
        plans = [self._plan(*each) for each in zip(going, groups, strict=False)]
        if plans:
            plans[-1] = replace(plans[-1], absorbed_ids=tuple(stories[len(plans) :]))
        self.newsroom.save(*plans, now=self.now)

    def _plan(self, story_id: int | None, article_ids: list[int]) -> StoryPlan:
        told = (StoryEvent(kind=StoryEventKind.JOINED, article_id=article_ids[0]),)
        plan = make_plan(story_id, article_ids, events=told)
        versions = self._versions()
        variants = (replace(v, version_id=versions[v.article_id]) for v in plan.variants)
        return replace(plan, variants=tuple(variants))

    def _versions(self) -> dict[int, int]:
        return {version.article_id: version.id for version in self.newsroom.versions()}

    def compare(self) -> None:
        """Pairs of two articles are judged anew: some are dropped, some are stored again."""
        versions = self._versions()
        pairs = [
            make_pair(*two, first_version_id=versions[two[0]], second_version_id=versions[two[1]])
            for two in {tuple(self._two()) for _ in range(5)}
            if two
        ]
        with transaction(self.newsroom.engine) as session:
            replace_comparisons(session, pairs, article_ids=self._two(), now=self.now)

    def link(self) -> None:
        if two := self._two():
            with transaction(self.newsroom.engine) as session:
                try:
                    same = self.random.random() < 0.5
                    add_link(session, *two, same=same, why="read", who="ann", now=self.now)
                except LinkRefused:
                    pass

    def unlink(self) -> None:
        with transaction(self.newsroom.engine) as session:
            links = list_links(session)
            if links:
                remove_link(session, self.random.choice(links).link_id)

    def remove(self) -> None:
        with transaction(self.newsroom.engine) as session:
            remove_articles(session, self._two()[:1])


def differing(ours: list[Any], theirs: list[Any]) -> list[Any]:
    """What to read where two tables differ: the columns that do, line by line."""
    return [
        {name: (one[name], other[name]) for name in other if one[name] != other[name]}
        for one, other in zip(ours, theirs, strict=False)
        if one != other
    ]


@pytest.mark.parametrize("seed", range(3))
def test_increments_lose_nothing(newsroom: Newsroom, seed: int):
    copy, days = Copy(), Days(newsroom, seed)
    for _ in range(12):
        for _ in range(3):
            days.go_on()
        copy.catch_up(newsroom)
        for table in ExportTable:
            there = lines(newsroom, table)
            assert differing(copy.lines(table), there) == [], table
            assert copy.lines(table) == there


def test_a_line_that_came_again_is_told_and_not_removed(newsroom: Newsroom):
    newsroom.publish(2)
    with transaction(newsroom.engine) as session:
        replace_comparisons(session, [make_pair(1, 2)], article_ids=(), now=NOON)
        before = read_marks(session)
        note_changed(session, ExportTable.COMPARISONS, [(1, 2), (1, 7)])
    gone, there = lines(newsroom, ExportTable.COMPARISONS, before)
    assert (gone["first_article"], gone["second_article"], gone[REMOVED]) == (1, 7, True)
    assert {value for name, value in gone.items() if name not in KEYS[ExportTable.LINKS]} == {
        None,
        True,
    }
    assert (there["second_article"], there[REMOVED], there["method"]) == (2, False, "m1")


def test_a_file_that_is_kept_no_longer_is_told(newsroom: Newsroom):
    copy = Copy()
    page = replace(make_page(), place=ArchivePlace(file="run-1.warc.gz", offset=9))
    newsroom.record(page)
    copy.catch_up(newsroom)
    with transaction(newsroom.engine) as session:
        forget_files(session, ["run-1.warc.gz"])
    copy.catch_up(newsroom)
    for table in (ExportTable.VERSIONS, ExportTable.OUTCOMES):
        assert copy.lines(table) == lines(newsroom, table)
        assert copy.lines(table)[0]["archive_file"] is None


def test_an_article_that_has_another_address_is_told_wherever_it_is_named(newsroom: Newsroom):
    copy = Copy()
    texts = ("Snow fell on the hills all night.", "Rates for water will go up by a tenth in May.")
    for number, body in enumerate(texts):
        read_at = f"https://harbour.example/{number}"
        page = make_page(
            "https://harbour.example/shared",
            title=body,
            body=body,
            requested_url=read_at,
            final_url=read_at,
        )
        newsroom.record(replace(page, validators=Validators(body_sha256=body)))
        if number == 0:
            newsroom.save(make_plan(None, [1]))
            copy.catch_up(newsroom)
    copy.catch_up(newsroom)
    for table in ExportTable:
        assert copy.lines(table) == lines(newsroom, table), table
    assert copy.lines(ExportTable.ARTICLES)[0]["url"] == "https://harbour.example/0"
