"""The command that answers SQL."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from flows import screen
from flows.cli_context import settings_of, wants_json, writing_to
from flows.cli_options import Json, Output
from flows.faults import WrongUse

if TYPE_CHECKING:
    from flows.answer_formats import AnswerFormat
    from storage.readonly import Answer


def sql(
    ctx: typer.Context,
    query: Annotated[
        str | None, typer.Argument(metavar="QUERY", help="One query; else from -f or stdin.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", "-f", metavar="FILE", help="A file with one query.")
    ] = None,
    answer_format: Annotated[
        Literal["table", "csv", "jsonl", "parquet", "md"],
        typer.Option("--format", help="How to write the rows."),
    ] = "table",
    output: Output = Path("-"),
    limit: Annotated[
        int, typer.Option(min=0, metavar="ROWS", help="The most rows to give; 0: all.")
    ] = 1000,
    timeout: Annotated[
        float, typer.Option(min=0.1, metavar="SECONDS", help="How long a query may take.")
    ] = 30.0,
    raw: Annotated[
        bool, typer.Option("--raw", help="Leave cells of CSV as they are, formulas too.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Answer a question in SQL, or open a shell for several.

    Only reading is possible. The views are made for it: stories, variants, first_publishers,
    independent_sources, reprints, uncredited_copies, outlet_pairs, outlet_profile, outlet_ranks,
    article_edits, edit_reach, story_events, source_health. docs/data.md has their columns,
    docs/questions.md ten questions with their SQL.

    In CSV a cell that a spreadsheet would take for a formula gets an apostrophe before it.

    Begin with: newsfold sql "SELECT outlet, farm_score FROM outlet_profile ORDER BY 2 DESC"
    """
    from flows.answer_formats import AnswerFormat
    from storage.database import check_schema, make_engine
    from storage.query_faults import QueryFault
    from storage.readonly import ask

    settings = settings_of(ctx)
    asked = _query(query, file)
    form = AnswerFormat(answer_format)
    if asked is None and (form is AnswerFormat.PARQUET or str(output) != "-"):
        raise WrongUse("for a file there must be a query: give it, or -f FILE")
    engine = make_engine(settings.database_url, read_only=True)

    def answer(text: str) -> None:
        found = ask(engine, text, timeout_seconds=timeout, limit=limit or None)
        if wants_json(ctx, as_json):
            _show_json(found)
        else:
            _give(found, form, output, raw=raw)
        if found.cut:
            screen.tell(f"there are more than these {limit:,} rows; --limit 0 gives all")

    try:
        check_schema(engine)
        if asked is None:
            from flows.sql_shell import run_shell

            run_shell(answer, history=settings.directory / "sql-history")
        else:
            answer(asked)
    except QueryFault as fault:
        raise WrongUse(str(fault)) from fault
    finally:
        engine.dispose()


def _query(query: str | None, file: Path | None) -> str | None:
    """The query as given; None if it is to be typed."""
    if query is not None and file is not None:
        raise WrongUse("give the query or --file, not both")
    if file is not None and str(file) != "-":
        try:
            return file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise WrongUse(f"{file} cannot be read: {error}") from error
    if query is not None and query != "-":
        return query
    if file is None and query is None and sys.stdin.isatty():
        return None
    return sys.stdin.read()


def _give(found: "Answer", form: "AnswerFormat", output: Path, *, raw: bool) -> None:
    from flows.answer_formats import AnswerFormat, show_answer, write_answer

    if str(output) != "-":
        if form is AnswerFormat.TABLE:
            raise WrongUse("a table is for the terminal; name a --format for the file")
        with writing_to(output), output.open("wb") as file:
            write_answer(found, form, file, raw=raw)
        screen.tell(f"{screen.counted(len(found.rows), 'row')} written to {output}")
    elif form is AnswerFormat.TABLE:
        terminal = sys.stdout.isatty()
        show_answer(found, width=screen.console().width if terminal else None)
        if terminal:
            screen.tell(f"{screen.counted(len(found.rows), 'row')}, {found.seconds:.2f} s")
    else:
        sys.stdout.flush()
        write_answer(found, form, sys.stdout.buffer, raw=raw)


def _show_json(found: "Answer") -> None:
    from flows.answer_formats import objects

    screen.show_json(objects(found))
