import asyncio
import gzip
import json
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from crawlers.catalogue import CatalogueError
from flows import jobs
from flows.faults import WrongUse
from flows.jobs import crawl_outlets, group_new, ingest_files, recrawl_pages
from pipeline.outcomes import Outcome
from pipeline.oversight import Suspicion
from storage import leases
from storage.database import ensure_schema, make_engine, transaction
from storage.links import add_link
from storage.models import Article, CrawlRun, FinishReason, Source, Variant, Version
from tests import servers
from tests.flows.conftest import NOW, article

pytestmark = pytest.mark.usefixtures("forked_crawls")


def now():
    return datetime.now(UTC)


def content(settings):
    """What is stored, but for ids and our own clock."""
    engine = make_engine(settings.database_url)
    with transaction(engine) as session:
        versions = session.execute(
            select(Article.url, Article.published_at, Source.name, Version.number, Version.body)
            .join(Version, Version.article_id == Article.id)
            .join(Source, Source.id == Article.source_id)
            .order_by(Article.url, Version.number)
        ).all()
        variants = session.execute(
            select(Article.url, Variant.story_id, Variant.kind, Variant.canonical, Variant.score)
            .join(Article, Article.id == Variant.article_id)
            .order_by(Article.url)
        ).all()
    engine.dispose()
    stories: dict[int, list[object]] = {}
    for url, story_id, *rest in variants:
        stories.setdefault(story_id, []).append((url, *rest))
    return [tuple(row) for row in versions], sorted(stories.values(), key=repr)


def test_articles_of_files_are_stored(context, settings, told, write_articles):
    report = ingest_files(context, [write_articles(count=3)])
    assert report.run.outcomes == {Outcome.STORED_NEW: 3}
    assert not report.failed
    assert [(p.done, p.articles) for p in told] == [(3, 3)]
    assert len(content(settings)[0]) == 3


def test_a_file_read_again_changes_nothing(context, settings, write_articles):
    path = write_articles()
    ingest_files(context, [path])
    before = content(settings)
    report = ingest_files(context, [path])
    assert report.run.outcomes == {Outcome.UNCHANGED: 3}
    assert content(settings) == before


def test_files_of_one_name_in_two_folders_are_both_read(context, tmp_path, write_articles):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
    one = write_articles("a/day.jsonl", count=1)
    other = write_articles("b/day.jsonl", count=1, url="https://b.example/1")
    report = ingest_files(context, [one, other])
    assert report.run.outcomes == {Outcome.STORED_NEW: 2}


def test_packed_files_are_read(context, tmp_path, write_articles):
    packed = tmp_path / "articles.jsonl.gz"
    packed.write_bytes(gzip.compress(write_articles(count=2).read_bytes()))
    assert ingest_files(context, [packed]).run.outcomes == {Outcome.STORED_NEW: 2}


def test_bad_lines_are_counted_and_the_rest_is_kept(context, write_articles):
    path = write_articles(count=2)
    path.write_text("not json\n[1]\n" + path.read_text())
    report = ingest_files(context, [path])
    assert report.run.outcomes == {Outcome.BAD_RECORD: 2, Outcome.STORED_NEW: 2}
    assert report.failed
    assert "articles.jsonl:1" in str(report.run.failures[0].detail)


@pytest.mark.slow
def test_an_ingest_leaves_what_the_catalogue_says_of_a_source(context, outlet, settings, tmp_path):
    asyncio.run(crawl_outlets(context))
    line = '{"url": "https://h.example/1", "title": "t", "body": "b", "outlet": "harbour"}'
    (tmp_path / "a.jsonl").write_text(line)
    ingest_files(context, [tmp_path / "a.jsonl"])
    with transaction(make_engine(settings.database_url)) as session:
        assert session.scalars(select(Source.title)).all() == ["Harbour Post"]


@pytest.mark.parametrize("name", ["missing.jsonl", "notes.txt", "folder.jsonl"])
def test_a_file_that_cannot_be_read_stops_before_anything_is_written(context, tmp_path, name):
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "folder.jsonl").mkdir()
    with pytest.raises(WrongUse, match=name):
        ingest_files(context, [tmp_path / name])
    assert not (tmp_path / "data").exists()


def test_a_second_ingest_at_a_time_is_refused(context, database, write_articles):
    with transaction(database) as session:
        leases.acquire(session, "ingest", holder="elsewhere", now=NOW, ttl=timedelta(minutes=1))
    with pytest.raises(leases.LeaseHeld, match="elsewhere"):
        ingest_files(context, [write_articles()])


def test_a_run_that_breaks_is_logged_so(context, settings, monkeypatch, write_articles):
    def break_down(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(jobs, "record_pages", break_down)
    with pytest.raises(ZeroDivisionError):
        ingest_files(context, [write_articles()])
    with transaction(make_engine(settings.database_url)) as session:
        assert session.scalars(select(CrawlRun.finish_reason)).all() == [FinishReason.DIED]


def test_what_is_new_is_grouped_once(context, told, write_articles):
    ingest_files(context, [write_articles(count=10)])
    told.clear()
    report = group_new(context)
    assert (report.articles, report.opened, report.largest) == (10, 8, 2)
    assert [(p.step, p.done, p.total) for p in told] == [
        ("read", 10, 10),
        ("sign", 10, 10),
        ("compare", 2, 2),
    ]
    assert group_new(context).articles == 0


def test_the_largest_story_is_reported_even_if_nothing_is_new(context, write_articles):
    assert group_new(context).largest_story is None
    ingest_files(context, [write_articles(count=10)])
    first, second = group_new(context), group_new(context)
    largest = first.largest_story
    assert (largest.articles, largest.outlets, largest.depth) == (2, 2, 1)
    assert second.largest_story == largest
    assert first.warnings == second.warnings == ()


def test_a_story_of_one_outlet_and_one_that_outgrows_all_are_warned_of(
    context, tmp_path, write_articles
):
    ingest_files(context, [write_articles(count=5)])
    group_new(context)
    lines = [
        json.dumps(article(0) | {"url": f"https://mill.example/{n}", "outlet": "mill.example"})
        for n in range(25)
    ]
    (tmp_path / "template.jsonl").write_text("\n".join(lines))
    ingest_files(context, [tmp_path / "template.jsonl"])
    report = group_new(context)
    template, jump = report.warnings
    assert template.story_id == jump.story_id == report.largest_story.story_id
    assert (template.suspicion, jump.suspicion) == (Suspicion.TEMPLATE, Suspicion.JUMP)
    assert "mill.example" in template.reason
    assert jump.reason == "it has 26 articles, and the largest story before this run had 2"
    assert group_new(context).warnings == ()


def test_a_story_held_together_by_links_alone_is_warned_of(context, database, write_articles):
    ingest_files(context, [write_articles(count=14)])
    with transaction(database) as session:
        for number in range(2, 15):
            add_link(session, 1, number, same=True, why="to see", who="ada", now=NOW)
    (warning,) = group_new(context).warnings
    assert warning.suspicion is Suspicion.WEAK_PAIRS


def test_a_rebuild_judges_everything_again_and_ends_the_same(context, settings, write_articles):
    ingest_files(context, [write_articles(count=10)])
    group_new(context)
    before = content(settings)
    assert group_new(context, rebuild=True).articles == 10
    assert content(settings) == before


def test_the_window_may_be_given(context, write_articles):
    ingest_files(context, [write_articles(count=5)])  # the reprint is a day and a minute younger
    assert group_new(context, window_days=1).opened == 5
    assert group_new(context, window_days=2, rebuild=True).joined == 1


@pytest.mark.slow
def test_a_crawl_stores_what_the_outlets_print(context, outlet, settings, told):
    report = asyncio.run(crawl_outlets(context))
    assert report.run.outcomes == {Outcome.FEED_READ: 1, Outcome.STORED_NEW: 2}
    assert report.run.finish_reason is FinishReason.FINISHED
    assert (report.failed, report.trouble) == (False, None)
    assert {url for url, *_ in content(settings)[0]} == {
        f"{outlet.url}/ferry",
        f"{outlet.url}/bridge",
    }
    assert told[-1].articles == 2


@pytest.mark.slow
def test_a_crawl_of_what_is_due_asks_nobody_too_early(context, outlet):
    asyncio.run(crawl_outlets(replace(context, clock=now), due=True))
    asked = len(outlet.asked)
    report = asyncio.run(crawl_outlets(replace(context, clock=now), due=True))
    assert len(outlet.asked) == asked
    assert (report.run.outcomes, report.failed) == ({}, False)


@pytest.mark.slow
def test_a_page_fetched_again_gets_a_new_version(context, outlet, settings):
    asyncio.run(crawl_outlets(context))
    outlet.routes["/ferry"] = servers.article("The ferry and its captain")
    report = asyncio.run(recrawl_pages(context, urls=[f"{outlet.url}/ferry"]))
    assert report.run.outcomes == {Outcome.STORED_VERSION: 1}
    numbers = [number for url, _, _, number, _ in content(settings)[0] if url.endswith("/ferry")]
    assert numbers == [1, 2]


@pytest.mark.slow
def test_a_forced_recrawl_reads_what_the_server_says_is_the_same(context, outlet):
    outlet.routes["/ferry"] = replace(servers.article("The ferry"), etag='"1"')
    asyncio.run(crawl_outlets(context))
    urls = [f"{outlet.url}/ferry"]
    report = asyncio.run(recrawl_pages(context, urls=urls))
    assert report.run.outcomes == {Outcome.NOT_MODIFIED: 1}
    report = asyncio.run(recrawl_pages(context, urls=urls, force=True))
    assert report.run.outcomes == {Outcome.UNCHANGED: 1}


def test_a_recrawl_does_not_run_beside_a_crawl(context, database, write_articles):
    """Both together would ask an outlet more often than its delay allows."""
    ingest_files(context, [write_articles(count=1)])
    with transaction(database) as session:
        leases.acquire(session, "crawl", holder="elsewhere", now=NOW, ttl=timedelta(minutes=1))
    with pytest.raises(leases.LeaseHeld, match="elsewhere"):
        asyncio.run(recrawl_pages(context, source="outlet0.example"))


@pytest.mark.slow
def test_a_crawl_beside_a_recrawl_is_skipped_and_the_next_takes_up_what_is_due(
    context, database, outlet
):
    with transaction(database) as session:
        leases.acquire(session, "crawl", holder="elsewhere", now=now(), ttl=timedelta(minutes=1))
    report = asyncio.run(crawl_outlets(context, due=True))
    assert (report.skipped, report.run.outcomes) == (True, {})
    assert "elsewhere" in report.trouble
    assert "its lease ends at" in report.trouble
    assert outlet.asked == []
    with transaction(database) as session:
        leases.release(session, "crawl", holder="elsewhere")
    report = asyncio.run(crawl_outlets(context, due=True))
    assert (report.skipped, report.failed, report.trouble) == (False, False, None)
    assert report.run.outcomes == {Outcome.FEED_READ: 1, Outcome.STORED_NEW: 2}
    with transaction(database) as session:
        reasons = session.scalars(select(CrawlRun.finish_reason).order_by(CrawlRun.id)).all()
    assert reasons == [FinishReason.SKIPPED, FinishReason.FINISHED]


@pytest.mark.slow
def test_a_crawl_that_takes_too_long_is_ended_and_says_so(context, outlet, settings):
    outlet.routes["/ferry"] = replace(servers.article("The ferry"), wait_seconds=30)
    hasty = settings.model_copy(update={"crawl_timeout_minutes": 3 / 60})
    report = asyncio.run(crawl_outlets(replace(context, settings=hasty)))
    assert report.run.finish_reason is FinishReason.TIMED_OUT
    assert report.failed


@pytest.mark.slow
def test_a_cancelled_crawl_is_logged_so_and_frees_its_lease(context, outlet, settings):
    outlet.routes["/ferry"] = replace(servers.article("The ferry"), wait_seconds=30)

    async def cancel_after_the_feed():
        crawl = asyncio.create_task(crawl_outlets(context))
        while "/ferry" not in outlet.paths():
            await asyncio.sleep(0.05)
        crawl.cancel()
        await crawl

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(cancel_after_the_feed())
    with transaction(make_engine(settings.database_url)) as session:
        assert session.scalars(select(CrawlRun.finish_reason)).all() == [FinishReason.CANCELLED]
        leases.acquire(session, "crawl", holder="next", now=NOW, ttl=timedelta(minutes=1))


def test_a_source_that_the_catalogue_lacks_is_named(context, settings):
    settings.sources.write_text(
        '[[source]]\nname = "harbour"\ntitle = "Harbour Post"\nhome = "https://h.example/"\n'
    )
    with pytest.raises(CatalogueError, match="harbour"):
        asyncio.run(crawl_outlets(context, ["harbor"]))


@pytest.mark.slow
@pytest.mark.parametrize("command", ["ingest", "group"])
def test_killed_at_a_random_moment_and_run_again_it_gives_the_same(
    context, settings, write_articles, tmp_path, command
):
    path = write_articles(count=1_500)
    undisturbed = replace(
        context, settings=settings.model_copy(update={"database_url": f"sqlite:///{tmp_path}/u.db"})
    )
    ingest_files(undisturbed, [path])
    group_new(undisturbed)

    arguments = {"ingest": ["ingest", str(path)], "group": ["group"]}[command]
    if command == "group":
        ingest_files(context, [path])
    table = {"ingest": "article", "group": "variant"}[command]
    ensure_schema(settings.database_url)
    with subprocess.Popen(
        [sys.executable, "-m", "flows.cli", "--database-url", settings.database_url, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        wait_for_rows(settings, table, at_least=random.randrange(1_000), process=process)
        process.kill()
    assert process.returncode == -signal.SIGKILL

    ingest_files(context, [path])
    group_new(context)
    assert content(settings) == content(undisturbed.settings)


@pytest.mark.slow
def test_postgresql_holds_the_same_as_sqlite(context, postgresql_context, write_articles, outlet):
    path = write_articles(count=20)
    for each in (context, postgresql_context):
        ingest_files(each, [path])
        asyncio.run(crawl_outlets(each))
        group_new(each)
    assert content(postgresql_context.settings) == content(context.settings)


def wait_for_rows(settings, table, *, at_least, process):
    engine = make_engine(settings.database_url, read_only=True)
    while process.poll() is None:
        with engine.connect() as connection:
            count = connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
        if count > at_least:
            return
        time.sleep(random.uniform(0.001, 0.02))
