"""Who gets the next free place."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from crawlers.fair_turns import FairTurns


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(work)


async def _settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


class Visitors:
    """Takes places, and tells in which order they were given."""

    def __init__(self, turns: FairTurns) -> None:
        self.turns = turns
        self.served: list[str] = []
        self._tasks: list[asyncio.Task[None]] = []

    async def queue(self, *outlets: str) -> None:
        """Let these ask for a place, in this order."""
        for outlet in outlets:
            self._tasks.append(asyncio.ensure_future(self._ask(outlet)))
            await _settle()

    async def leave(self, outlet: str, seconds: float = 1.0, *, confine: bool = False) -> None:
        """Give a place back."""
        self.turns.give_back(outlet, seconds, confine=confine)
        await _settle()

    async def _ask(self, outlet: str) -> None:
        await self.turns.take(outlet)
        self.served.append(outlet)


def test_places_are_given_at_once_while_there_are_any() -> None:
    async def work() -> None:
        visitors = Visitors(FairTurns(2))
        await visitors.queue("a", "a", "a")
        assert visitors.served == ["a", "a"]
        assert visitors.turns.waiting("a") == 1
        assert visitors.turns.waiting("b") == 0
        await visitors.leave("a")
        assert visitors.served == ["a", "a", "a"]

    run(work())


def test_the_outlet_that_had_the_least_time_goes_first() -> None:
    async def work() -> None:
        visitors = Visitors(FairTurns(1))
        await visitors.queue("slow", "slow", "slow", "quick", "quick")
        await visitors.leave("slow", 10)
        await visitors.leave("quick", 1)
        await visitors.leave("quick", 1)
        await visitors.leave("slow", 10)
        assert visitors.served == ["slow", "quick", "quick", "slow", "slow"]

    run(work())


def test_an_outlet_whose_page_was_given_up_has_one_place_from_then_on() -> None:
    async def work() -> None:
        visitors = Visitors(FairTurns(2))
        await visitors.queue("bad", "bad", "bad", "bad")
        await visitors.leave("bad", 10, confine=True)
        assert visitors.served == ["bad", "bad"]  # one place stays free for others
        await visitors.queue("good")
        assert visitors.served == ["bad", "bad", "good"]
        await visitors.leave("bad", 10)
        assert visitors.served[3:] == ["bad"]

    run(work())


def test_who_is_cancelled_takes_no_place() -> None:
    async def work() -> None:
        turns = FairTurns(1)
        await turns.take("a")
        waiting = asyncio.ensure_future(turns.take("b"))
        granted_too_late = asyncio.ensure_future(turns.take("c"))
        await _settle()
        waiting.cancel()
        await _settle()
        turns.give_back("a", 1)
        granted_too_late.cancel()
        with pytest.raises(asyncio.CancelledError):
            await granted_too_late
        async with asyncio.timeout(1):
            await turns.take("d")

    run(work())


def test_all_who_wait_can_be_sent_away() -> None:
    async def work() -> None:
        turns = FairTurns(1)
        await turns.take("a")
        waiting = asyncio.gather(turns.take("a"), turns.take("b"), return_exceptions=True)
        await _settle()
        turns.refuse(LookupError)
        assert [type(error) for error in await waiting] == [LookupError, LookupError]

    run(work())
