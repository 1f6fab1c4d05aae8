"""How what the archive of raw pages holds, and gives when it is read again, is printed."""

from typing import TYPE_CHECKING

from flows import screen
from pipeline.reading_changes import ReadField

if TYPE_CHECKING:
    from flows.archive_upkeep import ArchiveCheck, PruneReport
    from flows.rereading_job import Example, RereadingReport

_MIB = 1024 * 1024


def show_rereading(report: "RereadingReport") -> None:
    """Print how many versions read otherwise, source by source, with examples."""
    tallies = sorted(report.by_source.items())
    if not tallies:
        screen.say("No page is kept that was meant.")
        return
    numbers = ("versions", "otherwise", *ReadField, "new", "lost")
    rows = [
        (
            name,
            tally.versions,
            tally.changed,
            *(tally.fields[field] for field in ReadField),
            tally.found,
            tally.lost,
        )
        for name, tally in tallies
    ]
    screen.show_table(("source", *numbers), rows, right=numbers)
    changed = sum(tally.changed for _, tally in tallies)
    versions = sum(tally.versions for _, tally in tallies)
    found = sum(tally.found for _, tally in tallies)
    screen.say(
        f"{changed:,} of {screen.counted(versions, 'version')} would read otherwise by extraction "
        f"{report.extractor}; {screen.counted(found, 'page')} without an article would have one."
    )
    for example in report.examples:
        _show_example(example)
    for shown, why in report.failures:
        screen.tell(f"lost  {shown}: {why}")
    _show_what_was_done(report)


def _show_example(example: "Example") -> None:
    change = example.change
    screen.say(f"  {example.source}, article {example.article_id}, version {example.version}:")
    screen.say(f"    - {change.field}: {change.before or '(none)'}")
    screen.say(f"    + {change.field}: {change.after or '(none)'}")


def _show_what_was_done(report: "RereadingReport") -> None:
    older = sum(tally.older for tally in report.by_source.values())
    if older:
        screen.say(
            f"{screen.counted(older, 'version')} of those that read otherwise are not their "
            "article's newest, and stay as they were read."
        )
    if not report.applied:
        screen.say("Nothing was stored; --apply stores it.")
        return
    stored = sum(tally.stored for tally in report.by_source.values())
    screen.say(f"{screen.counted(stored, 'text')} stored.")
    if stored:
        screen.tell("`newsfold group` brings the stories in line with it.")


def show_prune(report: "PruneReport") -> None:
    """Print which files were deleted, or would be."""
    done = "would be deleted" if report.dry_run else "deleted"
    for file in report.files:
        screen.say(f"{file.name}  {file.written_at:%Y-%m-%d}  {file.size / _MIB:,.1f} MiB")
    size = sum(file.size for file in report.files) / _MIB
    screen.say(
        f"{screen.counted(len(report.files), 'file')} ({size:,.1f} MiB) {done}; "
        f"{screen.counted(report.versions, 'version')} whose page is no longer kept."
    )
    for name in report.in_use:
        screen.tell(f"{name}: a run writes to it, so it stays")


def show_check(report: "ArchiveCheck") -> None:
    """Print what each file holds and what is missing."""
    numbers = ("MiB", "pages", "versions", "damaged")
    rows = [
        (file.name, f"{file.size / _MIB:,.1f}", file.pages, file.versions, len(file.damaged))
        for file in report.files
    ]
    if rows:
        screen.show_table(("file", *numbers), rows, right=numbers)
    for file in report.files:
        for record in file.damaged:
            screen.tell(f"{file.name}: at byte {record.offset:,}: {record.reason}")
    for name, count in report.missing:
        screen.tell(f"{name}: not there, though {screen.counted(count, 'version')} point to it")
    pages = sum(file.pages for file in report.files)
    screen.say(f"{screen.counted(len(report.files), 'file')} with {screen.counted(pages, 'page')}.")
