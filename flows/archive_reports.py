"""How what the archive of raw pages holds, and gives when it is read again, is printed."""

from typing import TYPE_CHECKING

from flows import screen
from pipeline.reading_changes import ReadField

if TYPE_CHECKING:
    from flows.archive_upkeep import ArchiveCheck, PruneReport
    from flows.rereading_job import Example, RereadingReport

_MIB = 1024 * 1024


def show_rereading(report: "RereadingReport") -> None:
    """Print how many versions read otherwise, with examples, and of which sources."""
    tallies = report.by_source
    if not tallies:
        screen.say("No page is kept of what was asked for.")
        return
    fields = [f for f in ReadField if any(tally.fields[f] for tally in tallies.values())]
    numbers = ("versions", "otherwise", *fields, "new", "lost")
    rows = [
        (
            name,
            tally.versions,
            tally.changed,
            *(tally.fields[field] for field in fields),
            tally.found,
            tally.lost,
        )
        for name, tally in sorted(tallies.items())
        if tally.changed or tally.found or tally.lost
    ]
    if rows:
        screen.show_table(("source", *numbers), rows, right=numbers)
    for example in report.examples:
        _show_example(example)
    for shown, why in report.failures:
        screen.tell(f"lost  {shown}: {why}")
    lost = sum(tally.lost for tally in tallies.values()) - len(report.failures)
    if lost > 0:
        screen.tell(f"lost  {screen.counted(lost, 'page')} more")
    _show_total(report)
    _show_what_was_done(report)


def _show_example(example: "Example") -> None:
    change = example.change
    screen.say(f"  {example.source}, article {example.article_id}, version {example.version}:")
    for sign, text in (("-", change.before), ("+", change.after)):
        if text:
            screen.say(f"    {sign} {change.field}: {text}")


def _show_total(report: "RereadingReport") -> None:
    tallies = report.by_source.values()
    versions = sum(tally.versions for tally in tallies)
    changed, found = sum(t.changed for t in tallies), sum(t.found for t in tallies)
    verb = "read" if report.applied else "would read"
    screen.say(
        f"{changed:,} of {screen.counted(versions, 'version')} {verb} otherwise by extraction "
        f"{report.extractor}; {screen.counted(found, 'page')} without an article "
        f"{'gave' if report.applied else 'would give'} one."
    )


def _show_what_was_done(report: "RereadingReport") -> None:
    tallies = report.by_source.values()
    older = sum(tally.older for tally in tallies)
    if older:
        screen.say(
            f"{screen.counted(older, 'version')} of those that read otherwise are not their "
            "article's newest, and stay as they were read."
        )
    changed = sum(tally.changed + tally.found for tally in tallies)
    if not report.applied or not changed:
        screen.say("Nothing was stored." + (" --apply stores it." if changed else ""))
        return
    stored = sum(tally.stored for tally in tallies)
    screen.say(
        f"{screen.counted(stored, 'text')} stored; dates, authors and the like too, where they "
        "read otherwise."
    )
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
