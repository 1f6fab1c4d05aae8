"""What an answer to the request for robots.txt means."""

import pytest
from scrapy.http import Response, TextResponse

from crawlers.robots import MAX_BYTES, RobotsRefused, asked_delay, read_rules

URL = "http://harbour.example/robots.txt"
CLOSED = b"User-agent: *\nDisallow: /\n\nUser-agent: newsfold\nDisallow: /secret\n"


def test_our_own_group_goes_before_the_general_one() -> None:
    rules = read_rules(TextResponse(URL, body=CLOSED))
    assert rules.can_fetch("http://harbour.example/open", "Newsfold/0.1")
    assert not rules.can_fetch("http://harbour.example/secret/1", "Newsfold/0.1")
    assert not rules.can_fetch("http://harbour.example/open", "Another/1.0")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_host_without_robots_allows_everything(status: int) -> None:
    rules = read_rules(Response(URL, status=status, body=CLOSED))
    assert rules.can_fetch("http://harbour.example/secret", "Newsfold/0.1")


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_host_that_cannot_say_allows_nothing(status: int) -> None:
    with pytest.raises(RobotsRefused, match=str(status)):
        read_rules(Response(URL, status=status))


@pytest.mark.parametrize("body", [b"", b"\xff\xfe\x00", b"<html><body>Hello</body></html>"])
def test_what_holds_no_rules_allows_everything(body: bytes) -> None:
    assert read_rules(Response(URL, body=body)).can_fetch("http://harbour.example/x", "Newsfold")


def test_a_mark_before_the_rules_hides_none_of_them() -> None:
    rules = read_rules(Response(URL, body=b"\xef\xbb\xbf" + CLOSED))
    assert not rules.can_fetch("http://harbour.example/open", "Another/1.0")


def test_of_a_long_file_the_beginning_counts() -> None:
    body = CLOSED + b"#" * MAX_BYTES + b"\nUser-agent: newsfold\nDisallow: /late\n"
    rules = read_rules(Response(URL, body=body))
    assert not rules.can_fetch("http://harbour.example/secret", "Newsfold")
    assert rules.can_fetch("http://harbour.example/late", "Newsfold")


@pytest.mark.parametrize(
    "body",
    [
        "\ufeff\ufeffUser-agent: *\nDisallow: /\n".encode(),
        "User-agent: *\nDisallow: /\n".encode("utf-16"),
        b"User-agent: *\n\0Disallow: /\n",
        b"User-agent: Newsfold/0.1 # the crawler\nDisallow: /\n",
    ],
)
def test_rules_are_read_however_they_were_saved(body: bytes) -> None:
    rules = read_rules(Response(URL, body=body))
    assert not rules.can_fetch("http://harbour.example/open", "Newsfold")


@pytest.mark.parametrize(
    ("line", "seconds"),
    [
        ("Crawl-delay: 2.5", 2.5),
        ("Crawl-delay: 2,5", 2.5),
        ("Crawl-delay: 10s", 10.0),
        ("crawl-delay:4 seconds # please", 4.0),
        ("Request-rate: 1/5", 5.0),
        ("Request-rate: 1/5\nCrawl-delay: 7", 7.0),
        ("Request-rate: 0/5", 0.0),
        ("Request-rate: x/0", 0.0),
        ("Crawl-delay: soon", 0.0),
        ("Crawl-delay: -3", 0.0),
        ("Crawl-delay: 1e400", 0.0),
    ],
)
def test_the_pace_that_a_host_asks_for(line: str, seconds: float) -> None:
    rules = read_rules(Response(URL, body=f"User-agent: *\n{line}\n".encode()))
    assert asked_delay(rules, "Newsfold") == seconds
