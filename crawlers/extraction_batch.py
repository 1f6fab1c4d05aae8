"""Reads the articles out of many pages in parallel, for callers without an event loop."""

import asyncio
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import TypeVar

from crawlers.extraction import BatchExtract, Extraction, RawPage
from crawlers.extraction_pool import READ, ExtractionPool, Limits

T = TypeVar("T")

# Read ahead for each worker, so that none waits while the results before its own are written.
_AHEAD = 4


@contextmanager
def extraction_processes(
    size: int | None = None, *, limits: Limits | None = None, read: str = READ
) -> Iterator[BatchExtract]:
    """Processes for as long as the context lasts; results come in the order of the pages."""
    pool = ExtractionPool(size, limits=limits, read=read)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="extraction", daemon=True)
    thread.start()

    def extract(
        jobs: Iterable[tuple[T, RawPage | None]],
    ) -> Iterator[tuple[T, Extraction | None]]:
        ahead: deque[tuple[T, Future[Extraction] | None]] = deque()
        for context, page in jobs:
            ahead.append((context, None if page is None else submit(page)))
            if len(ahead) > _AHEAD * pool.size:
                yield _first_of(ahead)
            while ahead and _is_done(ahead[0][1]):
                yield _first_of(ahead)
        while ahead:
            yield _first_of(ahead)

    def submit(page: RawPage) -> Future[Extraction]:
        return asyncio.run_coroutine_threadsafe(pool.extract(page), loop)

    try:
        yield extract
    finally:
        asyncio.run_coroutine_threadsafe(_end(pool), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
        pool.close()


def _is_done(future: "Future[Extraction] | None") -> bool:
    return future is None or future.done()


def _first_of(
    ahead: "deque[tuple[T, Future[Extraction] | None]]",
) -> tuple[T, Extraction | None]:
    context, future = ahead.popleft()
    return context, None if future is None else future.result()


async def _end(pool: ExtractionPool) -> None:
    """Let every page that is under way end, at once."""
    pool.stop()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    await asyncio.gather(*others, return_exceptions=True)
