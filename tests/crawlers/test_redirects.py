"""Where redirects may lead. `test_hostile_servers` follows them in a crawl."""

from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, Response
from scrapy.settings import Settings

from crawlers.redirects import MAX_ADDRESS, MetaRefresh, Redirects, check_target, moved_for_good
from crawlers.safety import AddressRefused

URL = "http://harbour.example/storm"


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ("file:///etc/hostname", "file: addresses are not fetched"),
        ("javascript:alert(1)", "javascript: addresses"),
        ("data:text/html,hi", "data: addresses"),
        ("FTP://harbour.example/", "ftp: addresses"),
        ("http://[zz", "no address"),
        ("http://harbour.example:99999/", "no address"),
        ("http://harbour.example:x/", "no address"),
        ("http://a..example/", "no address"),
        ("/" + "a" * MAX_ADDRESS, "an address of 8215 characters"),
    ],
)
def test_what_cannot_be_asked_for_is_refused_by_name(location: str, said: str) -> None:
    with pytest.raises(AddressRefused, match="redirect to") as refused:
        check_target(URL, location)
    assert said in str(refused.value)
    assert location[:100] in str(refused.value)
    assert len(str(refused.value)) < 400


@pytest.mark.parametrize(
    "location", ["/other", "?2", "", "  /spaced ", "//harbour.example/x", "https://a.example:8443/"]
)
def test_what_is_an_address_is_not(location: str) -> None:
    check_target(URL, location)


@pytest.mark.parametrize("target", ["http://[bad", "http://a.example:x/", "javascript:alert(1)"])
def test_a_page_that_refreshes_to_nowhere_is_what_it_is(target: str) -> None:
    middleware = MetaRefresh(Settings())
    middleware.crawler = SimpleNamespace(spider=None)  # type: ignore[assignment]
    body = f'<meta http-equiv="refresh" content="0;url={target}"><p>Storm'.encode()
    page = HtmlResponse(URL, body=body)
    assert middleware.process_response(Request(URL), page) is page


def test_a_page_in_no_charset_is_not_looked_through() -> None:
    page = HtmlResponse(URL, body=b"caf\xe9", headers={"Content-Type": "text/html; charset=hex"})
    assert MetaRefresh(Settings()).process_response(Request(URL), page) is page


def _refreshed(header: str) -> Request | Response:
    middleware = MetaRefresh(Settings({"METAREFRESH_MAXDELAY": 5}))
    middleware.crawler = SimpleNamespace(spider=None)  # type: ignore[assignment]
    page = HtmlResponse(URL, body=b"<p>Storm", headers={"Refresh": header})
    return middleware.process_response(Request(URL), page)


@pytest.mark.parametrize(
    "header", ["0; url=/wave", '0;URL="/wave"', "0; url=http://u:p@harbour.example/wave"]
)
def test_a_refresh_header_is_followed_as_its_tag_is(header: str) -> None:
    found = _refreshed(header)
    assert isinstance(found, Request)
    assert found.url == "http://harbour.example/wave"


@pytest.mark.parametrize("header", ["600; url=/wave", "soon", "0", "0; url=http://[x", "<meta>"])
def test_a_refresh_header_that_leads_nowhere_is_left_alone(header: str) -> None:
    assert isinstance(_refreshed(header), HtmlResponse)


def test_a_login_in_a_redirect_is_not_taken_along() -> None:
    middleware = Redirects(Settings({"REDIRECT_MAX_TIMES": 8}))
    middleware.crawler = SimpleNamespace(spider=None)  # type: ignore[assignment]
    moved = Response(URL, status=302, headers={"Location": "http://user:secret@harbour.example/x"})
    found = middleware.process_response(Request(URL), moved)
    assert isinstance(found, Request)
    assert found.url == "http://harbour.example/x"


@pytest.mark.parametrize(
    ("reasons", "moved"),
    [([301, 308], True), ([301, 302], False), (["meta refresh"], False), ([], False)],
)
def test_a_move_is_for_good_if_every_server_on_the_way_says_so(reasons: list[object], moved: bool):
    request = Request("https://harbour.example/", meta={"redirect_reasons": reasons})
    response = Response("https://harbour.example/new", request=request)
    assert moved_for_good(response) == (response.url if moved else None)
