"""Crawls of a server that does everything wrong, by the real child process."""

import gzip
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import Engine, select

from crawlers.discovery import SitemapListing
from crawlers.spiders.outlet import MAX_DEPTH, MAX_NESTED, followed_sitemaps
from pipeline.outcomes import Outcome
from pipeline.records import DateClaim, DateOrigin, ListedPage
from storage.database import transaction
from storage.models import Article
from tests.crawlers.running import content, crawl, new_database, outcome_rows, outcomes, outlet
from tests.servers import (
    Answer,
    ScriptedServer,
    article,
    feed,
    page,
    redirect,
    robots,
    serve,
    sitemap,
    sitemap_index,
)

pytestmark = pytest.mark.usefixtures("forked_crawls")

BOMB = gzip.compress(b"<p>" + b"0" * 32 * 1024 * 1024)

# Each path of the bad server, what it answers, and how a page asked for there must end.
BAD_PAGES: dict[str, tuple[Answer, Outcome]] = {
    "/good": (article("A storm at sea"), Outcome.STORED_NEW),
    "/missing": (Answer(status=404), Outcome.GONE),
    "/gone": (Answer(status=410), Outcome.GONE),
    "/forbidden": (Answer(status=403), Outcome.HTTP_ERROR),
    "/broken": (Answer(status=500), Outcome.HTTP_ERROR),
    "/later": (Answer(status=503, headers={"Retry-After": "3600"}), Outcome.HTTP_ERROR),
    "/slow": (Answer(wait_seconds=30), Outcome.TIMED_OUT),
    "/reset": (Answer(reset=True), Outcome.NETWORK_ERROR),
    "/cut": (
        Answer(body=b"<", headers={"Content-Length": "9", "Connection": "close"}),
        Outcome.NETWORK_ERROR,
    ),
    "/huge": (Answer(body=b"x" * 9_000_000), Outcome.TOO_LARGE),
    "/bomb": (Answer(body=BOMB, headers={"Content-Encoding": "gzip"}), Outcome.TOO_LARGE),
    "/pdf": (Answer(body=b"%PDF-1.7", content_type="application/pdf"), Outcome.NOT_HTML),
    "/loop": (redirect("/loop"), Outcome.HTTP_ERROR),
    "/inward": (redirect("http://10.0.0.1/admin"), Outcome.REFUSED_ADDRESS),
    "/file": (redirect("file:///etc/hostname"), Outcome.REFUSED_ADDRESS),
    "/secret": (article("A secret"), Outcome.REFUSED_BY_ROBOTS),
    "/empty": (Answer(), Outcome.NO_BODY),
    "/garbage": (Answer(body=bytes(range(256)) * 50), Outcome.NO_BODY),
    "/moved": (redirect("/new-place"), Outcome.STORED_NEW),
    "/twin": (redirect("/good"), Outcome.UNCHANGED),
}
ELSEWHERE = {
    "http://10.0.0.1/": Outcome.REFUSED_ADDRESS,
    "http://2130706433/": Outcome.REFUSED_ADDRESS,
    "http://localhost/": Outcome.REFUSED_ADDRESS,
    "http://closed.example:1/": Outcome.NETWORK_ERROR,
}
BAD_FEEDS: dict[str, tuple[Answer, Outcome]] = {
    "/feed-empty": (feed(), Outcome.FEED_READ),
    "/feed-page": (page("No feed", "at all"), Outcome.FEED_BROKEN),
    "/feed-noise": (Answer(body=b"\x00\xff" * 500), Outcome.FEED_BROKEN),
    "/feed-missing": (Answer(status=404), Outcome.GONE),
    "/feed-down": (Answer(status=502), Outcome.HTTP_ERROR),
}
BAD_SITEMAPS: dict[str, tuple[Answer, Outcome]] = {
    "/map-empty": (sitemap(), Outcome.SITEMAP_READ),
    "/map-page": (page("No map", "at all"), Outcome.SITEMAP_BROKEN),
    "/map-bomb": (Answer(body=gzip.compress(b" " * 40_000_000)), Outcome.SITEMAP_BROKEN),
}


@pytest.fixture(scope="module")
def bad_crawl(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """One crawl of the server that does everything wrong."""
    engine = new_database(tmp_path_factory.mktemp("bad"))
    with serve() as server:
        _script(server)
        listed = [f"{server.url}{path}" for path in (*BAD_PAGES, "/hiccup")] + list(ELSEWHERE)
        server.routes["/feed"] = feed(*listed, "mailto:desk@harbour.example", "ftp://x.example/a")
        bad = outlet(
            server,
            feeds=tuple(f"{server.url}{path}" for path in ("/feed", *BAD_FEEDS)),
            sitemaps=tuple(f"{server.url}{path}" for path in BAD_SITEMAPS),
            concurrency=8,
        )
        end = crawl(engine, bad, page_timeout_seconds=2.0, hosts={"closed.example": "127.0.0.1"})
        yield SimpleNamespace(server=server, engine=engine, end=end, ended=outcomes(engine))
    engine.dispose()


def _script(server: ScriptedServer) -> None:
    for path, (answer, _) in (BAD_PAGES | BAD_FEEDS | BAD_SITEMAPS).items():
        server.routes[path] = answer
    server.routes["/robots.txt"] = robots("User-agent: *\nDisallow: /secret")
    server.routes["/new-place"] = article("A new place")
    server.routes["/hiccup"] = lambda earlier: (
        article("A hiccup") if earlier else Answer(status=503)
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "outcome"),
    [
        pytest.param(path, outcome, id=path)
        for path, (_, outcome) in (BAD_PAGES | BAD_FEEDS | BAD_SITEMAPS).items()
    ],
)
def test_each_page_ends_as_it_should(
    bad_crawl: SimpleNamespace, path: str, outcome: Outcome
) -> None:
    assert bad_crawl.ended[f"{bad_crawl.server.url}{path}"] is outcome


@pytest.mark.slow
@pytest.mark.parametrize(("url", "outcome"), ELSEWHERE.items())
def test_other_machines_are_refused_or_missed(
    bad_crawl: SimpleNamespace, url: str, outcome: Outcome
) -> None:
    assert bad_crawl.ended[url] is outcome


@pytest.mark.slow
def test_the_outcomes_are_those_of_the_requests_no_more_no_less(
    bad_crawl: SimpleNamespace,
) -> None:
    paths = ("/feed", "/hiccup", *BAD_PAGES, *BAD_FEEDS, *BAD_SITEMAPS)
    asked = {f"{bad_crawl.server.url}{path}" for path in paths} | set(ELSEWHERE)
    rows = outcome_rows(bad_crawl.engine)
    assert Counter(row.requested_url for row in rows) == Counter(asked)
    assert bad_crawl.end.exit_code == 0


@pytest.mark.slow
def test_only_what_may_pass_is_retried(bad_crawl: SimpleNamespace) -> None:
    times = Counter(bad_crawl.server.paths())
    assert bad_crawl.ended[f"{bad_crawl.server.url}/hiccup"] is Outcome.STORED_NEW
    assert (times["/hiccup"], times["/broken"]) == (2, 3)
    # Twisted itself repeats a request whose kept-alive connection turns out to be dead
    assert 3 <= times["/reset"] <= 6
    assert {times[path] for path in ("/missing", "/slow", "/later", "/huge", "/forbidden")} == {1}
    assert times["/secret"] == 0


@pytest.mark.slow
def test_details_are_for_a_person(bad_crawl: SimpleNamespace) -> None:
    details = {row.requested_url: row.detail for row in outcome_rows(bad_crawl.engine)}
    base = bad_crawl.server.url
    assert details[f"{base}/feed"].startswith(f"{len(BAD_PAGES) + 1 + len(ELSEWHERE)} entries")
    assert "2 without a usable address" in details[f"{base}/feed"]
    assert details[f"{base}/feed-empty"] == "0 entries"
    assert "local = true" in details[f"{base}/inward"]
    assert details[f"{base}/pdf"] == "application/pdf"


@pytest.mark.slow
def test_a_quiet_run_logs_nothing_but_warnings_about_size(bad_crawl: SimpleNamespace) -> None:
    lines = bad_crawl.end.stderr_tail.splitlines()
    assert [line for line in lines if "Traceback" in line or "ERROR" in line] == []


@pytest.mark.slow
def test_a_page_that_feed_and_sitemap_list_is_fetched_once(
    server: ScriptedServer, engine: Engine
) -> None:
    story = f"{server.url}/storm?id=1"
    server.routes["/storm?id=1"] = article("Storm")
    server.routes["/storm?id=1&utm_source=rss"] = article("Storm")
    server.routes["/feed"] = feed(
        f"{story}&utm_source=rss", dates={f"{story}&utm_source=rss": "Mon, 02 Mar 2026 10:00:00 Z"}
    )
    server.routes["/map"] = sitemap(story, f"{server.url}/storm?utm_medium=x&id=1#top")
    listing = outlet(server, feeds=(f"{server.url}/feed",), sitemaps=(f"{server.url}/map",))
    crawl(engine, listing)
    assert [path for path in server.paths() if path.startswith("/storm")] == [
        "/storm?id=1&utm_source=rss"
    ]
    with transaction(engine) as session:
        [stored] = session.scalars(select(Article))
        assert stored.url == story
        assert stored.published_at == datetime(2026, 3, 2, 10, tzinfo=UTC)
        assert stored.published_origin is DateOrigin.FEED


@pytest.mark.slow
def test_postgresql_gets_what_sqlite_gets(
    server: ScriptedServer, engine: Engine, postgresql_engine: Engine
) -> None:
    server.routes = {f"/{n}": article(f"Storm {n}") for n in range(5)}
    server.routes["/feed"] = feed(*(f"{server.url}/{n}" for n in range(6)))
    harbour = outlet(server, feeds=(f"{server.url}/feed",))
    crawl(engine, harbour)
    crawl(postgresql_engine, harbour)
    assert content(postgresql_engine) == content(engine)
    assert outcomes(postgresql_engine) == outcomes(engine)


@pytest.mark.slow
def test_a_second_crawl_asks_for_what_is_new_alone(server: ScriptedServer, engine: Engine) -> None:
    for n in range(3):
        server.routes[f"/{n}"] = article(f"Storm {n}")
    server.routes["/feed"] = feed(f"{server.url}/0", f"{server.url}/1")
    harbour = outlet(server, feeds=(f"{server.url}/feed",))
    crawl(engine, harbour)
    before = content(engine)
    server.routes["/feed"] = feed(f"{server.url}/1", f"{server.url}/2", f"{server.url}/0?utm_id=7")
    crawl(engine, harbour)
    assert server.paths().count("/0") == server.paths().count("/1") == 1
    assert outcomes(engine) == {
        f"{server.url}/feed": Outcome.FEED_READ,
        f"{server.url}/2": Outcome.STORED_NEW,
    }
    assert before["versions"] < content(engine)["versions"]


@pytest.mark.slow
def test_robots_that_cannot_be_had_close_the_host(tmp_path: Path) -> None:
    engine = new_database(tmp_path)
    with serve() as down, serve() as slow, serve() as bare:
        down.routes = {"/robots.txt": Answer(status=500), "/feed": feed()}
        slow.routes = {"/robots.txt": Answer(wait_seconds=30), "/feed": feed()}
        bare.routes = {"/robots.txt": Answer(status=404), "/feed": feed()}
        servers = {"down": down, "slow": slow, "bare": bare}
        outlets = [
            outlet(running, name=name, feeds=(f"{running.url}/feed",))
            for name, running in servers.items()
        ]
        crawl(engine, *outlets, page_timeout_seconds=1.0)
    rows = {row.requested_url: row for row in outcome_rows(engine)}
    assert rows[f"{down.url}/feed"].outcome is Outcome.REFUSED_BY_ROBOTS
    assert rows[f"{down.url}/feed"].detail == "robots.txt answers with status 500"
    assert rows[f"{slow.url}/feed"].outcome is Outcome.TIMED_OUT
    assert "robots.txt" in (rows[f"{slow.url}/feed"].detail or "")
    assert rows[f"{bare.url}/feed"].outcome is Outcome.FEED_READ
    assert down.paths() == slow.paths() == []
    engine.dispose()


@pytest.mark.slow
def test_another_outlets_host_is_not_a_way_in(engine: Engine) -> None:
    """A feed from the web must not lead to the machines of an outlet that is marked local."""
    with serve() as own, serve() as foreign:
        own.routes = {"/feed": feed(f"{own.url}/a"), "/a": article("Own")}
        # both are on 127.0.0.1; a name keeps them apart
        foreign.routes = {"/feed": feed(f"{own.url}/b"), "/b": article("Foreign")}
        base = f"http://foreign.example:{foreign.port}"
        crawl(
            engine,
            outlet(own, name="own", feeds=(f"{own.url}/feed",)),
            outlet(foreign, name="foreign", home=base, feeds=(f"{base}/feed",), local=False),
            hosts={"foreign.example": "127.0.0.1"},
        )
    ended = outcomes(engine)
    assert ended[f"{own.url}/a"] is Outcome.STORED_NEW
    assert ended[f"{own.url}/b"] is Outcome.REFUSED_ADDRESS


@pytest.mark.slow
def test_each_outlet_keeps_its_own_pace(engine: Engine) -> None:
    with serve() as calm, serve() as fast:
        for running in (calm, fast):
            links = [f"{running.url}/{n}" for n in range(4)]
            running.routes = {"/feed": feed(*links)}
            running.routes |= {f"/{n}": article(f"Storm {n}") for n in range(4)}
        fast.routes["/robots.txt"] = robots("User-agent: *\nCrawl-delay: 0.2")
        crawl(
            engine,
            outlet(calm, name="calm", feeds=(f"{calm.url}/feed",), delay_seconds=0.5),
            outlet(fast, name="fast", feeds=(f"{fast.url}/feed",), concurrency=4),
        )
    # From the feed to the last of four articles. A busy machine may take in the feed late.
    assert _span(calm) > 4 * 0.5 - 0.3
    assert 4 * 0.2 - 0.3 < _span(fast) < _span(calm)


def _span(server: ScriptedServer) -> float:
    times = [at for at, path in server.asked if path != "/robots.txt"]
    assert len(times) == 5
    return times[-1] - times[0]


@pytest.mark.slow
def test_max_pages_takes_the_newest_of_all_listings(server: ScriptedServer, engine: Engine) -> None:
    dates = {f"{server.url}/{n}": f"Mon, 0{n} Mar 2026 10:00:00 GMT" for n in range(1, 6)}
    server.routes = {f"/{n}": article(f"Storm {n}") for n in range(1, 6)}
    server.routes["/old"] = feed(*list(dates)[:3], dates=dates)
    server.routes["/new"] = feed(*list(dates)[3:], dates=dates)
    feeds = (f"{server.url}/old", f"{server.url}/new")
    crawl(engine, outlet(server, feeds=feeds), max_pages=3)
    assert server.paths()[2:] == ["/5", "/4", "/3"]


@pytest.mark.slow
def test_sitemap_indexes_are_followed(server: ScriptedServer, engine: Engine) -> None:
    server.routes = {
        "/index": sitemap_index(f"{server.url}/part-1", f"{server.url}/part-2"),
        "/part-1": sitemap(f"{server.url}/a"),
        "/part-2": sitemap_index(f"{server.url}/index", f"{server.url}/part-3"),
        "/part-3": sitemap(f"{server.url}/b", f"{server.url}/a"),
        "/a": article("Ashore"),
        "/b": article("Aboard"),
    }
    crawl(engine, outlet(server, sitemaps=(f"{server.url}/index",)))
    assert Counter(server.paths()) == Counter(list(server.routes))
    assert set(outcomes(engine).values()) == {Outcome.SITEMAP_READ, Outcome.STORED_NEW}


@pytest.mark.slow
def test_allow_and_deny_patterns_choose(server: ScriptedServer, engine: Engine) -> None:
    names = ("/news/a", "/news/b-live", "/sport/c")
    server.routes = {name: article(name) for name in names}
    server.routes["/feed"] = feed(*(f"{server.url}{name}" for name in names))
    chosen = outlet(server, feeds=(f"{server.url}/feed",), allow=("/news/",), deny=("-live$",))
    crawl(engine, chosen)
    assert server.paths() == ["/feed", "/news/a"]


@pytest.mark.slow
def test_patterns_choose_among_what_was_listed_before_them(
    server: ScriptedServer, engine: Engine
) -> None:
    names = ("/news/a", "/news/b-live", "/news/c")
    server.routes = {name: article(name) for name in names}
    server.routes["/feed"] = feed(*(f"{server.url}{name}" for name in names))
    feeds = (f"{server.url}/feed",)
    crawl(engine, outlet(server, feeds=feeds), max_pages=1)
    crawl(engine, outlet(server, feeds=feeds, deny=("-live$",)))
    assert server.paths() == ["/feed", "/news/a", "/feed", "/news/c"]


def _dated(n: int) -> ListedPage:
    at = datetime(2026, 1, 1 + n, tzinfo=UTC)
    claim = DateClaim(at=at, origin=DateOrigin.SITEMAP)
    return ListedPage(url=f"http://a.example/{n}", modified=claim)


def test_of_a_long_index_the_newest_are_followed() -> None:
    listing = SitemapListing(nested=tuple(_dated(n) for n in range(MAX_NESTED + 5)))
    followed = followed_sitemaps(listing, 0)
    assert followed[0].url == f"http://a.example/{MAX_NESTED + 4}"
    assert len(followed) == MAX_NESTED


def test_indexes_of_indexes_end() -> None:
    assert followed_sitemaps(SitemapListing(nested=(_dated(1),)), MAX_DEPTH) == []
