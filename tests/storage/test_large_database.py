"""Tests of benchmarks/large_database.py, which every benchmark of questions rests on."""

import pytest
from sqlalchemy import Engine, delete, func, select, text

from benchmarks.large_database import Size, fill
from pipeline.search_query import parse_query
from storage.database import transaction
from storage.models import Article, Base, Comparison, CrawlRun, Source, Story, Variant, Version
from storage.search import search
from tests.storage.newsroom import Newsroom, make_page

SIZE = Size(articles=400, stories=30, outlets=60, days=2)

pytestmark = pytest.mark.slow  # two seconds for each database


def test_it_is_filled_alike_and_hangs_together(engine: Engine):
    counts = fill(engine, SIZE)
    with transaction(engine) as session:
        stored = {
            name: session.scalar(select(func.count()).select_from(table))
            for name, table in Base.metadata.tables.items()
            if name in counts
        }
        several = select(func.count()).select_from(Story).where(Story.article_count > 1)
        of_stories = session.scalar(select(func.sum(Story.article_count)))
        sizes = session.scalar(several)
        newest = (
            select(func.count())
            .where(Variant.version_id == Version.id)
            .where(Article.id == Variant.article_id, Article.version_count == Version.number)
        )
        assert session.scalar(newest) == counts["variant"]
        assert search(session, parse_query("the"), limit=1).article_count > 100
        if engine.dialect.name == "sqlite":
            assert session.execute(text("PRAGMA foreign_key_check")).all() == []
    assert stored == counts
    assert (counts["article"], sizes, of_stories) == (400, 30, counts["variant"])
    with pytest.raises(SystemExit, match="name an empty one"):
        fill(engine, SIZE)


def test_the_same_seed_makes_the_same_rows(sqlite_engine: Engine, postgresql_engine: Engine):
    versions = select(Version.id, Version.title, Version.body).order_by(Version.id)
    pairs = select(Comparison.first_id, Comparison.second_id).order_by(Comparison.id)
    contents = []
    for engine in (sqlite_engine, postgresql_engine):
        fill(engine, SIZE)
        with transaction(engine) as session:
            contents.append(
                (
                    session.execute(versions).all(),
                    session.execute(pairs).all(),
                )
            )
    assert contents[0] == contents[1]


def test_an_article_can_be_recorded_after_it(newsroom: Newsroom):
    """The numbers go on where those of the rows end."""
    with transaction(newsroom.engine) as session:
        session.execute(delete(CrawlRun))
        session.execute(delete(Source))
    fill(newsroom.engine, SIZE)
    newsroom.record(make_page(), run_id=newsroom.start_run(), source_id=1)
    assert len(newsroom.rows(Article)) == SIZE.articles + 1
