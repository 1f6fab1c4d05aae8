import logging
from datetime import timedelta

import pytest

from flows import cli_runs, cli_sources
from flows import silent_sources as silent
from flows.logs import LOGGER_NAME, configure_logs
from pipeline.outcomes import Outcome
from pipeline.records import PageKind
from storage.articles import record_pages
from storage.database import transaction
from storage.models import FeedKind, Job
from storage.runs import start_run
from storage.silences import silent_sources
from storage.sources import FeedRecord, SourceRecord, save_sources
from tests.flows.conftest import NOW
from tests.storage.newsroom import make_claim, make_ending, make_page

HOUR = timedelta(hours=1)
FEED = "https://harbour.example/feed"


@pytest.fixture
def read_feed(database):
    """An article each hour for two weeks; then the feed answered so, so many hours later."""

    def read(outcome=Outcome.FEED_READ, *, hours):
        last = NOW - hours * HOUR
        feed = FeedRecord(url=FEED, kind=FeedKind.FEED)
        record = SourceRecord(name="harbour", title="Harbour Post", feeds=(feed,))
        articles = [
            make_page(
                f"https://harbour.example/{n}",
                published=make_claim(last - n * HOUR),
                fetched_at=last,
            )
            for n in range(14 * 24)
        ]
        answer = make_ending(outcome, FEED, kind=PageKind.FEED, fetched_at=NOW)
        with transaction(database) as session:
            ids = save_sources(session, [record], now=NOW)
            run_id = start_run(session, Job.CRAWL, now=NOW)
            pages = [(ids["harbour"], page) for page in (*articles, answer)]
            record_pages(session, pages, run_id=run_id)

    return read


def test_it_is_told_on_the_screen_and_in_the_log(database, read_feed, capsys, caplog):
    read_feed(Outcome.HTTP_ERROR, hours=12)
    with transaction(database) as session:
        found = silent_sources(session, now=NOW + HOUR)
    silent.tell_silent(found)
    assert capsys.readouterr().err.startswith("WARNING: harbour has fallen silent: usually an ")
    configure_logs("info", for_people=False)
    logging.getLogger(LOGGER_NAME).addHandler(caplog.handler)
    silent.log_silent(found)
    assert '"event": "source_silent"' in caplog.text
    assert "newsfold sources check harbour" in caplog.text


def test_commands_warn_of_it(run, read_feed, settings, monkeypatch):
    read_feed(Outcome.GONE, hours=12)
    monkeypatch.setenv("NEWSFOLD_DIRECTORY", str(settings.directory))
    for module in (cli_runs, cli_sources):
        monkeypatch.setattr(module, "now", lambda: NOW + HOUR)
    settings.sources.write_text(
        '[[source]]\nname = "harbour"\ntitle = "Harbour Post"\nhome = "https://harbour.example/"\n'
    )
    for command in (["sources", "list"], ["runs"]):
        code, _, told = run(*command)
        assert (code, "harbour has fallen silent" in told) == (0, True)
