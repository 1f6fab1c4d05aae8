"""Holding a job's lease for as long as the job runs, and never a moment after it died."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import Engine

from flows.logs import get_log
from storage import leases
from storage.database import DatabaseUnusable, transaction
from storage.lease_holders import is_dead, name_of_process

TTL = timedelta(seconds=90)
RENEW_SECONDS = 15.0

Clock = Callable[[], datetime]


class HeldLease:
    """The lease of one job, renewed from a thread while the job runs."""

    def __init__(self, engine: Engine, job: str, holder: str, clock: Clock) -> None:
        self._engine, self._job, self._holder, self._clock = engine, job, holder, clock
        self._lost = threading.Event()
        self._ended = threading.Event()

    def check(self) -> None:
        """Raise LeaseLost if the job must not go on. To be called between two units of work."""
        if self._lost.is_set():
            raise leases.LeaseLost(
                f"the lease of {self._job} passed to another process, because this one did not "
                "renew it in time; what was done so far is kept, run the command again"
            )

    def renew_until_ended(self) -> None:
        """Renew again and again. Runs in the thread."""
        while not self._ended.wait(RENEW_SECONDS):
            try:
                self._renew()
            except leases.LeaseLost:
                self._lost.set()
                return
            except DatabaseUnusable as error:
                # Locked or out of reach for now: there are five chances before the lease runs out.
                get_log().warning("lease_not_renewed", job=self._job, error=str(error))

    def end(self) -> None:
        """Stop renewing."""
        self._ended.set()

    def _renew(self) -> None:
        with transaction(self._engine) as session:
            leases.renew(session, self._job, holder=self._holder, now=self._clock(), ttl=TTL)


@contextmanager
def hold_lease(engine: Engine, job: str, *, clock: Clock) -> Iterator[HeldLease]:
    """Hold the lease of `job`; LeaseHeld where a living process has it."""
    holder = name_of_process(os.getpid())
    _acquire(engine, job, holder, clock())
    lease = HeldLease(engine, job, holder, clock)
    thread = threading.Thread(target=lease.renew_until_ended, name=f"lease-{job}", daemon=True)
    thread.start()
    try:
        yield lease
    finally:
        lease.end()
        thread.join()
        with transaction(engine) as session:
            leases.release(session, job, holder=holder)


def _acquire(engine: Engine, job: str, holder: str, now: datetime) -> None:
    try:
        with transaction(engine) as session:
            leases.acquire(session, job, holder=holder, now=now, ttl=TTL)
    except leases.LeaseHeld as held:
        if not is_dead(held.holder):
            raise
        # Killed on this machine: no need to wait until its lease runs out.
        with transaction(engine) as session:
            leases.release(session, job, holder=held.holder)
            leases.acquire(session, job, holder=holder, now=now, ttl=TTL)
