import subprocess
import sys
import time
from datetime import timedelta

import pytest

from flows import holding
from flows.holding import TTL, hold_lease
from storage import leases
from storage.database import transaction
from storage.lease_holders import name_of_process
from storage.models import Job
from tests.flows.conftest import NOW


def clock():
    return NOW


def take(database, holder, *, now=NOW):
    with transaction(database) as session:
        leases.acquire(session, "crawl", holder=holder, now=now, ttl=TTL)


def killed_process():
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        name = name_of_process(process.pid)
        process.kill()
    return name


def test_the_lease_is_free_again_after_the_block(database):
    with hold_lease(database, "crawl", clock=clock):
        pass
    take(database, "someone else")


def test_the_lease_is_free_again_after_a_fault(database):
    with pytest.raises(ZeroDivisionError), hold_lease(database, "crawl", clock=clock):
        raise ZeroDivisionError
    take(database, "someone else")


def test_a_living_holder_keeps_the_lease(database):
    take(database, "another-machine:1:2")
    held = pytest.raises(leases.LeaseHeld, match="another-machine")
    with held, hold_lease(database, "crawl", clock=clock):
        pass


def test_the_lease_of_a_killed_process_is_taken_at_once(database):
    take(database, killed_process())
    with hold_lease(database, "crawl", clock=clock) as lease:
        lease.check()


def test_a_lease_that_another_took_ends_the_job(database, monkeypatch):
    monkeypatch.setattr(holding, "RENEW_SECONDS", 0.01)
    with hold_lease(database, "crawl", clock=clock) as lease:
        take(database, "another-machine:1:2", now=NOW + TTL + timedelta(seconds=1))
        lease.renew_until_ended()
        with pytest.raises(leases.LeaseLost, match="run the command again"):
            lease.check()


def test_a_lease_is_renewed_while_the_block_runs(database, monkeypatch):
    monkeypatch.setattr(holding, "RENEW_SECONDS", 0.01)
    late = NOW + timedelta(minutes=5)
    times = iter([NOW])
    with hold_lease(database, "crawl", clock=lambda: next(times, late)):
        taken = False
        for _ in range(500):
            with transaction(database) as session:
                row = session.connection().exec_driver_sql("SELECT expires_at FROM lease").one()
            taken = str(row[0]).startswith(f"{late + TTL:%Y-%m-%d %H:%M:%S}")
            if taken:
                break
            time.sleep(0.02)  # this loop would hold the database's only lock for writing
        assert taken


def test_a_job_is_in_progress_while_a_living_process_holds_its_lease(database):
    def in_progress(job, *, now=NOW):
        with transaction(database) as session:
            return leases.is_held(session, job, now=now)

    assert not in_progress(Job.CRAWL)
    with hold_lease(database, "crawl", clock=clock):
        assert in_progress(Job.CRAWL)
        assert in_progress(Job.RECRAWL)
        assert not in_progress(Job.INGEST)
        assert not in_progress(Job.CRAWL, now=NOW + 2 * TTL)
    take(database, killed_process())
    assert not in_progress(Job.CRAWL)
