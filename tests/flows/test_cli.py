import getpass
import json
import re
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import get_args, get_type_hints

import pytest
import typer

from flows import cli
from pipeline import verdict
from pipeline.model import parse_model
from storage.export import ExportFormat, ExportTable
from tests import servers
from tests.flows.conftest import article

pytestmark = pytest.mark.slow  # the command as its own process

FIELDS = (
    "story url kind source published_at first_seen_at canonical credit likely_source_url score "
    "source_confidence source_reason"
)
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


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the command in this process; return exit code, standard output, standard error."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["newsfold", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        printed = capsys.readouterr()
        return end.value.code, printed.out, printed.err

    return run


@pytest.fixture
def stored(run, write_articles):
    """A database with ten articles, of which eight tell something else than the others."""
    run("ingest", write_articles(count=10))
    run("group")


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


def test_ingest_group_export_gives_a_line_for_each_article(run, stored, tmp_path):
    code, printed, told = run("export", "variants", "--format", "jsonl", "--output", "v.jsonl")
    assert (code, printed) == (0, "")
    assert "10 lines" in told
    lines = [json.loads(line) for line in (tmp_path / "v.jsonl").read_text().splitlines()]
    assert all(list(line) == FIELDS.split() for line in lines)
    assert len({line["story"] for line in lines}) == 8


@pytest.mark.slow
def test_an_export_may_go_to_standard_output(newsfold, write_articles):
    newsfold("ingest", write_articles(count=2))
    done = newsfold("export", "articles", "-o", "-")
    assert len([json.loads(line) for line in done.stdout.splitlines()]) == 2


def test_what_may_be_exported_is_what_storage_exports():
    hints = get_type_hints(cli.export, include_extras=True)
    assert get_args(get_args(hints["table"])[0]) == tuple(ExportTable)
    assert get_args(get_args(hints["file_format"])[0]) == tuple(ExportFormat)


def test_stories_are_listed_for_people_and_for_programs(run, stored):
    code, printed, _ = run("stories")
    assert code == 0
    assert [line.split("\t")[2] for line in printed.splitlines()[1:]] == ["2", "2"]
    _, printed, _ = run("stories", "--json", "--min-articles", 1)
    assert len(json.loads(printed)) == 8


def test_json_may_be_asked_for_before_the_command(run, stored):
    assert run("--json", "stories") == run("stories", "--json")


def test_stories_of_a_day_are_chosen(run, stored):
    _, printed, _ = run("stories", "--json", "--min-articles", 1, "--until", "2026-03-01")
    assert [story["title"] for story in json.loads(printed)] == ["Report 5", "Report 0"]
    _, printed, _ = run(
        "stories", "--json", "--min-articles", 1, "--since", "2026-03-05T08:09+00:00"
    )
    assert [story["article_count"] for story in json.loads(printed)] == [2]


def test_a_story_is_shown_by_number_and_by_the_address_of_an_article(run, stored):
    _, printed, _ = run("stories", "--json")
    story = json.loads(printed)[0]
    code, shown, _ = run("show", story["story_id"])
    assert code == 0
    assert story["title"] in shown
    assert "reprint" in shown
    assert run("show", story["canonical_url"])[1] == shown
    _, printed, _ = run("show", story["story_id"], "--json")
    assert len(json.loads(printed)["variants"]) == 2


def test_an_article_that_is_not_grouped_yet_says_so(run, write_articles):
    run("ingest", write_articles(count=1))
    code, _, told = run("show", "https://outlet0.example/0")
    assert (code, "newsfold group" in told) == (2, True)


def test_a_failure_is_listed_and_is_exit_code_1(run, tmp_path):
    (tmp_path / "a.jsonl").write_text(f"not json\n{json.dumps(article(0))}")
    code, printed, told = run("ingest", "a.jsonl")
    assert code == 1
    assert "1 bad-record" in printed
    assert "a.jsonl:1: not JSON" in told
    code, printed, _ = run("ingest", "a.jsonl", "--json")
    assert code == 1
    assert json.loads(printed)["run"]["outcomes"] == {"bad-record": 1, "unchanged": 1}


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


@pytest.mark.parametrize("story", ["9999", "https://nobody.example/", "nonsense"])
def test_a_story_that_is_not_there_is_named(run, stored, story):
    code, _, told = run("show", story)
    assert (code, story in told) == (2, True)


def test_a_wrong_setting_is_named(run, monkeypatch):
    monkeypatch.setenv("NEWSFOLD_WINDOW_DAYS", "soon")
    code, _, told = run("group")
    assert (code, "NEWSFOLD_WINDOW_DAYS" in told) == (2, True)


def test_a_server_that_does_not_answer_is_named(run, monkeypatch):
    monkeypatch.setenv("NEWSFOLD_PREFECT_API_URL", "http://127.0.0.1:1/api")
    code, _, told = run("group")
    assert (code, "127.0.0.1:1" in told) == (2, True)


def test_a_fault_of_ours_is_not_hidden(monkeypatch):
    def break_down():
        raise ZeroDivisionError

    monkeypatch.setattr(cli, "app", break_down)
    with pytest.raises(ZeroDivisionError):
        cli.main()


def test_the_tables_are_made_and_the_password_is_not_printed(run):
    code, printed, _ = run("db", "upgrade")
    assert (code, "newsfold.db" in printed) == (0, True)
    assert run("db", "upgrade")[0] == 0
    assert run("stories")[0] == 0
    code, _, told = run("--database-url", "postgresql://u:secret@127.0.0.1:1/n", "db", "upgrade")
    assert code == 2
    assert "127.0.0.1:1" in told
    assert "secret" not in told


def test_the_catalogue_is_listed_and_checked(run, tmp_path):
    (tmp_path / "sources.toml").write_text(
        '[[source]]\nname = "harbour"\ntitle = "Harbour Post"\nhome = "https://h.example/"\n'
        'feeds = ["https://h.example/feed.xml"]\n'
        '[[source]]\nname = "idle"\ntitle = "Idle"\nhome = "https://i.example/"\n'
    )
    _, printed, _ = run("sources", "list", "--json")
    assert [outlet["name"] for outlet in json.loads(printed)] == ["harbour", "idle"]
    assert "Harbour Post" in run("sources", "list")[1]
    code, printed, _ = run("sources", "check")
    assert code == 1
    assert "2 sources" in printed
    assert "idle: no feeds" in printed
    (tmp_path / "other.toml").write_text('[[source]]\nname = "x"\nfeed = "y"\n')
    code, _, told = run("sources", "check", "other.toml")
    assert (code, "other.toml" in told) == (2, True)


def test_the_example_of_a_catalogue_is_valid(run, tmp_path):
    _, printed, _ = run("sources", "--help")
    example = printed[printed.index("[[source]]") : printed.index("Options:")]
    (tmp_path / "sources.toml").write_text(example.replace("\n  ", "\n"))
    code, printed, _ = run("sources", "check")
    assert (code, "1 source, valid" in printed) == (0, True)


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


def test_a_corpus_is_evaluated(run, tmp_path):
    row = article(0) | {"story": "s", "kind": "original"}
    (tmp_path / "c.jsonl").write_text(json.dumps(row))
    code, printed, _ = run("evaluate", "c.jsonl")
    assert code == 0
    assert printed.splitlines()[1].startswith("c.jsonl\t1\t1\t1\t1.000")
    _, printed, _ = run("evaluate", "c.jsonl", "--json")
    assert json.loads(printed)[0]["b_cubed"]["f1"] == 1.0


def test_pairs_and_a_crowd_are_evaluated(run, tmp_path, write_articles):
    texts = write_articles(count=10)
    (tmp_path / "p.jsonl").write_text('{"a": "3", "b": "4", "label": "same"}')
    (tmp_path / "c.jsonl").write_text(json.dumps(article(0) | {"story": "s", "kind": "original"}))
    options = ["--pairs", "p.jsonl", "--texts", texts]
    code, printed, _ = run("evaluate", *options)
    assert (code, "p.jsonl: 1 pair, precision of 'same' 1.000, recall 1.000" in printed) == (
        0,
        True,
    )
    assert "merged with the crowd" in run("evaluate", "c.jsonl", "--crowd", texts)[1]
    _, printed, _ = run("evaluate", "c.jsonl", *options, "--crowd", texts, "--json")
    corpus, pairs, crowd = json.loads(printed)
    assert (corpus["corpus"], pairs["pairs"], crowd["name"]) == ("c.jsonl", "p.jsonl", "c.jsonl")
    assert (pairs["recall"], crowd["crowd"]) == (1.0, 10)


def test_a_model_is_trained_and_its_figures_are_printed(run, tmp_path):
    rows = [article(n) | {"story": f"s{min(n, 3)}", "kind": "original"} for n in range(5)]
    (tmp_path / "c.jsonl").write_text("\n".join(map(json.dumps, rows)))
    code, printed, told = run("train", "c.jsonl", "--output", "m.json")
    assert code == 0
    assert printed.splitlines()[1].startswith("c.jsonl\t5\t4\t")
    model = parse_model((tmp_path / "m.json").read_text())
    assert model.name in told
    _, printed, _ = run("train", "c.jsonl", "-o", "m.json", "--json")
    assert json.loads(printed)["model"] == model.name
    assert parse_model(run("train", "c.jsonl", "-o", "-")[1]) == model


def test_a_pair_is_explained_to_people_and_to_programs(run, stored):
    code, printed, _ = run("explain", 4, "https://outlet4.example/4")
    assert (code, printed.startswith("The same story, probability ")) == (0, True)
    _, printed, _ = run("explain", 4, 5, "--json")
    found = json.loads(printed)
    assert sum(c["added"] for c in found["contributions"]) == found["total"]
    assert (found["first"]["article_id"], found["second"]["article_id"]) == (4, 5)


def test_pairs_in_doubt_are_listed(run, stored, monkeypatch):
    assert run("review", "--json")[:2] == (0, "[]\n")
    monkeypatch.setattr(verdict, "IN_DOUBT", (0.0, 1.0))
    code, printed, _ = run("review", "--limit", 1)
    assert (code, printed.count("newsfold link same|different")) == (0, 1)
    [doubt] = json.loads(run("review", "--json", "--limit", 1)[1])
    assert doubt["commands"]["different"].startswith("newsfold link different ")


def test_a_link_is_made_listed_kept_to_and_removed(run, stored):
    code, printed, _ = run("link", "same", 1, "https://outlet1.example/1", "--why", "read both")
    assert (code, "outlet1.example/1" in printed) == (0, True)
    run("group")
    stories = [run("show", f"https://outlet{n}.example/{n}", "--json")[1] for n in (0, 1)]
    assert stories[0] == stories[1]
    [link] = json.loads(run("link", "list", "--json")[1])
    assert (link["said"], link["why"], link["who"]) == ("same", "read both", getpass.getuser())
    code, _, told = run("link", "different", 2, 1, "--why", "no", "--who", "bob")
    assert code == 2
    assert f"link 1: article 1 same as 2, said {getpass.getuser()} on" in told
    assert "newsfold link remove 1 2" in told
    assert run("link", "remove", 2, 1)[0] == 0
    assert json.loads(run("link", "list", "--json")[1]) == []
    link = json.loads(run("link", "different", 2, 1, "--why", "no", "--who", "bob", "--json")[1])
    assert (link["said"], link["who"]) == ("different", "bob")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["explain", "1", "99"], "99"),
        (["explain", "1", "1"], "one article"),
        (["link", "same", "1", "nonsense", "--why", "x"], "nonsense"),
        (["link", "different", "1", "1", "--why", "x"], "one article"),
        (["link", "remove", "1", "2"], "not linked"),
        (["link", "same", "1", "2"], "--why"),
        (["link", "same", "1", "2", "--why", " "], "--why"),
    ],
    ids=" ".join,
)
def test_a_pair_that_is_none_is_named(run, stored, arguments, message):
    code, printed, told = run(*arguments)
    assert (code, printed, message in told) == (2, "", True)


def test_days_are_meant_whole_and_times_exactly():
    day = datetime(2026, 3, 14, tzinfo=UTC)
    assert cli.parse_since("2026-03-14") == day
    assert cli.parse_until("2026-03-14") == day + timedelta(days=1)
    assert cli.parse_until("2026-03-14T12:00+02:00") == day + timedelta(hours=10)
    with pytest.raises(typer.BadParameter, match="2026-13-01"):
        cli.parse_since("2026-13-01")


@pytest.mark.slow
def test_a_reader_that_has_enough_is_no_fault(newsfold, write_articles, tmp_path):
    newsfold("ingest", write_articles(count=1000))
    pipe = f"{sys.executable} -m flows.cli export articles -o - | head -1"
    done = subprocess.run(
        ["bash", "-c", pipe], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert (len(done.stdout.splitlines()), done.stderr) == (1, "")


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
