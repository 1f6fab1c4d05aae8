"""What the tests of flows share: settings, files of articles, the command as users run it."""

import io
import json
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import pytest
import structlog
from sqlalchemy import Engine

from flows import cli
from flows.config import Settings, load_settings
from flows.engine_server import EngineServer, engine_server
from flows.jobs import JobContext, open_database
from flows.logs import LOGGER_NAME
from flows.progress import Progress
from tests import servers

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)

Run = Callable[..., tuple[int, str, str]]
"""The command in this process: its exit code and what it printed, on both streams."""


class Newsfold(Protocol):
    """The command; returns its exit code and what it printed."""

    def __call__(
        self, *arguments: object, **environment: str
    ) -> subprocess.CompletedProcess[str]: ...


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep what the developer has set, and the developer's folder, out of the tests."""
    for name in list(os.environ):
        if name.startswith(("NEWSFOLD_", "PREFECT_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def clean_logs() -> Iterator[None]:
    """Undo what a test, or a command or flow in it, has set up for logging."""
    loggers = [logging.getLogger(LOGGER_NAME), logging.getLogger("asyncio")]
    before = [(log.handlers[:], log.filters[:], log.propagate, log.level) for log in loggers]
    yield
    for log, (handlers, filters, propagate, level) in zip(loggers, before, strict=True):
        log.handlers, log.filters, log.propagate = handlers, filters, propagate
        log.setLevel(level)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings whose folder and database are the test's own."""
    return load_settings(directory=tmp_path / "data", sources=tmp_path / "sources.toml")


@pytest.fixture
def database(settings: Settings, sqlite_template: Path) -> Iterator[Engine]:
    """The database of `settings`, with its tables."""
    settings.directory.mkdir(parents=True)
    shutil.copy(sqlite_template, settings.directory / sqlite_template.name)
    with open_database(settings) as engine:
        yield engine


@pytest.fixture
def told() -> list[Progress]:
    """What a job of `context` has told of its progress."""
    return []


@pytest.fixture
def context(settings: Settings, told: list[Progress]) -> JobContext:
    """The context of a job at a fixed time."""
    return JobContext(settings=settings, clock=lambda: NOW, on_progress=told.append)


@pytest.fixture
def postgresql_context(context: JobContext, postgresql_engine: Engine) -> JobContext:
    """A context with the same settings but a database on PostgreSQL."""
    url = postgresql_engine.url.render_as_string(hide_password=False)
    return replace(context, settings=context.settings.model_copy(update={"database_url": url}))


@pytest.fixture
def newsfold(tmp_path: Path) -> Newsfold:
    """Run the command in the test's folder, as its own process."""

    def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "flows.cli", *map(str, arguments)],
            cwd=tmp_path,
            env=os.environ | environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return run


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command in this process; return exit code, standard output, standard error."""

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["newsfold", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        printed = capsys.readouterr()
        return int(end.value.code or 0), printed.out, printed.err

    return run


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """What a terminal of so many columns gets to see of what a call prints."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)

    def show(columns: int, call: Callable[..., None], *arguments: object) -> str:
        stream = Terminal()
        with monkeypatch.context() as patch:
            patch.setenv("COLUMNS", str(columns))
            patch.setattr(sys, "stdout", stream)
            call(*arguments)
        return stream.getvalue()

    return show


@pytest.fixture
def stored(run: Run, write_articles: Callable[..., Path]) -> None:
    """A database with ten articles, of which eight tell something else than the others."""
    run("ingest", write_articles(count=10))
    run("group")


@pytest.fixture
def write_articles(tmp_path: Path) -> Callable[..., Path]:
    """Write a file of articles, each different from the others."""

    def write(name: str = "articles.jsonl", *, count: int = 3, **fields: object) -> Path:
        path = tmp_path / name
        lines = [json.dumps(article(number) | fields) for number in range(count)]
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    return write


def article(number: int) -> dict[str, object]:
    """An article of the ingest format; every fifth is a reprint of the one before it."""
    told = number - 1 if number % 5 == 4 else number
    outlet = f"outlet{number % 7}.example"
    text = " ".join(
        f"{_word(told * 60 + n)} {WORDS[(told * 7 + n) % len(WORDS)]}" for n in range(60)
    )
    return {
        "url": f"https://{outlet}/{number}",
        "title": f"Report {number}",
        "published": f"2026-03-{1 + number % 5:02}T08:{number % 60:02}:00+00:00",
        "lang": "en",
        "outlet": outlet,
        "body": f"The council said on Monday: {text}.",
    }


def _word(number: int) -> str:
    """A rare word of letters only: digits would be numbers, which tie articles together."""
    return "q" + "".join(chr(ord("a") + int(digit)) for digit in str(number))


WORDS = ("harbour", "ferry", "mayor", "budget", "bridge", "school", "river", "market", "vote")


@pytest.fixture
def outlet(settings: Settings) -> Iterator[servers.ScriptedServer]:
    """An outlet with two articles, that the catalogue has."""
    with servers.serve() as server:
        server.routes = {
            "/feed.xml": servers.feed(f"{server.url}/ferry", f"{server.url}/bridge"),
            "/ferry": servers.article("The ferry"),
            "/bridge": servers.article("The bridge"),
        }
        settings.sources.write_text(
            f'[[source]]\nname = "harbour"\ntitle = "Harbour Post"\nhome = "{server.url}/"\n'
            f'local = true\ndelay_seconds = 0.0\nfeeds = ["{server.url}/feed.xml"]\n'
        )
        yield server


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineServer]:
    """A Prefect server of our own, once for all tests that need one."""
    folder = tmp_path_factory.mktemp("engine")
    with engine_server(load_settings(directory=folder, prefect_port=0)) as server:
        yield server
