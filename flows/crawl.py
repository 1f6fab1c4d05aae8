"""The flow that crawls outlets."""

from prefect import flow

from flows import jobs
from flows.engine_run import prepare_run
from flows.jobs import JobReport
from flows.logs import get_log
from flows.silent_sources import log_silent


@flow(name="crawl", retries=0)
async def crawl_flow(sources: list[str] | None = None, due: bool = False) -> JobReport:
    """Fetch the listings of the outlets in the catalogue, and the articles in them.

    sources: names of outlets; none means all. due: only what is due by now.
    """
    report = await jobs.crawl_outlets(prepare_run(), sources or (), due=due)
    if report.skipped:
        get_log().info("crawl_skipped", reason=report.trouble)
    log_silent(report.silent)
    return report
