"""The commands of the catalogue, against outlets on this machine."""

import json
import sys
import tomllib

import pytest

from flows import cli
from tests import servers
from tests.servers import Answer, feed, redirect

pytestmark = [
    pytest.mark.slow,  # asking for listings takes a process of its own
    pytest.mark.usefixtures("forked_crawls"),
]

FRONT = (
    '<html lang="en-GB"><head><title>Harbour Post</title>'
    '<link rel="alternate" type="application/rss+xml" href="/rss"></head><body></body></html>'
)
BY_HAND = """\
# For the quay.
[[source]]
name = "harbour"   # Ann's
title = "Harbour Post"
home = "{url}/"
local = true
delay_seconds = 0
feeds = [{feeds}]
"""


@pytest.fixture
def run(monkeypatch, capfd, tmp_path):
    """Run the command in this process; return exit code, standard output, standard error."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["newsfold", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        printed = capfd.readouterr()
        return end.value.code, printed.out, printed.err

    return run


@pytest.fixture
def server():
    with servers.serve() as running:
        running.routes = {"/": Answer(body=FRONT.encode()), "/rss": feed("/1", "/2")}
        yield running


@pytest.fixture
def catalogue(tmp_path, server):
    """Write a catalogue of one outlet with these listings."""

    def write(*paths):
        feeds = ", ".join(f'"{server.url}{path}"' for path in paths)
        text = BY_HAND.format(url=server.url, feeds=feeds)
        (tmp_path / "sources.toml").write_text(text)

    return write


def sources(tmp_path):
    return tomllib.loads((tmp_path / "sources.toml").read_text())["source"]


def test_what_is_in_order_is_told_so(run, server, catalogue):
    catalogue("/rss")
    code, printed, _ = run("sources", "check")
    assert code == 0
    assert "1 source, valid" in printed
    assert "1 listing of 1 source: 1 of use, 0 failed" in printed
    assert server.paths() == ["/rss"]


def test_what_fails_is_listed(run, server, catalogue, tmp_path):
    server.routes["/old"] = redirect("/rss", status=301)
    catalogue("/rss", "/gone", "/old")
    code, printed, _ = run("sources", "check")
    assert code == 1
    assert f"harbour: {server.url}/gone: status 404" in printed
    assert f"{server.url}/old has moved to {server.url}/rss" in printed
    code, printed, _ = run("--json", "sources", "check", "harbour")
    found = json.loads(printed)
    assert code == 1
    states = {one["url"].removeprefix(server.url): one["state"] for one in found["listings"]}
    assert states == {"/rss": "ok", "/gone": "failed", "/old": "moved"}
    assert found["sources"] == 1


def test_what_has_moved_is_brought_up_to_date(run, server, catalogue, tmp_path):
    server.routes["/old"] = redirect("/rss", status=308)
    catalogue("/old")
    code, _, told = run("sources", "check", "--update")
    assert (code, "1 address brought up to date" in told) == (0, True)
    assert sources(tmp_path)[0]["feeds"] == [f"{server.url}/rss"]
    assert "# Ann's" in (tmp_path / "sources.toml").read_text()


def test_mistakes_are_told_before_anything_is_asked_for(run, server, catalogue, tmp_path):
    catalogue("/rss")
    code, _, told = run("sources", "check", "harbor")
    assert (code, "did you mean 'harbour'" in told) == (2, True)
    (tmp_path / "wrong.toml").write_text('[[source]]\nname = "x"\nfeed = "y"\n')
    code, _, told = run("sources", "check", "wrong.toml")
    assert (code, "wrong.toml:3: " in told) == (2, True)
    assert run("sources", "check", "a.toml", "b.toml")[0] == 2
    assert run("sources", "check", "--offline")[0] == 0
    assert server.asked == []


def test_what_an_address_offers_is_printed_and_not_written(run, server, tmp_path):
    code, printed, _ = run("sources", "discover", server.url, "--local", "--delay", 0)
    assert code == 0
    entry = tomllib.loads(printed[printed.index("[[source]]") :])["source"][0]
    assert entry["feeds"] == [f"{server.url}/rss"]
    assert (entry["title"], entry["country"]) == ("Harbour Post", "GB")
    assert not (tmp_path / "sources.toml").exists()
    _, printed, _ = run("sources", "discover", server.url, "--local", "--delay", 0, "--json")
    assert json.loads(printed)["outlet"]["language"] == "en"


def test_an_address_that_offers_nothing_is_told(run, server):
    server.routes = {"/": Answer(body=b"<html><p>Nothing</p></html>")}
    code, _, told = run("sources", "discover", server.url, "--local", "--delay", 0)
    assert (code, "nothing was found" in told) == (1, True)
    server.routes = {}
    code, _, told = run("sources", "add", server.url, "--local", "--delay", 0)
    assert (code, "status 404" in told) == (1, True)


def test_an_outlet_is_added_under_its_name(run, server, tmp_path):
    given = (server.url, "--local", "--delay", 0, "--name", "harbour")
    assert run("sources", "add", *given)[0] == 0
    [entry] = sources(tmp_path)
    assert (entry["name"], entry["feeds"]) == ("harbour", [f"{server.url}/rss"])
    assert entry["local"] is True
    assert run("sources", "list")[0] == 0


def test_an_outlet_that_is_there_is_replaced_only_if_told(run, server, catalogue, tmp_path):
    catalogue("/old")
    before = (tmp_path / "sources.toml").read_text()
    given = ("sources", "add", server.url, "--local", "--delay", 0)
    code, _, told = run(*given)
    assert (code, "--yes" in told) == (2, True)
    assert (tmp_path / "sources.toml").read_text() == before
    assert run(*given, "--yes")[0] == 0
    [entry] = sources(tmp_path)  # found by its site, though no name was given
    assert (entry["name"], entry["feeds"]) == ("harbour", [f"{server.url}/rss"])
    assert "# For the quay." in (tmp_path / "sources.toml").read_text()


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        pytest.param(["add"], "--starter", id="add-nothing"),
        pytest.param(["add", "nonsense://x"], "absolute", id="no-address"),
        pytest.param(["add", "a.example", "b.example", "--name", "x"], "--name", id="two-names"),
        pytest.param(["add", "--starter", "nobody"], "nobody", id="no-starter"),
        pytest.param(["add", "--starter", "--country", "XX"], "fits", id="no-country"),
        pytest.param(["import", "none.opml"], "none.opml", id="no-file"),
        pytest.param(["export"], "sources.toml", id="no-catalogue"),
    ],
)
def test_wrong_use_is_told(run, arguments, what):
    code, _, told = run("sources", *arguments)
    assert (code, what in told) == (2, True)


def test_outlets_that_come_along_are_copied_once(run, tmp_path):
    code, printed, _ = run("sources", "list", "--starter", "--country", "ie")
    assert (code, "rte" in printed) == (0, True)
    assert run("sources", "add", "--starter", "bbc")[0] == 0
    code, printed, _ = run("sources", "add", "--starter", "--country", "gb", "--language", "en")
    assert (code, "1 there already" in printed) == (0, True)
    names = [entry["name"] for entry in sources(tmp_path)]
    assert names[0] == "bbc"
    assert {"guardian", "independent"} <= set(names)
    assert "le-monde" not in names
    assert run("sources", "check", "--offline")[0] == 0


def test_a_catalogue_goes_out_and_comes_in_again(run, server, catalogue, tmp_path):
    catalogue("/rss", "/sport")
    assert run("sources", "export", "--output", "list.opml")[0] == 0
    code, printed, _ = run("sources", "import", "list.opml")
    assert (code, "0 outlets added" in printed, "2 feeds there already" in printed) == (
        0,
        True,
        True,
    )
    (tmp_path / "sources.toml").unlink()
    assert run("sources", "import", "list.opml")[0] == 0
    [entry] = sources(tmp_path)
    assert (entry["name"], len(entry["feeds"])) == ("harbour", 2)
    code, printed, _ = run("sources", "export", "--format", "toml")
    assert tomllib.loads(printed)["source"] == [entry]
    (tmp_path / "page.opml").write_text("<html></html>")
    code, _, told = run("sources", "import", "page.opml")
    assert (code, "no OPML list" in told) == (2, True)


NOTE = "The Harbour Post has told the county its news every morning since the harbour was built."


def test_what_outlets_repeat_is_shown(run, tmp_path):
    stories = [
        f"The {what} was sold on Monday for a hundred crowns, to no one's joy at all.\n\nThose who "
        f"know the {what} well said that it had been empty since the spring.\n\n{NOTE}"
        for what in ("bridge", "bakery", "orchestra")
    ]
    lines = [
        {
            "url": f"https://harbour.example/{at}",
            "outlet": "harbour",
            "title": str(at),
            "body": body,
        }
        for at, body in enumerate(stories)
    ]
    (tmp_path / "stories.jsonl").write_text("\n".join(map(json.dumps, lines)))
    assert run("ingest", "stories.jsonl")[0] == 0
    assert "no outlet is known to repeat" in run("sources", "repeated")[2]
    assert run("group")[0] == 0
    code, printed, _ = run("sources", "repeated")
    assert (code, printed.split("\n")[1].split(maxsplit=2)) == (0, ["harbour", "3", NOTE])
    [row] = json.loads(run("sources", "repeated", "harbour", "--json")[1])
    assert (row["source"], row["sentence"], row["articles"]) == ("harbour", NOTE, 3)
    assert json.loads(run("sources", "repeated", "hill", "--json")[1]) == []
