import pytest
from scrapy import Request
from scrapy.http import HtmlResponse

from crawlers.raw_archive import RawArchive
from flows.desk_serving import is_loopback, raw_pages_of, serve_desk
from flows.faults import WrongUse
from storage.database import DatabaseUnusable
from tests.flows.conftest import NOW


def serve(url, **options):
    given = {
        "host": "127.0.0.1",
        "port": 0,
        "token": None,
        "open_to_all": False,
        "names": [],
        "clock": lambda: NOW,
        "say": print,
        "tell": print,
    }
    serve_desk(url, **given | options)


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.7", False),
        ("desk.example", False),
    ],
)
def test_what_only_this_machine_reaches(host, own):
    assert is_loopback(host) is own


def test_other_machines_need_a_token_or_a_word_that_they_need_none(tmp_path):
    with pytest.raises(WrongUse, match="Give a token"):
        serve(f"sqlite:///{tmp_path}/none.db", host="0.0.0.0")


@pytest.mark.parametrize(
    ("options", "warned"),
    [({"token": "a-long-token"}, "without encryption"), ({"open_to_all": True}, "may read it")],
)
def test_who_lets_others_in_is_warned(tmp_path, capsys, options, warned):
    with pytest.raises(DatabaseUnusable):  # there is no such file, and nothing is served
        serve(f"sqlite:///{tmp_path}/none.db", host="0.0.0.0", **options)
    assert warned in capsys.readouterr().out


def test_a_port_that_is_taken_is_named(sqlite_engine):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(WrongUse, match=f"port {port} cannot be listened on"):
            serve(sqlite_engine.url.render_as_string(), port=port)


def test_a_page_that_is_kept_is_read_and_one_that_is_gone_is_not(tmp_path):
    url = "http://harbour.example/a"
    page = HtmlResponse(
        url, headers={"Content-Type": "text/html"}, body=b"<p>A crane", request=Request(url)
    )
    with RawArchive(tmp_path, run_id=1, agent="x", started_at=NOW) as archive:
        place = archive.keep(page, fetched_at=NOW)
    read = raw_pages_of(tmp_path)
    assert read(place) == b"<p>A crane"
    (tmp_path / place.file).unlink()
    assert read(place) is None
