"""The command that searches the articles."""

from collections.abc import Iterator, Sequence
from typing import Annotated

import typer

from flows import screen
from flows.cli_context import database_session, wants_json
from flows.cli_options import Json, Since, Until
from flows.faults import WrongUse

# So that `-word` is a word to leave out, whatever letter it begins with.
CONTEXT_SETTINGS = {"ignore_unknown_options": True, "help_option_names": ["--help"]}


def search(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="WORDS", help="What to search for.")
    ] = None,
    outlet: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Only of this outlet; may be given several times."),
    ] = None,
    lang: Annotated[
        list[str] | None,
        typer.Option(metavar="CODE", help="Only in this language, such as en; several times too."),
    ] = None,
    since: Since = None,
    until: Until = None,
    kind: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND",
            help="Only what is this to its story: original, reprint, light, abridged, expanded or "
            "rewrite; several times too.",
        ),
    ] = None,
    by_articles: Annotated[
        bool, typer.Option("--articles/--stories", help="List articles one by one, or stories.")
    ] = False,
    limit: Annotated[
        int, typer.Option(metavar="N", min=1, max=1000, help="The most to list.")
    ] = 10,
    cursor: Annotated[
        str | None,
        typer.Option(metavar="CURSOR", help="Go on where a search ended: its next_cursor."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Search headlines, standfirsts and texts as they stand now.

    Stories are listed, the best first. All words must be found; case and accents do not matter.

    '"port strike"' is a phrase, 'strike*' all words that begin so, -football leaves out, storm OR
    flood is either of two. outlet:NAME, lang:CODE, kind:KIND, since:DAY and until:DAY do as the
    options do; -outlet:NAME, -lang:CODE and -kind:KIND leave out. Quote for your shell what it
    would take for its own.

    Ranked by the latest matching article: each doubling of the matching articles counts for a week,
    a headline that has all that was searched for counts for two.
    """
    from flows import search_reports
    from pipeline.search_query import QueryError, parse_query
    from storage.search import SearchBy
    from storage.search import search as find

    # Before the words: a quotation mark that is not closed takes in all that follows.
    typed = [f'outlet:"{_unquoted(name)}"' for name in outlet or ()]
    typed += [f'lang:"{_unquoted(code)}"' for code in lang or ()]
    typed += [f'kind:"{_unquoted(name)}"' for name in kind or ()]
    typed += [f"{name}:{at.isoformat()}" for name, at in (("since", since), ("until", until)) if at]
    typed += _typed(words or ())
    by = SearchBy.ARTICLES if by_articles else SearchBy.STORIES
    try:
        query = parse_query(" ".join(typed))
        with database_session(ctx) as session:
            page = find(session, query, by=by, limit=limit, cursor=cursor)
    except QueryError as error:
        raise WrongUse(f"search: {error}") from error
    if wants_json(ctx, as_json):
        screen.show_json(page)
    else:
        search_reports.show_page(page)


def _unquoted(value: str) -> str:
    """What may stand between quotation marks."""
    return value.replace('"', " ")


def _typed(words: Sequence[str]) -> Iterator[str]:
    for word in words:
        if word.startswith("--"):
            raise WrongUse(f"search: there is no option {word}; `newsfold search --help` has them")
        yield word
