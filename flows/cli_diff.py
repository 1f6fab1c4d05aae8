"""The command that shows what differs between two texts."""

from typing import Annotated

import typer

from flows import screen
from flows.cli_context import database_session, wants_json
from flows.cli_options import FirstArticle, Json


def diff(
    ctx: typer.Context,
    first: FirstArticle,
    second: Annotated[
        str | None,
        typer.Argument(metavar="B", help="Another article, to compare with the first."),
    ] = None,
    before: Annotated[
        int | None,
        typer.Option(
            "--from", metavar="N", min=1, help="The version before; by default that before --to."
        ),
    ] = None,
    after: Annotated[
        int | None,
        typer.Option("--to", metavar="N", min=1, help="The version after; by default the newest."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Show what was changed in an article, or what two have in common.

    Of one article, two of its versions are compared word by word, headline and text: [-removed-]
    {+added+}, or in colours on a terminal. Of two articles, the newest versions: what stands in
    both is plain, {~what stands elsewhere in the other~}, [-only in the first-], {+only in the
    second+}. Paragraphs in which nothing differs are counted.
    """
    if second is None:
        _show_versions(ctx, first, before, after, as_json=wants_json(ctx, as_json))
    elif before is not None or after is not None:
        raise typer.BadParameter("--from and --to are for the versions of one article")
    else:
        _show_articles(ctx, first, second, as_json=wants_json(ctx, as_json))


def _show_versions(
    ctx: typer.Context, ref: str, before: int | None, after: int | None, *, as_json: bool
) -> None:
    from flows import diff_reports
    from flows.diffing import diff_versions

    with database_session(ctx) as session:
        change = diff_versions(session, ref, before=before, after=after)
    if as_json:
        screen.show_json(diff_reports.change_object(change))
    else:
        diff_reports.show_change(change)


def _show_articles(ctx: typer.Context, one: str, other: str, *, as_json: bool) -> None:
    from flows import diff_reports
    from flows.diffing import diff_articles

    with database_session(ctx) as session:
        found = diff_articles(session, one, other)
    if as_json:
        screen.show_json(diff_reports.articles_object(found))
    else:
        diff_reports.show_articles(found)
