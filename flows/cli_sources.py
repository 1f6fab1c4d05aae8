"""The commands of the catalogue: `newsfold sources ...`."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from flows import screen
from flows.cli_context import database_session, now, settings_of, wants_json, writing_to
from flows.cli_options import Json, Output
from flows.faults import DONE_WITH_FAILURES, WrongUse

if TYPE_CHECKING:  # each takes long to import; the commands that need one import it
    from crawlers.catalogue import Catalogue, Outlet
    from crawlers.listing_reports import SiteReport

sources_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

Country = Annotated[
    str | None, typer.Option(metavar="XX", help="Only outlets of this country, as in GB.")
]
Language = Annotated[
    str | None, typer.Option(metavar="yy", help="Only outlets in this language, as in en.")
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")]
Local = Annotated[bool, typer.Option("--local", help="The outlet is on this machine or network.")]
Delay = Annotated[
    float,
    typer.Option(metavar="SECONDS", min=0, max=3600, help="Wait so long between two requests."),
]


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

    `add` writes such an entry by itself; the README names all that one can hold.
    """


@sources_app.command("list")
def list_catalogue(
    ctx: typer.Context,
    starter: Annotated[
        bool, typer.Option("--starter", help="The outlets that come with Newsfold instead.")
    ] = False,
    country: Country = None,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """List the outlets of the catalogue.

    Below come those that were crawled and have fallen silent against their own rhythm.
    """
    catalogue = _starter() if starter else _catalogue(ctx)
    outlets = _filtered(catalogue.outlets, country, language)
    if wants_json(ctx, as_json):
        screen.show_json(outlets)
        return
    screen.show_table(
        ("name", "title", "home", "country", "language", "feeds", "sitemaps", "sections"),
        [
            (
                *(o.name, o.title, o.home, o.country, o.language),
                *(len(o.feeds), len(o.sitemaps), len(o.sections)),
            )
            for o in outlets
        ],
        right=("feeds", "sitemaps", "sections"),
    )
    if not starter:
        _tell_silent(ctx, [o.name for o in outlets])


@sources_app.command("check")
def check_catalogue(
    ctx: typer.Context,
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="NAME", help="Only these outlets; or a catalogue FILE that ends in .toml."
        ),
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Only look for mistakes; ask for nothing.")
    ] = False,
    update: Annotated[
        bool,
        typer.Option("--update", help="Write the new address of what has moved for good."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Look for mistakes, and ask for each listing once.

    Says of each feed, sitemap and section how it answered, how much it lists, how old the newest
    of it is, and where it moved. What fails is listed, and makes the exit code 1.
    """
    from flows import source_reports

    files = [name for name in names or () if name.endswith(".toml")]
    if len(files) > 1:
        raise WrongUse("name one catalogue at a time")
    path = Path(files[0]) if files else settings_of(ctx).sources
    catalogue = _load(path)
    chosen = [name for name in names or () if name not in files]
    outlets = catalogue.select(chosen) if chosen else catalogue.outlets
    idle = [o.name for o in outlets if not o.listings]
    sites = () if offline else _check(ctx, outlets)
    as_json = wants_json(ctx, as_json)
    if as_json:
        screen.show_json(source_reports.check_json(path, outlets, idle, sites))
    else:
        source_reports.show_check(path, outlets, idle, sites, total=len(catalogue.outlets))
    if update and (moved := source_reports.moved(sites)):
        from crawlers.catalogue_writing import change_addresses

        change_addresses(path, moved)
        screen.tell(
            f"{path}: {screen.counted(len(moved), 'address', 'addresses')} brought up to date"
        )
    if idle or source_reports.failed(sites):
        raise typer.Exit(DONE_WITH_FAILURES)


@sources_app.command()
def repeated(
    ctx: typer.Context,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME", help="Only these outlets.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Show the sentences that outlets repeat.

    Each run of grouping learns them, from articles that are otherwise unlike. They are left out
    when articles are compared; the stored texts keep them, for among promotion and standing notes
    there is background of an affair, which was told. One that is no part of an article's text goes
    into the catalogue, and is then taken off whenever a page is read: repeated = ["..."].
    `newsfold extract --from-archive` shows what that changes in what is stored.
    """
    from storage.sentences import repeated_sentences

    with database_session(ctx) as session:
        found = repeated_sentences(session, names or ())
    if wants_json(ctx, as_json):
        screen.show_json([row._asdict() for row in found])
        return
    screen.show_table(
        ("source", "articles", "sentence"),
        [(row.source, row.articles, row.sentence) for row in found],
        right=("articles",),
    )
    if not found:
        screen.tell("no outlet is known to repeat a sentence; `newsfold group` learns that")


@sources_app.command()
def discover(
    ctx: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="Any address of the outlet.")],
    local: Local = False,
    delay: Delay = 1.0,
    as_json: Json = False,
) -> None:
    """Find what lists the articles of an outlet.

    Prints the feeds, sitemaps and sections found, and the entry to be made of them; writes
    nothing. Looks at what the page names, at robots.txt (which is obeyed) and in the usual
    places, and asks for each find once.
    """
    from crawlers.finding import propose
    from flows import source_reports

    site = _discover(ctx, url, name=None, local=local, delay=delay)
    outlet = propose(site, local=local, delay_seconds=delay)
    if wants_json(ctx, as_json):
        screen.show_json({"site": site, "outlet": outlet})
    else:
        source_reports.show_discovery(site, outlet)
    if not outlet.listings:
        raise typer.Exit(DONE_WITH_FAILURES)


@sources_app.command()
def add(
    ctx: typer.Context,
    what: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="URL", help="Addresses of outlets; with --starter, names of its outlets."
        ),
    ] = None,
    name: Annotated[
        str | None, typer.Option(metavar="NAME", help="What to call it; made of its host if not.")
    ] = None,
    starter: Annotated[
        bool, typer.Option("--starter", help="Copy outlets that come with Newsfold.")
    ] = False,
    country: Country = None,
    language: Language = None,
    local: Local = False,
    delay: Delay = 1.0,
    yes: Yes = False,
) -> None:
    """Find what an outlet offers, and write it down.

    Of an outlet that is there already the listings are replaced, after asking; whatever else was
    written of it stays. `sources list --starter` shows what comes with Newsfold.
    """
    if starter:
        _add_from_starter(ctx, what or (), country, language)
        return
    if not what or country or language:
        raise WrongUse("say which outlet by an address, or use --starter")
    if name and len(what) > 1:
        raise WrongUse("--name is for one address")
    fruitless = [
        url for url in what if not _add(ctx, url, name=name, local=local, delay=delay, yes=yes)
    ]
    if fruitless:
        raise typer.Exit(DONE_WITH_FAILURES)


@sources_app.command("import")
def import_opml(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An OPML list of feeds.")],
) -> None:
    """Add the feeds of an OPML list.

    Such lists are what feed readers export. Feeds of one site become one outlet. What the
    catalogue lists already is left alone.
    """
    from crawlers.catalogue_writing import add_outlets
    from crawlers.opml import OpmlError, read_opml
    from flows.catalogue_merging import without_listed

    path = settings_of(ctx).sources
    known = _load(path).outlets if path.exists() else ()
    try:
        found = read_opml(file.read_bytes(), taken=[outlet.name for outlet in known])
    except OSError as error:
        raise WrongUse(f"{file} cannot be read: {error.strerror}") from error
    except OpmlError as error:
        raise WrongUse(f"{file} is no OPML list: {error}") from error
    new = without_listed(found, known)
    if new:
        add_outlets(path, new)
    listed = sum(len(outlet.feeds) for outlet in new)
    left = sum(len(outlet.feeds) for outlet in found) - listed
    screen.say(
        f"{path}: {screen.counted(len(new), 'outlet')} added, "
        f"with {screen.counted(listed, 'feed')}; "
        f"{screen.counted(left, 'feed')} there already"
    )


@sources_app.command("export")
def export_catalogue(
    ctx: typer.Context,
    file_format: Annotated[
        Literal["opml", "toml"], typer.Option("--format", help="How to write it.")
    ] = "opml",
    output: Output = Path("-"),
    country: Country = None,
    language: Language = None,
) -> None:
    """Write the catalogue as OPML or TOML.

    OPML is what feed readers import; the outlets are in it by country.
    """
    from crawlers.catalogue_writing import catalogue_toml
    from crawlers.opml import write_opml

    outlets = _filtered(_catalogue(ctx).outlets, country, language)
    if file_format == "opml":
        written = write_opml(outlets, now=now())
    else:
        written = catalogue_toml(outlets).encode()
    if str(output) == "-":
        sys.stdout.buffer.write(written)
        return
    with writing_to(output):
        output.write_bytes(written)
    screen.tell(f"{screen.counted(len(outlets), 'outlet')} written to {output}")


def _add_from_starter(
    ctx: typer.Context, names: Sequence[str], country: str | None, language: str | None
) -> None:
    from crawlers.catalogue_writing import add_outlets
    from flows.catalogue_merging import without_listed

    catalogue = _starter()
    chosen = catalogue.select(names) if names else catalogue.outlets
    outlets = _filtered(chosen, country, language)
    if not outlets:
        raise WrongUse(
            "no outlet that comes with Newsfold fits; `sources list --starter` shows all"
        )
    path = settings_of(ctx).sources
    new = without_listed(outlets, _load(path).outlets if path.exists() else ())
    if new:
        add_outlets(path, new)
    screen.say(
        f"{path}: {screen.counted(len(new), 'outlet')} added, "
        f"{len(outlets) - len(new)} there already; `newsfold sources check` asks for each listing"
    )


def _add(
    ctx: typer.Context, url: str, *, name: str | None, local: bool, delay: float, yes: bool
) -> bool:
    """Add the outlet at an address; whether anything of use was found there."""
    from crawlers.catalogue_writing import add_outlets
    from crawlers.finding import propose
    from flows import source_reports
    from flows.catalogue_merging import name_for

    path = settings_of(ctx).sources
    known = _load(path).outlets if path.exists() else ()
    site = _discover(ctx, url, name=name, local=local, delay=delay)
    outlet = propose(site, local=local, delay_seconds=delay)
    if name is None:
        outlet = name_for(outlet, known)
    source_reports.show_discovery(site, outlet)
    if not outlet.listings:
        return False
    is_known = any(other.name == outlet.name for other in known)
    if is_known and not yes:
        _confirm(f"{path} has {outlet.name!r} already. Replace its listings?")
    add_outlets(path, [outlet])
    screen.tell(f"{path}: {outlet.name} {'brought up to date' if is_known else 'added'}")
    return True


def _confirm(question: str) -> None:
    if not sys.stdin.isatty():
        raise WrongUse(f"{question} Say so with --yes; nobody is there to be asked")
    typer.confirm(question, abort=True, err=True)


def _discover(
    ctx: typer.Context, url: str, *, name: str | None, local: bool, delay: float
) -> "SiteReport":
    import asyncio

    from flows.listing_jobs import discover_listings
    from pipeline.urls import NotAnAddress, canonical_url

    address = url if "://" in url else f"https://{url}"
    try:
        canonical_url(address)
    except NotAnAddress as error:
        raise WrongUse(str(error)) from None
    with screen.progress("looking", "requests") as draw:
        found = discover_listings(
            settings_of(ctx), address, draw, name=name, local=local, delay_seconds=delay
        )
        return asyncio.run(found)


def _check(ctx: typer.Context, outlets: Sequence["Outlet"]) -> tuple["SiteReport", ...]:
    import asyncio

    from flows.listing_jobs import check_listings

    with screen.progress("checking", "listings") as draw:
        return asyncio.run(check_listings(settings_of(ctx), outlets, draw))


def _filtered(
    outlets: Sequence["Outlet"], country: str | None, language: str | None
) -> tuple["Outlet", ...]:
    return tuple(
        outlet
        for outlet in outlets
        if (country is None or outlet.country == country.upper())
        and (language is None or outlet.language == language.lower())
    )


def _catalogue(ctx: typer.Context) -> "Catalogue":
    return _load(settings_of(ctx).sources)


def _load(path: Path) -> "Catalogue":
    from crawlers.catalogue_reading import load_catalogue

    return load_catalogue(path)


def _starter() -> "Catalogue":
    from crawlers.starter import load_starter

    return load_starter()


def _tell_silent(ctx: typer.Context, names: Sequence[str]) -> None:
    """Warn of those that are silent, where there is a database that tells."""
    from flows.silent_sources import tell_silent
    from storage.database import DatabaseUnusable
    from storage.silences import silent_sources

    try:
        with database_session(ctx) as session:
            tell_silent(silent_sources(session, now=now(), sources=names))
    except DatabaseUnusable:
        return  # the catalogue is what was asked for
