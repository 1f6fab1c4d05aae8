"""Tests of pipeline.url_noise; tests/pipeline/test_urls.py has them in whole addresses."""

import pytest

from pipeline.url_noise import is_noise, plain_host, plain_path


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        *[(name, "1", True) for name in ("utm_id", "UTM_Source", "gclid", "mc_cid", "wt.mc_id")],
        *[("amp", value, True) for value in (None, "", "1", "true", "abc")],
        ("amplitude", "1", False),
        ("print", None, True),
        ("print", "9", False),
        ("mode", "print", True),
        ("mode", "dark", False),
        ("ref", "nav", True),
        ("ref", "2026", False),
        ("source", "rss-feed", True),
        ("source", "politics", False),
        ("cid", "77", False),
        ("sid", "12", False),
        ("s", "ferry", False),
        ("jsessionid", "12", True),
        ("id", "rss", False),
        ("clid", "1", False),
        ("p", None, False),
    ],
)
def test_parameters_that_name_no_page(name, value, expected):
    assert is_noise(name, value, "/story") is expected


@pytest.mark.parametrize(
    ("path", "plain"),
    [
        ("/amp", "/"),
        ("/amp/", "/"),
        ("/amp/amp/x/amp", "/x"),
        ("/story.html;jsessionid=1", "/story.html"),
        ("/campaign", "/campaign"),
        ("/index.html", "/"),
        ("/my-index.html", "/my-index.html"),
        ("/2026/print", "/2026"),
        ("/print", "/print"),
        ("/h.m.html", "/h.html"),
        ("/.m.html", "/.m.html"),
    ],
)
def test_paths_of_one_page(path, plain):
    assert plain_path(path) == plain


def test_a_host_keeps_what_can_be_registered():
    hosts = ("m.a.example", "m.example", "m.co.uk", "m.a.co.uk", "amp", "127.0.0.1", "mobile.m.a.b")
    plain = ["a.example", "m.example", "m.co.uk", "a.co.uk", "amp", "127.0.0.1", "a.b"]
    assert [plain_host(host) for host in hosts] == plain
