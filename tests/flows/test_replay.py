import gzip
import json
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.demo.replay import Replay, serve_pages
from pipeline.outcomes import Outcome
from tests.crawlers.running import crawl, outcomes
from tests.flows.browsing import fetch, fetch_text, new_database, read_outlets

RECORDED = Path(__file__).parents[2].parent / "shared" / "data" / "pages" / "manifest.jsonl"

PAGES = {
    "one.html": ("https://www.h.example/news?id=1&part=2", b"<p>one</p>"),
    "two.html.gz": (
        "http://www.h.example/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D1%8C",
        b"<p>two</p>",
    ),
    "three.html": ("https://other.example", "<p>café</p>".encode("latin1")),
}


@pytest.fixture
def replay(tmp_path: Path) -> Iterator[Replay]:
    manifest = tmp_path / "manifest.jsonl"
    lines = [json.dumps({"page": page, "url": url}) for page, (url, _) in PAGES.items()]
    manifest.write_text("\n".join(lines))
    for page, (_, content) in PAGES.items():
        packed = gzip.compress(content) if page.endswith(".gz") else content
        (tmp_path / page).write_bytes(packed)
    with serve_pages(manifest) as served:
        yield served


def test_every_page_is_served_as_it_was_recorded(replay):
    assert sorted(replay.expected.values()) == sorted(PAGES)
    for url, page in replay.expected.items():
        response, body = fetch(url)
        assert response.status == 200
        assert body == PAGES[page][1]
        assert response.headers["Content-Type"] == "text/html"


def test_another_spelling_of_an_address_is_the_same_page(replay):
    assert fetch_text(f"http://www.h.example:{replay.port}/news?part=2&id=1") == "<p>one</p>"


@pytest.mark.parametrize("target", ["/news", "/news?id=3&part=2", "/robots.txt"])
def test_what_was_not_recorded_is_missing(replay, target):
    assert fetch(f"http://www.h.example:{replay.port}{target}")[0].status == 404


def test_each_host_is_an_outlet_with_a_sitemap(replay):
    entries = tomllib.loads(replay.catalogue_toml)["source"]
    assert [entry["name"] for entry in entries] == ["other-example", "www-h-example"]
    assert set(replay.hosts) == {"other.example", "www.h.example"}
    listed = [
        url.replace("&amp;", "&")
        for entry in entries
        for url in re.findall("<loc>([^<]+)", fetch_text(entry["sitemaps"][0]))
    ]
    assert sorted(listed) == sorted(replay.expected)


@pytest.mark.slow
def test_recorded_pages_become_articles(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The whole path, on pages that nobody here wrote."""
    if not RECORDED.exists():
        pytest.skip(f"{RECORDED} is absent: the recorded pages are not part of the project")
    engine = new_database(tmp_path)
    with serve_pages(RECORDED) as replay:
        end = crawl(engine, *read_outlets(tmp_path, replay.catalogue_toml), hosts=replay.hosts)
        assert end.exit_code == 0, end.stderr_tail
    ended = outcomes(engine)
    counts = Counter(ended.get(url) for url in replay.expected)
    with capsys.disabled():
        articles, pages = counts[Outcome.STORED_NEW], len(replay.expected)
        sys.stdout.write(f"\n{articles} of {pages} recorded pages became articles\n")
    assert counts[Outcome.STORED_NEW] >= 0.98 * len(replay.expected)
    assert None not in counts
    engine.dispose()
