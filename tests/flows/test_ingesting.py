"""Files of any kind, taken in by the job."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from flows.config import Settings
from flows.faults import WrongUse
from flows.ingesting import check_readable
from flows.jobs import JobContext, ingest_files
from pipeline.outcomes import Outcome
from storage.database import transaction
from storage.models import Article, ArticleAlias, Source, Version
from tests.crawlers.warcs import response, write_warc
from tests.servers import article

STORM = article("A storm at sea").body


def test_only_files_of_known_kinds_that_can_be_read_are_taken(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.touch()
    for path, fault in ((page, "not a .jsonl"), (tmp_path / "no.warc.gz", "No such file")):
        with pytest.raises(WrongUse, match=fault):
            check_readable([path])


@pytest.mark.slow
def test_archives_and_articles_are_taken_in_together(
    context: JobContext, settings: Settings, tmp_path: Path, database: Engine
) -> None:
    settings.sources.write_text(
        '[[source]]\nname = "harbour"\ntitle = "Harbour Post"\nhome = "http://harbour.example/"\n'
    )
    lines = tmp_path / "a.jsonl"
    lines.write_text('{"url": "http://hill.example/1", "title": "A", "body": "One. Two."}\n')
    warc = write_warc(
        tmp_path / "b.warc.gz",
        response("http://harbour.example/old", status="301 Moved", Location="/storm"),
        response("http://harbour.example/storm", STORM),
        response("http://hill.example/storm", article("Another storm").body),
        b"noise",
    )
    report = ingest_files(context, [lines, warc])
    assert report.run.by_source == {
        "hill.example": {Outcome.STORED_NEW: 2},
        "harbour": {Outcome.STORED_NEW: 1, Outcome.NO_BODY: 1},
        "unknown": {Outcome.BAD_RECORD: 1},
    }
    with transaction(database) as session:
        found = session.execute(
            select(Source.name, Version.fetched_at, Version.archive_file)
            .join(Article, Article.source_id == Source.id)
            .join(Version)
            .where(Article.url == "http://harbour.example/storm")
        )
        # A file of somebody's own is not ours to point to.
        assert list(map(tuple, found)) == [("harbour", datetime(2026, 2, 28, 6, tzinfo=UTC), None)]
        aliases = session.scalars(select(ArticleAlias.url)).all()
    assert "http://harbour.example/old" in aliases

    again = ingest_files(context, [lines, warc]).run.outcomes
    assert again == {Outcome.UNCHANGED: 3, Outcome.NO_BODY: 1, Outcome.BAD_RECORD: 1}


@pytest.mark.slow
def test_a_second_visit_is_noted_at_its_article(
    context: JobContext, tmp_path: Path, database: Engine
) -> None:
    url = "http://harbour.example/storm"
    warc = write_warc(
        tmp_path / "b.warc.gz",
        response(url, STORM),
        response(url, kind="revisit", date="2026-03-01T06:00:00Z"),
        response("http://harbour.example/none", kind="revisit"),
    )
    outcomes = ingest_files(context, [warc]).run.outcomes
    assert outcomes == {
        Outcome.STORED_NEW: 1,
        Outcome.UNCHANGED: 1,
        Outcome.NOT_MODIFIED: 1,
    }
    with transaction(database) as session:
        [seen_at] = session.scalars(select(Article.last_seen_at))
    assert seen_at == datetime(2026, 3, 1, 6, tzinfo=UTC)
