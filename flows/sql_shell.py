"""A small shell for queries: lines are gathered up to a semicolon, and the last ones remembered."""

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from flows import screen
from storage.dictionary import DescribedColumn, Holder, describe
from storage.query_faults import QueryFault

HELP = """\
Write a query and end it with a semicolon, on one line or several.

.tables          the views and tables, and what each is
.columns NAME    the columns of one, and what they mean
.help            this
.quit            leave; so does Ctrl-D. Ctrl-C forgets what was written or ends what runs."""

_PROMPT, _MORE = "newsfold> ", "     ...> "
_HISTORY_LINES = 1_000


def run_shell(answer: Callable[[str], None], *, history: Path) -> None:
    """Read queries and give them to `answer`, until the end of the input."""
    screen.say("Queries that only read. .tables lists the views, .help says more, .quit leaves.")
    with _remembering(history):
        written = ""
        while True:
            try:
                line = input(_MORE if written else _PROMPT)
            except EOFError:
                screen.say()
                return
            except KeyboardInterrupt:
                screen.say()
                written = ""
                continue
            if not written and line.strip().startswith("."):
                if not obey(line.strip()):
                    return
                continue
            written = f"{written}\n{line}" if written else line
            if sqlite3.complete_statement(written):
                _answered(answer, written)
                written = ""
            elif not written.strip():
                written = ""


def obey(command: str) -> bool:
    """Do what a line that begins with a point says; return whether to go on."""
    word, _, name = command.partition(" ")
    match word:
        case ".quit" | ".exit" | ".q":
            return False
        case ".tables" | ".views":
            _show_tables()
        case ".columns" | ".schema" if name:
            _show_columns(name.strip().rstrip(";").lower())
        case _:
            screen.say(HELP)
    return True


def _answered(answer: Callable[[str], None], query: str) -> None:
    try:
        answer(query)
    except QueryFault as fault:
        screen.tell(str(fault))
    except KeyboardInterrupt:
        screen.tell("ended")


def _show_tables() -> None:
    rows = [(each.name, each.holder, each.meaning) for each in describe()]
    screen.show_table(("name", "is a", "meaning"), rows)


def _show_columns(name: str) -> None:
    found = next((each for each in describe() if each.name == name), None)
    if found is None:
        screen.say(f"There is no {name}. The views are: {', '.join(_views())}")
        return
    screen.say(found.meaning)
    screen.show_table(("column", "holds", "meaning"), map(_column_row, found.columns))


def _column_row(column: DescribedColumn) -> tuple[str, str, str]:
    holds = f"{column.kind}, {column.unit}" if column.unit else column.kind
    return column.name, holds, column.meaning


def _views() -> list[str]:
    return [each.name for each in describe() if each.holder is Holder.VIEW]


@contextlib.contextmanager
def _remembering(history: Path) -> Iterator[None]:
    """Let the arrow keys bring back earlier lines, and Tab complete names."""
    try:
        import readline
    except ImportError:  # a Python without it reads lines all the same
        yield
        return
    described = describe()
    names = [each.name for each in described]
    words = sorted({*names, *(column.name for each in described for column in each.columns)})

    def complete(start: str, number: int) -> str | None:
        found = [word for word in words if word.startswith(start.lower())]
        return found[number] if number < len(found) else None

    readline.set_completer(complete)
    readline.parse_and_bind("tab: complete")
    readline.set_history_length(_HISTORY_LINES)
    with contextlib.suppress(OSError):
        readline.read_history_file(history)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):  # a folder that may not be written keeps no history
            readline.write_history_file(history)
