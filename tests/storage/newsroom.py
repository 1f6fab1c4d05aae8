"""Verbs that fill a database: tests say only what matters to them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, select

from pipeline.outcomes import Outcome
from pipeline.records import (
    DateClaim,
    DateOrigin,
    ExtractedArticle,
    JudgedPair,
    ListedPage,
    PageKind,
    PageRecord,
    StoryPlan,
    VariantKind,
    VariantPlan,
)
from pipeline.urls import canonical_url
from storage.articles import record_pages
from storage.database import transaction
from storage.frontier import FrontierEntry, add_listed, due_entries, load_entries
from storage.models import Article, Base, FeedKind, Job, Version
from storage.runs import start_run
from storage.sources import FeedRecord, SourceRecord, name_sources, save_sources
from storage.stories import save_plans

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FEED = "https://harbour.example/feed"
BODY = "The harbour was closed after a crane fell.\n\nNobody was hurt."


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def make_claim(at: datetime = NOON, **changes: Any) -> DateClaim:
    return DateClaim(**{"at": at, "origin": DateOrigin.JSON_LD} | changes)


def make_page(
    url: str = "https://harbour.example/crane",
    *,
    title: str = "Crane falls in harbour",
    body: str = BODY,
    requested_url: str | None = None,
    final_url: str | None = None,
    fetched_at: datetime = NOON,
    **claims: Any,
) -> PageRecord:
    """A page that holds an article."""
    return PageRecord(
        requested_url=requested_url or url,
        final_url=final_url,
        kind=PageKind.ARTICLE,
        fetched_at=fetched_at,
        status=200,
        article=ExtractedArticle(url=url, title=title, body=body, **claims),
    )


def make_ending(
    outcome: Outcome,
    url: str = "https://harbour.example/gone",
    *,
    kind: PageKind = PageKind.ARTICLE,
    fetched_at: datetime = NOON,
    detail: str | None = None,
    **fields: Any,
) -> PageRecord:
    """A page that holds none."""
    return PageRecord(
        requested_url=url,
        kind=kind,
        fetched_at=fetched_at,
        outcome=outcome,
        detail=detail,
        **fields,
    )


def make_pair(
    first_id: int, second_id: int, probability: float = 0.9, **changes: Any
) -> JudgedPair:
    """A judged pair of articles that have one version each: its number is the article's."""
    return JudgedPair(
        **{
            "first_id": first_id,
            "second_id": second_id,
            "first_version_id": first_id,
            "second_version_id": second_id,
            "method": "m1",
            "same_story": probability >= 0.5,
            "probability": probability,
            "measures": {"jaccard": 0.25},
        }
        | changes
    )


def make_plan(story_id: int | None, article_ids: Sequence[int], **changes: Any) -> StoryPlan:
    """A plan whose first article is the original and the canonical one."""
    first, *others = article_ids
    original = VariantPlan(
        article_id=first, version_id=first, kind=VariantKind.ORIGINAL, canonical=True, score=None
    )
    reprints = [
        VariantPlan(
            article_id=article_id,
            version_id=article_id,
            kind=VariantKind.REPRINT,
            canonical=False,
            score=0.75,
            likely_source_id=first,
            source_confidence=0.5,
            source_reason="credits it",
        )
        for article_id in others
    ]
    return StoryPlan(
        **{
            "story_id": story_id,
            "variants": (original, *reprints),
            "canonical_reason": "earliest",
            "outlet_count": 2,
            "independent_count": 1,
            "first_article_id": first,
            "first_certain": False,
        }
        | changes
    )


class Newsroom:
    """One source and one run in a database; each verb is a transaction."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.run_id = self.start_run()
        self.source_id = self.name_source("harbour-post")

    def start_run(self, job: Job = Job.CRAWL) -> int:
        with transaction(self.engine) as session:
            return start_run(session, job, now=NOON)

    def name_source(self, name: str) -> int:
        with transaction(self.engine) as session:
            return name_sources(session, [name], now=NOON)[name]

    def record(
        self, *pages: PageRecord, run_id: int | None = None, source_id: int | None = None
    ) -> list[Outcome]:
        with transaction(self.engine) as session:
            return record_pages(
                session,
                [(source_id or self.source_id, page) for page in pages],
                run_id=run_id or self.run_id,
            )

    def list_pages(
        self, *pages: ListedPage, now: datetime = NOON, source_id: int | None = None
    ) -> set[str]:
        """Put pages into the frontier, and return the addresses that were new."""
        listed = {canonical_url(page.url): page for page in pages}
        with transaction(self.engine) as session:
            return add_listed(session, source_id or self.source_id, listed, now=now)

    def due(self, *, now: datetime = NOON, source_id: int | None = None) -> list[FrontierEntry]:
        """What there is to ask for."""
        with transaction(self.engine) as session:
            ids = due_entries(session, source_id or self.source_id, now=now)
            return load_entries(session, ids)

    def publish(self, count: int, **page: Any) -> None:
        """Record so many articles, ids and version ids from 1, an hour apart."""
        self.record(
            *[
                make_page(
                    f"https://harbour.example/{number}",
                    title=f"Title {number}",
                    **{"fetched_at": NOON + hours(number)} | page,
                )
                for number in range(1, count + 1)
            ]
        )

    def fall_silent(
        self, at: datetime, *, asked_at: datetime, outcome: Outcome = Outcome.GONE
    ) -> None:
        """Bring an article each hour of two weeks, the last one then; the feed was asked later."""
        feed = FeedRecord(url=FEED, kind=FeedKind.FEED)
        record = SourceRecord(name="harbour-post", title="Harbour Post", feeds=(feed,))
        with transaction(self.engine) as session:
            save_sources(session, [record], now=NOON)
        times = [at - hours(n) for n in range(14 * 24)]
        self.record(
            *[
                make_page(f"https://harbour.example/at/{n}", published=make_claim(time))
                for n, time in enumerate(times)
            ],
            make_ending(outcome, FEED, kind=PageKind.FEED, fetched_at=asked_at),
        )

    def save(self, *plans: StoryPlan, method: str = "m1", now: datetime = NOON) -> list[int]:
        with transaction(self.engine) as session:
            return save_plans(session, plans, method=method, actor="test", now=now)

    def rows(self, model: type[Base], **equal: Any) -> list[Any]:
        """All rows of a table, in the order of their keys, usable after the session."""
        with transaction(self.engine) as session:
            key = model.__mapper__.primary_key
            rows = list(session.scalars(select(model).filter_by(**equal).order_by(*key)))
            session.expunge_all()
            return rows

    def article(self) -> Article:
        """The only article there is."""
        (article,) = self.rows(Article)
        return article

    def versions(self) -> list[Version]:
        return self.rows(Version)

    def content(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table, to see that nothing changed."""
        with self.engine.begin() as connection:
            return {
                table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
                for table in Base.metadata.sorted_tables
            }
