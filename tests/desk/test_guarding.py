"""Who is answered, and what every answer carries."""

import pytest
from starlette.responses import PlainTextResponse

from desk.guarding import COOKIE, HEADERS, KnownHosts, SafeHeaders, TokenGuard
from tests.desk.reading import Reader

TOKEN = "a-long-token"
PAGE = PlainTextResponse("page")
REFUSED = PlainTextResponse("refused", 401)


@pytest.fixture
def guarded() -> Reader:
    return Reader(TokenGuard(PAGE, token=TOKEN, refused=REFUSED))


def test_every_answer_carries_the_headers():
    headers = Reader(SafeHeaders(PAGE)).get("/").headers
    assert {name: headers[name] for name in HEADERS} == HEADERS


def test_nothing_may_be_loaded_from_elsewhere_and_nothing_may_run():
    policy = HEADERS["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8765", 200),
        ("localhost", 200),
        ("LOCALHOST:80", 200),
        ("[::1]:8765", 200),
        ("192.168.1.7:8765", 200),
        ("desk.newsroom.example", 200),
        ("evil.example", 401),
        ("127.0.0.1.evil.example:8765", 401),
        ("localhost.evil.example", 401),
        ("", 401),
    ],
)
def test_only_its_own_names_are_answered(host, status):
    app = KnownHosts(PAGE, names=["desk.newsroom.example"], refused=REFUSED)
    assert Reader(app).get("/", host=host).status == status


def test_without_the_token_nobody_is_answered(guarded):
    assert guarded.get("/").status == 401
    assert guarded.get("/?token=wrong").status == 401
    assert guarded.get("/", authorization="Bearer wrong").status == 401
    assert guarded.get("/", cookie=f"{COOKIE}={TOKEN}").status == 401


def test_the_token_in_an_address_leaves_a_cookie_and_goes_out_of_the_address(guarded):
    answer = guarded.get(f"/story/3?hours=6&token={TOKEN}&outlet=a%26b")
    assert answer.status == 303
    assert answer.headers["location"] == "/story/3?hours=6&outlet=a%26b"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()
    assert TOKEN not in cookie
    assert guarded.get("/", cookie=cookie.partition(";")[0]).text == "page"


def test_a_path_of_two_slashes_does_not_lead_to_another_host(guarded):
    answer = guarded.get(f"http://127.0.0.1//evil.example/?token={TOKEN}")
    assert answer.headers["location"] == "/evil.example/"


def test_programs_give_the_token_in_a_header_or_with_each_address(guarded):
    assert guarded.get("/story/3.json", authorization=f"Bearer {TOKEN}").text == "page"
    assert guarded.get(f"/front.atom?token={TOKEN}").text == "page"


def test_a_token_of_any_letters_is_compared(guarded):
    assert guarded.get("/?token=%F0%9F%A6%8A%FF").status == 401
