"""Looks after the archive of raw pages: what it holds, and what is old enough to go."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine

from crawlers.kept_pages import ArchiveFile, check_file, list_files, unless_written
from crawlers.warc_records import DamagedRecord
from flows.jobs import JobContext, open_database
from flows.progress import Progress
from storage.database import transaction
from storage.rereading import forget_files, held_files


@dataclass(frozen=True, slots=True, kw_only=True)
class PruneReport:
    """What was deleted, or would be."""

    dry_run: bool
    files: tuple[ArchiveFile, ...]
    in_use: tuple[str, ...]
    """Files that are old enough and that a run still writes to."""
    versions: int
    """Versions whose page was in the files."""


def prune_archive(context: JobContext, *, older_than_days: int, dry_run: bool) -> PruneReport:
    """Delete the files to which nothing was written for so many days.

    The database forgets each first: a kill in between leaves a file that the next time deletes, and
    no version that points to nothing. The text of every version stays.
    """
    settings = context.settings
    limit = context.clock() - timedelta(days=older_than_days)
    old = [file for file in list_files(settings.archive) if file.written_at < limit]
    gone: list[ArchiveFile] = []
    with open_database(settings) as engine:
        with transaction(engine) as session:
            held = held_files(session)
        for done, file in enumerate(old, start=1):
            path = settings.archive / file.name
            if _delete(None if dry_run else engine, path):
                gone.append(file)
            context.on_progress(Progress(done=done, total=len(old)))
    return PruneReport(
        dry_run=dry_run,
        files=tuple(gone),
        in_use=tuple(file.name for file in old if file not in gone),
        versions=sum(held.get(file.name, 0) for file in gone),
    )


def _delete(engine: Engine | None, path: Path) -> bool:
    """Delete a file, if a database to forget it is given; False where a run writes to it."""
    with unless_written(path) as is_free:
        if is_free and engine is not None:
            with transaction(engine) as session:
                forget_files(session, [path.name])
            path.unlink()
    return is_free


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedFile:
    """One file of the archive, read from its beginning to its end."""

    name: str
    size: int
    pages: int
    versions: int
    """Versions of this database whose page is in it."""
    damaged: tuple[DamagedRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveCheck:
    """What the archive holds."""

    files: tuple[CheckedFile, ...]
    missing: tuple[tuple[str, int], ...]
    """Files that are not there, with how many versions point to each."""

    @property
    def failed(self) -> bool:
        """Whether anything is damaged or missing."""
        return bool(self.missing) or any(file.damaged for file in self.files)


def check_archive(context: JobContext) -> ArchiveCheck:
    """Read every file of the archive, and look for those that versions point to."""
    settings = context.settings
    with open_database(settings) as engine, transaction(engine) as session:
        held = held_files(session)
    files = list_files(settings.archive)
    checked = []
    for done, file in enumerate(files, start=1):
        found = check_file(settings.archive / file.name)
        checked.append(
            CheckedFile(
                name=file.name,
                size=file.size,
                pages=found.pages,
                versions=held.get(file.name, 0),
                damaged=found.damaged,
            )
        )
        context.on_progress(Progress(done=done, total=len(files)))
    names = {file.name for file in files}
    missing = sorted((name, count) for name, count in held.items() if name not in names)
    return ArchiveCheck(files=tuple(checked), missing=tuple(missing))
