"""The counters as they are told to the parent."""

from crawlers.progress_lines import progress_of
from crawlers.runner import CrawlProgress
from pipeline.outcomes import Outcome


def test_progress_is_what_the_counters_say() -> None:
    stats = {"pages": 3, "articles": 2, "outcome/stored-new": 2, "outcome/gone": 1, "other": 9}
    assert progress_of(stats) == CrawlProgress(
        pages=3, articles=2, outcomes={Outcome.STORED_NEW: 2, Outcome.GONE: 1}
    )


def test_a_crawl_that_has_stored_nothing_has_a_progress_too() -> None:
    assert progress_of({}) == CrawlProgress()
