"""Who goes next where many wait for few places."""

import asyncio
from collections import Counter, defaultdict, deque


class FairTurns:
    """Gives each place that becomes free to the outlet that has had the least of their time.

    So an outlet whose pages take long waits for itself and hardly for others. One of whose pages
    was given up gets one place at a time from then on.
    """

    def __init__(self, places: int) -> None:
        self._free = places
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}
        self._seconds: dict[str, float] = defaultdict(float)
        self._taken = Counter[str]()
        self._confined: set[str] = set()

    async def take(self, outlet: str) -> None:
        """Wait for a place; it must be given back."""
        turn = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(outlet, deque()).append(turn)
        self._grant()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # granted, and cancelled before it was told
                self.give_back(outlet, 0.0)
            raise

    def give_back(self, outlet: str, seconds: float, *, confine: bool = False) -> None:
        """Give a place back after so long."""
        self._free += 1
        self._taken[outlet] -= 1
        self._seconds[outlet] += seconds
        if confine:
            self._confined.add(outlet)
        self._grant()

    def waiting(self, outlet: str) -> int:
        """How many of an outlet's wait."""
        return len(self._waiting.get(outlet, ()))

    def refuse(self, error: type[Exception]) -> None:
        """Let everyone who waits go with an error."""
        waiting, self._waiting = self._waiting, {}
        for turns in waiting.values():
            for turn in turns:
                if not turn.done():
                    turn.set_exception(error())

    def _grant(self) -> None:
        while self._free and (outlet := self._next()) is not None:
            turns = self._waiting[outlet]
            turn = turns.popleft()
            if not turns:
                del self._waiting[outlet]
            if not turn.done():  # else its owner has been cancelled
                self._free -= 1
                self._taken[outlet] += 1
                turn.set_result(None)

    def _next(self) -> str | None:
        ready = (
            outlet
            for outlet in self._waiting
            if outlet not in self._confined or not self._taken[outlet]
        )
        return min(ready, key=self._seconds.__getitem__, default=None)
