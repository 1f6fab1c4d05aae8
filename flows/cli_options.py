"""The options and arguments that several commands have."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer


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
