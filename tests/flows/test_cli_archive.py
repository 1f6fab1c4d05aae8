"""The commands around the archive, on what a crawl has left."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from warcio.checker import Checker

from flows.config import Settings, load_settings
from tests.flows.archiving import archive_pages
from tests.flows.conftest import Run
from tests.servers import ScriptedServer, article

pytestmark = [
    pytest.mark.slow,  # commands with a database of their own
    pytest.mark.usefixtures("forked_crawls"),
]

STORM = article("A storm").body
FERRY = article("A ferry").body
NOW = datetime.now(UTC)


@pytest.fixture
def archive(run: Run) -> Path:
    """The folder of an archive of two files, one of which is old, that the commands find."""
    run("db", "upgrade")
    settings = load_settings()
    old = archive_pages(settings, {"http://harbour.example/storm": STORM}, at=NOW)
    archive_pages(settings, {"http://harbour.example/ferry": FERRY}, at=NOW + timedelta(hours=1))
    at = (NOW - timedelta(days=40)).timestamp()
    os.utime(old, (at, at))
    return settings.archive


def _files(archive: Path) -> list[Path]:
    return sorted(archive.iterdir())


def test_a_page_is_printed_as_it_came(run: Run, archive: Path, tmp_path: Path) -> None:
    assert run("raw", 1, "-o", "page.html") == (0, "", "")
    assert (tmp_path / "page.html").read_bytes() == STORM
    code, printed, _ = run("raw", "http://harbour.example/ferry", "--version", 1)
    assert (code, printed) == (0, FERRY.decode())


def test_why_there_is_no_page_is_told(run: Run, archive: Path, write_articles: Any) -> None:
    run("ingest", write_articles(count=1))
    code, _, told = run("raw", 3)
    assert (code, "version 1 of article 3 is not kept" in told) == (2, True)
    code, _, told = run("raw", 1, "--version", 9)
    assert (code, "article 1 has no version 9" in told) == (2, True)
    code, _, told = run("raw", 99)
    assert (code, "number 99" in told) == (2, True)
    old, young = _files(archive)
    os.truncate(young, young.stat().st_size - 5)
    code, _, told = run("raw", 2)
    assert (code, young.name in told, "the file ends within it" in told) == (2, True, True)
    old.unlink()
    code, _, told = run("raw", 1)
    assert (code, old.name in told, "No such file" in told) == (2, True, True)


def test_the_archive_is_checked(run: Run, archive: Path) -> None:
    code, printed, _ = run("archive", "check")
    assert (code, printed.splitlines()[-1]) == (0, "2 files with 2 pages.")
    old, young = _files(archive)
    os.truncate(young, young.stat().st_size - 5)
    old.unlink()
    code, printed, _ = run("archive", "check", "--json")
    found = json.loads(printed)
    assert code == 1
    assert found["missing"] == [[old.name, 1]]
    assert [file["name"] for file in found["files"] if file["damaged"]] == [young.name]


def test_old_files_are_deleted_after_a_look(
    run: Run, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, young = _files(archive)
    code, _, told = run("archive", "prune")
    assert (code, "NEWSFOLD_ARCHIVE_DAYS" in told) == (2, True)
    code, printed, _ = run("archive", "prune", "--older-than", 30, "--dry-run")
    assert (code, "1 file (0.0 MiB) would be deleted; 1 version" in printed) == (0, True)
    assert old.exists()
    monkeypatch.setenv("NEWSFOLD_ARCHIVE_DAYS", "30")
    code, printed, _ = run("archive", "prune", "--json")
    assert (code, [file["name"] for file in json.loads(printed)["files"]]) == (0, [old.name])
    assert _files(archive) == [young]
    code, _, told = run("raw", 1)
    assert (code, "is not kept" in told) == (2, True)
    assert run("archive", "check")[0] == 0


def test_a_crawl_keeps_what_is_read_again(
    run: Run, outlet: ScriptedServer, settings: Settings, tmp_path: Path
) -> None:
    assert run("crawl")[0] == 0
    [path] = (tmp_path / "newsfold-data" / "archive").iterdir()
    checker = Checker(_Arguments(inputs=[str(path)]))
    checker.process_all()
    assert checker.exit_value == 0
    code, printed, _ = run("extract", "--from-archive")
    assert (code, printed.startswith("0 of 2 versions would read otherwise")) == (0, True)
    with settings.sources.open("a") as catalogue:
        catalogue.write('selectors = { remove = ["p:last-child"] }\n')
    code, printed, _ = run("extract", "--from-archive", "--json")
    [tally] = json.loads(printed)["by_source"].values()
    assert (code, tally["versions"], tally["fields"]) == (0, 2, {"body": 2})
    assert "2 texts stored" in run("extract", "--from-archive", "--apply")[1]
    assert "[-A spokeswoman promised" in run("diff", 1)[1]
    assert run("raw", 1)[1] == run("raw", 1, "--version", 1)[1]


class _Arguments:
    verbose = False

    def __init__(self, inputs: list[str]) -> None:
        self.inputs = inputs


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--from-archive", "page.html"], "--from-archive needs no pages"),
        (["page.html", "-o", "-", "--apply"], "go with --from-archive"),
        (["--from-archive", "--without-repeated"], "`newsfold sources repeated`"),
        (["--from-archive"], "NEWSFOLD_ARCHIVE"),
    ],
)
def test_wrong_use_is_told(run: Run, arguments: list[str], named: str) -> None:
    code, _, told = run("extract", *arguments)
    assert (code, named in " ".join(told.split())) == (2, True)
