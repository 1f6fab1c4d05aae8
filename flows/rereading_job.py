"""Reads every kept page again with the present extraction, and tells what that would change."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import Self, TypeVar

from scrapy.http import Response
from sqlalchemy import Engine

from crawlers.catalogue import OptOuts, Outlet
from crawlers.extract import EXTRACTOR
from crawlers.extraction import BatchExtract, Extraction, RawPage
from crawlers.extraction_batch import extraction_processes
from crawlers.items import Wanted
from crawlers.kept_pages import KeptPages, NotKept
from crawlers.page_records import article_record, raw_page
from crawlers.page_signals import read_signals
from flows.faults import WrongUse
from flows.holding import HeldLease, hold_lease
from flows.jobs import JobContext, RunInProgress, open_database, run_in_progress
from flows.progress import Progress
from flows.targets import did_you_mean, known_outlets
from pipeline.reading_changes import TEXT, FieldChange, ReadField, field_changes
from pipeline.records import ExtractedArticle, PageKind, PageRecord
from storage.articles import record_pages
from storage.database import make_engine, transaction
from storage.models import FinishReason, Job
from storage.rereading import (
    KeptPage,
    KeptVersion,
    Span,
    count_kept,
    kept_pages,
    kept_versions,
    store_readings,
)

EXTRACT = "extract"
"""The lease of whoever stores what reads otherwise."""
BATCH = 100
EXAMPLES = 3
"""So many changes of each field are shown."""
_FAILURES = 20
_SHOWN = 300

Kept = KeptVersion | KeptPage
K = TypeVar("K", KeptVersion, KeptPage)


@dataclass(slots=True, kw_only=True)
class SourceTally:
    """What reading the pages of one source again gave."""

    versions: int = 0
    """Read again."""
    changed: int = 0
    """Versions of which anything reads otherwise."""
    fields: Counter[ReadField] = field(default_factory=Counter)
    """How often each field does."""
    older: int = 0
    """Versions whose text reads otherwise, but is not their article's present one."""
    pages: int = 0
    """Pages read again that gave no article."""
    found: int = 0
    """Of those, how many give one now."""
    lost: int = 0
    """Versions whose page gives no article any more, and pages that cannot be read."""
    stored: int = 0
    """Texts that were stored, as further versions or new articles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One change, for a person to judge."""

    source: str
    article_id: int
    version: int
    change: FieldChange


@dataclass(slots=True, kw_only=True)
class RereadingReport:
    """What reading the archive again gave."""

    extractor: str
    applied: bool
    by_source: dict[str, SourceTally] = field(default_factory=lambda: defaultdict(SourceTally))
    examples: list[Example] = field(default_factory=list)
    failures: list[tuple[str, str]] = field(default_factory=list)
    """The first pages that were lost, and why."""

    @property
    def failed(self) -> bool:
        """Whether any page was lost."""
        return bool(self.failures)


def reread_archive(context: JobContext, span: Span, *, apply: bool) -> RereadingReport:
    """Read what is kept again; with `apply`, store what reads otherwise.

    Whatever was stored by then is kept when it is ended, and the next time goes on from there.
    """
    settings = context.settings
    if not settings.archive.is_dir():
        raise WrongUse(f"there is no archive {settings.archive}; NEWSFOLD_ARCHIVE names another")
    with open_database(settings) as engine, ExitStack() as stack:
        outlets = known_outlets(engine, settings.sources)
        if span.source is not None and span.source not in outlets:
            known = did_you_mean(span.source, outlets)
            raise WrongUse(f"no source is named {span.source!r}{known}")
        reading = _Rereading(
            context=context,
            engine=engine,
            span=span,
            outlets=outlets,
            pages=stack.enter_context(KeptPages(settings.archive)),
            extract=stack.enter_context(extraction_processes(settings.extractors)),
            store=_Store.begin(context, engine, stack) if apply else None,
            report=RereadingReport(extractor=EXTRACTOR, applied=apply),
        )
        reading.run()
        return reading.report


@dataclass(slots=True, kw_only=True)
class _Rereading:
    context: JobContext
    engine: Engine
    span: Span
    outlets: dict[str, Outlet]
    pages: KeptPages
    extract: BatchExtract
    store: "_Store | None"
    report: RereadingReport

    def run(self) -> None:
        reader = make_engine(self.context.settings.database_url, read_only=True)
        try:
            with transaction(reader) as session:
                total = count_kept(session, self.span)
            for done, (kept, response, extraction) in enumerate(self._read(reader), start=1):
                self._take(kept, response, extraction)
                self.context.on_progress(Progress(done=done, total=total))
            if self.store is not None:
                self._count_stored(self.store.end())
        finally:
            reader.dispose()

    def _read(self, reader: Engine) -> Iterator[tuple[Kept, Response | NotKept, Extraction | None]]:
        for (kept, response), extraction in self.extract(self._jobs(reader)):
            yield kept, response, extraction

    def _jobs(
        self, reader: Engine
    ) -> Iterator[tuple[tuple[Kept, Response | NotKept], RawPage | None]]:
        for kept in _all_kept(reader, self.span):
            try:
                response = self.pages.read(kept.place)
            except NotKept as error:
                yield (kept, error), None
            else:
                outlet = self.outlets[kept.source]
                yield (kept, response), raw_page(response, outlet, fetched_at=kept.fetched_at)

    def _take(
        self, kept: Kept, response: Response | NotKept, extraction: Extraction | None
    ) -> None:
        tally = self.report.by_source[kept.source]
        if isinstance(kept, KeptVersion):
            tally.versions += 1
        else:
            tally.pages += 1
        if isinstance(response, NotKept):
            self._lose(tally, kept, str(response))
            return
        assert extraction is not None
        if isinstance(kept, KeptVersion):
            self._take_version(tally, kept, extraction)
        elif extraction.article is not None and not self._is_reserved(kept, response):
            tally.found += 1
            if self.store is not None:
                record = self._record(kept, response, extraction)
                self._count_stored(self.store.add_page(kept, record))

    def _take_version(self, tally: SourceTally, kept: KeptVersion, extraction: Extraction) -> None:
        article = extraction.article
        if article is None:
            why = extraction.failure or f"no article on it any more: {extraction.reason}"
            self._lose(tally, kept, why)
            return
        found = changes_of(kept, article)
        tally.changed += bool(found)
        tally.fields.update(change.field for change in found)
        tally.older += not kept.is_newest and any(change.field in TEXT for change in found)
        for change in found:
            shown = sum(change.field is example.change.field for example in self.report.examples)
            if shown < EXAMPLES:
                self.report.examples.append(_example(kept, change))
        if self.store is not None:
            self._count_stored(self.store.add_version(kept, article))

    def _is_reserved(self, kept: KeptPage, response: Response) -> bool:
        """Whether a page reserves its text, kept when that was not obeyed and is now."""
        settings = self.context.settings
        obeys = self.outlets[kept.source].obeys_opt_outs(OptOuts(settings.opt_outs))
        return obeys and bool(read_signals(response, settings.user_agent).opt_outs)

    def _record(self, kept: KeptPage, response: Response, extraction: Extraction) -> PageRecord:
        name = f"{kept.place.file}#{kept.place.offset}"
        wanted = Wanted(outlet=kept.source, url=name, kind=PageKind.ARTICLE)
        signals = read_signals(response, self.context.settings.user_agent)
        record = article_record(wanted, response, extraction, now=kept.fetched_at, signals=signals)
        return replace(record, place=kept.place, validators=None)

    def _lose(self, tally: SourceTally, kept: Kept, why: str) -> None:
        tally.lost += 1
        if len(self.report.failures) < _FAILURES:
            shown = f"article {kept.article_id}" if isinstance(kept, KeptVersion) else kept.url
            self.report.failures.append((shown, why))

    def _count_stored(self, stored: Counter[str]) -> None:
        for source, count in stored.items():
            self.report.by_source[source].stored += count


def changes_of(kept: KeptVersion, article: ExtractedArticle) -> list[FieldChange]:
    """What a version reads otherwise now, as far as its page is the one that decides."""
    return [
        change
        for change in field_changes(kept.stored, article)
        if change.field in TEXT
        or (kept.is_first if change.field is ReadField.PUBLISHED else kept.is_newest)
    ]


def _all_kept(reader: Engine, span: Span) -> Iterator[Kept]:
    yield from _each(reader, span, kept_versions)
    yield from _each(reader, span, kept_pages)


def _each(reader: Engine, span: Span, load: Callable[..., list[K]]) -> Iterator[K]:
    last: K | None = None
    while True:
        with transaction(reader) as session:
            batch = load(session, span, after=last, limit=BATCH)
        yield from batch
        if len(batch) < BATCH:
            return
        last = batch[-1]


class _Store:
    """Stores what reads otherwise, a batch at a time, each in one transaction."""

    def __init__(
        self, context: JobContext, engine: Engine, stack: ExitStack, lease: HeldLease
    ) -> None:
        self._context = context
        self._engine = engine
        self._stack = stack
        self._lease = lease
        self._versions: list[tuple[KeptVersion, ExtractedArticle]] = []
        self._pages: list[tuple[KeptPage, PageRecord]] = []
        self._run: RunInProgress | None = None

    @classmethod
    def begin(cls, context: JobContext, engine: Engine, stack: ExitStack) -> Self:
        """A store that holds its lease for as long as the stack lasts."""
        lease = stack.enter_context(hold_lease(engine, EXTRACT, clock=context.clock))
        return cls(context, engine, stack, lease)

    def add_version(self, kept: KeptVersion, article: ExtractedArticle) -> Counter[str]:
        """Take a version that was read again; return how many texts of each source are stored."""
        self._versions.append((kept, article))
        return self._write_versions() if len(self._versions) >= BATCH else Counter()

    def add_page(self, kept: KeptPage, record: PageRecord) -> Counter[str]:
        """Likewise, of a page that gives an article now."""
        self._pages.append((kept, record))
        return self._write_pages() if len(self._pages) >= BATCH else Counter()

    def end(self) -> Counter[str]:
        """Store the rest."""
        stored = self._write_versions() + self._write_pages()
        if self._run is not None:
            self._run.reason = FinishReason.FINISHED
        return stored

    def _write_versions(self) -> Counter[str]:
        self._lease.check()
        batch, self._versions = self._versions, []
        stored: Counter[str] = Counter()
        with transaction(self._engine) as session:
            changed = store_readings(session, batch, extractor=EXTRACTOR, now=self._context.clock())
        stored.update(kept.source for kept in changed)
        return stored

    def _write_pages(self) -> Counter[str]:
        batch, self._pages = self._pages, []
        stored: Counter[str] = Counter()
        if not batch:
            return stored
        if self._run is None:  # articles that are new come in by a run, like all others
            begun = run_in_progress(self._context, self._engine, Job.INGEST)
            _, self._run = self._stack.enter_context(begun)
        pages = [(kept.source_id, record) for kept, record in batch]
        with transaction(self._engine) as session:
            outcomes = record_pages(session, pages, run_id=self._run.id)
        for (kept, _), outcome in zip(batch, outcomes, strict=True):
            stored[kept.source] += outcome.stored
        return stored


def _example(kept: KeptVersion, change: FieldChange) -> Example:
    before, after = change.before, change.after
    if change.field is ReadField.BODY:
        before, after = _differing(before.split("\n\n"), after.split("\n\n"))
    return Example(
        source=kept.source,
        article_id=kept.article_id,
        version=kept.number,
        change=replace(change, before=_short(before), after=_short(after)),
    )


def _differing(before: list[str], after: list[str]) -> tuple[str, str]:
    """The paragraphs that only one of two texts has."""
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    gone = [line for kind, i, k, _, _ in steps if kind != "equal" for line in before[i:k]]
    new = [line for kind, _, _, i, k in steps if kind != "equal" for line in after[i:k]]
    return " / ".join(gone), " / ".join(new)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
