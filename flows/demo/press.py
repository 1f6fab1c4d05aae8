"""The demo's press: the labelled articles as the web sites of the outlets that carried them."""

import gzip
import json
import re
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import cached_property
from hashlib import sha256
from importlib.resources import files
from math import ceil
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from jinja2 import Environment, PackageLoader, select_autoescape

from flows.demo.outlets import BYLINES, LABELS, OUTLETS, Layout, Listing, PressOutlet
from flows.demo.site_server import LOOPBACK, Answer, serve_sites

CORPUS = files("flows.demo") / "data" / "rewrites-dev.jsonl"

_PER_FRONT = 4
_RELATED = 4
_PAGES = Environment(
    loader=PackageLoader("flows.demo"), autoescape=select_autoescape(("html", "xml"))
)
# /print and /search are linked from the pages, /sponsored from a feed.
_ROBOTS = "User-agent: *\nDisallow: /print/\nDisallow: /search\nDisallow: /sponsored/\n"
_LOCALES = {"en": "en_GB", "de": "de_DE", "es": "es_ES", "ru": "ru_RU"}
_FEEDS = {Listing.RSS: "feed.xml", Listing.ATOM: "feed.atom"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A press that is being served."""

    port: int
    catalogue_toml: str
    """The outlets, in the format of sources.toml."""
    hosts: Mapping[str, str]
    """Every host name of the press and the address that answers for it."""
    expected: Mapping[str, str]
    """The address of each article and its id in the corpus."""


@contextmanager
def serve_press(corpus: Path | None = None) -> Iterator[Press]:
    """Serve the outlets of a labelled corpus on loopback until the block ends."""
    articles = read_articles(corpus)
    sites: dict[str, Site] = {}

    def make(port: int) -> "_Newsstand":
        sites.update(build_sites(articles, port))
        return _Newsstand(sites)

    with serve_sites(make) as port:
        yield Press(
            port=port,
            catalogue_toml="\n".join(site.catalogue_entry for site in sites.values()),
            hosts={host: LOOPBACK for site in sites.values() for host in site.hosts},
            expected={page.url: page.id for site in sites.values() for page in site.pages},
        )


def read_articles(corpus: Path | None = None) -> list[dict[str, str]]:
    """Return the lines of a labelled corpus; without a path, of the one that is shipped."""
    text = (corpus or CORPUS).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if line]


def build_sites(articles: Iterable[Mapping[str, str]], port: int) -> "dict[str, Site]":
    """Return the site of each outlet that has an article, by outlet."""
    by_outlet: dict[str, list[Mapping[str, str]]] = {}
    for article in articles:
        by_outlet.setdefault(article["outlet"], []).append(article)
    sites = {
        domain: Site(OUTLETS[domain], printed, port)
        for domain, printed in sorted(by_outlet.items())
    }
    pages = [page for site in sites.values() for page in site.pages]
    for site in sites.values():
        site.neighbours = [page for page in pages if page.site.lang == site.lang]
    return sites


class Page:
    """One article as its outlet prints it."""

    def __init__(self, site: "Site", article: Mapping[str, str], *, amp: bool = False) -> None:
        self.site = site
        self.article = article
        self.amp = amp
        self.id = article["id"]
        self.title = article["title"]
        self.published = article["published"]
        self.credit = article["credit"]
        self.path = urlsplit(article["url"]).path
        self.url = site.home + self.path.lstrip("/")
        self.paragraphs = article["body"].split("\n\n")

    @property
    def feed_url(self) -> str:
        """Where the feed leads; some outlets send readers to the AMP twin."""
        return f"{self.url}/amp" if self.site.outlet.layout is Layout.MOBILE else self.url

    @property
    def has_time(self) -> bool:
        """Whether the outlet says more than the day."""
        return "T" in self.published

    @property
    def rfc822(self) -> str:
        """The time as RSS has it."""
        return format_datetime(datetime.fromisoformat(self.published))

    @property
    def printed_day(self) -> str:
        """The day as readers see it."""
        day = datetime.fromisoformat(self.published)
        return f"{day.day:02}.{day.month:02}.{day.year}"

    @property
    def teaser(self) -> str:
        """The first sentence of the first paragraph that has one."""
        lead = max(self.paragraphs[:3], key=len)
        return re.split(r"(?<=[.!?])\s", lead, maxsplit=1)[0]

    @property
    def author(self) -> str:
        """The agency where it is one's copy, else a name that stays the same from run to run."""
        names = BYLINES[self.site.lang]
        return self.credit or names[_number(self.id) % len(names)]

    @property
    def node(self) -> dict[str, object]:
        """Itself as JSON-LD."""
        kind = "Organization" if self.credit else "Person"
        return {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "mainEntityOfPage": {"@type": "WebPage", "@id": self.url},
            "headline": self.title,
            "datePublished": self.published,
            "author": {"@type": kind, "name": self.author},
            "publisher": {"@type": "Organization", "name": self.site.title},
        }

    @property
    def graph(self) -> dict[str, object]:
        """Itself as a JSON-LD graph, in which author and publisher are nodes of their own."""
        author, publisher = f"{self.site.home}#author", f"{self.site.home}#publisher"
        article = {"author": [{"@id": author}], "publisher": {"@id": publisher}}
        return {
            "@context": "https://schema.org",
            "@graph": [
                {"@type": "NewsMediaOrganization", "@id": publisher, "name": self.site.title},
                {"@type": "WebPage", "@id": self.url, "name": self.title},
                {**self.node, **article, "inLanguage": self.site.lang},
                {**_mapping(self.node["author"]), "@id": author},
            ],
        }


class Site:
    """The web site of one outlet."""

    def __init__(
        self, outlet: PressOutlet, articles: Sequence[Mapping[str, str]], port: int
    ) -> None:
        self.outlet = outlet
        self.title = outlet.title
        self.template = f"{outlet.layout}.html"
        self.lang = articles[0]["lang"]
        self.locale = _LOCALES[self.lang]
        self.labels = LABELS[self.lang]
        self.host = urlsplit(articles[0]["url"]).netloc
        self.home = f"http://{self.host}:{port}/"
        newest_first = sorted(articles, key=lambda a: a["published"], reverse=True)
        self.pages = [Page(self, article) for article in newest_first]
        self.neighbours: Sequence[Page] = self.pages
        self._asked: set[str] = set()
        self._lock = threading.Lock()

    @property
    def hosts(self) -> tuple[str, ...]:
        """Its own name, and the bare one that leads to it."""
        return tuple(dict.fromkeys((self.host, self.outlet.domain)))

    @property
    def feeds(self) -> list[dict[str, str]]:
        """Its feeds, as the pages announce them."""
        name = _FEEDS.get(self.outlet.listing)
        return [{"kind": self.outlet.listing.value, "url": self.home + name}] if name else []

    @property
    def catalogue_entry(self) -> str:
        """Its entry in sources.toml."""
        outlet, feeds = self.outlet, [feed["url"] for feed in self.feeds]
        fields: dict[str, object] = {
            "name": outlet.name,
            "title": outlet.title,
            "home": self.home,
            "country": outlet.country,
            "language": self.lang,
            "time_zone": outlet.time_zone,
            **({"owner": outlet.owner} if outlet.owner else {}),
            "local": True,
            **({"feeds": feeds} if feeds else {"sitemaps": [f"{self.home}sitemap.xml"]}),
            "delay_seconds": 0.0,
            "concurrency": 2,
        }
        # For text, numbers, truth values and lists of text, JSON is TOML.
        lines = [f"{key} = {json.dumps(v, ensure_ascii=False)}" for key, v in fields.items()]
        return "\n".join(["[[source]]", *lines, ""])

    def answer(self, host: str, target: str) -> Answer:
        """Return what the site sends back for a target."""
        time.sleep(self.outlet.delay_seconds)
        if host != self.host:
            return Answer(body=b"", status=301, headers={"Location": self.home + target[1:]})
        parts = urlsplit(target)
        if parts.path in self._documents:
            return self._documents[parts.path]
        if parts.path == "/":
            number = parse_qs(parts.query).get("page", ["1"])[0]
            shown = range(1, 1 + ceil(len(self.pages) / _PER_FRONT))
            return self._front(int(number)) if number in map(str, shown) else self._missing()
        page = self._page_at(parts.path.removeprefix("/print"))
        if page is None:
            return self._missing()
        if self.outlet.fails_first and self._first_time(parts.path):
            return Answer(body=b"", status=503)
        return _html(self._article(page))

    @cached_property
    def _documents(self) -> dict[str, Answer]:
        """What is not HTML: robots.txt, style sheet, feeds and sitemaps."""
        stories = self.pages
        sitemap = _render("sitemap.xml", site=self, stories=stories)
        index = self.outlet.listing is Listing.INDEX
        return {
            "/robots.txt": _text(f"{_ROBOTS}\nSitemap: {self.home}sitemap.xml\n"),
            "/press.css": _text(_render("press.css"), "text/css"),
            "/feed.xml": _xml(_render("rss.xml", site=self, stories=[*stories, *self._advert])),
            "/feed.atom": _xml(_render("atom.xml", site=self, stories=stories)),
            "/sitemap.xml": _xml(_render("index.xml", site=self) if index else sitemap),
            "/sitemap-news.xml": _xml(_render("news.xml", site=self, stories=stories[:2])),
            "/sitemap-articles.xml.gz": Answer(
                body=gzip.compress(sitemap.encode(), mtime=0), content_type="application/gzip"
            ),
        }

    @property
    def _advert(self) -> list[dict[str, str]]:
        """What the feed carries though robots.txt keeps crawlers off it."""
        if self.outlet.layout is not Layout.TABLOID:
            return []
        url = f"{self.home}sponsored/spring-sale"
        title = self.labels["sponsored"]
        return [{"id": url, "title": str(title), "feed_url": url, "teaser": ""}]

    def _missing(self) -> Answer:
        return _html(_render("missing.html", site=self, page={}), 404)

    def _front(self, number: int) -> Answer:
        start = (number - 1) * _PER_FRONT
        shown = self.pages[start : start + _PER_FRONT]
        text = _render(
            "front.html",
            site=self,
            page={},
            stories=shown,
            related=self._related(None),
            newer=number - 1,
            older=number + 1 if start + _PER_FRONT < len(self.pages) else 0,
        )
        return _html(text)

    def _article(self, page: Page) -> str:
        return _render(self.template, site=self, page=page, related=self._related(page))

    def _related(self, page: Page | None) -> list[Page]:
        """Return other articles, partner outlets' among them; the same ones every time."""
        seed = page.id if page else self.host
        others = [other for other in self.neighbours if page is None or other.id != page.id]
        return sorted(others, key=lambda other: _number(seed + other.id))[:_RELATED]

    def _page_at(self, path: str) -> Page | None:
        found = next((page for page in self.pages if page.path == path), None)
        if found is None and self.outlet.layout is Layout.MOBILE and path.endswith("/amp"):
            twin = self._page_at(path.removesuffix("/amp"))
            return twin and Page(self, twin.article, amp=True)
        return found

    def _first_time(self, path: str) -> bool:
        with self._lock:
            first = path not in self._asked
            self._asked.add(path)
        return first


class _Newsstand:
    """All sites by host."""

    def __init__(self, sites: Mapping[str, Site]) -> None:
        self._by_host = {host: site for site in sites.values() for host in site.hosts}

    def __call__(self, host: str, target: str) -> Answer:
        site = self._by_host.get(host)
        if site is None:
            return _text("no such outlet\n", status=421)
        return site.answer(host, target)


def _render(template: str, **values: object) -> str:
    return _PAGES.get_template(template).render(**values)


def _html(text: str, status: int = 200) -> Answer:
    return Answer(body=text.encode(), status=status)


def _xml(text: str) -> Answer:
    return Answer(body=text.encode(), content_type="application/xml; charset=utf-8")


def _text(text: str, kind: str = "text/plain", status: int = 200) -> Answer:
    return Answer(body=text.encode(), content_type=f"{kind}; charset=utf-8", status=status)


def _number(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest()[:6])


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
