"""The commands around the archive of raw pages."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows import archive_reports, screen
from flows.cli_context import database_session, job_context, settings_of, wants_json, writing_to
from flows.cli_options import Json, Output
from flows.faults import DONE_WITH_FAILURES, WrongUse

if TYPE_CHECKING:
    from flows.config import Settings

archive_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


def raw(
    ctx: typer.Context,
    article: Annotated[
        str, typer.Argument(metavar="ARTICLE", help="An article: its number or its address.")
    ],
    version: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Of which version; the newest if not said."),
    ] = None,
    output: Output = Path("-"),
) -> None:
    """Print the page of an article as it came.

    Pages are kept in newsfold-data/archive (NEWSFOLD_ARCHIVE), for as long as you like: see
    `newsfold archive --help`.
    """
    from crawlers.kept_pages import KeptPages, NotKept
    from flows.references import find_stored
    from pipeline.records import ArchivePlace
    from storage.rereading import version_of

    with database_session(ctx) as session:
        found = version_of(session, find_stored(session, article), version)
        if found is None:
            raise WrongUse(f"article {article} has no version {version}")
        if found.archive_file is None or found.archive_offset is None:
            raise WrongUse(
                f"the page of version {found.number} of article {article} is not kept: its text "
                "is that of a file or of a feed, it is older than what the archive keeps, or "
                "NEWSFOLD_ARCHIVE_PAGES was none"
            )
        place = ArchivePlace(file=found.archive_file, offset=found.archive_offset)
    with KeptPages(settings_of(ctx).archive) as pages:
        try:
            body = pages.read(place).body
        except NotKept as error:
            raise WrongUse(f"the page is no longer kept: {error}") from error
    if str(output) == "-":
        sys.stdout.buffer.write(body)
        return
    with writing_to(output):
        output.write_bytes(body)


@archive_app.callback()
def archive() -> None:
    """The raw pages that are kept: WARC files, one for each crawl run.

    NEWSFOLD_ARCHIVE names their folder, NEWSFOLD_ARCHIVE_PAGES what is kept. `newsfold raw` prints
    one of them; `newsfold extract --from-archive` reads them all again.
    """


@archive_app.command("check")
def check(ctx: typer.Context, as_json: Json = False) -> None:
    """Read every file, and tell what is damaged or missing.

    A run that was killed leaves a file that is torn at its end; nothing points there.
    """
    from flows.archive_upkeep import check_archive

    with job_context(ctx, "checking", "files") as context:
        report = check_archive(context)
    if wants_json(ctx, as_json):
        screen.show_json(report)
    else:
        archive_reports.show_check(report)
    if report.failed:
        raise typer.Exit(DONE_WITH_FAILURES)


@archive_app.command("prune")
def prune(
    ctx: typer.Context,
    older_than: Annotated[
        int | None,
        typer.Option(metavar="DAYS", min=1, help="Their age; NEWSFOLD_ARCHIVE_DAYS if not said."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only tell what would be deleted.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Delete files to which nothing was written for so many days.

    Every version keeps its text; only its page is no longer there. A file that a run still writes
    to stays.
    """
    from flows.archive_upkeep import prune_archive

    days = older_than or _days(settings_of(ctx))
    with job_context(ctx, "deleting", "files") as context:
        report = prune_archive(context, older_than_days=days, dry_run=dry_run)
    if wants_json(ctx, as_json):
        screen.show_json(report)
    else:
        archive_reports.show_prune(report)


def _days(settings: "Settings") -> int:
    if settings.archive_days is None:
        raise typer.BadParameter("say how old with --older-than, or set NEWSFOLD_ARCHIVE_DAYS")
    return settings.archive_days
