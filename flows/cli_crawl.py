"""The commands that bring articles in."""

import sys
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows import reports, screen
from flows.cli_context import (
    check_exist,
    counter,
    finish_job,
    job_context,
    now,
    settings_of,
    text_output,
    wants_json,
)
from flows.cli_options import Json, Since, Until
from flows.faults import DONE_WITH_FAILURES, WrongUse

if TYPE_CHECKING:  # each takes long to import; the commands that need one import it
    from collections.abc import Collection

    from flows.config import Settings
    from flows.recrawl_changes import RecrawlChanges

ASK_FROM = 100
"""More pages than this are fetched again only after asking."""


def demo(
    ctx: typer.Context,
    directory: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where its database goes; newsfold-data/demo by default."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Crawl and group a press of invented outlets, to try it out.

    Serves the outlets on a local port, crawls them over HTTP, groups the articles and prints the
    stories found, in less than a minute and without any network. Starts from an empty database
    each time.
    """
    import asyncio

    from flows.demo.demo import run_demo, show_demo

    report = asyncio.run(run_demo(directory or settings_of(ctx).directory / "demo", clock=now))
    if wants_json(ctx, as_json):
        screen.show_json(report)
    else:
        show_demo(report)


def crawl(
    ctx: typer.Context,
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="SOURCE", help="Names in the catalogue; none means all."),
    ] = None,
    due: Annotated[
        bool,
        typer.Option("--due", help="Only listings whose time has come, and what is left to fetch."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Fetch what is new at the outlets of the catalogue.

    Reads their feeds, sitemaps and sections, and fetches each article in them that is not known
    yet. robots.txt is obeyed, and no outlet is asked more often than its delay_seconds allows.
    """
    from flows.launch import run_crawl

    with job_context(ctx, "crawling", "pages") as context:
        report = run_crawl(context, sources or (), due=due)
    finish_job(report, as_json=wants_json(ctx, as_json))


def recrawl(
    ctx: typer.Context,
    url: Annotated[
        list[str] | None,
        typer.Option(metavar="URL", help="An address, known or not. May be given several times."),
    ] = None,
    source: Annotated[
        str | None, typer.Option(metavar="NAME", help="All articles of this source.")
    ] = None,
    story: Annotated[
        int | None, typer.Option(metavar="N", help="All articles of the story of this number.")
    ] = None,
    since: Since = None,
    until: Until = None,
    limit: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="No more than the newest N of them.")
    ] = None,
    force: Annotated[
        bool,
        typer.Option("--force", help="Read them anew, even where nothing changed by the server."),
    ] = False,
    group: Annotated[
        bool, typer.Option("--group/--no-group", help="Bring the stories in line at the end.")
    ] = True,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help=f"Do not ask before more than {ASK_FROM} pages.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Fetch pages again, and keep what changed.

    A page whose title or text changed gets a new version; the old one stays. At the end it tells
    which texts changed and how, which pages are gone, and what became of the stories. It waits its
    turn at each outlet as a crawl does, and does not run beside one.
    """
    from flows import recrawl_changes
    from flows.launch import run_recrawl

    if not (url or source or story or since or until):
        raise typer.BadParameter("say which pages: --url, --source, --story, --since or --until")
    if url and (source or story or since or until):
        raise typer.BadParameter("--url names the pages by itself; leave the other options out")
    chosen: dict[str, Any] = {"source": source, "story": story, "since": since, "until": until}
    chosen["limit"] = limit
    if not yes:
        _ask_about_many(settings_of(ctx), url or (), chosen)
    with job_context(ctx, "fetching again", "pages") as context:
        report = run_recrawl(context, urls=url or (), force=force, **chosen)
    changes = _changes(ctx, report.run.run_id, group=group)
    if wants_json(ctx, as_json):
        screen.show_json(
            {f.name: getattr(report, f.name) for f in fields(report)}
            | recrawl_changes.changes_object(changes)
        )
    else:
        reports.show_job(report)
        recrawl_changes.show_changes(changes)
    if report.failed:
        raise typer.Exit(DONE_WITH_FAILURES)


def _ask_about_many(settings: "Settings", urls: "Collection[str]", chosen: dict[str, Any]) -> None:
    """Ask whether so many pages are meant; without a terminal, refuse."""
    from flows.jobs import open_database
    from flows.targets import choose_targets

    with open_database(settings) as engine:
        count = len(choose_targets(engine, settings.sources, urls=urls, **chosen).urls)
    if count <= ASK_FROM:
        return
    if not sys.stdin.isatty():
        raise WrongUse(f"these are {count:,} pages; --yes fetches them all, --limit fewer")
    typer.confirm(f"Fetch {count:,} pages again?", abort=True, err=True)


def _changes(ctx: typer.Context, run_id: int, *, group: bool) -> "RecrawlChanges":
    """What the run changed; the stories of it are brought in line, if that is wanted."""
    from flows.jobs import open_database
    from flows.launch import run_group
    from flows.recrawl_changes import find_changes

    def bring_in_line() -> None:
        with job_context(ctx, "grouping", "") as context:
            run_group(context, rebuild=False, window_days=None)

    with open_database(settings_of(ctx)) as engine:
        return find_changes(engine, run_id, group=bring_in_line if group else None)


def ingest(
    ctx: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE", help=".jsonl, .jsonl.gz, .warc or .warc.gz files."),
    ],
    as_json: Json = False,
) -> None:
    """Read articles from files instead of the network.

    A line of JSON Lines holds url, title, body and, where known, published (ISO time, a day, or
    null), lang, outlet and credit. Of a web archive every page is read. Reading a file
    again changes nothing.
    """
    from flows.jobs import ingest_files

    with job_context(ctx, "reading", "records") as context:
        report = ingest_files(context, files)
    finish_job(report, as_json=wants_json(ctx, as_json))


def extract(
    ctx: typer.Context,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="The file to write; - is stdout."),
    ] = None,
    pages: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PAGES", help="HTML pages, .gz too, or folders of them."),
    ] = None,
    manifest: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help='Lines of {"page": file beside it, "url": address}.'),
    ] = None,
    without_repeated: Annotated[
        bool,
        typer.Option(
            "--without-repeated",
            help="Leave out the sentences that three or more pages of one site repeat.",
        ),
    ] = False,
    from_archive: Annotated[
        bool,
        typer.Option("--from-archive", help="Read again every page that the archive keeps."),
    ] = False,
    source: Annotated[
        str | None, typer.Option(metavar="NAME", help="Of the archive: pages of this source.")
    ] = None,
    since: Since = None,
    until: Until = None,
    apply: Annotated[
        bool, typer.Option("--apply", help="Of the archive: store what reads otherwise.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Read articles out of HTML pages on disk, or out of the archive.

    From pages: writes JSON Lines and needs no database. A line holds page, url, title, authors,
    published, modified, lang, credit, body and more: the parts of the body with what each is,
    images with captions, standfirst, every date on the page (docs/extraction.md). A page without
    an article has its line too, with an empty body and the reason.

    With --without-repeated the pages are read twice: first to learn what each site repeats near the
    beginning or the end of articles that are otherwise unlike. What was left out of a page stands
    in left_out.

    From the archive: tells how many stored versions read otherwise by the present extraction, and
    changes nothing. With --apply the newest text of an article is followed by a version of the same
    page that reads better, and pages that gave no article before and give one now are taken in.
    """
    if from_archive:
        if pages or manifest or output:
            raise typer.BadParameter("--from-archive needs no pages, no manifest and no output")
        if without_repeated:
            raise typer.BadParameter(
                "--without-repeated is for pages; of an outlet that is stored, `newsfold sources "
                "repeated` shows what it repeats, and `repeated` in the catalogue leaves it out"
            )
        span = {"source": source, "since": since, "until": until}
        _reread(ctx, span, apply=apply, as_json=wants_json(ctx, as_json))
        return
    if source or since or until or apply:
        raise typer.BadParameter("--source, --since, --until and --apply go with --from-archive")
    if output is None:
        raise typer.BadParameter("--output is missing; - is stdout")
    _extract_pages(
        ctx, pages or [], manifest, output, learn=without_repeated, as_json=wants_json(ctx, as_json)
    )


def _reread(ctx: typer.Context, span: dict[str, Any], *, apply: bool, as_json: bool) -> None:
    from flows.archive_reports import show_rereading
    from flows.rereading_job import reread_archive
    from storage.rereading import Span

    with job_context(ctx, "reading again", "pages") as context:
        report = reread_archive(context, Span(**span), apply=apply)
    if as_json:
        screen.show_json(report)
    else:
        show_rereading(report)
    if report.failed:
        raise typer.Exit(DONE_WITH_FAILURES)


def _extract_pages(
    ctx: typer.Context,
    pages: list[Path],
    manifest: Path | None,
    output: Path,
    *,
    learn: bool,
    as_json: bool,
) -> None:
    from crawlers.extraction_batch import extraction_processes
    from crawlers.page_files import ManifestError, extract_pages, find_pages, read_manifest
    from crawlers.page_repeats import learn_repeats

    if (manifest is None) == (not pages):
        raise typer.BadParameter("name pages or folders, or a --manifest, and not both")
    if as_json and str(output) == "-":
        raise typer.BadParameter("the report of --json needs stdout; let --output name a file")
    check_exist(pages)
    try:
        found = read_manifest(manifest) if manifest else list(find_pages(pages))
    except ManifestError as error:
        raise WrongUse(str(error)) from error
    with (
        screen.progress("extracting", "pages") as draw,
        text_output(output) as lines,
        extraction_processes(settings_of(ctx).extractors) as extract,
    ):
        on_page = counter(draw, len(found) * (2 if learn else 1))
        repeats = learn_repeats(found, extract=extract, on_page=on_page) if learn else {}
        report = extract_pages(found, lines, extract=extract, repeats=repeats, on_page=on_page)
    if as_json:
        screen.show_json(report)
    else:
        reports.show_extraction(report, str(output))
    if report.failures:
        raise typer.Exit(DONE_WITH_FAILURES)
