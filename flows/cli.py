"""The command line: reads arguments, calls jobs and queries, prints what came of it."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, Literal, TextIO

import typer

from flows import explanation_reports, judgement_reports, reports, screen, story_reports
from flows.faults import DONE_WITH_FAILURES, WrongUse, exit_code
from flows.progress import OnProgress, Progress

if TYPE_CHECKING:  # each of these takes long to import; the commands that need one import it
    from sqlalchemy.orm import Session

    from flows.config import Settings
    from flows.crowd import CrowdReport
    from flows.jobs import JobContext, JobReport
    from flows.labelled_pairs import PairFiles, PairsReport
    from storage.links import LinkRow

app = typer.Typer(
    name="newsfold",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain text reads as well, and is there in half the time
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Begin with: newsfold demo",
)
sources_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
db_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The database itself.")
link_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
app.add_typer(sources_app, name="sources")
app.add_typer(link_app, name="link")
app.add_typer(db_app, name="db")


def parse_since(text: str) -> datetime:
    """The first instant that a day or a time means."""
    return _parse_time(text)[0]


def parse_until(text: str) -> datetime:
    """The instant up to which a day or a time reaches: a day is meant whole."""
    return _parse_time(text)[1]


def _parse_time(text: str) -> tuple[datetime, datetime]:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is no day or time; write 2026-03-14 or 2026-03-14T18:55+00:00"
        ) from None
    at = at.replace(tzinfo=at.tzinfo or UTC)
    return at, at + timedelta(days=1) if len(text) <= len("2026-03-14") else at


Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Since = Annotated[
    datetime | None,
    typer.Option(
        parser=parse_since, metavar="TIME", help="From this day or time on, UTC if not said."
    ),
]
Until = Annotated[
    datetime | None,
    typer.Option(
        parser=parse_until, metavar="TIME", help="Up to this time, or to the end of this day."
    ),
]
Output = Annotated[
    Path, typer.Option("--output", "-o", metavar="FILE", help="The file to write; - is stdout.")
]

FirstArticle = Annotated[
    str, typer.Argument(metavar="A", help="An article: its number or its address.")
]
SecondArticle = Annotated[str, typer.Argument(metavar="B", help="The other article.")]
Why = Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason, for those who ask.")]
Who = Annotated[
    str | None,
    typer.Option(
        "--who", metavar="NAME", help="Who decided; the user of this machine if not said."
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Globals:
    """The options that stand before the command."""

    database_url: str | None
    json: bool


@app.callback()
def newsfold(
    ctx: typer.Context,
    database_url: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME. "
            "Otherwise NEWSFOLD_DATABASE_URL, otherwise SQLite in ./newsfold-data/.",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Collect news articles, and fold the reprints and rewrites of one report into one story.

    Articles come in with `crawl` (from the outlets in sources.toml) or `ingest` (from files);
    `group` makes stories of them; `stories`, `show` and `export` give them out.

    Exit codes: 0 done, 1 done with failures (they are listed), 2 wrong use.
    """
    ctx.obj = Globals(database_url=database_url, json=as_json)


@app.command()
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

    report = asyncio.run(run_demo(directory or _settings(ctx).directory / "demo", clock=_now))
    if _wants_json(ctx, as_json):
        screen.show_json(report)
    else:
        show_demo(report)


@sources_app.callback()
def sources() -> None:
    """The catalogue of outlets: sources.toml.

    It is looked for in the current folder; NEWSFOLD_SOURCES names another file. An outlet is:

    \b
    [[source]]
    name = "harbour-post"
    title = "Harbour Post"
    home = "https://www.harbour-post.example/"
    language = "en"
    time_zone = "Europe/London"
    feeds = ["https://www.harbour-post.example/feed.xml"]
    """


@sources_app.command("list")
def list_catalogue(ctx: typer.Context, as_json: Json = False) -> None:
    """List the outlets of the catalogue."""
    from crawlers.catalogue import load_catalogue

    outlets = load_catalogue(_settings(ctx).sources).outlets
    if _wants_json(ctx, as_json):
        screen.show_json(outlets)
        return
    screen.show_table(
        ("name", "title", "home", "language", "feeds", "sitemaps"),
        [(o.name, o.title, o.home, o.language, len(o.feeds), len(o.sitemaps)) for o in outlets],
        right=("feeds", "sitemaps"),
    )


@sources_app.command("check")
def check_catalogue(
    ctx: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="The catalogue; NEWSFOLD_SOURCES by default."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Check the catalogue for mistakes, without fetching anything."""
    from crawlers.catalogue import load_catalogue

    catalogue = load_catalogue(file or _settings(ctx).sources)
    idle = [o.name for o in catalogue.outlets if not (o.feeds or o.sitemaps)]
    if _wants_json(ctx, as_json):
        found = {"path": catalogue.path, "sources": len(catalogue.outlets), "without_feeds": idle}
        screen.show_json(found)
    else:
        screen.say(f"{catalogue.path}: {screen.counted(len(catalogue.outlets), 'source')}, valid")
        for name in idle:
            screen.say(f"{name}: no feeds and no sitemaps, so nothing of it will be crawled")
    if idle:
        raise typer.Exit(DONE_WITH_FAILURES)


@app.command()
def crawl(
    ctx: typer.Context,
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="SOURCE", help="Names in the catalogue; none means all."),
    ] = None,
    due: Annotated[
        bool,
        typer.Option("--due", help="Only outlets not read within NEWSFOLD_CRAWL_MINUTES."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Fetch what is new at the outlets of the catalogue.

    Reads their feeds and sitemaps, and fetches each article in them that is not known yet.
    robots.txt is obeyed, and no outlet is asked more often than its delay_seconds allows.
    """
    from flows.launch import run_crawl

    with _context(ctx, "crawling", "pages") as context:
        report = run_crawl(context, sources or (), due=due)
    _finish_job(report, as_json=_wants_json(ctx, as_json))


@app.command()
def recrawl(
    ctx: typer.Context,
    url: Annotated[
        list[str] | None,
        typer.Option(metavar="URL", help="An address, known or not. May be given many times."),
    ] = None,
    source: Annotated[
        str | None, typer.Option(metavar="SOURCE", help="All articles of this source.")
    ] = None,
    story: Annotated[
        int | None, typer.Option(metavar="ID", help="All articles of this story.")
    ] = None,
    since: Since = None,
    until: Until = None,
    as_json: Json = False,
) -> None:
    """Fetch pages again, and keep what changed.

    A page whose title or text changed gets a new version; the old one stays.
    """
    from flows.launch import run_recrawl

    if not (url or source or story or since or until):
        raise typer.BadParameter("say which pages: --url, --source, --story, --since or --until")
    if url and (source or story or since or until):
        raise typer.BadParameter("--url names the pages by itself; leave the other options out")
    with _context(ctx, "fetching again", "pages") as context:
        report = run_recrawl(
            context, urls=url or (), source=source, story=story, since=since, until=until
        )
    _finish_job(report, as_json=_wants_json(ctx, as_json))


@app.command()
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
    null), lang, outlet and credit. Of a web archive every HTML response is read. Reading a file
    again changes nothing.
    """
    from flows.jobs import ingest_files

    with _context(ctx, "reading", "records") as context:
        report = ingest_files(context, files)
    _finish_job(report, as_json=_wants_json(ctx, as_json))


@app.command()
def extract(
    ctx: typer.Context,
    output: Output,
    pages: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PAGES", help="HTML pages, .gz too, or folders of them."),
    ] = None,
    manifest: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help='Lines of {"page": file beside it, "url": address}.'),
    ] = None,
    as_json: Json = False,
) -> None:
    """Read the articles out of HTML pages on disk.

    Writes JSON Lines and needs no database. A line holds page, url, title, authors, published,
    modified, lang, credit and body. A page without an article has its line too, with an empty
    body.
    """
    from crawlers.page_files import ManifestError, extract_pages, find_pages, read_manifest

    as_json = _wants_json(ctx, as_json)
    if (manifest is None) == (not pages):
        raise typer.BadParameter("name pages or folders, or a --manifest, and not both")
    if as_json and str(output) == "-":
        raise typer.BadParameter("the report of --json needs stdout; let --output name a file")
    _check_exist(pages or [])
    try:
        found = read_manifest(manifest) if manifest else list(find_pages(pages or []))
    except ManifestError as error:
        raise WrongUse(str(error)) from error
    with screen.progress("extracting", "pages") as draw, _text_output(output) as lines:
        report = extract_pages(found, lines, on_page=_counter(draw, len(found)))
    if as_json:
        screen.show_json(report)
    else:
        reports.show_extraction(report, str(output))
    if report.failures:
        raise typer.Exit(DONE_WITH_FAILURES)


@app.command()
def group(
    ctx: typer.Context,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Judge every article again, not only what is new.")
    ] = False,
    window: Annotated[
        int | None,
        typer.Option(
            metavar="DAYS", min=1, help="Compare articles up to so many days apart; 7 by default."
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

    with _context(ctx, "grouping", "") as context:
        report = run_group(context, rebuild=rebuild, window_days=window)
    if _wants_json(ctx, as_json):
        screen.show_json(reports.group_object(report))
    else:
        reports.show_group(report)


@app.command()
def stories(
    ctx: typer.Context,
    since: Since = None,
    until: Until = None,
    min_articles: Annotated[
        int, typer.Option(min=1, help="Leave out stories with fewer articles.")
    ] = 2,
    limit: Annotated[int, typer.Option(min=1, help="The most stories to list.")] = 50,
    as_json: Json = False,
) -> None:
    """List stories, the latest first."""
    from storage.queries import list_stories

    with _reading(ctx) as session:
        found = list_stories(
            session, since=since, until=until, min_articles=min_articles, limit=limit
        )
    if _wants_json(ctx, as_json):
        screen.show_json(found)
    else:
        reports.show_stories(found)


@app.command()
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
    from flows.showing import view_story

    with _reading(ctx) as session:
        view = view_story(session, _story_id(session, story))
    if view is None:
        raise WrongUse(f"there is no story {story}; `newsfold stories` lists them")
    if _wants_json(ctx, as_json):
        screen.show_json(story_reports.story_object(view))
    else:
        story_reports.show_story(view)


@app.command()
def export(
    ctx: typer.Context,
    table: Annotated[
        Literal["stories", "variants", "articles", "versions", "comparisons"],
        typer.Argument(help="What to write; variants is one line for each article."),
    ],
    output: Output,
    file_format: Annotated[
        Literal["jsonl", "csv", "parquet"], typer.Option("--format", help="How to write it.")
    ] = "jsonl",
    since: Since = None,
    until: Until = None,
) -> None:
    """Write a table to a file for other programs."""
    from storage.export import ExportFormat, ExportTable
    from storage.export import export as write_table

    kind = ExportTable(table), ExportFormat(file_format)
    with _reading(ctx) as session, _writing(output):
        count = write_table(session, *kind, _target(output), since=since, until=until)
    screen.tell(f"{screen.counted(count, 'line')} of {table} written to {output}")


@app.command()
def explain(
    ctx: typer.Context, first: FirstArticle, second: SecondArticle, as_json: Json = False
) -> None:
    """Say why two articles are one story, or are not.

    Compares their newest versions and prints the decision, each measure with its value and what it
    adds to the score (the sum is the score), the passages that both share with their places in the
    texts, and the names, numbers, dates and quotations, with who is quoted, that are in both or
    told otherwise. docs/measures.md says what each measure is.
    """
    from flows.explaining import explain_stored

    with _reading(ctx) as session:
        pair = explain_stored(session, first, second)
    if _wants_json(ctx, as_json):
        screen.show_json(explanation_reports.explanation_object(pair))
    else:
        explanation_reports.show_explanation(pair)


@app.command()
def review(
    ctx: typer.Context,
    limit: Annotated[int, typer.Option(min=1, help="The most pairs to list.")] = 20,
    as_json: Json = False,
) -> None:
    """List pairs of articles that were hard to judge.

    Those nearest to the threshold come first, each with the command that settles it. A pair that
    is linked is not listed again.
    """
    from pipeline.verdict import IN_DOUBT, METHOD, SAME_STORY
    from storage.doubts import list_doubts

    with _reading(ctx) as session:
        doubts = list_doubts(
            session, method=METHOD, between=IN_DOUBT, threshold=SAME_STORY, limit=limit
        )
    if _wants_json(ctx, as_json):
        screen.show_json([judgement_reports.doubt_object(doubt) for doubt in doubts])
    else:
        judgement_reports.show_doubts(doubts)


@link_app.callback()
def link() -> None:
    """Decide by hand that two articles are one story, or not.

    Links come before all evidence, and every later `newsfold group` keeps to them. An article is
    named by its number or its address. A link that contradicts others is refused.
    """


@link_app.command("same")
def link_same(
    ctx: typer.Context,
    first: FirstArticle,
    second: SecondArticle,
    why: Why,
    who: Who = None,
    as_json: Json = False,
) -> None:
    """Two articles tell the same story, whatever is measured."""
    _link(ctx, first, second, same=True, why=why, who=who, as_json=as_json)


@link_app.command("different")
def link_different(
    ctx: typer.Context,
    first: FirstArticle,
    second: SecondArticle,
    why: Why,
    who: Who = None,
    as_json: Json = False,
) -> None:
    """Two articles tell different stories, whatever is measured."""
    _link(ctx, first, second, same=False, why=why, who=who, as_json=as_json)


@link_app.command("list")
def list_all_links(ctx: typer.Context, as_json: Json = False) -> None:
    """List the links, the oldest first."""
    from storage.links import list_links

    with _reading(ctx) as session:
        links = list_links(session)
    if _wants_json(ctx, as_json):
        screen.show_json([judgement_reports.link_object(row) for row in links])
    else:
        judgement_reports.show_links(links)


@link_app.command("remove")
def remove_one_link(
    ctx: typer.Context, first: FirstArticle, second: SecondArticle, as_json: Json = False
) -> None:
    """Take back what was decided of two articles."""
    from flows.explaining import find_link, find_pair
    from storage.links import remove_link

    with _reading(ctx, read_only=False) as session:
        found = find_link(session, *find_pair(session, first, second))
        if found is None:
            raise WrongUse(f"{first} and {second} are not linked; `newsfold link list` lists links")
        remove_link(session, found.link_id)
    _finish_link(ctx, found, "removed", as_json=as_json)


@app.command()
def evaluate(
    ctx: typer.Context,
    corpora: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="CORPUS",
            help="JSON Lines as for ingest, each with story and kind: what is right.",
        ),
    ] = None,
    pairs: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help='Lines of {"a": id, "b": id, "label": "same" or another word}.',
        ),
    ] = None,
    texts: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="The articles of the pairs, as for ingest: addresses that end in their ids.",
        ),
    ] = None,
    crowd: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Articles, as for ingest, that tell other stories: mix each corpus into them.",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Measure how well labelled articles are grouped.

    Needs no database. Prints precision, recall and F1 (B-cubed and over pairs), the adjusted Rand
    index, how many of each kind of variant sit with their original, and how many look-alikes were
    merged wrongly. With --pairs: precision and recall of "same story" for pairs that were labelled
    by reading. With --crowd, shifted to the days of the corpus: how many articles of the corpus
    were merged with the crowd, each of them wrongly, and how much of the crowd was merged at all.
    """
    from flows.evaluating import evaluate_corpora

    corpora = corpora or []
    if not corpora and pairs is None:
        raise typer.BadParameter("name a corpus, or --pairs with --texts")
    if crowd is not None and not corpora:
        raise typer.BadParameter("--crowd needs a corpus to mix into it")
    files = _pair_files(pairs, texts, "--pairs", "--texts")
    _check_exist([*corpora, *([] if crowd is None else [crowd])])
    window = timedelta(days=_settings(ctx).window_days)
    found = evaluate_corpora(corpora, window=window, now=_now())
    of_pairs = _evaluate_pairs(files)
    in_crowd = _crowd_test(corpora, crowd, window)
    if _wants_json(ctx, as_json):
        objects = [reports.evaluation_object(report) for report in found]
        objects += [judgement_reports.pairs_object(report) for report in of_pairs]
        objects += [judgement_reports.crowd_object(report) for report in in_crowd]
        screen.show_json(objects)
        return
    if found:
        reports.show_evaluation(found)
    for pairs_report in of_pairs:
        judgement_reports.show_pairs(pairs_report)
    if in_crowd:
        judgement_reports.show_crowd(in_crowd)


@app.command()
def train(
    ctx: typer.Context,
    corpora: Annotated[
        list[Path],
        typer.Argument(
            metavar="CORPUS",
            help="JSON Lines as for ingest, each with story, kind and, where known, event.",
        ),
    ],
    output: Output,
    wire_pairs: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help='Pairs labelled by reading: {"a": id, "b": id, "label": "same" or another word}.',
        ),
    ] = None,
    wire_texts: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Their articles, as for ingest: addresses that end in their ids."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Make the judgement's model anew from labelled articles.

    Writes a model file; the same data gives the same file. Prints cross-validated figures: each
    corpus grouped by models that learned nothing of its affairs, and how far the probabilities can
    be relied on. The model in use is pipeline/models/story.json.
    """
    from flows.training_job import train as train_model
    from pipeline.model import write_model

    as_json = _wants_json(ctx, as_json)
    if as_json and str(output) == "-":
        raise typer.BadParameter("the report of --json needs stdout; let --output name a file")
    _check_exist(corpora)
    wire = _pair_files(wire_pairs, wire_texts, "--wire-pairs", "--wire-texts")
    training = train_model(corpora, wire, now=_now())
    with _text_output(output) as file:
        file.write(write_model(training.model))
    if as_json:
        screen.show_json(judgement_reports.training_object(training))
    elif str(output) != "-":
        judgement_reports.show_training(training)
        screen.tell(f"model {training.model.name} written to {output}")


@app.command()
def serve(
    ctx: typer.Context,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Port of the engine's page on 127.0.0.1; 0: any."),
    ] = None,
) -> None:
    """Crawl and group on schedules, until stopped.

    Starts a Prefect server of its own, with a web page to watch the runs. It keeps its state in
    newsfold-data/prefect and listens on this machine only. NEWSFOLD_CRAWL_MINUTES and
    NEWSFOLD_GROUP_MINUTES set the schedules.
    """
    from flows.serving import serve_forever

    settings = _settings(ctx, prefect_port=port)
    serve_forever(settings, clock=_now, say=screen.say)


@db_app.command("upgrade")
def upgrade_database(ctx: typer.Context) -> None:
    """Make the tables, or bring them up to date."""
    from storage.database import SCHEMA_REVISION, upgrade, without_password

    url = _settings(ctx).database_url
    upgrade(url)
    screen.say(f"{without_password(url)} is at revision {SCHEMA_REVISION}")


def _settings(ctx: typer.Context, **given: object) -> "Settings":
    from flows.config import load_settings
    from flows.logs import configure_logs

    settings = load_settings(database_url=ctx.obj.database_url, **given)
    configure_logs(settings.log_level)
    return settings


def _wants_json(ctx: typer.Context, as_json: bool) -> bool:
    return as_json or bool(ctx.obj.json)


def _now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def _context(ctx: typer.Context, doing: str, unit: str) -> Iterator["JobContext"]:
    from flows.jobs import JobContext

    settings = _settings(ctx)
    with screen.progress(doing, unit) as draw:
        yield JobContext(settings=settings, clock=_now, on_progress=draw)


@contextmanager
def _reading(ctx: typer.Context, *, read_only: bool = True) -> Iterator["Session"]:
    from storage.database import check_schema, make_engine, transaction

    engine = make_engine(_settings(ctx).database_url, read_only=read_only)
    try:
        check_schema(engine)
        with transaction(engine) as session:
            yield session
    finally:
        engine.dispose()


def _finish_job(report: "JobReport", *, as_json: bool) -> None:
    if as_json:
        screen.show_json(report)
    else:
        reports.show_job(report)
    if report.failed:
        raise typer.Exit(DONE_WITH_FAILURES)


def _story_id(session: "Session", ref: str) -> int:
    from storage.queries import find_article, story_of_article

    if ref.isdecimal():
        return int(ref)
    article_id = find_article(session, ref)
    if article_id is None:
        raise WrongUse(f"no article is known by the address {ref}")
    story_id = story_of_article(session, article_id)
    if story_id is None:
        raise WrongUse(f"{ref} is not grouped yet; run: newsfold group")
    return story_id


def _link(
    ctx: typer.Context,
    first: str,
    second: str,
    *,
    same: bool,
    why: str,
    who: str | None,
    as_json: bool,
) -> None:
    from flows.explaining import find_pair
    from storage.links import LinkContradicted, add_link

    if not why.strip():
        raise typer.BadParameter("--why needs a reason")
    who = who or _user()
    with _reading(ctx, read_only=False) as session:
        one, other = find_pair(session, first, second)
        try:
            found = add_link(session, one, other, same=same, why=why, who=who, now=_now())
        except LinkContradicted as error:
            removals = [f"newsfold link remove {o.first_id} {o.second_id}" for o in error.others]
            raise WrongUse(
                f"{error}. Remove what is wrong first: {', or '.join(removals)}"
            ) from error
    _finish_link(ctx, found, "stored", as_json=as_json)


def _finish_link(ctx: typer.Context, link: "LinkRow", done: str, *, as_json: bool) -> None:
    if _wants_json(ctx, as_json):
        screen.show_json(judgement_reports.link_object(link))
    else:
        screen.say(f"{done}: {link}")
        for article_id, url in ((link.first_id, link.first_url), (link.second_id, link.second_url)):
            screen.say(f"  {article_id}  {url}")
        screen.tell("`newsfold group` brings the stories in line with it.")


def _user() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        raise WrongUse("this machine does not know who you are; say it with --who") from None


def _pair_files(
    labels: Path | None, texts: Path | None, labels_option: str, texts_option: str
) -> "PairFiles | None":
    from flows.labelled_pairs import PairFiles

    if labels is None and texts is None:
        return None
    if labels is None or texts is None:
        raise typer.BadParameter(f"{labels_option} and {texts_option} go together")
    _check_exist([labels, texts])
    return PairFiles(labels=labels, texts=texts)


def _evaluate_pairs(files: "PairFiles | None") -> "list[PairsReport]":
    from flows.labelled_pairs import evaluate_pairs

    return [] if files is None else [evaluate_pairs(files, now=_now())]


def _crowd_test(
    corpora: Sequence[Path], crowd: Path | None, window: timedelta
) -> "list[CrowdReport]":
    if crowd is None:
        return []
    from flows.crowd import crowd_test

    with screen.progress("mixing into the crowd", "corpora") as draw:
        return crowd_test(corpora, crowd, window=window, now=_now(), on_progress=draw)


def _check_exist(paths: Sequence[Path]) -> None:
    for path in paths:
        if not path.exists():
            raise WrongUse(f"{path}: there is no such file")


def _counter(draw: OnProgress, total: int) -> Callable[[object], None]:
    done = 0

    def count(_: object) -> None:
        nonlocal done
        done += 1
        draw(Progress(done=done, total=total))

    return count


def _target(output: Path) -> Path | BinaryIO:
    return sys.stdout.buffer if str(output) == "-" else output


@contextmanager
def _text_output(output: Path) -> Iterator[TextIO]:
    if str(output) == "-":
        yield sys.stdout
        return
    with _writing(output), output.open("w", encoding="utf-8") as lines:
        yield lines


@contextmanager
def _writing(output: Path) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise WrongUse(f"{output} cannot be written: {error.strerror}") from error


def main() -> None:
    """Run the command line, and end with its exit code."""
    try:
        code = _run()
        sys.stdout.flush()
    except BrokenPipeError:
        # `| head` has read enough. Nothing more can be written, when Python exits either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = DONE_WITH_FAILURES
    sys.exit(code)


def _run() -> int:
    try:
        app()
    except SystemExit as end:  # the way in which typer ends, also when all went well
        return int(end.code or 0)
    except Exception as error:
        code = exit_code(error)
        if code is None:
            raise
        screen.tell(f"newsfold: {error}")
        return code
    return 0


if __name__ == "__main__":
    main()
