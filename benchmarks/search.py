"""Milliseconds of searches among 100,000 articles, on SQLite and PostgreSQL: under a second each.

Fills a database of each kind (`large_database.py`) unless their addresses are given, and asks each
question three times; the median counts. From words that are rare to one that half of all have.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.large_database import Size, fill
from pipeline.search_query import parse_query
from storage.database import ensure_schema, make_engine, transaction
from storage.search import SearchBy, search
from tests.databases import postgresql_server

QUESTIONS = (
    "kaltal gorden", "kaltal", '"of the"', "the", "the of -and", "of OR in", "gorshi*", "mor*",
    "政府", "lang:zh 政", "kind:rewrite the", "the since:2026-03-29", "lang:en",
)  # fmt: skip
ROUNDS = 3


def milliseconds(url: str, question: str, by: SearchBy) -> tuple[float, int]:
    """The median time of a search, the connection made before, and how many articles it finds."""
    engine = make_engine(url, read_only=True)
    times = []
    found = 0
    with transaction(engine) as session:
        session.connection()
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            found = search(session, parse_query(question), by=by).article_count
            times.append(time.perf_counter() - begun)
    engine.dispose()
    return statistics.median(times) * 1000, found


def report(urls: Sequence[str]) -> None:
    names = [url.partition(":")[0] for url in urls]
    print(f"{'question':<26}{'articles':>9}" + "".join(f"{name:>26}" for name in names))
    print(" " * 35 + "       stories    articles" * len(names))
    for question in QUESTIONS:
        cells, counts = [], set()
        for url in urls:
            for by in SearchBy:
                took, found = milliseconds(url, question, by)
                counts.add(found)
                cells.append(f"{took:>9.0f} ms")
        assert len(counts) == 1, f"{question}: {counts}"
        print(f"{question:<26}{counts.pop():>9,}  " + " ".join(cells))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("url", nargs="*", help="filled databases; temporary ones if not given")
    parser.add_argument("--articles", type=int, default=100_000)
    given = parser.parse_args()
    if given.url:
        report(given.url)
        return
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="newsfold-search-"))
        urls = [f"sqlite:///{folder}/large.db", stack.enter_context(postgresql_server())]
        for url in urls:
            begun = time.perf_counter()
            ensure_schema(url)
            engine = make_engine(url)
            fill(engine, Size(articles=given.articles, stories=given.articles // 20))
            engine.dispose()
            print(f"{url.partition(':')[0]} filled in {time.perf_counter() - begun:.0f} s")
        report(urls)


if __name__ == "__main__":
    main()
