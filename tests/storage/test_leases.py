from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from storage import leases
from storage.database import transaction
from storage.leases import LeaseHeld, LeaseLost, lease_of
from storage.models import Job
from tests.storage.newsroom import NOON, hours

TTL = timedelta(minutes=10)


def acquire(engine: Engine, holder: str, now: datetime = NOON, job: str = "group") -> bool:
    try:
        with transaction(engine) as session:
            leases.acquire(session, job, holder=holder, now=now, ttl=TTL)
    except LeaseHeld:
        return False
    return True


def renew(engine: Engine, holder: str, now: datetime) -> None:
    with transaction(engine) as session:
        leases.renew(session, "group", holder=holder, now=now, ttl=TTL)


def test_a_lease_has_one_holder(engine: Engine):
    assert acquire(engine, "first")
    with (
        pytest.raises(LeaseHeld, match="group is being done by first since") as raised,
        transaction(engine) as session,
    ):
        leases.acquire(session, "group", holder="second", now=NOON + hours(0.1), ttl=TTL)
    held = raised.value
    assert (held.job, held.holder, held.since, held.expires) == ("group", "first", NOON, NOON + TTL)


def test_its_holder_may_take_it_again(engine: Engine):
    assert acquire(engine, "first")
    assert acquire(engine, "first", NOON + hours(0.1))
    assert not acquire(engine, "second", NOON + hours(0.2))


def test_jobs_do_not_block_each_other(engine: Engine):
    assert acquire(engine, "first", job="group")
    assert acquire(engine, "second", job="crawl")


def test_a_lease_that_ran_out_is_taken_over(engine: Engine):
    acquire(engine, "first")
    assert not acquire(engine, "second", NOON + TTL - timedelta(seconds=1))
    assert acquire(engine, "second", NOON + TTL)
    with pytest.raises(LeaseLost):
        renew(engine, "first", NOON + TTL)


def test_a_renewed_lease_lasts_longer(engine: Engine):
    acquire(engine, "first")
    renew(engine, "first", NOON + TTL / 2)
    assert not acquire(engine, "second", NOON + TTL)
    assert acquire(engine, "second", NOON + TTL * 1.5)


def test_a_lease_that_ran_out_and_nobody_took_can_be_renewed(engine: Engine):
    acquire(engine, "first")
    renew(engine, "first", NOON + 2 * TTL)
    assert not acquire(engine, "second", NOON + 2 * TTL)


def test_a_lease_given_back_is_free(engine: Engine):
    acquire(engine, "first")
    with transaction(engine) as session:
        leases.release(session, "group", holder="first")
    assert acquire(engine, "second")


def test_nobody_gives_back_the_lease_of_another(engine: Engine):
    acquire(engine, "first")
    with transaction(engine) as session:
        leases.release(session, "group", holder="second")
    assert not acquire(engine, "second")


def test_of_many_at_once_one_gets_it(engine: Engine):
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda number: acquire(engine, f"holder {number}"), range(32)))
    assert got.count(True) == 1


def test_what_asks_outlets_for_pages_shares_a_lease(engine: Engine):
    assert lease_of(Job.CRAWL) == lease_of(Job.RECRAWL) != lease_of(Job.INGEST)
    acquire(engine, "one", job=lease_of(Job.CRAWL))
    with transaction(engine) as session:
        assert leases.is_held(session, Job.RECRAWL, now=NOON)
        assert not leases.is_held(session, Job.RECRAWL, now=NOON + TTL)
        assert not leases.is_held(session, Job.INGEST, now=NOON)
