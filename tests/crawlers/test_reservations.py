"""What a tdmrep.json says of a page. `test_tdm_middleware` asks for it in a crawl."""

import json

import pytest

from crawlers.reservations import MAX_RULES, Reservation, read_reservations

HOST = "https://harbour.example"
RULES = [
    {"location": "/news/", "tdm-reservation": 1, "tdm-policy": f"{HOST}/policy.json"},
    {"location": "/news/free/*", "tdm-reservation": 0},
    {"location": "/*.pdf$", "tdm-reservation": 1},
    {"location": "/caf%C3%A9/", "tdm-reservation": "1"},
    {"location": "/both", "tdm-reservation": 0},
    {"location": "/both", "tdm-reservation": 1},
]


@pytest.mark.parametrize(
    ("path", "is_reserved"),
    [
        ("/news/storm", True),
        ("/news/free/storm", False),
        ("/newsletter", False),
        ("/paper.pdf", True),
        ("/paper.pdf?page=2", False),
        ("/caf\u00e9/x", True),
        ("/caf%c3%a9/x", True),
        ("/both", True),
        ("", False),
    ],
)
def test_the_longest_pattern_says(path: str, is_reserved: bool) -> None:
    reservations = read_reservations(json.dumps(RULES).encode())
    assert reservations.cover(f"{HOST}{path}") is is_reserved


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("/", "/anything", True),
        ("*", "/anything", True),
        ("", "/anything", True),
        ("/a$", "/a", True),
        ("/a$", "/ab", False),
        ("/a*b*c$", "/a-b-c", True),
        ("/a*bc*c$", "/abc", False),
        ("/a*", "/a", True),
        ("/a*b", "/axxbyy", True),
        ("/a*b", "/ab" * 3, True),
        ("/b", "/a/b", False),
    ],
)
def test_patterns(pattern: str, path: str, fits: bool) -> None:
    assert Reservation(pattern, True).fits(path) is fits


def test_a_pattern_of_many_stars_takes_no_time() -> None:
    rule = {"location": "/" + "*e" * 900 + "*x$", "tdm-reservation": 1}
    reservations = read_reservations(json.dumps([rule] * 2 * MAX_RULES).encode())
    assert len(reservations.rules) == MAX_RULES
    assert not reservations.cover(f"{HOST}/{'e' * 2_000}")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>not found</html>",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"location": "/", "tdm-reservation": 1}',
        b'[1, null, "x", {}, {"location": 5, "tdm-reservation": 1}]',
        b'[{"location": "/", "tdm-reservation": [1]}, {"location": "/"}]',
    ],
)
def test_what_is_no_such_file_reserves_nothing(content: bytes) -> None:
    assert not read_reservations(content).cover(f"{HOST}/storm")
