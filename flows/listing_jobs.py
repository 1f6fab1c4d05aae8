"""Asks for listings once, in the crawling process: what `sources check` and `discover` do."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from crawlers.catalogue import Outlet
from crawlers.listing_reports import SiteReport, from_json
from crawlers.outlet_guesses import guess_name
from crawlers.runner import CrawlProgress, EndReason, run_crawl
from crawlers.settings import CrawlJob, CrawlMode
from flows.config import Settings
from flows.faults import NotDone
from flows.progress import OnProgress, Progress


class ListingsUnread(NotDone):
    """The listings could not be asked for; the message says why."""


async def check_listings(
    settings: Settings, outlets: Sequence[Outlet], on_progress: OnProgress
) -> tuple[SiteReport, ...]:
    """Ask for every listing of these outlets once. Raises ListingsUnread."""
    total = sum(len(outlet.listings) for outlet in outlets)
    return await _look(settings, CrawlMode.CHECK, outlets, (), on_progress, total=total)


async def discover_listings(
    settings: Settings,
    url: str,
    on_progress: OnProgress,
    *,
    name: str | None = None,
    local: bool = False,
    delay_seconds: float = 1.0,
) -> SiteReport:
    """Find out what lists the articles of the outlet at an address. Raises ListingsUnread."""
    host = Outlet(name="x", title="x", home=url).hosts
    outlet = Outlet(
        name=name or guess_name(next(iter(host))),
        title=url,
        home=url,
        local=local,
        delay_seconds=delay_seconds,
    )
    urls = ((outlet.name, url),)
    [site] = await _look(settings, CrawlMode.DISCOVER, [outlet], urls, on_progress)
    return site


async def _look(
    settings: Settings,
    mode: CrawlMode,
    outlets: Sequence[Outlet],
    urls: tuple[tuple[str, str], ...],
    on_progress: OnProgress,
    *,
    total: int | None = None,
) -> tuple[SiteReport, ...]:
    def told(progress: CrawlProgress) -> None:
        # An index takes two requests, and a redirect as many as it has steps.
        done = progress.pages if total is None else min(progress.pages, total)
        on_progress(Progress(done=done, total=total))

    with TemporaryDirectory(prefix="newsfold-") as folder:
        report = Path(folder) / "report.json"
        job = CrawlJob(
            database_url="",
            run_id=0,
            outlets=tuple(outlets),
            mode=mode,
            urls=urls,
            hosts=settings.hosts,
            extractors=settings.extractors,
            user_agent=settings.user_agent,
            contact=settings.contact,
            report_file=str(report),
        )
        end = await run_crawl(
            job, on_progress=told, timeout_seconds=settings.crawl_timeout_minutes * 60
        )
        if end.reason is not EndReason.FINISHED or not report.exists():
            raise ListingsUnread(end.stderr_tail or f"the process that asks was {end.reason}")
        return from_json(report.read_text(encoding="utf-8"))
