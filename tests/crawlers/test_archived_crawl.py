"""Crawls that keep their raw pages: what the database points to is there, whatever happens."""

import asyncio
import gzip
import os
import signal
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import brotli
import pytest
from scrapy.http import Response
from sqlalchemy import Engine, select
from warcio.archiveiterator import ArchiveIterator

from crawlers import runner
from crawlers.kept_pages import KeptPages, check_file
from crawlers.runner import EXIT_NOT_KEPT, CrawlProgress, EndReason, run_crawl
from crawlers.settings import CrawlMode
from pipeline.outcomes import Outcome
from pipeline.records import ArchivePlace
from storage.database import transaction
from storage.models import PageOutcome, Version
from tests.crawlers.running import (
    crawl,
    crawling_children,
    make_job,
    new_database,
    outcomes,
    outlet,
)
from tests.servers import Answer, ScriptedServer, article, feed, redirect, serve

pytestmark = pytest.mark.usefixtures("forked_crawls")

PLAIN = article("A plain storm")
PACKED = article("A packed storm")
TERSE = article("A terse storm")
FULL_TEXT = "".join(
    f"<p>The {what} of the harbour was closed on {day}, said the mayor of the town, who had seen "
    "it with her own eyes and would not say for how long it was going to stay so.</p>"
    for what in ("northern basin", "old lighthouse", "fish market", "customs house")
    for day in ("Monday", "Tuesday", "Wednesday")
)


def _kept(engine: Engine, folder: Path) -> dict[str, Response]:
    """By the address asked for, the page that the database says is kept."""
    with transaction(engine) as session, KeptPages(folder) as pages:
        rows = session.scalars(select(PageOutcome).where(PageOutcome.archive_file.is_not(None)))
        return {
            row.requested_url: pages.read(_place(row.archive_file, row.archive_offset))
            for row in rows
        }


def _place(file: str | None, offset: int | None) -> ArchivePlace:
    assert file is not None
    assert offset is not None
    return ArchivePlace(file=file, offset=offset)


@pytest.fixture(scope="module")
def archived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """A crawl of pages of all sorts, that keeps them."""
    folder = tmp_path_factory.mktemp("archived")
    engine = new_database(folder)
    with serve() as server:
        packed = {"Content-Encoding": "gzip", "Set-Cookie": "a=1"}
        terse = {"Content-Encoding": "br"}
        server.routes = {
            "/plain": PLAIN,
            "/packed": Answer(body=gzip.compress(PACKED.body), headers=packed),
            "/terse": Answer(body=brotli.compress(TERSE.body), headers=terse),
            "/moved": redirect("/new"),
            "/new": article("A new place"),
            "/nothing": Answer(body=b"<html><body>Nothing</body></html>"),
            "/sparse": Answer(body=b"<html><body>Sign in</body></html>"),
            "/pdf": Answer(body=b"%PDF-1.7", content_type="application/pdf"),
            "/gone": Answer(status=410, body=b"<html>Gone</html>"),
        }
        links = [f"{server.url}{path}" for path in server.routes if path != "/new"]
        texts = {f"{server.url}/sparse": FULL_TEXT}
        server.routes["/feed"] = feed(*links, texts=texts)
        harbour = outlet(server, feeds=(f"{server.url}/feed",), concurrency=8)
        end = crawl(engine, harbour, archive=str(folder / "archive"))
        yield SimpleNamespace(
            server=server, engine=engine, harbour=harbour, end=end, folder=folder / "archive"
        )
    engine.dispose()


@pytest.mark.slow
def test_every_html_page_that_came_is_kept(archived: SimpleNamespace) -> None:
    assert (archived.end.exit_code, archived.end.stderr_tail) == (0, "")
    kept = _kept(archived.engine, archived.folder)
    paths = {url.removeprefix(archived.server.url): page for url, page in kept.items()}
    assert set(paths) == {"/plain", "/packed", "/terse", "/moved", "/nothing"}
    assert paths["/plain"].body == PLAIN.body
    assert paths["/packed"].body == PACKED.body
    assert paths["/terse"].body == TERSE.body
    assert paths["/moved"].url == f"{archived.server.url}/new"


@pytest.mark.slow
def test_headers_are_those_that_came(archived: SimpleNamespace) -> None:
    kept = _kept(archived.engine, archived.folder)
    headers = kept[f"{archived.server.url}/packed"].headers
    assert headers["X-Crawler-Content-Encoding"] == b"gzip"
    assert headers["X-Crawler-Content-Length"] == b"%d" % len(gzip.compress(PACKED.body))
    assert headers["Set-Cookie"] == b"a=1"
    assert headers["Content-Length"] == b"%d" % len(PACKED.body)


@pytest.mark.slow
def test_other_tools_read_every_page(archived: SimpleNamespace) -> None:
    [path] = archived.folder.iterdir()
    with path.open("rb") as file:
        records = [
            (record.rec_headers.get_header("WARC-IP-Address"), record.content_stream().read())
            for record in ArchiveIterator(file, check_digests="raise")
            if record.rec_type == "response"
        ]
    assert {body for _, body in records} >= {PLAIN.body, PACKED.body, TERSE.body}
    assert {address for address, _ in records} == {"127.0.0.1"}


@pytest.mark.slow
def test_a_version_points_to_its_page(archived: SimpleNamespace) -> None:
    with transaction(archived.engine) as session, KeptPages(archived.folder) as pages:
        versions = session.scalars(select(Version)).all()
        kept = {
            version.title: pages.read(_place(version.archive_file, version.archive_offset)).body
            for version in versions
            if version.archive_file is not None
        }
        # The text of one is that of its feed, which is not on the page.
        [body] = [version.body for version in versions if version.archive_file is None]
    assert body.startswith("The northern basin")
    assert kept["A plain storm"] == PLAIN.body
    assert len(kept) == 4


@pytest.mark.slow
def test_what_is_as_before_is_not_kept_twice(
    server: ScriptedServer, engine: Engine, tmp_path: Path
) -> None:
    server.routes = {"/a": PLAIN, "/b": article("A new place")}
    urls = tuple(("harbour-post", f"{server.url}/{name}") for name in "ab")
    again: dict[str, Any] = {"mode": CrawlMode.RECRAWL, "urls": urls, "archive": str(tmp_path)}
    crawl(engine, outlet(server), **again)
    server.routes["/b"] = article("A newer place")
    crawl(engine, outlet(server), **again)
    assert set(outcomes(engine).values()) == {Outcome.UNCHANGED, Outcome.STORED_VERSION}
    first, second = sorted(tmp_path.glob("*.warc.gz"))
    assert (check_file(first).pages, check_file(second).pages) == (2, 1)


@pytest.mark.slow
def test_listings_are_kept_where_that_is_set(server: ScriptedServer, engine: Engine) -> None:
    server.routes = {"/feed": feed(f"{server.url}/a"), "/a": PLAIN}
    harbour = outlet(server, feeds=(f"{server.url}/feed",))
    folder = Path(str(engine.url.database)).parent / "archive"
    crawl(engine, harbour, archive=str(folder), archive_listings=True)
    kept = _kept(engine, folder)
    assert kept[f"{server.url}/feed"].body == feed(f"{server.url}/a").body
    assert len(kept) == 2


@pytest.mark.slow
def test_a_kill_leaves_every_page_that_the_database_points_to(
    server: ScriptedServer, engine: Engine, tmp_path: Path
) -> None:
    pages = 60
    body = PLAIN.body + b"<!-- more -->" * 20_000
    server.routes = {
        f"/{n}": Answer(body=body.replace(b"storm", b"storm %d" % n), wait_seconds=0.15)
        for n in range(pages)
    }
    server.routes["/feed"] = feed(*(f"{server.url}/{n}" for n in range(pages)))
    harbour = outlet(server, feeds=(f"{server.url}/feed",), concurrency=4)

    def kill_in_the_middle(progress: CrawlProgress) -> None:
        if 5 < progress.articles < pages:
            os.kill(crawling_children(os.getpid())[0], signal.SIGKILL)

    job = make_job(engine, harbour, archive=str(tmp_path / "archive"))
    asyncio.run(run_crawl(job, on_progress=kill_in_the_middle))
    kept = _kept(engine, tmp_path / "archive")
    assert 5 < len(kept) < pages
    assert len(kept) == len(outcomes(engine)) - 1
    [path] = (tmp_path / "archive").iterdir()
    found = check_file(path)
    assert found.pages >= len(kept)
    assert len(found.damaged) <= 1
    # The next run begins a file of its own, and has the rest.
    crawl(engine, harbour, archive=str(tmp_path / "archive"))
    assert len(_kept(engine, tmp_path / "archive")) == pages
    assert len(list((tmp_path / "archive").iterdir())) == 2


@pytest.mark.slow
def test_an_archive_that_cannot_be_written_ends_the_crawl_before_it_begins(
    server: ScriptedServer, engine: Engine, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    end = crawl(engine, outlet(server, feeds=(f"{server.url}/feed",)), archive=f"{tmp_path}/file")
    assert (end.exit_code, end.reason) == (1, EndReason.DIED)
    assert "NEWSFOLD_ARCHIVE" in end.stderr_tail
    assert "Traceback" not in end.stderr_tail
    assert server.asked == []


@pytest.mark.slow
def test_a_full_disk_costs_the_pages_and_not_the_articles(
    server: ScriptedServer, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = """
        import errno, os, sys
        from crawlers import child, raw_archive
        real, left = os.write, [3]
        def write(descriptor, data):
            if isinstance(data, memoryview):
                left[0] -= 1
                if left[0] < 0:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return real(descriptor, data)
        raw_archive.os.write = write
        sys.exit(child.main(sys.argv[-2:]))
    """
    monkeypatch.setattr(runner, "COMMAND", (sys.executable, "-P", "-c", textwrap.dedent(program)))
    server.routes = {f"/{n}": article(f"Storm {n}") for n in range(6)}
    server.routes["/feed"] = feed(*(f"{server.url}/{n}" for n in range(6)))
    harbour = outlet(server, feeds=(f"{server.url}/feed",))
    end = crawl(engine, harbour, archive=str(tmp_path / "archive"))
    assert (end.exit_code, end.reason) == (EXIT_NOT_KEPT, EndReason.FINISHED)
    assert end.stderr_tail.count("No space left on device") == 1
    assert list(outcomes(engine).values()).count(Outcome.STORED_NEW) == 6
    assert len(_kept(engine, tmp_path / "archive")) == 2
