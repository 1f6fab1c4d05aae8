import threading
import time
from http.client import HTTPConnection

import pytest

from flows.demo.site_server import Answer, Site, serve_sites
from tests.flows.browsing import fetch


def echo(_port: int) -> Site:
    return lambda host, target: Answer(body=f"{host} {target}".encode())


def test_the_host_header_chooses_the_site():
    with serve_sites(echo) as port:
        for host in ("one.example", "Two.Example"):
            _, body = fetch(f"http://{host}:{port}/a?b=c")
            assert body == f"{host.lower()} /a?b=c".encode()


def test_an_unchanged_page_is_not_sent_again():
    with serve_sites(echo) as port:
        first, _ = fetch(f"http://one.example:{port}/")
        etag = first.headers["ETag"]
        second, body = fetch(f"http://one.example:{port}/", **{"If-None-Match": etag})
        other, _ = fetch(f"http://one.example:{port}/other", **{"If-None-Match": etag})
    assert (second.status, body) == (304, b"")
    assert other.status == 200


def test_status_and_headers_are_the_sites_own():
    moved = Answer(body=b"", status=301, headers={"Location": "http://b.example/"})
    with serve_sites(lambda port: lambda host, target: moved) as port:
        response, _ = fetch(f"http://a.example:{port}/")
    assert (response.status, response.headers["Location"]) == (301, "http://b.example/")
    assert "ETag" not in response.headers


def test_a_slow_site_does_not_hold_up_another():
    def slow(host: str, target: str) -> Answer:
        time.sleep(0.5 if host == "slow.example" else 0)
        return Answer(body=b"")

    with serve_sites(lambda port: slow) as port:
        waiting = threading.Thread(target=fetch, args=(f"http://slow.example:{port}/",))
        waiting.start()
        started = time.monotonic()
        fetch(f"http://quick.example:{port}/")
        assert time.monotonic() - started < 0.4
        waiting.join()


def test_nothing_is_left_behind():
    before = threading.active_count()
    with serve_sites(echo) as port:
        kept = HTTPConnection("127.0.0.1", port)
        kept.request("GET", "/")
        kept.getresponse().read()
        assert threading.active_count() > before
    assert threading.active_count() == before
    kept.close()
    with pytest.raises(ConnectionRefusedError):
        fetch(f"http://one.example:{port}/")
