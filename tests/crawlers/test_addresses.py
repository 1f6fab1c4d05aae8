"""Re-crawls of given addresses."""

import pytest
from sqlalchemy import Engine

from crawlers.settings import CrawlMode
from pipeline.outcomes import Outcome
from tests.crawlers.running import content, crawl, outcomes, outlet
from tests.servers import Answer, ScriptedServer, article, feed, page

pytestmark = pytest.mark.usefixtures("forked_crawls")


@pytest.mark.slow
def test_known_pages_are_asked_for_again(server: ScriptedServer, engine: Engine) -> None:
    names = ("same", "edited", "withdrawn")
    urls = [f"{server.url}/{name}" for name in names]
    server.routes = {f"/{name}": article(f"Storm {name}") for name in names}
    server.routes["/feed"] = feed(*urls)
    harbour = outlet(server, feeds=(f"{server.url}/feed",))
    crawl(engine, harbour)

    server.routes["/edited"] = page(
        "Storm edited",
        "The harbour office has corrected what it had said about the storm on Monday.",
        "One person was hurt after all, the mayor now says, and the ferries sail tomorrow.",
        "The report will come at the end of the month as promised, said a spokeswoman.",
    )
    server.routes["/withdrawn"] = Answer(status=410)
    server.routes["/unknown"] = article("Storm never listed")
    asked = [*urls, urls[0] + "?utm_source=again", f"{server.url}/unknown", "no address"]
    crawl(
        engine,
        harbour,
        mode=CrawlMode.RECRAWL,
        urls=tuple(("harbour-post", url) for url in asked),
    )
    assert outcomes(engine) == {
        urls[0]: Outcome.UNCHANGED,
        urls[1]: Outcome.STORED_VERSION,
        urls[2]: Outcome.GONE,
        f"{server.url}/unknown": Outcome.STORED_NEW,
        "no address": Outcome.REFUSED_ADDRESS,
    }
    numbers = {(url, number) for url, number, *_ in content(engine)["versions"]}
    assert numbers == {(urls[0], 1), (urls[1], 1), (urls[1], 2), (urls[2], 1)} | {
        (f"{server.url}/unknown", 1)
    }
