"""How well the method groups labelled corpora, in memory and without a database."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from crawlers.article_lines import read_jsonl
from flows.faults import WrongUse
from pipeline.evaluation import Label, Report, load_labels, score
from pipeline.folding import fold
from pipeline.records import ArticleText, PageRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusReport:
    """The figures of one corpus."""

    name: str
    scores: Report


def evaluate_corpora(
    paths: Sequence[Path], *, window: timedelta, now: datetime
) -> list[CorpusReport]:
    """Score each corpus by itself and, if there are several, all of them as one stream."""
    corpora = {name: load_lines(path, now) for name, path in file_names(paths).items()}
    reports = [_evaluate(name, corpus, window) for name, corpus in corpora.items()]
    if len(corpora) > 1:
        every = [_renamed(line, name) for name, corpus in corpora.items() for line in corpus]
        reports.append(_evaluate("all together", every, window))
    return reports


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledLine:
    """A line of a corpus. `page` holds no article where the line has no text to group."""

    label: Label
    outlet: str
    page: PageRecord
    event: str
    """The affair that the story belongs to; the story itself where the corpus does not say."""


def file_names(paths: Sequence[Path]) -> dict[str, Path]:
    """Return the files by name, or by their whole path where two have the same name."""
    several = len({path.name for path in paths}) < len(paths)
    return {str(path) if several else path.name: path for path in paths}


def load_lines(path: Path, now: datetime) -> list[LabelledLine]:
    """Read a labelled corpus. Raises WrongUse, naming the line, if it is none."""
    try:
        labels = load_labels(path)
    except (OSError, ValueError) as error:
        raise WrongUse(str(error)) from error
    lines = zip(labels, read_jsonl(path, now=now), strict=True)
    return [
        LabelledLine(
            label=label, outlet=outlet, page=page, event=str(row.get("event", label.story))
        )
        for (label, row), (outlet, page) in lines
    ]


def _renamed(line: LabelledLine, corpus: str) -> LabelledLine:
    """The line with names that no other corpus has."""
    label = line.label
    named = replace(label, key=f"{corpus}#{label.key}", story=f"{corpus}#{label.story}")
    return replace(line, label=named)


def _evaluate(name: str, corpus: Sequence[LabelledLine], window: timedelta) -> CorpusReport:
    texts = [
        article_text(number, line.outlet, line.page)
        for number, line in enumerate(corpus)
        if line.page.article
    ]
    stories = fold(texts, window=window).stories
    predicted = {corpus[member].label.key: min(story) for story in stories for member in story}
    labels = [line.label for line in corpus]
    return CorpusReport(name=name, scores=score(labels, predicted))


def article_text(number: int, outlet: str, page: PageRecord) -> ArticleText:
    """Return the article of a page as the grouping sees it, under a number of its own."""
    article = page.article
    assert article is not None
    return ArticleText(
        article_id=number,
        version_id=number,
        url=article.url,
        outlet=outlet,
        title=article.title,
        body=article.body,
        first_seen_at=page.fetched_at,
        published=article.published,
        lang=article.lang,
        credit=article.credit,
    )
