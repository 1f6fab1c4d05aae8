"""Tests of flows.cli, and of what all commands keep to."""

import json
import re
import subprocess
import sys

import pytest

from flows import cli

pytestmark = pytest.mark.slow  # commands with a database of their own

HEAVY = (
    "alembic",
    "asyncio",
    "numpy",
    "prefect",
    "pydantic",
    "scrapy",
    "sqlalchemy",
    "trafilatura",
)


def commands(app=cli.app, *before):
    for command in app.registered_commands:
        yield (*before, command.name or command.callback.__name__)
    for group in app.registered_groups:
        yield from commands(group.typer_instance, *before, group.name)


@pytest.mark.parametrize("command", list(commands()), ids=" ".join)
def test_every_command_has_help_that_fits_its_list(run, command):
    code, printed, _ = run(*command, "--help")
    assert code == 0
    assert printed.startswith(f"Usage: newsfold {' '.join(command)}")
    _, listed, _ = run(*command[:-1], "--help")
    [line] = re.findall(rf"^  {command[-1]} +(.+)$", listed, re.MULTILINE)
    assert not line.endswith("...")


def test_help_loads_nothing_heavy():
    script = (
        "import sys; sys.argv = ['newsfold', '--help']\n"
        "from flows import cli\n"
        "try: cli.main()\n"
        f"except SystemExit: print([n for n in {HEAVY!r} if n in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--database-url", "mysql://h/n", "stories"], "mysql"),
        (["--database-url", "nonsense", "ingest", "a.jsonl"], "nonsense"),
        (["--database-url", "sqlite:///none.db", "stories"], "newsfold db upgrade"),
        (["--database-url", "sqlite:///none.db", "export", "stories", "-o", "x"], "none.db"),
        (["crawl"], "sources.toml"),
        (["sources", "list"], "sources.toml"),
        (["ingest", "none.jsonl"], "none.jsonl"),
        (["ingest", "folder"], "folder"),
        (["extract", "none.html", "-o", "x"], "none.html"),
        (["extract", "-o", "x"], "--manifest"),
        (["extract", "--manifest", "none", "-o", "x"], "none"),
        (["extract", "folder", "-o", "none/x"], "none/x"),
        (["extract", "folder", "-o", "-", "--json"], "--output"),
        (["evaluate", "none.jsonl"], "none.jsonl"),
        (["evaluate"], "--pairs"),
        (["evaluate", "--pairs", "a.jsonl"], "--texts"),
        (["evaluate", "a.jsonl", "--crowd", "none.jsonl"], "none.jsonl"),
        (["evaluate", "--pairs", "a.jsonl", "--texts", "a.jsonl", "--crowd", "a.jsonl"], "--crowd"),
        (["train", "none.jsonl", "-o", "x"], "none.jsonl"),
        (["train", "a.jsonl", "-o", "x"], "no pairs"),
        (["train", "a.jsonl", "-o", "x", "--wire-pairs", "a.jsonl"], "--wire-texts"),
        (["train", "a.jsonl", "-o", "-", "--json"], "--output"),
        (["explain", "1", "2"], "newsfold db upgrade"),
        (["demo", "--directory", "a.jsonl"], "a.jsonl"),
        (["recrawl"], "--url"),
        (["recrawl", "--url", "https://x.example/", "--source", "x"], "--url"),
        (["recrawl", "--source", "nobody"], "nobody"),
        (["recrawl", "--url", "nonsense"], "nonsense"),
        (["stories", "--since", "soon"], "soon"),
        (["group", "--window", "0"], "--window"),
        (["nonsense"], "nonsense"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_use_names_the_thing_and_is_exit_code_2(run, tmp_path, arguments, message):
    (tmp_path / "folder").mkdir()
    (tmp_path / "a.jsonl").write_text("")
    code, printed, told = run(*arguments)
    assert (code, printed) == (2, "")
    assert message in told
    assert "Traceback" not in told


def test_a_fault_of_ours_is_not_hidden(monkeypatch):
    def break_down():
        raise ZeroDivisionError

    monkeypatch.setattr(cli, "app", break_down)
    with pytest.raises(ZeroDivisionError):
        cli.main()


def test_the_catalogue_is_listed_and_checked(run, tmp_path):
    (tmp_path / "sources.toml").write_text(
        '[[source]]\nname = "harbour"\ntitle = "Harbour Post"\nhome = "https://h.example/"\n'
        'feeds = ["https://h.example/feed.xml"]\n'
        '[[source]]\nname = "idle"\ntitle = "Idle"\nhome = "https://i.example/"\n'
    )
    _, printed, _ = run("sources", "list", "--json")
    assert [outlet["name"] for outlet in json.loads(printed)] == ["harbour", "idle"]
    assert "Harbour Post" in run("sources", "list")[1]
    code, printed, _ = run("sources", "check", "--offline")
    assert code == 1
    assert "2 sources" in printed
    assert "idle: no feeds" in printed
    (tmp_path / "other.toml").write_text('[[source]]\nname = "x"\nfeed = "y"\n')
    code, _, told = run("sources", "check", "other.toml", "--offline")
    assert (code, "other.toml" in told) == (2, True)


def test_the_example_of_a_catalogue_is_valid(run, tmp_path):
    _, printed, _ = run("sources", "--help")
    example = printed[printed.index("[[source]]") : printed.index("`add`")]
    (tmp_path / "sources.toml").write_text(example.replace("\n  ", "\n"))
    code, printed, _ = run("sources", "check", "--offline")
    assert (code, "1 source, valid" in printed) == (0, True)


@pytest.mark.slow
def test_a_reader_that_has_enough_is_no_fault(newsfold, write_articles, tmp_path):
    newsfold("ingest", write_articles(count=1000))
    pipe = f"{sys.executable} -m flows.cli export articles -o - | head -1"
    done = subprocess.run(
        ["bash", "-c", pipe], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert (len(done.stdout.splitlines()), done.stderr) == (1, "")
