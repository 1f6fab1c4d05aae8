"""Milliseconds and weight of each page of the desk, among 100,000 articles: median and worst.

    python benchmarks/desk.py                      # fills an SQLite and a PostgreSQL database
    python benchmarks/desk.py sqlite:////tmp/l.db  # one that large_database.py filled

Each page is asked for under several addresses, some at random, after the first of its kind: that
one also counts what the desk then keeps, and stands by itself as "first". No network takes part.
"""

import argparse
import asyncio
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import httpx
from sqlalchemy import Engine, text
from starlette.types import ASGIApp

from benchmarks.large_database import Size, fill
from desk.app import DeskSettings, make_app, make_desk_engine
from storage.database import ensure_schema, make_engine
from tests.databases import postgresql_server

MOST_BYTES = 100_000
MOST_MEDIAN = 50
ROUNDS = 3

Addresses = dict[str, list[str]]


def addresses(engine: Engine, count: int) -> Addresses:
    """What to ask for, by the kind of page; the same for the same database."""
    chosen = random.Random(7)

    def some(sql: str) -> Iterator[tuple[object, ...]]:
        with engine.connect() as connection:
            rows = [tuple(row) for row in connection.execute(text(sql))]
        yield from chosen.sample(rows, min(count, len(rows)))

    stories = "SELECT id FROM story WHERE article_count > 1 AND merged_into_id IS NULL ORDER BY id"
    pairs = (
        "SELECT article_id, likely_source_id FROM variant WHERE likely_source_id IS NOT NULL "
        "ORDER BY article_id LIMIT 5000"
    )
    names = [str(name) for (name,) in some("SELECT name FROM source ORDER BY name")][:4]
    taken = [f"/taken?{side}={name}" for name in names for side in ("outlet", "from")]
    largest = "SELECT id FROM story ORDER BY article_count DESC, id LIMIT 3"
    return {
        "front": ["/?hours=24", "/?hours=168", "/?hours=24&language=en", "/?hours=720"],
        "story": [f"/story/{row[0]}" for row in some(stories)],
        "largest stories": [f"/story/{row[0]}" for row in some(largest)],
        "pair": [f"/pair/{row[1]}/{row[0]}" for row in some(pairs)],
        "article": [f"/article/{n}" for (n,) in some("SELECT id FROM article ORDER BY id")],
        "outlets": ["/outlets", "/outlets?sort=farm", "/outlets?sort=name&order=reversed"],
        "outlet": [f"/outlet/{n}" for (n,) in some("SELECT name FROM source ORDER BY name")],
        "search": ["/search", "/search?q=kaltal", "/search?q=kaltal+gorden", "/search?q=mor*"],
        "search, frequent words": ["/search?q=the", "/search?q=of+OR+in", "/search?language=en"],
        "taken": ["/taken", "/taken?credit=none", *taken],
        "edits": ["/edits", "/edits?of=copied"],
        "runs": ["/runs", "/runs?after=400"],
        "run": [f"/runs/{n}" for (n,) in some("SELECT id FROM crawl_run ORDER BY id")],
        "about": ["/about"],
        "about a view": ["/about/reprints", "/about/variants", "/about/article"],
    }


def ask(app: ASGIApp, paths: Sequence[str]) -> Iterator[tuple[float, httpx.Response]]:
    """How many milliseconds each page takes, and the page."""

    async def all_of_them() -> list[tuple[float, httpx.Response]]:
        transport = httpx.ASGITransport(app=app)
        answers = []
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            for path in paths:
                begun = time.perf_counter()
                answer = await client.get(path)
                answers.append(((time.perf_counter() - begun) * 1000, answer))
        return answers

    yield from asyncio.run(all_of_them())


def report(url: str, count: int) -> bool:
    """Print a table; return whether all pages are as quick and as light as they should be."""
    settings = DeskSettings()
    engine = make_desk_engine(url, settings)
    with engine.connect() as connection:
        latest = connection.execute(text("SELECT max(reference_at) FROM article")).scalar_one()
    now = datetime.fromisoformat(str(latest)).replace(tzinfo=UTC) + timedelta(minutes=1)
    app = make_app(engine, settings, clock=lambda: now)
    print(f"\n{url.partition(':')[0]}")
    print(f"{'page':<24}{'first':>8}{'median':>8}{'worst':>8}{'kB':>8}{'heaviest':>10}")
    good = True
    for kind, paths in addresses(engine, count).items():
        ((first, _),) = ask(app, paths[:1])
        answers = list(ask(app, paths * ROUNDS))
        wrong = {answer.url: answer.status_code for _, answer in answers if answer.is_error}
        assert not wrong, wrong
        times = [took for took, _ in answers]
        sizes = [len(answer.content) for _, answer in answers]
        median, heaviest = statistics.median(times), max(sizes)
        misses = median >= MOST_MEDIAN or heaviest >= MOST_BYTES
        good = good and not misses
        print(
            f"{kind:<24}{first:>8.0f}{median:>8.0f}{max(times):>8.0f}"
            f"{statistics.median(sizes) / 1000:>8.0f}{heaviest / 1000:>10.0f}"
            f"{'  !' if misses else ''}"
        )
    engine.dispose()
    return good


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("url", nargs="*", help="filled databases; temporary ones if not given")
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--count", type=int, default=20, help="addresses of each kind")
    given = parser.parse_args()
    with ExitStack() as stack:
        urls = given.url
        if not urls:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="newsfold-desk-"))
            urls = [f"sqlite:///{folder}/large.db", stack.enter_context(postgresql_server())]
            for url in urls:
                ensure_schema(url)
                engine = make_engine(url)
                fill(engine, Size(articles=given.articles, stories=given.articles // 20))
                engine.dispose()
        good = [report(url, given.count) for url in urls]
    print(f"\n! a median of {MOST_MEDIAN} ms or more, or a page of {MOST_BYTES // 1000} kB or more")
    sys.exit(0 if all(good) else 1)


if __name__ == "__main__":
    main()
