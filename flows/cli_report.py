"""The command that writes a story as one file to send on."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from flows import screen
from flows.cli_context import database_session, now, writing_to
from flows.cli_options import Output
from flows.faults import WrongUse


def report(
    ctx: typer.Context,
    story: Annotated[
        str,
        typer.Option(
            "--story", metavar="STORY", help="Its number, or the address of one of its articles."
        ),
    ],
    output: Output,
) -> None:
    """Write one story as an HTML file to send to an editor.

    It needs nothing else and runs nothing; a browser shows it offline and prints it on A4. It holds
    the text that stands for the story, its independent sources, when its articles came, who
    probably took it from whom, with the passages that both share side by side, what they disagree
    on, what was edited, its history, and how all this was found. Of a very large story it says what
    it leaves out.

    It is written whole, or not at all.
    """
    from desk.report_file import read_report, render_report
    from flows.references import find_story

    with database_session(ctx) as session:
        found = read_report(session, find_story(session, story), now=now())
    if found is None:
        raise WrongUse(f"there is no story {story}; `newsfold stories` lists them")
    page = render_report(found)
    _write(page, output)
    into = "" if found.asked_id == found.story.story_id else f", into which {found.asked_id} went,"
    screen.tell(f"story {found.story.story_id}{into} written to {output} ({len(page) // 1000} KB)")


def _write(page: bytes, output: Path) -> None:
    from storage.whole_files import replacing

    if str(output) == "-":
        sys.stdout.buffer.write(page)
        return
    with writing_to(output), replacing(output) as file:
        file.write(page)
