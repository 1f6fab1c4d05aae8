"""Tests of pipeline.urls."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.urls import NotAnAddress, believed_canonical, canonical_url, site_of


@pytest.mark.parametrize(
    "spelling",
    [
        "HTTPS://Www.Harbour-Post.example:443/news/ferry-runs?id=7",
        "https://www.harbour-post.example/news/ferry-runs?id=7#comments",
        "https://www.harbour-post.example/news/ferry-runs?utm_source=x&id=7&fbclid=abc",
        "https://www.harbour-post.example/news/ferry-runs/amp?id=7",
        "https://www.harbour-post.example/news/ferry-runs?id=7&amp=1",
        "https://www.harbour-post.example/news/ferry%2Druns?id=7",
        " https://www.harbour-post.example./news/ferry-runs?id=7\n",
    ],
)
def test_spellings_of_one_address_fold(spelling):
    assert canonical_url(spelling) == "https://www.harbour-post.example/news/ferry-runs?id=7"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/story?id=1", "https://a.example/story?id=2"),
        ("https://a.example/Story", "https://a.example/story"),
        ("https://a.example:8080/story", "https://a.example/story"),
        ("http://a.example/camp", "http://a.example/c"),
        ("http://a.example/amplifier", "http://a.example/lifier"),
    ],
)
def test_addresses_of_distinct_pages_stay_apart(one, other):
    assert canonical_url(one) != canonical_url(other)


def test_an_ipv6_address_keeps_its_brackets():
    assert canonical_url("http://[::1]:80/a#b") == "http://[::1]/a"


@given(
    st.builds(
        "https://a.example/{}?{}".format,
        st.text(alphabet="abcAMP/.-%20ü&=?+", max_size=30),
        st.text(alphabet="abcutm_=&%2Bamp1é", max_size=30),
    )
)
def test_folding_twice_changes_nothing(url):
    once = canonical_url(url)
    assert canonical_url(once) == once


@pytest.mark.parametrize(
    "text", ["", "news/1", "mailto:desk@a.example", "http://", "http://[::1", "https://a:99999/"]
)
def test_what_is_no_address_is_refused(text):
    with pytest.raises(NotAnAddress):
        canonical_url(text)


@pytest.mark.parametrize(
    ("declared", "believed"),
    [
        pytest.param("https://a.example/one", "https://a.example/one", id="same-site"),
        pytest.param("https://www.a.example/one", "https://www.a.example/one", id="www"),
        pytest.param("https://b.example/one", None, id="another-site"),
        pytest.param("https://a.example/", None, id="home-page"),
        pytest.param("/one", None, id="relative"),
        pytest.param(None, None, id="absent"),
    ],
)
def test_a_declared_address_is_a_claim(declared, believed):
    assert believed_canonical(declared, "https://m.a.example/one?x=1") == believed


def test_site_keeps_short_names():
    assert site_of("m.example") == "m.example"
    assert site_of("www.m.example") == "m.example"
