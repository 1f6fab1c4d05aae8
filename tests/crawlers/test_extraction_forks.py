"""The process that workers are forked from, asked directly."""

import asyncio
import os

import pytest

from crawlers.extraction_forks import ForkServer, ForkServerGone

pytestmark = pytest.mark.slow


def test_a_worker_is_forked_and_ended_and_its_end_told() -> None:
    forks = ForkServer(
        read="tests.crawlers.misbehaving:read", cpu_seconds=1.0, memory_bytes=1024**2
    )

    async def work() -> None:
        (one, to_one), (other, to_other) = await asyncio.gather(forks.fork(), forks.fork())
        with to_one, to_other:
            assert one != other
            assert await forks.end(one) == -9
            os.kill(other, 0)

    asyncio.run(work())
    forks.close()
    with pytest.raises(ForkServerGone):
        asyncio.run(forks.fork())
