"""Tests of pipeline.urls."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.urls import (
    NotAnAddress,
    believed_canonical,
    canonical_url,
    page_key,
    site_of,
    without_login,
)

FERRY = "https://www.harbour-post.example/news/ferry-runs?id=7"


@pytest.mark.parametrize(
    "spelling",
    [
        "HTTPS://Www.Harbour-Post.example:443/news/ferry-runs?id=7",
        "https://www.harbour-post.example/news/ferry-runs?id=7#comments",
        "https://www.harbour-post.example/news/ferry-runs?id=7#!",
        "https://www.harbour-post.example/news/ferry-runs?utm_source=x&id=7&fbclid=abc",
        "https://www.harbour-post.example/news/ferry-runs?ref=nav&id=7&source=rss&from=front-page",
        "https://www.harbour-post.example/news/ferry-runs?&id=7&",
        "https://www.harbour-post.example/news/ferry-runs/amp?id=7",
        "https://www.harbour-post.example/amp/news/ferry-runs?id=7",
        "https://www.harbour-post.example/news/ferry-runs?id=7&amp=1",
        "https://www.harbour-post.example/news/ferry-runs?id=7&amp",
        "https://www.harbour-post.example/news/ferry-runs?outputType=amp&id=7",
        "https://www.harbour-post.example/news/ferry-runs?id=7&view=print",
        "https://www.harbour-post.example/news/ferry-runs;jsessionid=0AB4.node1?id=7",
        "https://www.harbour-post.example/(S(abcdefgh12345678))/news/ferry-runs?id=7",
        "https://www.harbour-post.example/news/ferry-runs?PHPSESSID=x&id=7",
        "https://www.harbour-post.example/news/ferry-runs?id=7&sid=4f9a0c2be771d3aa90817362bc",
        "https://www.harbour-post.example/news/./old/../ferry%2Druns?id=%37",
        " https://www.harbour-post.example./news/ferry-runs?id=7\n",
        "https://desk:secret@www.harbour-post.example/news/ferry-runs?id=7",
        "https://www.google.com/amp/s/www.harbour-post.example/news/ferry-runs?id=7",
        "https://www-harbour--post-example.cdn.ampproject.org/c/s/www.harbour-post.example/news/"
        "ferry-runs/amp?id=7&usqp=mq331AQ&amp_js_v=0.1",
        "https://amp.harbour-post.example/amp/s/www.harbour-post.example/news/ferry-runs?id=7",
    ],
)
def test_spellings_of_one_address_fold(spelling):
    assert canonical_url(spelling) == FERRY


@pytest.mark.parametrize(
    ("spelling", "canonical"),
    [
        ("https://m.a.example/x", "https://a.example/x"),
        ("https://mobile.a.example/x", "https://a.example/x"),
        ("https://amp.a.example/x", "https://a.example/x"),
        ("https://www.m.a.example:8000/x", "https://www.a.example:8000/x"),
        ("https://en.m.a.example/x", "https://en.a.example/x"),
        ("https://a.example/x.amp.html", "https://a.example/x.html"),
        ("https://a.example/x.m.html", "https://a.example/x.html"),
        ("https://a.example/x/amp/", "https://a.example/x/"),
        ("https://a.example/x/amp.html", "https://a.example/x"),
        ("https://a.example/2026/03/x.html?m=1", "https://a.example/2026/03/x.html"),
        ("https://a.example/old-ferry-runs/print", "https://a.example/old-ferry-runs"),
        ("https://a.example/old-ferry-runs/print/", "https://a.example/old-ferry-runs/"),
        ("https://a.example/news/x/index.html", "https://a.example/news/x/"),
        ("https://a.example/#!/news/7", "https://a.example/#!/news/7"),
        ("https://a.example?b=2&a=1&b=1", "https://a.example/?a=1&b=2&b=1"),
        ("https://a.example/?20260314", "https://a.example/?20260314"),
        ("https://a.example/?q=a b%2Bc&x=1,2", "https://a.example/?q=a+b%2Bc&x=1,2"),
        ("https://a.example/größe/%e9t%C3%A9", "https://a.example/gr%C3%B6%C3%9Fe/%E9t%C3%A9"),
        ("https://a.example/100%", "https://a.example/100%25"),
        ("https://zürich.example/x", "https://xn--zrich-kva.example/x"),
        ("http://www.google.com/amp/a.example/x", "http://a.example/x"),
        ("http://[0:0::1]:80/a#b", "http://[::1]/a"),
    ],
)
def test_forms_of_a_page_fold_into_the_page(spelling, canonical):
    assert canonical_url(spelling) == canonical


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/story?id=1", "https://a.example/story?id=2"),
        ("https://a.example/story?ref=1", "https://a.example/story?ref=2"),
        ("https://a.example/story?sid=1", "https://a.example/story"),
        ("https://a.example/story?source=politics", "https://a.example/story"),
        ("https://a.example/story?page=2", "https://a.example/story"),
        ("https://a.example/story?q=%E9", "https://a.example/story?q=%E8"),
        ("https://a.example/?y=2026&m=1", "https://a.example/?y=2026"),
        ("https://a.example/Story", "https://a.example/story"),
        ("https://a.example/a%2Fb", "https://a.example/a/b"),
        ("https://a.example:8080/story", "https://a.example/story"),
        ("https://a.example/#!/1", "https://a.example/#!/2"),
        ("http://a.example/camp", "http://a.example/c"),
        ("http://a.example/amplifier", "http://a.example/lifier"),
        ("http://a.example/news/print", "http://a.example/news"),
        ("http://a.example/amp/s/b.example/x", "http://b.example/x"),
        ("http://m.co.uk/x", "http://amp.co.uk/x"),
        ("http://m.example/x", "http://example/x"),
        ("http://news.a.example/x", "http://a.example/x"),
    ],
)
def test_addresses_of_distinct_pages_stay_apart(one, other):
    assert canonical_url(one) != canonical_url(other)
    assert page_key(one) != page_key(other)


def test_the_key_of_a_page_folds_scheme_and_www():
    keys = {
        page_key(address)
        for address in (
            FERRY,
            "http://www.harbour-post.example:80/news/ferry-runs?id=7",
            "http://harbour-post.example/news/ferry-runs?id=7",
            "https://www2.harbour-post.example/news/ferry-runs?id=7",
            "https://m.harbour-post.example/news/ferry-runs?id=7&utm_medium=x",
        )
    }
    assert keys == {"//harbour-post.example/news/ferry-runs?id=7"}
    assert page_key("http://a.example:8000/x") == "//a.example:8000/x"
    assert page_key("http://www.example/") == "//www.example/"


# Pieces that are noise, that look like it, and that are none.
PIECES = [
    *("amp", "AMP", "amp.html", "m.html", ".amp", "..", ".", "index.html", "print", "2", "s"),
    *("(S(abcdefgh12345678))", ";jsessionid=x", "%2e", "%6", "%61mp", "%E9", "%25", "%2Fa", "ü"),
    *("a+b", "page", "story-of-2026", "google.com", "www.b.example", "#!x", "?amp", "?id=1&amp"),
    *("&utm_x=1", "&ref=nav", "=v", "&a=b%26c"),
]
HOSTS = (
    "a.example",
    "m.a.example",
    "www.google.com",
    "x.cdn.ampproject.org",
    "[::1]",
    "ü.example.",
    "m.m.co.uk",
)
ADDRESSES = st.builds(
    "{}{}/{}".format,
    st.sampled_from(("http://", "https://", "HTTP://u@")),
    st.sampled_from(HOSTS),
    st.lists(st.sampled_from(PIECES), max_size=6).flatmap(
        lambda pieces: st.sampled_from(("/", "", "/amp/s/", "/c/s/")).map(
            lambda joint: joint.join(pieces)
        )
    ),
)
ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=40)


@given(ADDRESSES | ANY_TEXT.map("https://a.example/{}".format))
def test_folding_twice_changes_nothing(url):
    try:
        once = canonical_url(url)
    except NotAnAddress:
        return
    assert canonical_url(once) == once
    assert page_key(once) == page_key(url)
    assert canonical_url(f"https:{page_key(url)}") == f"https:{page_key(url)}"
    assert believed_canonical(once, url) == once


@given(ANY_TEXT | st.builds("{}{}".format, st.sampled_from(("http://", "https://[")), ANY_TEXT))
def test_whatever_is_no_address_is_refused_and_nothing_else_is_raised(text):
    for fold in (canonical_url, page_key):
        try:
            fold(text)
        except NotAnAddress:
            continue
    believed_canonical(text, "https://a.example/x")


WORDS = st.text(alphabet="bcdé /?&=#%+;:@ü", min_size=1, max_size=6)


@given(
    *[st.tuples(WORDS, st.lists(st.tuples(st.sampled_from("bcd"), WORDS), max_size=3))] * 2,
)
def test_pages_of_other_paths_or_parameters_are_never_one(one, other):
    def address(page):
        name, parameters = page
        query = "&".join(f"{quote(n, safe='')}={quote(v, safe='')}" for n, v in parameters)
        return f"https://a.example/story-{quote(name, safe='')}?{query}"

    def page(named):
        return named[0], sorted(named[1], key=lambda parameter: parameter[0])

    assert (page(one) == page(other)) == (page_key(address(one)) == page_key(address(other)))


@pytest.mark.parametrize(
    "text",
    [
        *("", "news/1", "mailto:desk@a.example", "http://", "http://[::1", "https://a:99999/"),
        *("//a.example/x", "https://a..example/x", "https://a b.example/", "https://\ud800/"),
        *("https://[v1.x]/", "https://%61.example/", f"https://{'ü' * 70}.example/", "http://./"),
    ],
)
def test_what_is_no_address_is_refused(text):
    with pytest.raises(NotAnAddress):
        canonical_url(text)


def test_copies_of_copies_are_followed_however_deep():
    depth = 2_000
    wrapped = "https://www.google.com" + "/amp/s/google.com" * depth + "/amp/s/a.example/x"
    assert canonical_url(wrapped) == "https://a.example/x"


OWN = "https://m.a.example/news/ferry-runs-again?x=1"


@pytest.mark.parametrize(
    ("declared", "believed"),
    [
        pytest.param("https://a.example/one", "https://a.example/one", id="same-site"),
        pytest.param("http://www.a.example/one", "http://www.a.example/one", id="www"),
        pytest.param("https://b.example/one", None, id="another-site"),
        pytest.param("https://a.example:8443/one", None, id="another-port"),
        pytest.param("https://a.example/", None, id="home-page"),
        pytest.param("https://a.example/index.html?utm_source=x#top", None, id="spelt-otherwise"),
        pytest.param("https://a.example/en/", None, id="home-page-of-a-language"),
        pytest.param("https://a.example/news/", None, id="section"),
        pytest.param("https://a.example/news", None, id="section-without-slash"),
        pytest.param("https://a.example/tag/ferries", None, id="tag"),
        pytest.param("https://a.example/sport/page/2", None, id="page-of-a-list"),
        pytest.param("https://a.example/404.html", None, id="error-page"),
        pytest.param("https://a.example/login", None, id="login"),
        pytest.param("https://a.example/?p=12", "https://a.example/?p=12", id="number"),
        pytest.param("/one", None, id="relative"),
        pytest.param("https://[", None, id="broken"),
        pytest.param(None, None, id="absent"),
    ],
)
def test_a_declared_address_is_a_claim(declared, believed):
    assert believed_canonical(declared, OWN) == believed


@pytest.mark.parametrize(
    ("declared", "final", "is_believed"),
    [
        ("https://a.example/", "https://a.example/page/2", False),
        ("https://a.example/news", "https://a.example/news/page/2", False),
        ("https://a.example/2026", "https://a.example/2026/ferry-runs-again", False),
        ("https://a.example/ferry-runs-again", "https://a.example/ferry-runs-again/2", True),
        ("https://a.example/7.html", "https://a.example/7.html/seite-2", True),
        ("https://a.example/one/", "https://a.example/one", True),
        ("https://a.example/one", "https://a.example/one/", True),
        ("https://a.example/one", "https://a.example/one/print/index.html", False),
        ("https://a.example/", "https://a.example/", True),
        ("https://a.example/", "https://a.example/?p=7", False),
        ("https://a.example/tag/x", "https://a.example/tag/y", True),
        ("https://a.example/one", "mailto:x", False),
    ],
)
def test_what_names_a_list_is_not_believed(declared, final, is_believed):
    assert (believed_canonical(declared, final) is not None) is is_believed


def test_site_keeps_short_names():
    assert site_of("m.example") == "m.example"
    assert site_of("www.m.example") == "m.example"
    assert site_of("WWW2.m.A.example.") == "a.example"
    assert site_of("www.co.uk") == "www.co.uk"


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("http://user:secret@harbour.example/x", "http://harbour.example/x"),
        ("http://a@b@harbour.example:81?q=@", "http://harbour.example:81?q=@"),
        ("https://harbour.example/@writer/x", "https://harbour.example/@writer/x"),
        ("https://harbour.example#a@b", "https://harbour.example#a@b"),
    ],
)
def test_a_login_is_taken_off(url: str, plain: str) -> None:
    assert without_login(url) == plain
