"""The commands about two articles: why they are one story, and what people say."""

from typing import TYPE_CHECKING, Annotated

import typer

from flows import explanation_reports, judgement_reports, screen
from flows.cli_context import database_session, now, wants_json
from flows.cli_options import FirstArticle, Json, SecondArticle
from flows.faults import WrongUse

if TYPE_CHECKING:
    from storage.links import LinkRow

link_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

Why = Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason, for those who ask.")]
Who = Annotated[
    str | None,
    typer.Option(
        "--who", metavar="NAME", help="Who decided; the user of this machine if not said."
    ),
]


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

    with database_session(ctx) as session:
        pair = explain_stored(session, first, second)
    if wants_json(ctx, as_json):
        screen.show_json(explanation_reports.explanation_object(pair))
    else:
        explanation_reports.show_explanation(pair)


def review(
    ctx: typer.Context,
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="The most pairs to list.")] = 20,
    as_json: Json = False,
) -> None:
    """List pairs of articles that were hard to judge.

    Those nearest to the threshold come first, each with the command that settles it. A pair that
    is linked is not listed again.
    """
    from pipeline.verdict import IN_DOUBT, METHOD, SAME_STORY
    from storage.doubts import list_doubts

    with database_session(ctx) as session:
        doubts = list_doubts(
            session, method=METHOD, between=IN_DOUBT, threshold=SAME_STORY, limit=limit
        )
    if wants_json(ctx, as_json):
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

    with database_session(ctx) as session:
        links = list_links(session)
    if wants_json(ctx, as_json):
        screen.show_json([judgement_reports.link_object(row) for row in links])
    else:
        judgement_reports.show_links(links)


@link_app.command("remove")
def remove_one_link(
    ctx: typer.Context, first: FirstArticle, second: SecondArticle, as_json: Json = False
) -> None:
    """Take back what was decided of two articles."""
    from flows.references import find_pair
    from storage.links import remove_link
    from storage.pairs import find_link

    with database_session(ctx, read_only=False) as session:
        found = find_link(session, *find_pair(session, first, second))
        if found is None:
            raise WrongUse(f"{first} and {second} are not linked; `newsfold link list` lists links")
        remove_link(session, found.link_id)
    _finish_link(ctx, found, "removed", as_json=as_json)


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
    from flows.references import find_pair
    from storage.links import LinkContradicted, add_link

    if not why.strip():
        raise typer.BadParameter("--why needs a reason")
    who = who or _user()
    with database_session(ctx, read_only=False) as session:
        one, other = find_pair(session, first, second)
        try:
            found = add_link(session, one, other, same=same, why=why, who=who, now=now())
        except LinkContradicted as error:
            removals = [f"newsfold link remove {o.first_id} {o.second_id}" for o in error.others]
            raise WrongUse(
                f"{error}. Remove what is wrong first: {', or '.join(removals)}"
            ) from error
    _finish_link(ctx, found, "stored", as_json=as_json)


def _finish_link(ctx: typer.Context, link: "LinkRow", done: str, *, as_json: bool) -> None:
    if wants_json(ctx, as_json):
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
