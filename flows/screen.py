"""What the commands print: tables for people, plain lines for pipes, JSON for programs."""

import dataclasses
import json
import sys
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import typer

from flows.progress import OnProgress, Progress

if TYPE_CHECKING:  # importing it takes a while, and `--help` does not need it
    from rich.console import Console
    from rich.text import Text

    from pipeline.records import DateClaim


PLAIN_SECONDS = 5.0


def console(*, error: bool = False) -> "Console":
    """A rich console on standard output, or on standard error."""
    from rich.console import Console

    return Console(stderr=error, highlight=False, soft_wrap=False)


def has_colours() -> bool:
    """Whether standard output shows colours: a terminal that can, and nobody forbids it."""
    terminal = console()
    return terminal.is_terminal and terminal.color_system is not None and not terminal.no_color


def show_wrapped(text: "Text", *, indent: str) -> None:
    """Print a text that may have colours over the width of the terminal, each line indented."""
    terminal = console()
    for part in text.wrap(terminal, max(terminal.width - len(indent), 20), overflow="fold"):
        part.rstrip()
        terminal.print(type(part)(indent).append_text(part), soft_wrap=True)


def say(message: str = "") -> None:
    """Print a line on standard output."""
    typer.echo(message)


def tell(message: str) -> None:
    """Print a line on standard error: progress and remarks, which no pipe should carry."""
    typer.echo(message, err=True)


def show_json(value: object) -> None:
    """Print a value as JSON; dataclasses as objects, times in ISO 8601 UTC."""
    typer.echo(json.dumps(plain(value), ensure_ascii=False, indent=2))


def plain(value: object) -> Any:  # noqa: ANN401 - JSON
    """Return `value` built from what JSON knows."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(inner) for inner in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return str(value)


def show_table(
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    right: Collection[str] = (),
    below: int = 0,
) -> None:
    """Print rows: as a table on a terminal, else tab-separated under a line of column names.

    below: on a terminal so many of the last columns, which are long, go under the others, a line
    each over the whole width.
    """
    texts = [["" if cell is None else str(cell) for cell in row] for row in rows]
    if not sys.stdout.isatty():
        for line in [list(columns), *texts]:
            typer.echo("\t".join(" ".join(cell.split()) for cell in line))
        return
    if below:
        _show_blocks(columns[:-below], texts, right, below)
        return
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        table.add_column(column, justify="right" if column in right else "left", overflow="fold")
    for line in texts:
        # Text, so that nothing that an outlet wrote is taken for markup.
        table.add_row(*map(Text, line))
    console().print(table)


_INDENT = 4


def _show_blocks(
    columns: Sequence[str], rows: Sequence[Sequence[str]], right: Collection[str], below: int
) -> None:
    """Print rows as blocks: the short cells in columns, and under them a line for each long one."""
    from rich.cells import cell_len, set_cell_size
    from rich.text import Text

    widths = [
        max(cell_len(cell) for cell in (column, *(row[at] for row in rows)))
        for at, column in enumerate(columns)
    ]

    def line(cells: Sequence[str]) -> str:
        padded = (
            " " * (width - cell_len(cell)) + cell if name in right else set_cell_size(cell, width)
            for name, cell, width in zip(columns, cells, widths, strict=True)
        )
        return "  ".join(padded).rstrip()

    terminal = console()
    terminal.print(Text(line(columns), style="bold"))
    terminal.print("─" * min(terminal.width, sum(widths) + 2 * len(widths) - 2))
    for row in rows:
        terminal.print(Text(line(row[:-below])))
        for number, cell in enumerate(cell for cell in row[-below:] if cell):
            text = Text(cell, style="dim" if number else "")
            for part in text.wrap(terminal, terminal.width - _INDENT, overflow="fold"):
                part.rstrip()
                terminal.print(Text(" " * _INDENT).append_text(part))


def minute(at: datetime | None) -> str:
    """A time for people, to the minute, in UTC."""
    return "" if at is None else f"{at.astimezone(UTC):%Y-%m-%d %H:%M}"


def claimed(claim: "DateClaim") -> str:
    """A claimed time for people: without a time of day, the day alone."""
    return minute(claim.at) if claim.has_time else f"{claim.at:%Y-%m-%d}"


def became(gone_at: datetime | None, moved_to_id: int | None) -> list[str]:
    """What has become of the address of an article, for people."""
    notes = []
    if gone_at is not None:
        notes.append(f"gone since {minute(gone_at)}")
    if moved_to_id is not None:
        notes.append(f"leads to article {moved_to_id} now")
    return notes


def counted(count: int, one: str, many: str | None = None) -> str:
    """A number with its noun: 1 story, 2 stories."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


@contextmanager
def progress(doing: str, unit: str) -> Iterator[OnProgress]:
    """Show how far a job is on standard error: a bar on a terminal, a line now and then else."""
    if not sys.stderr.isatty():
        yield _plain_progress(doing, unit)
        return
    from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        TextColumn("{task.fields[counts]}"),
        TimeElapsedColumn(),
    )
    with Bars(*columns, console=console(error=True), transient=True) as bars:
        task = bars.add_task(doing, total=None, counts="")

        def draw(progress: Progress) -> None:
            counts = _counts(progress, unit)
            bars.update(task, completed=progress.done, total=progress.total, counts=counts)

        yield draw


def _plain_progress(doing: str, unit: str) -> OnProgress:
    told_at = time.monotonic()

    def draw(progress: Progress) -> None:
        nonlocal told_at
        if time.monotonic() - told_at >= PLAIN_SECONDS:
            told_at = time.monotonic()
            tell(f"{doing}: {_counts(progress, unit)}")

    return draw


def _counts(progress: Progress, unit: str) -> str:
    total = "" if progress.total is None else f" of {progress.total:,}"
    found = "" if progress.articles is None else f", {progress.articles:,} articles"
    step = "" if progress.step is None else f"{progress.step} "
    return f"{step}{progress.done:,}{total} {unit}{found}".rstrip()
