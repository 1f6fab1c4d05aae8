import gzip
import io
import json
from pathlib import Path

import pytest

from crawlers import page_files
from crawlers.page_files import (
    ExtractReport,
    ManifestError,
    PageFile,
    extract_pages,
    find_pages,
    read_manifest,
)
from tests.extract.pages import BODY, TITLE, make_page

FIELDS = ["page", "url", "title", "authors", "published", "modified", "lang", "credit", "body"]
BEHIND = [
    "standfirst",
    "kind",
    "section",
    "tags",
    "free",
    "image_url",
    "amp_url",
    "published_reason",
    "published_candidates",
    "declared_url",
    "dateline",
    "parts",
    "left_out",
    "images",
    "body_source",
    "extractor",
]


def run(pages: list[PageFile]) -> tuple[ExtractReport, list[dict[str, object]]]:
    output = io.StringIO()
    report = extract_pages(pages, output)
    return report, [json.loads(line) for line in output.getvalue().splitlines()]


def write(path: Path, text: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_manifest_gives_a_line_for_each_page(tmp_path):
    write(tmp_path / "a.html", make_page())
    write(tmp_path / "b.html.gz", gzip.compress(make_page().encode()))
    manifest = write(
        tmp_path / "manifest.jsonl",
        '{"page": "a.html", "url": "https://h.example/1"}\n\n{"page": "b.html.gz"}\n',
    )
    report, lines = run(read_manifest(manifest))
    assert report == ExtractReport(page_count=2, article_count=2, failures=())
    assert [list(line) for line in lines] == [FIELDS + BEHIND] * 2
    assert [line["url"] for line in lines] == ["https://h.example/1", None]
    assert {(line["title"], line["body"], line["lang"]) for line in lines} == {(TITLE, BODY, "en")}


def test_what_cannot_be_read_is_a_line_and_a_failure(tmp_path):
    pages = [
        PageFile(page="absent", path=tmp_path / "absent.html"),
        PageFile(page="folder", path=tmp_path),
        PageFile(page="gzip", path=write(tmp_path / "cut.html.gz", gzip.compress(b"x" * 99)[:-9])),
        PageFile(page="empty", path=write(tmp_path / "empty.html", "")),
        PageFile(page="good", path=write(tmp_path / "good.html", make_page())),
    ]
    report, lines = run(pages)
    assert (report.page_count, report.article_count) == (5, 1)
    assert [page for page, _ in report.failures] == ["absent", "folder", "gzip", "empty"]
    assert [line["page"] for line in lines if line["body"]] == ["good"]
    assert "No such file" in report.failures[0][1]
    assert report.failures[3][1] == "no article in it: empty: no markup in it"


def test_a_page_that_unpacks_without_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(page_files, "MAX_BYTES", 1000)
    path = write(tmp_path / "bomb.html.gz", gzip.compress(b"x" * 5000))
    report, _ = run([PageFile(page="bomb", path=path)])
    assert report.failures == (("bomb", "more than 1,000 bytes"),)


def test_files_and_folders(tmp_path):
    for name in ("b.html", "sub/a.htm.gz", "notes.txt"):
        write(tmp_path / "pages" / name, "x")
    single = write(tmp_path / "single.txt", "x")
    found = [page.page for page in find_pages([tmp_path / "pages", single])]
    assert found == ["b.html", "sub/a.htm.gz", "single.txt"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"page": "a.html"}\n{broken', r"manifest.jsonl:2: not JSON"),
        ('{"url": "https://h.example/1"}', r'manifest.jsonl:1: no "page"'),
        ("[1]", r'manifest.jsonl:1: no "page"'),
        (b"\xff\xfe", r"manifest.jsonl: 'utf-8' codec"),
    ],
)
def test_a_manifest_that_cannot_be_read_says_where(tmp_path, text, says):
    with pytest.raises(ManifestError, match=says):
        read_manifest(write(tmp_path / "manifest.jsonl", text))


def test_an_absent_manifest_is_named(tmp_path):
    with pytest.raises(ManifestError, match="No such file"):
        read_manifest(tmp_path / "manifest.jsonl")


def test_each_page_is_reported_as_it_is_done(tmp_path):
    seen: list[str] = []
    page = PageFile(page="a", path=write(tmp_path / "a.html", make_page()))
    extract_pages([page], io.StringIO(), on_page=lambda done: seen.append(done.page))
    assert seen == ["a"]
