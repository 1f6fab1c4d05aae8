"""The files that tell how far an export has got, for the next one to go on from."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from flows.faults import WrongUse
from storage.export_marks import (
    NOTHING,
    Marks,
    MarksUnusable,
    marks_object,
    parse_marks,
    read_marks,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@contextmanager
def take_state(session: "Session", file: Path | None, table: str) -> Iterator[Marks | None]:
    """Yield how far the export that left `file` has got: nowhere, if there was none; None of none.

    Without an error inside, how far the database has got now is left in the file. Raises WrongUse
    if the file holds anything else than a state of this table and this database.
    """
    if file is None:
        yield None
        return
    reached = read_marks(session)
    yield _read(file, table, reached)
    part = file.with_name(f".{file.name}.part")
    try:
        part.write_text(json.dumps({"table": table, "marks": marks_object(reached)}) + "\n")
        part.replace(file)
    except OSError as error:
        raise WrongUse(f"{file} cannot be written: {error.strerror}") from error


def _read(file: Path, table: str, reached: Marks) -> Marks:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return NOTHING
    except (OSError, ValueError) as error:
        raise WrongUse(f"{file} cannot be read as the state of an export: {error}") from error
    if not isinstance(found, dict) or found.get("table") != table:
        raise WrongUse(f"{file} is no state of an export of {table}; name another file")
    try:
        return parse_marks(found.get("marks"), reached)
    except MarksUnusable as error:
        raise WrongUse(f"{file}: {error}; delete it to export everything again") from error
