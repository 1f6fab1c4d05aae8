"""What the reports on the archive look like."""

from collections import Counter
from datetime import timedelta

import pytest

from crawlers.kept_pages import ArchiveFile
from crawlers.warc_records import DamagedRecord
from flows.archive_reports import show_check, show_prune, show_rereading
from flows.archive_upkeep import ArchiveCheck, CheckedFile, PruneReport
from flows.rereading_job import Example, RereadingReport, SourceTally
from pipeline.reading_changes import FieldChange, ReadField
from tests.flows.conftest import NOW

Captured = pytest.CaptureFixture[str]
BODY = ReadField.BODY
OLD = ArchiveFile(
    name="run-000001.warc.gz", size=3 * 1024 * 1024, written_at=NOW - timedelta(days=9)
)


def _report(*, applied: bool = False, **tally: int) -> RereadingReport:
    counts = {"versions": 1_200, "changed": 3} | tally
    report = RereadingReport(extractor="2", applied=applied)
    report.by_source["harbour"] = SourceTally(**counts, fields=Counter({BODY: counts["changed"]}))
    report.by_source["hill"] = SourceTally(versions=34)
    change = FieldChange(field=BODY, before="", after="The last paragraph.")
    report.examples.append(Example(source="harbour", article_id=7, version=2, change=change))
    return report


def test_what_would_read_otherwise_is_told_for_its_sources_alone(capsys: Captured) -> None:
    show_rereading(_report())
    assert capsys.readouterr().out.splitlines() == [
        "source\tversions\totherwise\tbody\tnew\tlost",
        "harbour\t1200\t3\t3\t0\t0",
        "  harbour, article 7, version 2:",
        "    + body: The last paragraph.",
        "3 of 1,234 versions would read otherwise by extraction 2; 0 pages without an article "
        "would give one.",
        "Nothing was stored. --apply stores it.",
    ]


def test_what_was_stored_is_told_with_what_comes_next(capsys: Captured) -> None:
    show_rereading(_report(applied=True, found=1, stored=3, older=1))
    printed, told = capsys.readouterr()
    assert printed.splitlines()[-3:] == [
        "3 of 1,234 versions read otherwise by extraction 2; 1 page without an article gave one.",
        "1 version of those that read otherwise are not their article's newest, and stay as they "
        "were read.",
        "3 texts stored; dates, authors and the like too, where they read otherwise.",
    ]
    assert "newsfold group" in told


def test_where_nothing_changed_nothing_is_asked_for(capsys: Captured) -> None:
    show_rereading(_report(changed=0, applied=True))
    assert capsys.readouterr().out.endswith("Nothing was stored.\n")
    show_rereading(RereadingReport(extractor="2", applied=False))
    assert capsys.readouterr().out == "No page is kept of what was asked for.\n"


def test_pages_that_were_lost_are_told_and_counted(capsys: Captured) -> None:
    report = _report(lost=5)
    report.failures += [(f"article {n}", "the file ends within it") for n in range(3)]
    show_rereading(report)
    assert capsys.readouterr().err.splitlines() == [
        *(f"lost  article {n}: the file ends within it" for n in range(3)),
        "lost  2 pages more",
    ]


@pytest.mark.parametrize(("dry_run", "done"), [(True, "would be deleted"), (False, "deleted")])
def test_what_was_pruned_is_told(capsys: Captured, *, dry_run: bool, done: str) -> None:
    show_prune(PruneReport(dry_run=dry_run, files=(OLD,), in_use=("run-2.warc.gz",), versions=1))
    printed, told = capsys.readouterr()
    assert printed.splitlines() == [
        "run-000001.warc.gz  2026-03-05  3.0 MiB",
        f"1 file (3.0 MiB) {done}; 1 version whose page is no longer kept.",
    ]
    assert told == "run-2.warc.gz: a run writes to it, so it stays\n"


def test_what_is_damaged_or_missing_is_told(capsys: Captured) -> None:
    damaged = (DamagedRecord(offset=4_711, reason="the file ends within it"),)
    file = CheckedFile(name=OLD.name, size=OLD.size, pages=12, versions=10, damaged=damaged)
    show_check(ArchiveCheck(files=(file,), missing=(("run-9.warc.gz", 2),)))
    printed, told = capsys.readouterr()
    assert printed.splitlines() == [
        "file\tMiB\tpages\tversions\tdamaged",
        "run-000001.warc.gz\t3.0\t12\t10\t1",
        "1 file with 12 pages.",
    ]
    assert told.splitlines() == [
        "run-000001.warc.gz: at byte 4,711: the file ends within it",
        "run-9.warc.gz: not there, though 2 versions point to it",
    ]
