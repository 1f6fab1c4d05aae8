"""Which pages of a crawl become one article: the forms of one page, and not what declares so."""

import pytest
from sqlalchemy import Engine, select

from pipeline.outcomes import Outcome
from storage.database import transaction
from storage.models import Article
from tests.crawlers.running import crawl, outcomes, outlet
from tests.servers import Answer, ScriptedServer, article, feed

pytestmark = pytest.mark.slow  # each crawls, in a child process

NAMES = ("ferry", "bridge", "budget")


def page(name: str, *, declared: str) -> Answer:
    answer = article(f"The {name} of the town")
    link = f'<link rel="canonical" href="{declared}"></head>'.encode()
    body = answer.body.replace(b"</head>", link, 1)
    assert body != answer.body
    return Answer(body=body)


def addresses(engine: Engine) -> list[str]:
    with transaction(engine) as session:
        return sorted(session.scalars(select(Article.url)))


@pytest.mark.parametrize(
    "declared", ["/", "/news/", "/news/page/2", "/news/the-latest-of-all", "https://b.example/{}"]
)
def test_a_canonical_that_pages_share_or_cannot_have_is_not_believed(
    engine: Engine, server: ScriptedServer, declared: str
):
    urls = [f"{server.url}/news/{name}" for name in NAMES]
    server.routes = {"/rss": feed(*urls)} | {
        f"/news/{name}": page(name, declared=declared.format(name)) for name in NAMES
    }
    harbour = outlet(server, feeds=(f"{server.url}/rss",))
    assert crawl(engine, harbour).exit_code == 0
    assert [outcomes(engine)[url] for url in urls] == [Outcome.STORED_NEW] * 3
    assert addresses(engine) == sorted(urls)


def test_the_forms_of_a_page_are_one_article(engine: Engine, server: ScriptedServer):
    port = server.url.rpartition(":")[2]
    names = ("www.harbour.example", "harbour.example", "m.harbour.example")
    forms = [
        *(f"http://{name}:{port}/ferry" for name in names),
        f"http://harbour.example:{port}/ferry/amp",
        f"http://harbour.example:{port}/ferry?outputType=amp&utm_source=rss",
        f"http://harbour.example:{port}/ferry;jsessionid=7?print=1",
    ]
    server.routes = {"/rss": feed(*forms)} | dict.fromkeys(
        ("/ferry", "/ferry/amp", "/ferry?outputType=amp&utm_source=rss"), article("The ferry")
    )
    harbour = outlet(server, feeds=(f"{server.url}/rss",))
    assert crawl(engine, harbour, hosts=dict.fromkeys(names, "127.0.0.1")).exit_code == 0
    assert addresses(engine) == [forms[0]]
    assert server.paths().count("/ferry") == 1
