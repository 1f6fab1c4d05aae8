"""The order of requests among many outlets."""

from types import SimpleNamespace

import pytest
from scrapy import Request

from crawlers.catalogue import Outlet
from crawlers.scheduling import OutletScheduler
from crawlers.settings import CrawlJob, scrapy_settings


def scheduler(**concurrency: int) -> OutletScheduler:
    outlets = tuple(
        Outlet(name=name, title=name, home=f"https://{name}.example/", concurrency=count)
        for name, count in concurrency.items()
    )
    job = CrawlJob(database_url="sqlite://", run_id=1, outlets=outlets)
    return OutletScheduler(SimpleNamespace(settings=scrapy_settings(job)))  # type: ignore[arg-type]


def request(outlet: str, number: int) -> Request:
    return Request(f"https://{outlet}.example/{number}", meta={"download_slot": outlet})


def give_out(queue: OutletScheduler) -> list[Request]:
    """Everything that may set out now."""
    given = []
    while (one := queue.next_request()) is not None:
        queue.set_out(one)
        given.append(one)
    return given


def names(requests: list[Request]) -> str:
    """The outlets' letters and the numbers."""
    return " ".join(one.url[8] + one.url.rpartition("/")[2] for one in requests)


def test_outlets_take_turns_each_in_its_own_order() -> None:
    queue = scheduler(a=2, b=1, c=1)
    for number in range(6):
        queue.enqueue_request(request("a", number))
    for number in range(3):
        queue.enqueue_request(request("b", number))
    queue.enqueue_request(request("c", 0))
    out = give_out(queue)
    assert names(out) == "a0 b0 c0 a1 b1 a2 a3"
    assert queue.has_pending_requests()
    queue.came_back(out[1])
    queue.came_back(out[0])
    assert names(give_out(queue)) == "b2 a4"
    assert queue.next_request() is None
    queue.came_back(out[3])
    assert names(give_out(queue)) == "a5"
    assert not queue.has_pending_requests()


def test_what_is_asked_beside_the_queue_takes_room_too() -> None:
    queue = scheduler(a=1)
    robots = [request("a", number) for number in range(8, 10)]
    for one in robots:
        queue.set_out(one)
    queue.enqueue_request(request("a", 0))
    assert give_out(queue) == []
    queue.came_back(robots[0])
    assert names(give_out(queue)) == "a0"


@pytest.mark.parametrize("count", [0, 1])
def test_nothing_is_pending_once_all_is_given_out(count: int) -> None:
    queue = scheduler(a=1)
    for number in range(count):
        queue.enqueue_request(request("a", number))
    give_out(queue)
    assert not queue.has_pending_requests()
    assert queue.next_request() is None
