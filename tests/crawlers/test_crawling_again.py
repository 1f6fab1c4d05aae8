"""Crawl after crawl: what is asked for again, what is not, and what becomes of known articles."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from crawlers.catalogue import OptOuts, Outlet
from crawlers.settings import CrawlMode
from crawlers.spiders.outlet import MAX_OPEN
from pipeline.outcomes import Outcome
from storage.database import transaction
from storage.models import Article, ArticleAlias, Feed, Frontier, Version
from tests.crawlers.running import content, crawl, outcome_rows, outcomes, outlet
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

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("forked_crawls")]

LONG = "".join(
    f"<p>The harbour office said on Monday that berth {n} would be closed until the storm had "
    "passed, and that ferries would leave from the old quay instead. Nobody was hurt.</p>"
    for n in range(5)
)


def rows(engine: Engine, model: type[Any]) -> list[Any]:
    with transaction(engine) as session:
        found = list(session.scalars(select(model).order_by(model.id)))
        session.expunge_all()
        return found


def only(engine: Engine, model: type[Any]) -> Any:
    [row] = rows(engine, model)
    return row


def let_it_be_due(engine: Engine) -> None:
    """Let the time of every next try have come."""
    with transaction(engine) as session:
        past = datetime.now(UTC) - timedelta(seconds=1)
        session.execute(
            update(Frontier).where(Frontier.next_try_at.is_not(None)).values(next_try_at=past)
        )


def harbour_of(server: ScriptedServer, **fields: Any) -> Outlet:
    return outlet(server, feeds=(f"{server.url}/feed",), **fields)


def test_a_page_without_an_article_is_not_asked_for_in_every_crawl(
    server: ScriptedServer, engine: Engine
) -> None:
    pages = {
        "/empty": Answer(body=b"<html></html>"),
        "/pdf": Answer(body=b"%PDF", content_type="application/pdf"),
        "/gone": Answer(status=410),
        "/missing": Answer(status=404),
        "/secret": article("A secret"),
    }
    server.routes = pages | {
        "/robots.txt": robots("User-agent: *\nDisallow: /secret"),
        "/feed": lambda earlier: feed(
            *(f"{server.url}{path}" for path in pages), head="x" * earlier
        ),
    }
    for _ in range(3):
        crawl(engine, harbour_of(server))
        assert outcomes(engine)[f"{server.url}/feed"] is Outcome.FEED_READ
    asked = Counter(server.paths())
    assert {path: asked[path] for path in pages} == dict.fromkeys(pages, 1) | {"/secret": 0}
    kept = {entry.listed_url: entry.last_outcome for entry in rows(engine, Frontier)}
    assert kept == {
        f"{server.url}/empty": Outcome.NO_BODY,
        f"{server.url}/pdf": Outcome.NOT_HTML,
        f"{server.url}/gone": Outcome.GONE,
        f"{server.url}/missing": Outcome.GONE,
        f"{server.url}/secret": Outcome.REFUSED_BY_ROBOTS,
    }


def test_a_page_that_fails_is_asked_for_again_in_its_time(
    server: ScriptedServer, engine: Engine
) -> None:
    server.routes = {
        "/feed": feed(f"{server.url}/a"),
        # three times in one crawl: the crawl itself tries again at once
        "/a": lambda earlier: article("Ashore") if earlier >= 3 else Answer(status=500),
    }
    harbour = harbour_of(server)
    crawl(engine, harbour)
    assert only(engine, Frontier).attempts == 1
    crawl(engine, harbour)
    assert outcomes(engine) == {f"{server.url}/feed": Outcome.NOT_MODIFIED}
    let_it_be_due(engine)
    crawl(engine, harbour, listings=())  # its feed is not due; what it listed is
    assert outcomes(engine) == {f"{server.url}/a": Outcome.STORED_NEW}
    assert rows(engine, Frontier) == []


def test_a_limited_crawl_leaves_the_rest_to_the_next(
    server: ScriptedServer, engine: Engine
) -> None:
    names = [f"/{n}" for n in range(5)]
    server.routes = {name: article(f"Storm {name}") for name in names}
    server.routes["/feed"] = feed(*(f"{server.url}{name}" for name in names))
    for expected in (2, 4, 5):
        crawl(engine, harbour_of(server), max_pages=2)
        assert len(content(engine)["articles"]) == expected
    assert Counter(server.paths()) == Counter([*names, "/feed", "/feed", "/feed"])


def test_a_long_listing_is_asked_for_in_parts(server: ScriptedServer, engine: Engine) -> None:
    count = 2 * MAX_OPEN + 10
    server.routes = {f"/{n}": Answer(status=410) for n in range(count)}
    server.routes["/feed"] = feed(*(f"{server.url}/{n}" for n in range(count)))
    crawl(engine, harbour_of(server, concurrency=8))
    assert Counter(outcomes(engine).values()) == {Outcome.GONE: count, Outcome.FEED_READ: 1}
    assert Counter(server.paths()) == Counter([f"/{n}" for n in range(count)] + ["/feed"])


def test_an_article_that_its_listing_says_was_modified_is_asked_for_again(
    server: ScriptedServer, engine: Engine
) -> None:
    server.routes = {
        "/map": sitemap(f"{server.url}/a", f"{server.url}/b", modified="2026-03-01T10:00:00Z"),
        "/a": article("Ashore"),
        "/b": article("Aboard"),
    }
    harbour = outlet(server, sitemaps=(f"{server.url}/map",))
    crawl(engine, harbour)
    server.routes["/map"] = sitemap(f"{server.url}/a", modified=_soon())
    server.routes["/a"] = article("Adrift")
    crawl(engine, harbour)
    assert server.paths().count("/a") == 1  # not within ten minutes of the last time
    let_it_be_due(engine)
    crawl(engine, harbour)
    assert outcomes(engine) == {
        f"{server.url}/map": Outcome.NOT_MODIFIED,
        f"{server.url}/a": Outcome.STORED_VERSION,
    }
    server.routes["/map"] = sitemap(f"{server.url}/a", modified="2026-03-01T11:00:00Z")
    crawl(engine, harbour)
    assert outcomes(engine) == {f"{server.url}/map": Outcome.SITEMAP_READ}
    assert Counter(server.paths()) == {"/map": 4, "/a": 2, "/b": 1}


def _soon() -> str:
    return (datetime.now(UTC) + timedelta(seconds=1)).isoformat()


def test_an_address_of_the_latest_article_leads_to_each_in_turn(
    server: ScriptedServer, engine: Engine
) -> None:
    server.routes = {
        "/latest": lambda earlier: redirect("/tuesday" if earlier else "/monday"),
        "/monday": article("Monday"),
        "/tuesday": article("Tuesday"),
    }
    urls = (("harbour-post", f"{server.url}/latest"),)
    for _ in range(2):
        crawl(engine, outlet(server), mode=CrawlMode.RECRAWL, urls=urls)
        assert outcomes(engine) == {f"{server.url}/latest": Outcome.STORED_NEW}
    monday, tuesday = rows(engine, Article)
    assert (monday.url, tuesday.url) == (f"{server.url}/monday", f"{server.url}/tuesday")
    assert (monday.version_count, monday.moved_to_id) == (1, None)
    leads_to = {alias.url: alias.article_id for alias in rows(engine, ArticleAlias)}
    assert leads_to[f"{server.url}/latest"] == tuesday.id


def test_articles_that_are_gone_or_moved_are_marked_and_kept(
    server: ScriptedServer, engine: Engine
) -> None:
    names = ("/stays", "/goes", "/moves")
    server.routes = {name: article(name) for name in names}
    server.routes["/feed"] = feed(*(f"{server.url}{name}" for name in names))
    harbour = harbour_of(server)
    crawl(engine, harbour)
    before = content(engine)
    server.routes |= {"/goes": Answer(status=404), "/moves": redirect("/stays", 301)}
    urls = tuple((harbour.name, f"{server.url}{name}") for name in names)
    crawl(engine, harbour, mode=CrawlMode.RECRAWL, urls=urls)
    assert outcomes(engine) == {
        f"{server.url}/stays": Outcome.UNCHANGED,
        f"{server.url}/goes": Outcome.GONE,
        f"{server.url}/moves": Outcome.UNCHANGED,
    }
    found = {row.url.rpartition("/")[2]: row for row in rows(engine, Article)}
    assert (found["stays"].gone_at, found["stays"].moved_to_id) == (None, None)
    assert found["goes"].gone_at is not None
    assert (found["moves"].gone_at, found["moves"].moved_to_id) == (None, found["stays"].id)
    assert content(engine) == before
    server.routes |= {name: article(name) for name in names}
    crawl(engine, harbour, mode=CrawlMode.RECRAWL, urls=urls)
    for row in rows(engine, Article):
        assert (row.gone_at, row.moved_to_id) == (None, None)


def test_every_name_that_a_page_has_is_an_alias(server: ScriptedServer, engine: Engine) -> None:
    head = (
        f'<link rel="canonical" href="{server.url}/canonical">'
        f'<meta property="og:url" content="{server.url}/shared">'
    )
    texts = ["Nobody was hurt when the crane fell across the quay on Monday morning."] * 3
    server.routes = {
        "/feed": feed(f"{server.url}/short"),
        "/short": redirect("/hop"),
        "/hop": redirect("/long"),
        "/long": page("A crane falls", *texts, head=head),
    }
    crawl(engine, harbour_of(server))
    aliases = {alias.url.removeprefix(server.url) for alias in rows(engine, ArticleAlias)}
    assert aliases == {"/short", "/hop", "/long", "/canonical", "/shared"}
    assert only(engine, Article).url == f"{server.url}/canonical"


FAILURES: dict[str, tuple[Answer, str]] = {
    "robots": (article("A secret"), "refused-by-robots"),
    "forbidden": (Answer(status=403), "http-error: status 403"),
    "empty": (Answer(body=b"<html></html>"), "no-body"),
    "pdf": (Answer(body=b"%PDF", content_type="application/pdf"), "not-html: application/pdf"),
}


@pytest.mark.parametrize("path", FAILURES)
def test_the_text_of_the_feed_is_used_when_the_page_is_not_to_be_had(
    server: ScriptedServer, engine: Engine, path: str
) -> None:
    answer, why = FAILURES[path]
    url = f"{server.url}/{path}"
    server.routes = {
        "/robots.txt": robots("User-agent: *\nDisallow: /robots"),
        "/feed": feed(url, texts={url: f"{LONG}<p>Read more: <a href='/x'>Elsewhere</a></p>"}),
        f"/{path}": answer,
    }
    crawl(engine, harbour_of(server))
    [row] = [row for row in outcome_rows(engine) if row.requested_url == url]
    assert row.outcome is Outcome.STORED_NEW
    assert row.detail is not None
    assert row.detail.startswith(f"the text is that of its feed ({why}")
    version = only(engine, Version)
    assert version.title == "Item 0"
    assert len(version.body.split("\n\n")) == 5  # the promotion is cleaned off
    assert only(engine, Article).url == url
    assert rows(engine, Frontier) == []


def test_a_page_that_fails_for_now_is_waited_for_before_its_feeds_text_is_used(
    server: ScriptedServer, engine: Engine
) -> None:
    url = f"{server.url}/a"
    server.routes = {"/feed": feed(url, texts={url: LONG}), "/a": Answer(status=500)}
    ended = []
    for _ in range(3):
        crawl(engine, harbour_of(server))
        ended.append(outcomes(engine)[url])
        let_it_be_due(engine)
    assert ended == [Outcome.HTTP_ERROR, Outcome.HTTP_ERROR, Outcome.STORED_NEW]


def test_the_page_goes_before_its_feeds_text(server: ScriptedServer, engine: Engine) -> None:
    url = f"{server.url}/a"
    server.routes = {"/feed": feed(url, texts={url: LONG}), "/a": article("Ashore")}
    crawl(engine, harbour_of(server))
    assert "Ashore" in only(engine, Version).title


def test_a_teaser_is_no_article(server: ScriptedServer, engine: Engine) -> None:
    url = f"{server.url}/a"
    server.routes = {
        "/feed": feed(url, texts={url: "<p>A crane fell on Monday. Read on at our site.</p>"}),
        "/a": Answer(status=403),
    }
    crawl(engine, harbour_of(server))
    assert outcomes(engine)[url] is Outcome.HTTP_ERROR


RESERVED = '<meta name="robots" content="noai">'


@pytest.mark.parametrize("own", [None, OptOuts.OBEY], ids=["setting", "catalogue"])
def test_opt_outs_are_recorded_or_obeyed(
    server: ScriptedServer, engine: Engine, own: OptOuts | None
) -> None:
    text = "The harbour office said that the crane had fallen and that nobody was hurt at all."
    url = f"{server.url}/a"
    server.routes = {
        "/feed": feed(url, f"{server.url}/b", texts={url: LONG}),
        "/a": page("Reserved", text, text, head=RESERVED),
        "/b": page("Free", text, text),
    }
    crawl(engine, harbour_of(server))
    found = {row.url: row.opt_outs for row in rows(engine, Article)}
    assert found == {url: ["noai"], f"{server.url}/b": []}
    server.routes["/feed"] = feed(f"{url}?2", texts={f"{url}?2": LONG})
    server.routes["/a?2"] = server.routes["/a"]
    setting = OptOuts.RECORD if own else OptOuts.OBEY
    crawl(engine, harbour_of(server, opt_outs=own), opt_outs=setting)
    row = next(row for row in outcome_rows(engine) if row.requested_url == f"{url}?2")
    assert (row.outcome, row.detail) == (Outcome.REFUSED_BY_OPT_OUT, "the page says noai")
    assert len(rows(engine, Version)) == 2


def test_section_pages_list_articles(server: ScriptedServer, engine: Engine) -> None:
    links = "".join(
        f'<article><h2><a href="/2026/03/02/storm-number-{n}-hits-the-coast">Storm number {n} hits '
        "the coast and closes the harbour</a></h2></article>"
        for n in range(4)
    )
    server.routes = {
        f"/2026/03/02/storm-number-{n}-hits-the-coast": article(f"Storm {n}") for n in range(4)
    }
    server.routes |= {
        "/town": Answer(body=f"<html><body>{links}</body></html>".encode()),
        "/data": Answer(body=b"{}", content_type="application/json"),
    }
    crawl(engine, outlet(server, sections=(f"{server.url}/town", f"{server.url}/data")))
    assert Counter(outcomes(engine).values()) == {
        Outcome.SECTION_READ: 1,
        Outcome.NOT_HTML: 1,
        Outcome.STORED_NEW: 4,
    }


def test_listings_learn_their_pace(server: ScriptedServer, engine: Engine) -> None:
    server.routes = {
        "/feed": Answer(
            body=feed(f"{server.url}/a").body, headers={"Cache-Control": "max-age=7200"}
        ),
        "/ttl": feed(f"{server.url}/a", head="<ttl>180</ttl>"),
        "/gone": Answer(status=410),
        "/moved": redirect("/feed", 301),
        "/a": article("Ashore"),
    }
    feeds = tuple(f"{server.url}{path}" for path in ("/feed", "/ttl", "/gone", "/moved"))
    crawl(engine, outlet(server, feeds=feeds, poll_max_minutes=150))
    found = {row.url.removeprefix(server.url): row for row in rows(engine, Feed)}
    waits = {
        path: round((row.next_fetch_at - row.last_fetched_at).total_seconds() / 60)
        for path, row in found.items()
    }
    assert waits == {"/feed": 120, "/ttl": 150, "/gone": 7 * 24 * 60, "/moved": 120}
    assert found["/gone"].retired_at is not None
    assert found["/feed"].last_new_at is not None
    details = {
        row.requested_url.removeprefix(server.url): row.detail for row in outcome_rows(engine)
    }
    assert details["/moved"] == f"1 entries; moved for good to {server.url}/feed"


def test_an_index_has_the_pace_of_what_is_behind_it(server: ScriptedServer, engine: Engine) -> None:
    server.routes = {
        "/index": sitemap_index(f"{server.url}/inner"),
        "/inner": sitemap_index(f"{server.url}/part"),
        "/part": sitemap(*(f"{server.url}/{n}" for n in range(4))),
    }
    harbour = outlet(server, sitemaps=(f"{server.url}/index",))
    crawl(engine, harbour)
    first = only(engine, Feed)
    server.routes["/part"] = sitemap(*(f"{server.url}/{n}" for n in range(4, 8)))
    crawl(engine, harbour)
    assert only(engine, Feed).interval_seconds == first.interval_seconds / 2


def test_only_the_listings_of_the_job_are_read(server: ScriptedServer, engine: Engine) -> None:
    server.routes = {"/feed": feed(), "/other": feed()}
    feeds = (f"{server.url}/feed", f"{server.url}/other")
    harbour = outlet(server, feeds=feeds)
    crawl(engine, harbour, listings=((harbour.name, feeds[1]),))
    assert server.paths() == ["/other"]


def test_a_stranger_cannot_settle_what_becomes_of_an_outlets_pages(engine: Engine) -> None:
    """A feed lists pages that its own outlet must not reach; then their outlet lists them."""
    with serve() as own, serve() as foreign:
        url = f"http://own.example:{own.port}"
        own.routes = {"/feed": feed(f"{url}/a"), "/a": article("Own")}
        foreign.routes = {"/feed": feed(f"{url}/a")}
        hosts = {"own.example": "127.0.0.1"}
        stranger = outlet(foreign, name="foreign", feeds=(f"{foreign.url}/feed",))
        crawl(engine, stranger)  # knows no such name, and does not get there
        owner = outlet(own, name="own", home=f"{url}/", feeds=(f"{url}/feed",))
        crawl(engine, owner, hosts=hosts)
        assert outcomes(engine)[f"{url}/a"] is Outcome.STORED_NEW


Scene = Callable[[int], Answer]


def test_the_sum_of_outcomes_is_that_of_requests_in_every_crawl(
    server: ScriptedServer, engine: Engine
) -> None:
    """Several crawls of an outlet that changes; each asks for each page once, and counts it."""
    names = [f"/{n}" for n in range(8)]
    kinds: list[Scene] = [
        lambda earlier: Answer(body=article("Ashore").body, etag='"a"'),
        lambda earlier: article(f"Storm {earlier}"),
        lambda earlier: Answer(status=410 if earlier else 200, body=article("Gone").body),
        lambda earlier: redirect("/0"),
    ]
    server.routes = {name: kinds[n % len(kinds)] for n, name in enumerate(names)}
    links = [f"{server.url}{name}" for name in names]
    server.routes["/feed"] = lambda earlier: Answer(
        body=feed(*links[: 2 + 3 * earlier]).body, etag=f'"{min(earlier, 2)}"'
    )
    server.routes["/map"] = lambda earlier: sitemap(*links, modified=_soon())
    harbour = outlet(server, feeds=(f"{server.url}/feed",), sitemaps=(f"{server.url}/map",))
    for _ in range(4):
        before = len(server.paths())
        crawl(engine, harbour)
        let_it_be_due(engine)
        asked = Counter(server.paths()[before:])
        # what /3 and /7 lead to is a request of Scrapy's, for the same page
        asked["/0"] -= asked["/3"] + asked["/7"]
        counted = Counter(
            row.requested_url.removeprefix(server.url) for row in outcome_rows(engine)
        )
        assert +asked == counted
