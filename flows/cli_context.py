"""What commands share: settings, the database, files, and how a job ends."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO

import typer

from flows import reports, screen
from flows.faults import DONE_WITH_FAILURES, WrongUse
from flows.progress import OnProgress, Progress

if TYPE_CHECKING:  # each of these takes long to import; the commands that need one import it
    from sqlalchemy.orm import Session

    from flows.config import Settings
    from flows.jobs import JobContext, JobReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Globals:
    """The options that stand before the command."""

    database_url: str | None
    json: bool


def settings_of(ctx: typer.Context, **given: object) -> "Settings":
    """The settings, with what was given before the command and in it; sets up the log."""
    from flows.config import load_settings
    from flows.logs import configure_logs

    settings = load_settings(database_url=ctx.obj.database_url, **given)
    configure_logs(settings.log_level)
    return settings


def wants_json(ctx: typer.Context, as_json: bool) -> bool:
    """Whether --json stands before the command or behind it."""
    return as_json or bool(ctx.obj.json)


def now() -> datetime:
    """The time, aware and in UTC."""
    return datetime.now(UTC)


@contextmanager
def job_context(ctx: typer.Context, doing: str, unit: str) -> Iterator["JobContext"]:
    """What a job needs, its progress drawn as so many `unit`."""
    from flows.jobs import JobContext

    settings = settings_of(ctx)
    with screen.progress(doing, unit) as draw:
        yield JobContext(settings=settings, clock=now, on_progress=draw)


@contextmanager
def database_session(ctx: typer.Context, *, read_only: bool = True) -> Iterator["Session"]:
    """A session on the configured database, which must be there and up to date."""
    from storage.database import check_schema, make_engine, transaction

    engine = make_engine(settings_of(ctx).database_url, read_only=read_only)
    try:
        check_schema(engine)
        with transaction(engine) as session:
            yield session
    finally:
        engine.dispose()


def finish_job(report: "JobReport", *, as_json: bool) -> None:
    """Print what a job did, and end with the exit code that says how."""
    if as_json:
        screen.show_json(report)
    else:
        reports.show_job(report)
    if report.failed:
        raise typer.Exit(DONE_WITH_FAILURES)


def check_exist(paths: Sequence[Path]) -> None:
    """Raise WrongUse for the first path that is not there."""
    for path in paths:
        if not path.exists():
            raise WrongUse(f"{path}: there is no such file")


def counter(draw: OnProgress, total: int) -> Callable[[object], None]:
    """A function that draws one more of `total` each time that it is called."""
    done = 0

    def count(_: object) -> None:
        nonlocal done
        done += 1
        draw(Progress(done=done, total=total))

    return count


def output_target(output: Path) -> Path | BinaryIO:
    """Where --output leads: a file, or standard output for -."""
    return sys.stdout.buffer if str(output) == "-" else output


@contextmanager
def text_output(output: Path) -> Iterator[TextIO]:
    """The same, open for text."""
    if str(output) == "-":
        yield sys.stdout
        return
    with writing_to(output), output.open("w", encoding="utf-8") as lines:
        yield lines


@contextmanager
def writing_to(output: Path) -> Iterator[None]:
    """Turn what goes wrong with writing a file into WrongUse."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise WrongUse(f"{output} cannot be written: {error.strerror}") from error
