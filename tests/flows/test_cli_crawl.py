"""Tests of flows.cli_crawl."""

import json
import signal
import subprocess
import sys
import time

import pytest

from tests import servers
from tests.flows.conftest import article

pytestmark = pytest.mark.slow  # commands with a database of their own


def test_a_failure_is_listed_and_is_exit_code_1(run, tmp_path):
    (tmp_path / "a.jsonl").write_text(f"not json\n{json.dumps(article(0))}")
    code, printed, told = run("ingest", "a.jsonl")
    assert code == 1
    assert "1 bad-record" in printed
    assert "a.jsonl:1: not JSON" in told
    code, printed, _ = run("ingest", "a.jsonl", "--json")
    assert code == 1
    assert json.loads(printed)["run"]["outcomes"] == {"bad-record": 1, "unchanged": 1}


@pytest.mark.slow
def test_pages_become_lines_and_the_empty_one_is_counted(run, tmp_path):
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "ferry.html").write_bytes(servers.article("The ferry").body)
    (pages / "empty.html").write_bytes(b"")
    code, printed, told = run("extract", pages, "--output", "o.jsonl")
    assert (code, printed) == (1, "")
    assert "2 pages, 1 article" in told
    assert "empty.html" in told
    lines = [json.loads(line) for line in (tmp_path / "o.jsonl").read_text().splitlines()]
    assert [(line["page"], bool(line["body"])) for line in lines] == [
        ("empty.html", False),
        ("ferry.html", True),
    ]
    assert len(run("extract", pages / "ferry.html", "-o", "-")[1].splitlines()) == 1


@pytest.mark.slow
def test_what_the_pages_of_a_site_repeat_is_left_out_if_wanted(run, tmp_path):
    note = "The Harbour Post has told the county its news since the harbour was built."
    manifest = tmp_path / "manifest.jsonl"
    with manifest.open("w") as lines:
        for what in ("bridge", "bakery", "orchestra"):
            own = f"<p>The {what} was sold, and the {what} lost its roof in the spring.</p>" * 2
            (tmp_path / what).write_text(
                f"<title>{what}</title><article><h1>{what}</h1>{own}<p>The buyer of the {what} "
                f"would not say what was to become of it.</p><p>{note}</p></article>"
            )
            lines.write(json.dumps({"page": what, "url": f"http://harbour.example/{what}"}) + "\n")
    for options, times in ((), 3), (("--without-repeated",), 0):
        code, printed, _ = run("extract", "--manifest", manifest, "-o", "-", *options)
        bodies = [json.loads(line)["body"] for line in printed.splitlines()]
        assert (code, len(bodies), sum(note in body for body in bodies)) == (0, 3, times)


@pytest.mark.slow
def test_ctrl_c_ends_a_crawl_without_a_traceback(tmp_path):
    with servers.serve() as server:
        server.routes["/feed.xml"] = servers.Answer(wait_seconds=60)
        (tmp_path / "sources.toml").write_text(
            f'[[source]]\nname = "slow"\ntitle = "Slow"\nhome = "{server.url}/"\nlocal = true\n'
            f'feeds = ["{server.url}/feed.xml"]\n'
        )
        with subprocess.Popen(
            ["env", "--default-signal=INT", sys.executable, "-m", "flows.cli", "crawl"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            while "/feed.xml" not in server.paths():
                time.sleep(0.05)
            process.send_signal(signal.SIGINT)
            printed, told = process.communicate(timeout=30)
    assert process.returncode == 130
    assert (printed, "Traceback" in told) == ("", False)


@pytest.mark.usefixtures("forked_crawls")
def test_a_recrawl_tells_what_changed_in_texts_and_stories(run, outlet, settings, monkeypatch):
    monkeypatch.setenv("NEWSFOLD_DIRECTORY", str(settings.directory))
    outlet.routes["/bridge"] = servers.article("The ferry")  # the same text: one story
    run("crawl")
    run("group")
    outlet.routes["/bridge"] = servers.page(
        "The bridge",
        "A bridge over the river will be closed from Tuesday, says the council of Millbrook.",
        "Its piers are to be mended by forty men, which costs nine million crowns until May.",
        "Whoever wants to cross must go by the old road, which is eleven miles longer, it says.",
    )
    code, printed, _ = run("recrawl", "--source", "harbour", "--json")
    found = json.loads(printed)
    assert (code, found["run"]["outcomes"]) == (0, {"stored-version": 1, "unchanged": 1})
    (edit,) = found["edits"]
    assert (edit["title_before"], edit["title_after"]) == ("The ferry", "The bridge")
    assert {change["kind"] for change in found["stories"]} >= {"left"}


def test_many_pages_are_fetched_again_only_after_asking(run, settings, monkeypatch, write_articles):
    monkeypatch.setenv("NEWSFOLD_DIRECTORY", str(settings.directory))
    run("ingest", write_articles(count=120))
    code, _, told = run("recrawl", "--since", "2026-01-01")
    assert (code, "these are 120 pages; --yes fetches them all" in told) == (2, True)
