"""What responses say beside their text."""

from datetime import UTC, datetime
from hashlib import sha256
from time import perf_counter

import pytest
from scrapy.http import HtmlResponse, Response

from crawlers.page_signals import asked_wait, read_signals, validators_of
from pipeline.records import Validators

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
URL = "http://harbour.example/news/storm"


def page(head: str = "", **headers: str | list[str]) -> HtmlResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HtmlResponse(URL, body=f"<html><head>{head}</head></html>".encode(), headers=named)


def meta(content: str, name: str = "robots") -> str:
    return f'<meta name="{name}" content="{content}">'


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        pytest.param(page(), (), id="nothing"),
        pytest.param(page(X_Robots_Tag="noai, noimageai"), ("noai", "noimageai"), id="header"),
        pytest.param(page(X_Robots_Tag=["noindex", "NOAI"]), ("noai",), id="two-headers"),
        pytest.param(page(X_Robots_Tag="newsfold: noai"), ("noai",), id="for-us"),
        pytest.param(page(X_Robots_Tag="otherbot: noai, noarchive"), (), id="for-another"),
        pytest.param(
            page(X_Robots_Tag="otherbot: noai, newsfold: noarchive"), ("noarchive",), id="for-both"
        ),
        pytest.param(
            page(X_Robots_Tag="max-snippet: 20, noarchive"), ("noarchive",), id="rule-with-value"
        ),
        pytest.param(page(meta("noai, noarchive")), ("noai", "noarchive"), id="meta"),
        pytest.param(page(meta("noai", "Newsfold")), ("noai",), id="meta-for-us"),
        pytest.param(page(meta("noai", "otherbot")), (), id="meta-for-another"),
        pytest.param(page("<META content='noai' NAME=robots>"), ("noai",), id="any-spelling"),
        pytest.param(page(f"<!-- {meta('noai')} -->"), (), id="comment"),
        pytest.param(page(f"<!-- {meta('noai')}"), (), id="comment-without-end"),
        pytest.param(page(tdm_reservation="1"), ("tdm-reservation",), id="tdm-header"),
        pytest.param(page(tdm_reservation="0"), (), id="tdm-not-reserved"),
        pytest.param(page(meta("1", "tdm-reservation")), ("tdm-reservation",), id="tdm-meta"),
        pytest.param(
            page(meta("noai"), X_Robots_Tag="noai", tdm_reservation="1"),
            ("noai", "tdm-reservation"),
            id="all-at-once",
        ),
        pytest.param(Response(URL, headers={"tdm-reservation": "1"}), ("tdm-reservation",)),
    ],
)
def test_opt_outs(response: Response, expected: tuple[str, ...]) -> None:
    assert read_signals(response, "Newsfold/0.1").opt_outs == expected


@pytest.mark.parametrize(
    ("claim", "names"),
    [
        ("http://harbour.example/storm-at-sea", ("http://harbour.example/storm-at-sea",)),
        ("/storm-at-sea?utm_source=x", ("http://harbour.example/storm-at-sea",)),
        ("http://harbour.example/", ()),
        ("http://elsewhere.example/storm", ()),
        ("http://[", ()),
        ("", ()),
    ],
)
def test_the_name_that_a_page_has_elsewhere_is_believed_if_it_can_be(
    claim: str, names: tuple[str, ...]
) -> None:
    head = f'<meta property="og:url" content="{claim}">'
    assert read_signals(page(head), "Newsfold").names == names


@pytest.mark.parametrize("noise", ["<meta ", "<!--", '<meta name="', "<meta a=b a=b "])
def test_a_page_of_noise_costs_little(noise: str) -> None:
    started = perf_counter()
    read_signals(page(noise * 200_000), "Newsfold")
    assert perf_counter() - started < 2


def test_validators() -> None:
    response = Response(
        URL, body=b"storm", headers={"ETag": 'W/"7"', "Last-Modified": "Mon, 02 Mar 2026 10:00:00"}
    )
    assert validators_of(response) == Validators(
        etag='W/"7"',
        last_modified="Mon, 02 Mar 2026 10:00:00",
        body_sha256=sha256(b"storm").hexdigest(),
    )


@pytest.mark.parametrize("tag", ["", " ", "x" * 5_000])
def test_a_validator_that_cannot_be_sent_back_is_none(tag: str) -> None:
    assert validators_of(Response(URL, headers={"ETag": tag})).etag is None


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0.0),
        ({"Cache-Control": "max-age=600"}, 600.0),
        ({"Cache-Control": 'public, Max-Age="600", s-maxage=9'}, 600.0),
        ({"Cache-Control": "no-store, s-maxage=9"}, 0.0),
        ({"Retry-After": "120"}, 120.0),
        ({"Retry-After": "Mon, 02 Mar 2026 12:05:00 GMT"}, 300.0),
        ({"Retry-After": "soon", "Cache-Control": "max-age=x"}, 0.0),
        ({"Retry-After": "60", "Cache-Control": "max-age=30"}, 60.0),
    ],
)
def test_how_long_a_server_asks_to_wait(headers: dict[str, str], seconds: float) -> None:
    assert asked_wait(Response(URL, headers=headers), now=NOW) == seconds
