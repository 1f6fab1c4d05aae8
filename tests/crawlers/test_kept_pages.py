"""Pages read by their places, and files by their age."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse

from crawlers.kept_pages import KeptPages, NotKept, check_file, list_files, unless_written
from crawlers.raw_archive import RawArchive
from pipeline.records import ArchivePlace

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def _archive(folder: Path) -> RawArchive:
    return RawArchive(folder, run_id=1, agent="x", started_at=NOW)


def _keep(archive: RawArchive, name: str) -> ArchivePlace:
    url = f"http://harbour.example/{name}"
    headers = {"Content-Type": "text/html"}
    response = HtmlResponse(url, headers=headers, body=name.encode() * 100, request=Request(url))
    place = archive.keep(response, fetched_at=NOW)
    assert place is not None
    return place


def test_pages_are_read_in_any_order_while_a_run_goes_on(tmp_path: Path) -> None:
    with _archive(tmp_path) as one, _archive(tmp_path) as other, KeptPages(tmp_path) as pages:
        places = {name: _keep(one, name) for name in ("a", "b", "c")}
        places["d"] = _keep(other, "d")
        for name in "cadab":
            response = pages.read(places[name])
            assert isinstance(response, HtmlResponse)
            assert response.url == f"http://harbour.example/{name}"
            assert response.body == name.encode() * 100


@pytest.mark.parametrize("damage", ["gone", "torn", "elsewhere", "other-record"])
def test_a_page_that_is_not_there_is_told(tmp_path: Path, damage: str) -> None:
    with _archive(tmp_path) as archive:
        place = _keep(archive, "a")
    [path] = tmp_path.iterdir()
    if damage == "gone":
        path.unlink()
    elif damage == "torn":
        os.truncate(path, path.stat().st_size - 5)
    elif damage == "elsewhere":
        place = ArchivePlace(file=place.file, offset=place.offset + 7)
    else:
        place = ArchivePlace(file=place.file, offset=0)
    with KeptPages(tmp_path) as pages, pytest.raises(NotKept, match=r"run-000001.*byte"):
        pages.read(place)


def test_files_are_listed_by_age(tmp_path: Path) -> None:
    assert list_files(tmp_path / "none") == []
    for number in range(3):
        with _archive(tmp_path) as archive:
            _keep(archive, "a")
        name = f"run-000001-20260302T120000Z{f'-{number}' if number else ''}.warc.gz"
        at = (NOW - timedelta(days=number)).timestamp()
        os.utime(tmp_path / name, (at, at))
    (tmp_path / "notes.txt").touch()
    files = list_files(tmp_path)
    assert [file.written_at for file in files] == [NOW - timedelta(days=n) for n in (2, 1, 0)]
    assert all(file.size > 100 for file in files)


def test_a_file_that_a_run_writes_to_is_told(tmp_path: Path) -> None:
    with _archive(tmp_path) as archive:
        _keep(archive, "a")
        [path] = tmp_path.iterdir()
        with unless_written(path) as free:
            assert not free
    with unless_written(path) as free:
        assert free


def test_a_file_is_checked_to_its_torn_end(tmp_path: Path) -> None:
    with _archive(tmp_path) as archive:
        for name in "abc":
            _keep(archive, name)
    [path] = tmp_path.iterdir()
    assert (check_file(path).pages, check_file(path).damaged) == (3, ())
    os.truncate(path, path.stat().st_size - 5)
    found = check_file(path)
    assert (found.pages, len(found.damaged)) == (2, 1)
