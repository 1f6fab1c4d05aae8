"""Pages as they are kept: read by other tools, whole after a kill, and a clear end where not."""

import errno
import gzip
import os
import signal
import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request
from scrapy.http import Headers, HtmlResponse, Response
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from crawlers import raw_archive
from crawlers.raw_archive import ArchiveUnusable, NoteCoding, RawArchive, is_worth_keeping
from crawlers.warc_records import DamagedRecord, WarcRecord, read_record_at, read_records
from pipeline.records import ArchivePlace, PageKind

NOW = datetime(2026, 3, 2, 12, 30, 15, 123456, tzinfo=UTC)
URL = "http://harbour.example/storm"
BODY = "<html><p>The storm: größer than ever.</p></html>".encode()


def _archive(folder: Path, run_id: int = 7) -> RawArchive:
    return RawArchive(folder, run_id=run_id, agent="Newsfold/0.1 (+desk)", started_at=NOW)


def _response(body: bytes = BODY, **headers: str) -> HtmlResponse:
    given = {"Content-Type": "text/html; charset=utf-8"}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    return HtmlResponse(
        URL,
        headers=given,
        body=body,
        request=Request(URL),
        ip_address=ip_address("192.0.2.1"),
        protocol="HTTP/1.1",
    )


def _keep(archive: RawArchive, response: Response) -> ArchivePlace:
    place = archive.keep(response, fetched_at=NOW)
    assert place is not None
    return place


def test_each_page_is_found_by_its_offset(tmp_path: Path) -> None:
    bodies = [b"<p>one", BODY, b"<p>" + b"long " * 100_000]
    with _archive(tmp_path) as archive:
        places = [_keep(archive, _response(body)) for body in bodies]
    [path] = tmp_path.iterdir()
    assert (
        {place.file for place in places} == {path.name} == {"run-000007-20260302T123015Z.warc.gz"}
    )
    for place, body in zip(places, bodies, strict=True):
        with path.open("rb") as file:  # as other tools read it
            file.seek(place.offset)
            record = next(ArchiveIterator(file))
            assert record.rec_type == "response"
            assert record.content_stream().read() == body
        with path.open("rb") as file, gzip.open(file) as unpacked:  # as anybody can
            file.seek(place.offset)
            assert body in unpacked.read()
        with path.open("rb") as file:  # as we read it
            found = read_record_at(file, place.offset, limit=10**6)
            assert isinstance(found, WarcRecord)
            assert found.block.endswith(body)


def test_the_record_says_when_whence_and_how_it_came(tmp_path: Path) -> None:
    response = _response(ETag='"1"', Content_Length="9", X_Odd="größer")
    packed = Response(URL, headers={"Content-Encoding": "br"})
    assert response.request is not None
    NoteCoding().process_response(response.request, packed)
    with _archive(tmp_path) as archive:
        _keep(archive, response)
    [path] = tmp_path.iterdir()
    with path.open("rb") as file:
        info, record = ArchiveIterator(file)
        record_headers = dict(record.rec_headers.headers)
        http_headers = record.http_headers.headers
    assert record_headers["WARC-Target-URI"] == URL
    assert record_headers["WARC-Date"] == "2026-03-02T12:30:15.123456Z"
    assert record_headers["WARC-IP-Address"] == "192.0.2.1"
    assert record_headers["WARC-Payload-Digest"].startswith("sha1:")
    assert record.http_headers.statusline == "200 OK"
    assert http_headers == [
        ("X-Crawler-Content-Encoding", "br"),
        ("Content-Type", "text/html; charset=utf-8"),
        ("Etag", '"1"'),
        ("X-Crawler-Content-Length", "9"),
        ("X-Odd", "gr%C3%B6%C3%9Fer"),
        ("Content-Length", str(len(BODY))),
    ]
    assert info.rec_type == "warcinfo"


def test_the_first_record_says_who_made_the_file(tmp_path: Path) -> None:
    with _archive(tmp_path) as archive:
        _keep(archive, _response())
    [path] = tmp_path.iterdir()
    with path.open("rb") as file:
        info = next(ArchiveIterator(file)).content_stream().read().decode()
    for said in ("software: Newsfold", "user-agent: Newsfold/0.1 (+desk)", "crawl run 7"):
        assert said in info


def test_other_tools_find_nothing_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with _archive(tmp_path) as archive:
        for n in range(3):
            _keep(archive, _response(BODY * n + b"x"))
    [path] = tmp_path.iterdir()
    checker = Checker(_Arguments(inputs=[str(path)]))
    checker.process_all()
    assert checker.exit_value == 0, capsys.readouterr().out


class _Arguments:
    verbose = True

    def __init__(self, inputs: list[str]) -> None:
        self.inputs = inputs


@given(st.dictionaries(st.binary(min_size=1, max_size=20), st.binary(max_size=40), max_size=5))
def test_no_headers_break_a_record(headers: dict[bytes, bytes]) -> None:
    response = HtmlResponse(URL, headers=Headers(headers), body=BODY, request=Request(URL))
    record = raw_archive._response_record(response, NOW)
    assert record.startswith(b"WARC/1.1\r\n")
    assert record.endswith(BODY + b"\r\n\r\n")
    block = record.split(b"\r\n\r\n", 2)[1]
    assert all(b":" in line for line in block.split(b"\r\n")[1:])


def test_two_runs_never_write_to_one_file(tmp_path: Path) -> None:
    with _archive(tmp_path) as one, _archive(tmp_path) as other:
        _keep(one, _response())
        _keep(other, _response())
    assert len(list(tmp_path.iterdir())) == 2


def test_a_run_that_keeps_nothing_leaves_no_file(tmp_path: Path) -> None:
    with _archive(tmp_path / "new" / "folder"):
        pass
    assert list((tmp_path / "new" / "folder").iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ArchiveUnusable, match=r"file.*NEWSFOLD_ARCHIVE"):
        _archive(tmp_path / "file")


def test_a_full_disk_leaves_what_was_kept_and_keeps_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []

    def write(descriptor: int, data: memoryview) -> int:
        if len(written) == 1:
            written.append(0)
            return real(descriptor, data[: len(data) // 2])  # some of it still fits
        if len(written) > 1:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written.append(len(data))
        return real(descriptor, data)

    real = os.write
    with _archive(tmp_path) as archive:
        _keep(archive, _response())
        monkeypatch.setattr(raw_archive.os, "write", write)
        _keep(archive, _response())
        assert archive.keep(_response(), fetched_at=NOW) is None
        assert archive.trouble is not None
        assert "No space left" in archive.trouble
        monkeypatch.undo()
        assert archive.keep(_response(), fetched_at=NOW) is None
    [path] = tmp_path.iterdir()
    with path.open("rb") as file:
        records = list(read_records(file, limit=10**6))
    assert [isinstance(record, DamagedRecord) for record in records] == [False] * 3


def test_a_kill_at_any_moment_leaves_a_file_that_can_be_read(tmp_path: Path) -> None:
    program = """
        import sys
        from datetime import UTC, datetime
        from pathlib import Path
        from scrapy.http import HtmlResponse
        from crawlers.raw_archive import RawArchive
        now = datetime.now(UTC)
        archive = RawArchive(Path(sys.argv[1]), run_id=1, agent="x", started_at=now)
        for n in range(10**9):
            page = HtmlResponse(f"http://harbour.example/{n}", body=b"%d " % n * 20_000)
            place = archive.keep(page, fetched_at=now)
            print(place.offset, flush=True)
    """
    for waited in (3, 17, 40):
        folder = tmp_path / str(waited)
        command = [sys.executable, "-c", textwrap.dedent(program), str(folder)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            told = [int(writer.stdout.readline()) for _ in range(waited)]
            writer.send_signal(signal.SIGKILL)
        assert writer.returncode == -signal.SIGKILL
        [path] = folder.iterdir()
        with path.open("rb") as file:
            records = list(read_records(file, limit=10**6))
            assert all(isinstance(record, WarcRecord) for record in records[:-1])
            for number, offset in enumerate(told):  # whatever it had said was kept
                found = read_record_at(file, offset, limit=10**6)
                assert isinstance(found, WarcRecord)
                assert found.headers["warc-target-uri"].endswith(f"/{number}")


@pytest.mark.parametrize(
    ("response", "kind", "worth"),
    [
        (_response(), PageKind.ARTICLE, True),
        (_response(b""), PageKind.ARTICLE, False),
        (Response(URL, body=b"%PDF"), PageKind.ARTICLE, False),
        (Response(URL, body=b"<rss/>"), PageKind.FEED, True),
    ],
)
def test_what_can_be_read_again_is_worth_keeping(
    response: Response, kind: PageKind, worth: bool
) -> None:
    assert is_worth_keeping(response, kind) is worth
