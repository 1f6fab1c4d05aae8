"""What one crawl is to do, and the Scrapy settings that make it polite, safe and bounded."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, cast

from crawlers.catalogue import OptOuts, Outlet, Selectors
from crawlers.processes import descriptor_limit
from pipeline.pacing import PollBounds

if TYPE_CHECKING:  # the parent of the crawl makes a job without paying for Scrapy's import
    from scrapy.settings import BaseSettings

MIB = 1024 * 1024
MAX_PAGE_BYTES = 8 * MIB
# On their way, or next in turn at the pace of their outlets: each that is answered takes a page's
# memory and a file descriptor.
MAX_REQUESTS_AT_ONCE = 512
# Files of our own: the database, pipes, workers, name look-ups.
_OWN_DESCRIPTORS = 128

_JOB = "NEWSFOLD_JOB"


class CrawlMode(StrEnum):
    """What a crawl goes by."""

    CRAWL = "crawl"
    """Feeds and sitemaps; pages that are known already are left alone."""
    RECRAWL = "recrawl"
    """Given addresses, known or not."""
    CHECK = "check"
    """Every listing of the outlets once, to see whether it is of use; nothing is stored."""
    DISCOVER = "discover"
    """Whatever lists the articles of an outlet, given one address of it; nothing is stored."""

    @property
    def stores(self) -> bool:
        """Whether such a crawl has a database."""
        return self in (CrawlMode.CRAWL, CrawlMode.RECRAWL)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlJob:
    """Everything that the crawling process needs to be told."""

    database_url: str
    run_id: int
    outlets: tuple[Outlet, ...]
    mode: CrawlMode = CrawlMode.CRAWL
    urls: tuple[tuple[str, str], ...] = ()
    """For a re-crawl: outlet names and addresses."""
    hosts: Mapping[str, str] = field(default_factory=dict)
    """Names with an IP address each, used instead of asking the name service."""
    user_agent: str = "Newsfold"
    contact: str = ""
    max_pages: int | None = None
    """The most articles to request of one outlet, newest first."""
    listings: tuple[tuple[str, str], ...] | None = None
    """For a crawl: outlet names and addresses of the listings to read; None: all of them."""
    ignore_validators: bool = False
    """Whether pages are fetched and read again though their servers may know them unchanged."""
    opt_outs: OptOuts = OptOuts.RECORD
    """What is done with reserved pages of outlets that say nothing of their own."""
    poll_min_minutes: float = 5
    poll_max_minutes: float = 24 * 60
    """Between which times the listings of such outlets are read again."""
    page_timeout_seconds: float = 30.0
    extractors: int | None = None
    """How many processes read pages; None: one for each core."""
    archive: str | None = None
    """The folder in which raw pages are kept; None: they are not."""
    archive_listings: bool = False
    """Whether feeds, sitemaps and sections are kept too."""
    report_file: str | None = None
    """Where a crawl that stores nothing leaves what it found."""

    def __post_init__(self) -> None:
        strangers = {name for name, _ in self.urls} - {outlet.name for outlet in self.outlets}
        if strangers:
            raise ValueError(f"addresses of outlets that are not of the job: {sorted(strangers)}")

    def __deepcopy__(self, _: object) -> "CrawlJob":
        return self  # nothing of it changes, and Scrapy copies its settings with all outlets

    def to_json(self) -> str:
        """The job as it goes to the child's standard input."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "CrawlJob":
        """Read what `to_json` wrote."""
        given = json.loads(text)
        given["mode"] = CrawlMode(given["mode"])
        given["outlets"] = tuple(_outlet(entry) for entry in given["outlets"])
        given["urls"] = tuple((outlet, url) for outlet, url in given["urls"])
        if given["listings"] is not None:
            given["listings"] = tuple((outlet, url) for outlet, url in given["listings"])
        given["opt_outs"] = OptOuts(given["opt_outs"])
        return cls(**given)

    @property
    def agent(self) -> str:
        """What the crawler calls itself, with the way to reach who runs it."""
        return f"{self.user_agent} (+{self.contact})" if self.contact else self.user_agent

    def obeys_opt_outs(self, outlet: Outlet) -> bool:
        """Whether pages of an outlet that are reserved are not kept."""
        return outlet.obeys_opt_outs(self.opt_outs)

    def poll_bounds(self, outlet: Outlet) -> PollBounds:
        """Within which the listings of an outlet are read again."""
        shortest = outlet.poll_min_minutes or self.poll_min_minutes
        longest = outlet.poll_max_minutes or self.poll_max_minutes
        return PollBounds(shortest=timedelta(minutes=shortest), longest=timedelta(minutes=longest))


def _outlet(given: dict[str, Any]) -> Outlet:
    fields = _with_tuples(given)
    fields["selectors"] = Selectors(**_with_tuples(fields["selectors"]))
    fields["opt_outs"] = OptOuts(fields["opt_outs"]) if fields["opt_outs"] else None
    return Outlet(**fields)


def _with_tuples(given: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in given.items()}


def job_of(settings: "BaseSettings") -> CrawlJob:
    """The job that these settings were made for."""
    return cast(CrawlJob, settings[_JOB])


def scrapy_settings(job: CrawlJob) -> dict[str, Any]:
    """The settings of the crawling process."""
    return (
        {_JOB: job}
        | _OWN_PARTS
        | _SAFE
        | _politeness(job)
        | _BOUNDS
        | _QUIET
        | {
            "USER_AGENT": job.agent,
            "DOWNLOAD_TIMEOUT": job.page_timeout_seconds,
        }
        | ({} if job.mode.stores else _without_storage())
    )


def _without_storage() -> dict[str, Any]:
    """What differs where there is no database: only what guards and paces requests is there."""
    parts = _OWN_PARTS["DOWNLOADER_MIDDLEWARES"]
    return {
        "ITEM_PIPELINES": {},
        "DOWNLOADER_MIDDLEWARES": parts | {"crawlers.conditional.ConditionalGet": None},
    }


def free_descriptors() -> int:
    """How many files this process may have open for its downloads."""
    return max(2, descriptor_limit() - _OWN_DESCRIPTORS)


def requests_at_once() -> int:
    """The most requests that memory and file descriptors allow; half of those are for idle
    connections."""
    return min(MAX_REQUESTS_AT_ONCE, free_descriptors() // 2)


def _politeness(job: CrawlJob) -> dict[str, Any]:
    return {
        "CONCURRENT_REQUESTS": min(
            requests_at_once(), 8 + sum(2 * outlet.concurrency for outlet in job.outlets)
        ),
        # One slot for each outlet, whatever its hosts. No jitter: the delay is a promise, not a
        # disguise, and half of it would break it.
        "DOWNLOAD_SLOTS": {
            o.name: {"concurrency": o.concurrency, "delay": o.delay_seconds, "jitter": 0}
            for o in job.outlets
        },
    }


_OWN_PARTS: dict[str, Any] = {
    "ITEM_PIPELINES": {"crawlers.item_pipelines.StoragePipeline": 500},
    "EXTENSIONS": {
        "crawlers.politeness.Throttle": 0,
        "crawlers.progress_lines.ProgressLines": 0,
    },
    # Of Scrapy's own only the one that tells why a crawl ended. The others would be loaded to do
    # nothing, one of them with a second HTTP library, which takes a fifth of the start of a crawl.
    "EXTENSIONS_BASE": {"scrapy.extensions.corestats.CoreStats": 0},
    "DOWNLOADER_MIDDLEWARES": {
        "crawlers.safety.SafetyMiddleware": 60,
        # Before robots.txt: of a page that this refuses, the text in the feed may be taken.
        "crawlers.tdm_middleware.TdmMiddleware": 90,
        "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
        "crawlers.robots.RobotsMiddleware": 100,
        "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
        "crawlers.politeness.PoliteRetryMiddleware": 550,
        "crawlers.conditional.ConditionalGet": 560,
        "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
        "crawlers.redirects.MetaRefresh": 580,
        "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
        "crawlers.redirects.Redirects": 600,
        "crawlers.raw_archive.NoteCoding": 595,  # before Scrapy unpacks, at 590
        "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
        # They would do nothing for us, at some cost for each page or to load them.
        "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
        "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
        "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": None,
        "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,
        "scrapy.downloadermiddlewares.stats.DownloaderStats": None,
    },
    "SPIDER_MIDDLEWARES": {  # likewise; and every status is to reach the spider
        f"scrapy.spidermiddlewares.{name}": None
        for name in (
            "start.StartSpiderMiddleware",
            "httperror.HttpErrorMiddleware",
            "urllength.UrlLengthMiddleware",
            "depth.DepthMiddleware",
            "metacopy.MetaCopyDetectionMiddleware",
        )
    },
    "DOWNLOAD_HANDLERS": {
        "http": "crawlers.stopping.StoppableDownloadHandler",
        "https": "crawlers.stopping.StoppableDownloadHandler",
        "data": None,
        "file": None,
        "ftp": None,
        "s3": None,
    },
    "TWISTED_DNS_RESOLVER": "crawlers.safety.GuardedResolver",
    # A callback hands on one page and some requests, none of which waits for anything. Scrapy would
    # start a hundred tasks to take them.
    "CONCURRENT_ITEMS": 1,
    "SCHEDULER": "crawlers.scheduling.NotingScheduler",
    # The spider asks for each canonical address once. Scrapy's own filter would drop a redirect to
    # a page that was asked for before, without a word and so without an outcome.
    "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",
    # First listed, first asked for: the newest. Scrapy's default is the last one first.
    "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",
    # Name servers that do not answer must not keep others waiting.
    "REACTOR_THREADPOOL_MAXSIZE": 64,
    # Pages that wait to be read. Outlets are slowed down one by one long before.
    "SCRAPER_SLOT_MAX_ACTIVE_SIZE": 64 * MIB,
}

_SAFE: dict[str, Any] = {
    "REMOTE_CONTROL_ENABLED": False,  # runs Python code that is posted to it; on by default
    "TELNETCONSOLE_ENABLED": False,
    "HTTPPROXY_ENABLED": False,  # the address check would see only the proxy
    "DOWNLOAD_VERIFY_CERTIFICATES": True,
    "COOKIES_ENABLED": False,
    "REFERRER_POLICY": "no-referrer",
}

_BOUNDS: dict[str, Any] = {
    "DOWNLOAD_MAXSIZE": MAX_PAGE_BYTES,
    "DOWNLOAD_WARNSIZE": 0,
    "DNS_TIMEOUT": 10,
    "REDIRECT_MAX_TIMES": 8,
    # A live page that reloads itself each minute is not a redirect.
    "METAREFRESH_MAXDELAY": 5,
    "RETRY_TIMES": 2,
    # What may well pass by itself at once. A time-out has cost its outlet enough for this run.
    "RETRY_EXCEPTIONS": [
        "scrapy.exceptions.CannotResolveHostError",
        "scrapy.exceptions.DownloadConnectionRefusedError",
        "scrapy.exceptions.DownloadFailedError",
        "scrapy.exceptions.ResponseDataLossError",
        "twisted.internet.error.ConnectionDone",
        "twisted.internet.error.ConnectError",
        "twisted.internet.error.ConnectionLost",
    ],
}

_QUIET: dict[str, Any] = {
    "LOG_LEVEL": "WARNING",
    "LOG_FORMATTER": "crawlers.quiet_log.QuietLog",
    "RETRY_GIVE_UP_LOG_LEVEL": "DEBUG",  # it is an outcome, and the report lists it
    "STATS_DUMP": False,
    "LOGSTATS_INTERVAL": 0,
}
