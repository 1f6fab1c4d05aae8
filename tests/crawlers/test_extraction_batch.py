"""Many pages read in parallel, results in order."""

import os
import time
from collections.abc import Iterator

import pytest

from crawlers.extraction import RawPage
from crawlers.extraction_batch import extraction_processes
from tests.crawlers.test_extraction_pool import processes_of

pytestmark = pytest.mark.slow

READ = "tests.crawlers.misbehaving:read"


def page(html: str) -> RawPage:
    return RawPage(html=html, url="https://harbour.example/baths")


def test_results_come_in_the_order_of_the_pages_whatever_each_does() -> None:
    words = ["sleep 0.3", "hello", "exit 3", "", "sleep 0.2", "hello"] * 5
    jobs = [(number, page(word) if word else None) for number, word in enumerate(words)]
    with extraction_processes(3, read=READ) as extract:
        found = list(extract(jobs))
    assert [number for number, _ in found] == list(range(len(words)))
    said = [extraction and str(extraction.failure).split()[0] for _, extraction in found]
    assert said == ["sleep", "hello", "the", None, "sleep", "hello"] * 5
    assert processes_of(os.getpid()) == []


def test_pages_are_taken_as_they_are_read_and_not_all_before() -> None:
    taken: list[int] = []

    def jobs() -> Iterator[tuple[int, RawPage]]:
        for number in range(1000):
            taken.append(number)
            yield number, page("hello")

    with extraction_processes(2, read=READ) as extract:
        results = extract(jobs())
        for _ in range(20):
            next(results)
        assert len(taken) < 60


def test_who_wants_no_more_results_waits_for_none() -> None:
    started = time.monotonic()
    with extraction_processes(1, read=READ) as extract:
        results = extract((number, page("sleep 30" if number else "hello")) for number in range(9))
        assert next(results)[0] == 0
    assert time.monotonic() - started < 15
    assert processes_of(os.getpid()) == []
