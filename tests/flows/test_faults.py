import pytest

from crawlers.catalogue import CatalogueError
from flows.config import SettingsError
from flows.engine_server import EngineUnusable
from flows.faults import WrongUse, exit_code
from flows.listing_jobs import ListingsUnread
from flows.targets import NoTargets
from storage.database import DatabaseUnusable
from storage.leases import LeaseHeld, LeaseLost
from tests.flows.conftest import NOW


@pytest.mark.parametrize(
    "error",
    [
        WrongUse("x"),
        SettingsError("x"),
        EngineUnusable("x"),
        NoTargets("x"),
        CatalogueError("x"),
        DatabaseUnusable("sqlite:///x", "broken", "Mend it."),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_cannot_be_done_as_asked_is_wrong_use(error):
    assert exit_code(error) == 2


@pytest.mark.parametrize("error", [LeaseHeld("crawl", "x", NOW, NOW), LeaseLost("x")])
def test_a_job_that_another_process_does_is_a_failure(error):
    assert exit_code(error) == 1


def test_what_could_not_be_had_is_a_failure():
    assert exit_code(ListingsUnread("x")) == 1


def test_a_fault_of_ours_has_no_exit_code():
    assert exit_code(KeyError("x")) is None
