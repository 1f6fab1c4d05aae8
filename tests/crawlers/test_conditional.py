"""Which requests carry validators, and what becomes of pages that have not changed."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from scrapy import Request
from sqlalchemy import Engine, select, text, update

from crawlers.catalogue import Outlet
from crawlers.conditional import VALIDATORS, ConditionalGet
from crawlers.extract import EXTRACTOR
from crawlers.items import Wanted
from crawlers.settings import CrawlMode
from pipeline.outcomes import Outcome
from pipeline.records import PageKind, Validators
from storage.articles import record_pages
from storage.database import transaction
from storage.models import Article, Feed, Frontier, Validator, Version
from storage.removals import remove_articles
from storage.sources import name_sources
from tests.crawlers.running import crawl, make_job, outcome_rows, outcomes, outlet
from tests.servers import Answer, ScriptedServer, article, feed, redirect, sitemap, sitemap_index
from tests.storage.newsroom import make_ending, make_page

pytestmark = pytest.mark.usefixtures("forked_crawls")

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
URL = "https://harbour.example/crane"
FEED = "https://harbour.example/rss"
TAGGED = Validators(etag='"1"', last_modified="Mon, 02 Mar 2026 10:00:00 GMT", body_sha256="a" * 64)


@pytest.fixture
def stored(engine: Engine) -> Engine:
    """A database with an article and a feed that were read."""
    job = make_job(engine)
    article_page = replace(make_page(URL, final_url=URL), validators=TAGGED, extractor=EXTRACTOR)
    feed_page = replace(make_ending(Outcome.FEED_READ, FEED, kind=PageKind.FEED), validators=TAGGED)
    with transaction(engine) as session:
        source_id = name_sources(session, ["harbour-post"], now=NOW)["harbour-post"]
        pages = [(source_id, article_page), (source_id, feed_page)]
        record_pages(session, pages, run_id=job.run_id)
    return engine


def ask(
    engine: Engine, url: str = URL, *, ignore: bool = False, **wanted: Any
) -> tuple[Request, dict[str, str]]:
    """A request as it leaves the middleware, and the headers that it got."""
    fields = {"outlet": "harbour-post", "url": url, "kind": PageKind.ARTICLE, "known": True}
    request = Request(url, cb_kwargs={"wanted": Wanted(**fields | wanted)})
    ConditionalGet(engine, ignore=ignore).process_request(request)
    return request, {
        name.decode(): request.headers[name].decode() for name in request.headers if b"If" in name
    }


BOTH = {"If-None-Match": '"1"', "If-Modified-Since": "Mon, 02 Mar 2026 10:00:00 GMT"}


def test_what_is_stored_is_asked_for_by_its_validators(stored: Engine) -> None:
    request, headers = ask(stored)
    assert headers == BOTH
    assert request.meta[VALIDATORS] == TAGGED
    assert ask(stored, FEED, kind=PageKind.FEED, known=False)[1] == BOTH


def test_a_page_that_was_never_read_is_asked_for_without(stored: Engine) -> None:
    assert ask(stored, f"{URL}-2")[1] == {}
    assert ask(stored, known=False)[1] == {}


def test_validators_may_be_ignored(stored: Engine) -> None:
    assert ask(stored, ignore=True)[1] == {}


def test_an_article_that_is_not_stored_any_more_is_asked_for_without(stored: Engine) -> None:
    with transaction(stored) as session:
        remove_articles(session, session.scalars(select(Article.id)).all())
    assert ask(stored)[1] == {}
    assert ask(stored, FEED, kind=PageKind.FEED)[1] == BOTH


def test_a_page_that_another_extraction_read_is_asked_for_without(stored: Engine) -> None:
    with transaction(stored) as session:
        session.execute(update(Validator).values(extractor="0"))
    assert ask(stored)[1] == {}


def test_a_redirect_takes_no_validators_along(stored: Engine) -> None:
    """Scrapy hands the headers of a request on to where it is redirected to."""
    request, _ = ask(stored)
    onward = request.replace(url=f"{URL}-moved")
    ConditionalGet(stored, ignore=False).process_request(onward)
    assert VALIDATORS not in onward.meta
    assert "If-None-Match" not in onward.headers
    assert "If-Modified-Since" not in onward.headers


def test_requests_of_our_own_parts_are_left_alone(stored: Engine) -> None:
    request = Request("https://harbour.example/robots.txt")
    ConditionalGet(stored, ignore=False).process_request(request)
    assert "If-None-Match" not in request.headers


def test_without_a_database_it_asks_plainly(stored: Engine) -> None:
    with stored.begin() as connection:
        connection.execute(text("DROP TABLE validator"))
    assert ask(stored)[1] == {}


def with_tag(answer: Answer, tag: str) -> Answer:
    """The answer, which its server knows again by an ETag."""
    return replace(answer, etag=tag)


@pytest.fixture
def harbour(server: ScriptedServer) -> Outlet:
    """An outlet whose server knows its pages again."""
    server.routes = {
        "/feed": with_tag(feed(f"{server.url}/a"), '"f1"'),
        "/a": with_tag(article("Ashore"), '"a1"'),
    }
    return outlet(server, feeds=(f"{server.url}/feed",))


def recrawl(engine: Engine, harbour: Outlet, *paths: str, **fields: Any) -> None:
    """Fetch pages of an outlet again."""
    urls = tuple((harbour.name, f"{harbour.home.rstrip('/')}{path}") for path in paths)
    crawl(engine, harbour, mode=CrawlMode.RECRAWL, urls=urls, **fields)


@pytest.mark.slow
def test_a_feed_that_is_not_modified_is_not_read(
    server: ScriptedServer, engine: Engine, harbour: Outlet
) -> None:
    crawl(engine, harbour)
    crawl(engine, harbour)
    assert server.headers["/feed"][0].get("If-None-Match") is None
    assert server.headers["/feed"][1]["If-None-Match"] == '"f1"'
    assert outcomes(engine) == {f"{server.url}/feed": Outcome.NOT_MODIFIED}
    assert server.paths() == ["/feed", "/a", "/feed"]


@pytest.mark.slow
def test_an_article_that_is_not_modified_was_seen(
    server: ScriptedServer, engine: Engine, harbour: Outlet
) -> None:
    crawl(engine, harbour)
    with transaction(engine) as session:
        before = session.scalars(select(Article.last_seen_at)).one()
    recrawl(engine, harbour, "/a")
    [row] = outcome_rows(engine)
    assert (row.outcome, row.status) == (Outcome.NOT_MODIFIED, 304)
    with transaction(engine) as session:
        [stored] = session.scalars(select(Article))
        assert (row.article_id, stored.version_count) == (stored.id, 1)
        assert stored.last_seen_at > before


@pytest.mark.slow
def test_what_its_server_does_not_know_again_is_known_by_its_bytes(
    server: ScriptedServer, engine: Engine
) -> None:
    server.routes = {"/feed": feed(f"{server.url}/a"), "/a": article("Ashore")}
    bare = outlet(server, feeds=(f"{server.url}/feed",))
    crawl(engine, bare)
    crawl(engine, bare)
    [listing] = outcome_rows(engine)
    recrawl(engine, bare, "/a")
    [page] = outcome_rows(engine)
    same = "byte for byte as before"
    assert (listing.outcome, listing.detail) == (Outcome.NOT_MODIFIED, same)
    assert (page.outcome, page.detail) == (Outcome.UNCHANGED, same)
    assert page.article_id is not None
    recrawl(engine, bare, "/a", ignore_validators=True)
    [page] = outcome_rows(engine)
    assert (page.outcome, page.detail) == (Outcome.UNCHANGED, None)


@pytest.mark.slow
def test_forced_a_page_is_fetched_and_read_whatever_its_server_says(
    server: ScriptedServer, engine: Engine, harbour: Outlet
) -> None:
    crawl(engine, harbour)
    # The server says "as before" by a tag that it should have changed.
    server.routes["/a"] = with_tag(article("Adrift"), '"a1"')
    recrawl(engine, harbour, "/a")
    assert outcomes(engine) == {f"{server.url}/a": Outcome.NOT_MODIFIED}
    recrawl(engine, harbour, "/a", ignore_validators=True)
    assert outcomes(engine) == {f"{server.url}/a": Outcome.STORED_VERSION}


@pytest.mark.slow
def test_a_better_extraction_reads_pages_that_have_not_changed(
    server: ScriptedServer, engine: Engine, harbour: Outlet
) -> None:
    crawl(engine, harbour)
    with transaction(engine) as session:
        session.execute(update(Validator).values(extractor="0"))
        session.execute(update(Version).values(extractor="0", title="Misread", text_sha256="0"))
    recrawl(engine, harbour, "/a")
    assert outcomes(engine) == {f"{server.url}/a": Outcome.STORED_VERSION}
    recrawl(engine, harbour, "/a")
    assert outcomes(engine) == {f"{server.url}/a": Outcome.NOT_MODIFIED}


@pytest.mark.slow
def test_an_address_that_leads_to_an_older_page_now_is_not_taken_for_unchanged(
    server: ScriptedServer, engine: Engine
) -> None:
    """A server that compares dates says 304 of an older page to the date of a newer one."""
    noon, nine = "Mon, 02 Mar 2026 12:00:00 GMT", "Mon, 02 Mar 2026 09:00:00 GMT"
    targets = {"first": "/noon", "second": "/nine"}
    server.routes = {
        "/latest": lambda earlier: redirect(targets["second" if earlier else "first"]),
        "/noon": Answer(body=article("Noon").body, last_modified=noon),
        "/nine": _not_after(article("Nine"), nine),
    }
    harbour = outlet(server)
    for _ in range(2):
        recrawl(engine, harbour, "/latest")
    assert "If-Modified-Since" not in server.headers["/nine"][0]
    assert outcomes(engine) == {f"{server.url}/latest": Outcome.STORED_NEW}
    recrawl(engine, harbour, "/latest")
    assert server.headers["/nine"][1]["If-Modified-Since"] == nine
    assert outcomes(engine) == {f"{server.url}/latest": Outcome.NOT_MODIFIED}


def _not_after(answer: Answer, when: str) -> Answer:
    return Answer(body=answer.body, last_modified=when)


@pytest.mark.slow
def test_validators_never_keep_us_from_a_page_whose_article_is_not_stored(
    server: ScriptedServer, engine: Engine
) -> None:
    """A page that holds no article, is not there, and then holds one, all under one tag."""
    answers = [Answer(body=b"<html></html>"), Answer(status=404), article("Ashore")]
    server.routes = {
        "/feed": feed(f"{server.url}/a"),
        "/a": lambda earlier: with_tag(answers[earlier], '"e"'),
    }
    harbour = outlet(server, feeds=(f"{server.url}/feed",))
    for _ in answers:
        crawl(engine, harbour)
        with transaction(engine) as session:
            session.execute(update(Frontier).values(next_try_at=NOW))
    assert all("If-None-Match" not in headers for headers in server.headers["/a"])
    with transaction(engine) as session:
        assert session.scalars(select(Article.url)).all() == [f"{server.url}/a"]


@pytest.mark.slow
def test_an_index_does_not_hide_what_is_new_behind_it(
    server: ScriptedServer, engine: Engine
) -> None:
    server.routes = {
        "/index": with_tag(sitemap_index(f"{server.url}/part", f"{server.url}/still"), '"i"'),
        "/part": with_tag(sitemap(f"{server.url}/a"), '"p1"'),
        "/still": with_tag(sitemap(f"{server.url}/a"), '"s1"'),
        "/a": article("Ashore"),
        "/b": article("Aboard"),
    }
    harbour = outlet(server, sitemaps=(f"{server.url}/index",))
    crawl(engine, harbour)
    server.routes["/part"] = with_tag(sitemap(f"{server.url}/a", f"{server.url}/b"), '"p2"')
    crawl(engine, harbour)
    assert outcomes(engine) == {
        f"{server.url}/index": Outcome.SITEMAP_READ,
        f"{server.url}/part": Outcome.SITEMAP_READ,
        f"{server.url}/still": Outcome.NOT_MODIFIED,
        f"{server.url}/b": Outcome.STORED_NEW,
    }
    with transaction(engine) as session:
        [index] = session.scalars(select(Feed))
        assert index.last_new_at is not None
        assert index.interval_seconds == 1800  # one of three is new: neither few nor many


@pytest.mark.slow
def test_a_feed_that_is_cut_off_is_read_again_though_its_server_says_it_is_as_before(
    server: ScriptedServer, engine: Engine
) -> None:
    whole = feed(f"{server.url}/a", f"{server.url}/b").body
    cut = Answer(body=whole[: whole.rindex(b"<item>")], etag='"f"')
    server.routes = {"/feed": cut, "/a": article("Ashore"), "/b": article("Aboard")}
    harbour = outlet(server, feeds=(f"{server.url}/feed",))
    crawl(engine, harbour)
    server.routes["/feed"] = Answer(body=whole, etag='"f"')
    crawl(engine, harbour)
    assert f"{server.url}/b" in outcomes(engine)
