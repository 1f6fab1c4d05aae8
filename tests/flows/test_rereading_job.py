"""Kept pages read again after the extraction has got better: here by selectors for a site."""

import os
import re
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from crawlers.extraction import extract_each_here
from flows import rereading_job
from flows.config import Settings
from flows.faults import WrongUse
from flows.jobs import JobContext, group_new, open_database
from flows.progress import Progress
from flows.rereading_job import EXTRACT, RereadingReport, SourceTally, reread_archive
from pipeline.outcomes import Outcome
from pipeline.reading_changes import ReadField
from storage import leases
from storage.database import transaction
from storage.models import Article, CrawlRun, FinishReason, Job, PageOutcome, Version
from storage.rereading import Span
from tests.flows.archiving import archive_pages
from tests.flows.conftest import NOW
from tests.servers import article, page

pytestmark = pytest.mark.slow  # whole jobs

HOST = "http://harbour.example"
ADVERT = (
    "The tables of the tides for the week are on page twelve, with the hours of the lighthouse."
)
STORM = article("A storm").body
FERRY = article("A ferry").body.replace(
    b"</article>", f'<p class="q7">{ADVERT}</p></article>'.encode()
)
# Text that no general rule takes for an article.
SPARSE = (
    b'<html><title>Fog</title><body><nav class="note"><p>Fog over the harbour kept the ferries '
    b"in port on Monday, the harbour master said.</p></nav></body></html>"
)
BETTER = 'selectors = { remove = [".q7"] }'
"""With it the ferry's page reads without the advertisement,"""
EVEN_BETTER = 'selectors = { remove = [".q7"], body = "article, .note" }'
"""and the sparse one gives an article too."""

Improve = Callable[[str], None]


@pytest.fixture(autouse=True)
def read_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read pages in this process: to start others takes seconds, and one test does."""
    if "processes" not in request.fixturenames:
        monkeypatch.setattr(
            rereading_job, "extraction_processes", lambda _: nullcontext(extract_each_here)
        )


@pytest.fixture
def processes() -> None:
    """Read pages in processes after all."""


@pytest.fixture
def improve(settings: Settings) -> Improve:
    """Tell the catalogue how to read the pages of the harbour's outlet."""

    def do(how: str) -> None:
        settings.sources.write_text(
            f'[[source]]\nname = "harbour"\ntitle = "Harbour Post"\nhome = "{HOST}/"\n{how}\n'
        )

    return do


def _reread(context: JobContext, *, apply: bool = False, **span: Any) -> RereadingReport:
    return reread_archive(context, Span(**span), apply=apply)


def _texts(engine: Engine) -> list[tuple[str, int, bool, bool]]:
    """Of each version: address, number, whether the advertisement is in it, whether a run's."""
    with transaction(engine) as session:
        rows = session.execute(
            select(Article.url, Version.number, Version.body, Version.crawl_run_id)
            .join(Version)
            .order_by(Article.url, Version.number)
        )
        return [
            (url.removeprefix(HOST), number, ADVERT in body, run_id is not None)
            for url, number, body, run_id in rows
        ]


def test_a_better_extraction_is_told_and_stores_nothing(
    context: JobContext,
    settings: Settings,
    database: Engine,
    improve: Improve,
    told: list[Progress],
    processes: None,
) -> None:
    archive_pages(settings, {f"{HOST}/storm": STORM, f"{HOST}/ferry": FERRY})
    before = _texts(database)
    assert before == [("/ferry", 1, True, True), ("/storm", 1, False, True)]
    improve("")
    assert _reread(context).by_source["harbour"] == SourceTally(versions=2)
    improve(BETTER)
    report = _reread(context)
    tally = report.by_source["harbour"]
    assert (tally.versions, tally.changed, tally.fields) == (2, 1, {ReadField.BODY: 1})
    [example] = report.examples
    assert (example.version, example.change.before, example.change.after) == (1, ADVERT, "")
    assert not report.failed
    assert _texts(database) == before
    assert [(p.done, p.total) for p in told][-1] == (2, 2)


def test_what_the_catalogue_says_an_outlet_repeats_is_taken_off_once(
    context: JobContext, settings: Settings, database: Engine, improve: Improve
) -> None:
    archive_pages(settings, {f"{HOST}/ferry": FERRY})
    improve(f'repeated = ["{ADVERT}"]')
    assert _reread(context).by_source["harbour"].fields == {ReadField.BODY: 1}
    assert _reread(context, apply=True).by_source["harbour"].stored == 1
    assert _texts(database) == [("/ferry", 1, True, True), ("/ferry", 2, False, False)]
    # What it was learned from is gone, and nothing flips back for that.
    group_new(context)
    assert _reread(context, apply=True).by_source["harbour"] == SourceTally(versions=1)


@pytest.mark.parametrize("name", ["context", "postgresql_context"])
def test_what_reads_otherwise_is_stored_once(
    name: str, improve: Improve, request: pytest.FixtureRequest
) -> None:
    context: JobContext = request.getfixturevalue(name)
    pages = {f"{HOST}/storm": STORM, f"{HOST}/ferry": FERRY, f"{HOST}/fog": SPARSE}
    archive_pages(context.settings, pages)
    improve(EVEN_BETTER)
    tally = _reread(context, apply=True).by_source["harbour"]
    assert (tally.versions, tally.pages) == (2, 1)
    assert (tally.changed, tally.found, tally.stored) == (1, 1, 2)
    with open_database(context.settings) as engine:
        texts = _texts(engine)
        assert texts == [
            ("/ferry", 1, True, True),
            ("/ferry", 2, False, False),
            ("/fog", 1, False, True),
            ("/storm", 1, False, True),
        ]
        again = _reread(context, apply=True).by_source["harbour"]
        assert (again.versions, again.pages, again.changed, again.stored) == (3, 0, 0, 0)
        assert _texts(engine) == texts
        with transaction(engine) as session:
            run = session.scalars(select(CrawlRun).where(CrawlRun.job == Job.INGEST)).one()
            assert run.finish_reason is FinishReason.FINISHED
            [found] = session.scalars(select(PageOutcome).where(PageOutcome.crawl_run_id == run.id))
            assert (found.outcome, found.fetched_at) == (Outcome.STORED_NEW, NOW)


@pytest.fixture
def nine_pages(
    settings: Settings, database: Engine, improve: Improve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kept pages which all read otherwise now, stored two at a time."""
    monkeypatch.setattr(rereading_job, "BATCH", 2)
    archive_pages(settings, {f"{HOST}/{n}": FERRY.replace(b"ferry", b"f%d" % n) for n in range(9)})
    improve(BETTER)


@pytest.mark.usefixtures("nine_pages")
def test_many_pages_are_each_read_once_while_others_are_stored(
    context: JobContext, database: Engine
) -> None:
    tally = _reread(context, apply=True).by_source["harbour"]
    assert (tally.versions, tally.changed, tally.stored) == (9, 9, 9)
    assert len(_texts(database)) == 18


@pytest.mark.usefixtures("nine_pages")
def test_it_goes_on_where_it_was_killed(context: JobContext, database: Engine) -> None:
    def end_at_six(progress: Progress) -> None:
        if progress.done == 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _reread(replace(context, on_progress=end_at_six), apply=True)
    assert 9 < len(_texts(database)) < 18
    assert _reread(context, apply=True).by_source["harbour"].changed < 9
    assert len(_texts(database)) == 18


def test_an_edit_of_the_outlet_is_the_newest(
    context: JobContext, settings: Settings, database: Engine, improve: Improve
) -> None:
    archive_pages(settings, {f"{HOST}/ferry": FERRY})
    edited = FERRY.replace(b"Nobody was hurt", b"Two were hurt")
    archive_pages(settings, {f"{HOST}/ferry": edited}, at=NOW + timedelta(hours=1))
    improve(BETTER)
    tally = _reread(context, apply=True).by_source["harbour"]
    assert (tally.versions, tally.changed, tally.older, tally.stored) == (2, 2, 1, 1)
    assert [text[1:3] for text in _texts(database)] == [(1, True), (2, True), (3, False)]


def test_a_span_says_which_pages(
    context: JobContext, settings: Settings, database: Engine, improve: Improve
) -> None:
    archive_pages(settings, {f"{HOST}/storm": STORM})
    archive_pages(settings, {f"{HOST}/ferry": FERRY}, at=NOW + timedelta(days=1))
    archive_pages(settings, {"http://hill.example/a": STORM}, source="hill")
    improve(BETTER)
    assert set(_reread(context).by_source) == {"harbour", "hill"}
    assert set(_reread(context, source="hill").by_source) == {"hill"}
    tally = _reread(context, source="harbour", since=NOW + timedelta(hours=1)).by_source["harbour"]
    assert (tally.versions, tally.changed) == (1, 1)
    with pytest.raises(WrongUse, match="harbour"):
        _reread(context, source="harbor")


def test_pages_that_are_damaged_or_missing_are_counted(
    context: JobContext, settings: Settings, database: Engine
) -> None:
    archive_pages(settings, {f"{HOST}/storm": STORM})
    torn = archive_pages(settings, {f"{HOST}/ferry": FERRY}, at=NOW + timedelta(hours=1))
    gone = archive_pages(settings, {f"{HOST}/c": STORM}, at=NOW + timedelta(hours=2))
    os.truncate(torn, torn.stat().st_size - 5)
    gone.unlink()
    before = _texts(database)
    report = _reread(context, apply=True)
    tally = report.by_source["harbour"]
    assert (tally.versions, tally.lost, tally.changed) == (3, 2, 0)
    assert report.failed
    reasons = dict(report.failures)
    assert re.fullmatch(rf"{torn.name}, byte \d+: the file ends within it", reasons["article 2"])
    assert re.fullmatch(rf"{gone.name}, byte \d+: No such file.*", reasons["article 3"])
    assert _texts(database) == before


def test_a_page_on_which_there_is_nothing_any_more_keeps_its_text(
    context: JobContext, settings: Settings, database: Engine, improve: Improve
) -> None:
    archive_pages(settings, {f"{HOST}/ferry": FERRY})
    before = _texts(database)
    improve('selectors = { remove = ["article"] }')
    report = _reread(context, apply=True)
    assert report.by_source["harbour"].lost == 1
    assert report.failures == [("article 1", "no article on it any more: empty: no text")]
    assert _texts(database) == before


def test_what_reserves_itself_is_not_taken_in_where_that_is_obeyed(
    context: JobContext, settings: Settings, database: Engine, improve: Improve
) -> None:
    reserved = SPARSE.replace(b"<title>", b'<meta name="robots" content="noai"><title>')
    archive_pages(settings, {f"{HOST}/fog": reserved})
    improve(f'opt_outs = "obey"\n{EVEN_BETTER}')
    assert _reread(context, apply=True).by_source["harbour"].found == 0
    improve(EVEN_BETTER)
    assert _reread(context).by_source["harbour"].found == 1


def test_another_date_is_taken_and_the_article_grouped_again(
    context: JobContext, settings: Settings, database: Engine, improve: Improve
) -> None:
    dated = page(
        "A storm",
        "The harbour was closed on Monday, the mayor said, and nobody knew for how long that was.",
        '<footer class="when">2026-03-01T08:00:00Z</footer>',
    )
    archive_pages(settings, {f"{HOST}/storm": dated.body})
    assert group_new(context).articles == 1
    assert group_new(context).articles == 0
    improve('selectors = { date = ".when", remove = [] }')
    report = _reread(context, apply=True)
    assert report.by_source["harbour"].fields[ReadField.PUBLISHED] == 1
    with transaction(database) as session:
        [found] = session.scalars(select(Article))
        assert found.published_at == found.reference_at
        assert found.published_at is not None
        assert f"{found.published_at:%m-%d %H}" == "03-01 08"
    assert group_new(context).articles == 1


def test_examples_are_of_every_field_and_short(
    context: JobContext, settings: Settings, database: Engine, improve: Improve
) -> None:
    long = FERRY.replace(ADVERT.encode(), b"The tables of the tides are on page twelve. " * 99)
    archive_pages(settings, {f"{HOST}/{n}": long.replace(b"ferry", b"f%d" % n) for n in range(5)})
    improve('selectors = { remove = [".q7"], title = "p" }')
    report = _reread(context)
    fields = [example.change.field for example in report.examples]
    assert (fields.count(ReadField.BODY), fields.count(ReadField.TITLE)) == (3, 3)
    assert all(len(example.change.before) <= 303 for example in report.examples)


def test_two_do_not_store_at_the_same_time(
    context: JobContext, settings: Settings, database: Engine
) -> None:
    archive_pages(settings, {f"{HOST}/storm": STORM})
    with transaction(database) as session:
        leases.acquire(session, EXTRACT, holder="another", now=NOW, ttl=timedelta(hours=1))
    with pytest.raises(leases.LeaseHeld):
        _reread(context, apply=True)
    assert _reread(context).by_source["harbour"].versions == 1


def test_where_there_is_no_archive_the_setting_is_named(
    context: JobContext, database: Engine
) -> None:
    with pytest.raises(WrongUse, match="NEWSFOLD_ARCHIVE"):
        _reread(context)
