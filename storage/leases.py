"""Leases: at most one process at a time does a job, and a dead one blocks it only for a while."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, update
from sqlalchemy.orm import Session

from storage.lease_holders import is_dead
from storage.models import Job, Lease
from storage.upserts import insert_into


class LeaseHeld(Exception):
    """Another process is doing the job."""

    def __init__(self, job: str, holder: str, since: datetime, expires: datetime) -> None:
        super().__init__(
            f"{job} is being done by {holder} since {since:%Y-%m-%d %H:%M:%S} UTC. "
            f"If that process is gone, its lease ends at {expires:%H:%M:%S} UTC."
        )
        self.job = job
        self.holder = holder
        self.since = since
        self.expires = expires


class LeaseLost(Exception):
    """The lease ran out before it was renewed, and another process has taken it."""


def lease_of(job: Job) -> str:
    """The lease that a job needs. What asks outlets for pages shares one.

    A crawl and a re-crawl at a time would each keep the pace of an outlet, and both together not.
    """
    return Job.CRAWL if job is Job.RECRAWL else job


def is_held(session: Session, job: Job, *, now: datetime) -> bool:
    """Whether the lease that a job needs is held by a process that is not known to be dead.

    A process that was killed on another machine holds it until it runs out.
    """
    held = session.get(Lease, lease_of(job))
    return held is not None and held.expires_at > now and not is_dead(held.holder)


def acquire(session: Session, job: str, *, holder: str, now: datetime, ttl: timedelta) -> None:
    """Take the lease of `job` if it is free, run out, or held by `holder` already.

    Raises LeaseHeld if another holder has it. One statement decides, so two cannot both get it.
    """
    insert = insert_into(session, Lease).values(
        job=job, holder=holder, acquired_at=now, heartbeat_at=now, expires_at=now + ttl
    )
    taken = session.execute(
        insert.on_conflict_do_update(
            index_elements=[Lease.job],
            set_={
                column: insert.excluded[column]
                for column in ("holder", "acquired_at", "heartbeat_at", "expires_at")
            },
            where=or_(Lease.expires_at <= now, Lease.holder == holder),
        ).returning(Lease.job)
    )
    if taken.first() is not None:
        return
    held = session.get(Lease, job, populate_existing=True)
    if held is None:  # given back between the two statements
        acquire(session, job, holder=holder, now=now, ttl=ttl)
    else:
        raise LeaseHeld(job, held.holder, held.acquired_at, held.expires_at)


def renew(session: Session, job: str, *, holder: str, now: datetime, ttl: timedelta) -> None:
    """Give a sign of life. Raises LeaseLost if another process holds the lease now."""
    renewed = session.execute(
        update(Lease)
        .where(Lease.job == job, Lease.holder == holder)
        .values(heartbeat_at=now, expires_at=now + ttl)
        .returning(Lease.job)
    )
    if renewed.first() is None:
        raise LeaseLost(f"{holder} no longer holds the lease of {job}")


def release(session: Session, job: str, *, holder: str) -> None:
    """Give the lease back; one that is another's by now is left alone."""
    session.execute(delete(Lease).where(Lease.job == job, Lease.holder == holder))
