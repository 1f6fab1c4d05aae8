"""The commands that make stories, show them and give them out."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from flows import reports, screen, story_reports
from flows.cli_context import database_session, job_context, output_target, wants_json, writing_to
from flows.cli_options import Json, Output, Since, Until
from flows.faults import WrongUse


def group(
    ctx: typer.Context,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Judge every article again, not only what is new.")
    ] = False,
    window: Annotated[
        int | None,
        typer.Option(
            metavar="DAYS",
            min=1,
            help="Compare articles up to so many days apart; NEWSFOLD_WINDOW_DAYS if not said.",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Fold new and changed articles into stories.

    Reports the largest story and how long its longest chain of sources is, and warns of stories
    that look wrong: many articles of which few pairs agree, most articles of one outlet, or a
    largest story that has outgrown the one before it.
    """
    from flows.launch import run_group

    with job_context(ctx, "grouping", "") as context:
        report = run_group(context, rebuild=rebuild, window_days=window)
    if wants_json(ctx, as_json):
        screen.show_json(reports.group_object(report))
    else:
        reports.show_group(report)


def stories(
    ctx: typer.Context,
    since: Since = None,
    until: Until = None,
    min_articles: Annotated[
        int, typer.Option(metavar="N", min=1, help="Leave out stories with fewer articles.")
    ] = 2,
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="The most stories to list.")] = 50,
    as_json: Json = False,
) -> None:
    """List stories, the latest first."""
    from storage.queries import list_stories

    with database_session(ctx) as session:
        found = list_stories(
            session, since=since, until=until, min_articles=min_articles, limit=limit
        )
    if wants_json(ctx, as_json):
        screen.show_json(found)
    else:
        reports.show_stories(found)


def show(
    ctx: typer.Context,
    story: Annotated[
        str, typer.Argument(metavar="STORY", help="Its number, or the address of one article.")
    ],
    as_json: Json = False,
) -> None:
    """Show one story: its articles and its log.

    For each article: when it was published, where, what it is to the original (reprint, light,
    abridged, expanded, rewrite), and from which article it was probably taken, how surely and why.
    * marks the canonical one, under whose headline the story goes: the origin that others credit if
    there is one, else the one that was surely there earliest, else the fullest text.
    """
    from flows.references import find_story
    from storage.showing import view_story

    with database_session(ctx) as session:
        view = view_story(session, find_story(session, story))
    if view is None:
        raise WrongUse(f"there is no story {story}; `newsfold stories` lists them")
    if wants_json(ctx, as_json):
        screen.show_json(story_reports.story_object(view))
    else:
        story_reports.show_story(view)


def export(
    ctx: typer.Context,
    table: Annotated[
        Literal[
            "stories",
            "variants",
            "articles",
            "versions",
            "comparisons",
            "links",
            "events",
            "outcomes",
        ],
        typer.Argument(
            metavar="TABLE",
            help="stories, variants (one line for each article), articles, versions, comparisons, "
            "links, events or outcomes.",
        ),
    ],
    output: Output,
    file_format: Annotated[
        Literal["jsonl", "csv", "parquet"], typer.Option("--format", help="How to write it.")
    ] = "jsonl",
    since: Since = None,
    until: Until = None,
    state: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write only what is new, another or gone since the export that left this file, "
            "and leave it anew; all if it is not there yet.",
        ),
    ] = None,
) -> None:
    """Write a table to a file for other programs.

    It is written whole, or not at all. variants has a line for each article, with its place in its
    story; events is the log of the stories, outcomes how each page ended, links what analysts
    decided. --since and --until go by the time of publication of articles and stories, and else by
    the time of the line itself.

    With --state each line has `removed` too: put the others in the place of those with the same
    key, drop these, in their order, and you have what an export of everything would give. Keys are
    story; article (of variants and articles); article and number (of versions); first_article and
    second_article (of comparisons and links); event; page.

    Times are UTC. In CSV an empty cell is null; before a text that is empty, or begins with an
    apostrophe or what a spreadsheet takes for a formula, stands an apostrophe: take one off to have
    the text.
    """
    from flows.export_states import take_state
    from storage.export import export as write_table
    from storage.export_files import ExportFormat
    from storage.models import ExportTable

    kind = ExportTable(table), ExportFormat(file_format)
    if state is not None and (since or until):
        raise WrongUse("--state goes by what has changed: leave out --since and --until")
    with (
        database_session(ctx) as session,
        writing_to(output),
        take_state(session, state, table) as marks,
    ):
        count = write_table(
            session,
            *kind,
            output_target(output),
            since=since,
            until=until,
            changed_since=marks,
        )
    screen.tell(f"{screen.counted(count, 'line')} of {table} written to {output}")
