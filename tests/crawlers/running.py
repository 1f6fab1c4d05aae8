"""What the crawl tests share: outlets of a scripted server, runs of the real child process."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from crawlers.catalogue import Outlet
from crawlers.runner import CrawlEnd, run_crawl
from crawlers.settings import CrawlJob
from pipeline.outcomes import Outcome
from storage.database import make_engine, transaction, upgrade
from storage.models import Article, ArticleAlias, Job, PageOutcome, Version
from storage.runs import start_run
from tests.servers import ScriptedServer


def new_database(folder: Path) -> Engine:
    """An empty SQLite database in a file of its own."""
    url = f"sqlite:///{folder / 'newsfold.db'}"
    upgrade(url)
    return make_engine(url)


def outlet(server: ScriptedServer, *, name: str = "harbour-post", **fields: Any) -> Outlet:
    """An outlet of a server on this machine, asked without delay."""
    given = {"title": name, "home": f"{server.url}/", "local": True, "delay_seconds": 0.0} | fields
    return Outlet(name=name, **given)


def make_job(engine: Engine, *outlets: Outlet, **fields: Any) -> CrawlJob:
    """A job of a new run."""
    with transaction(engine) as session:
        run_id = start_run(session, Job.CRAWL, now=datetime.now(UTC))
    url = engine.url.render_as_string(hide_password=False)
    return CrawlJob(database_url=url, run_id=run_id, outlets=outlets, **fields)


def crawl(engine: Engine, *outlets: Outlet, **fields: Any) -> CrawlEnd:
    """Run a crawl of these outlets to its end."""
    return asyncio.run(run_crawl(make_job(engine, *outlets, **fields)))


def outcomes(engine: Engine, run_id: int | None = None) -> dict[str, Outcome]:
    """How each page of the last run, or of the given one, ended."""
    return {row.requested_url: row.outcome for row in outcome_rows(engine, run_id)}


def outcome_rows(engine: Engine, run_id: int | None = None) -> list[PageOutcome]:
    """The outcome rows of a run; the last one unless told."""
    with transaction(engine) as session:
        rows = list(session.scalars(select(PageOutcome).order_by(PageOutcome.id)))
        session.expunge_all()
    wanted = run_id or max(row.crawl_run_id for row in rows)
    return [row for row in rows if row.crawl_run_id == wanted]


def content(engine: Engine) -> dict[str, set[tuple[Any, ...]]]:
    """Everything that is stored of the articles, but for our own numbers and times."""
    articles = select(
        Article.url,
        Article.published_at,
        Article.published_origin,
        Article.lang,
        Article.version_count,
    )
    versions = select(
        Article.url, Version.number, Version.title, Version.body, Version.text_sha256
    ).join(Article, Version.article_id == Article.id)
    aliases = select(ArticleAlias.url, Article.url).join(Article)
    with transaction(engine) as session:
        return {
            "articles": set(map(tuple, session.execute(articles))),
            "versions": set(map(tuple, session.execute(versions))),
            "aliases": set(map(tuple, session.execute(aliases))),
        }


def crawling_children(parent_pid: int) -> list[int]:
    """The crawling processes that a process has started and that are still there."""
    command = f"-m crawlers.child {parent_pid} "
    folders = [folder for folder in Path("/proc").iterdir() if folder.name.isdigit()]
    return [int(folder.name) for folder in folders if command in _command(folder)]


def _command(folder: Path) -> str:
    try:
        return (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:  # it ended meanwhile
        return ""


def wait_until(holds: Callable[[], object], *, seconds: float = 20.0) -> None:
    """Wait for something to come true; fail if it does not in time."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
