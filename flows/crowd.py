"""The crowd test: are articles of a corpus merged with any of a crowd that tells other stories?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from crawlers.article_lines import read_jsonl
from flows.evaluating import article_text, file_names, load_lines
from flows.faults import WrongUse
from flows.progress import OnProgress, Progress
from pipeline.folding import fold
from pipeline.records import ArticleText


@dataclass(frozen=True, slots=True, kw_only=True)
class CrowdReport:
    """What became of a corpus in the crowd, and of the crowd."""

    name: str
    articles: int
    crowd: int
    """Articles of the crowd."""
    merged_with_crowd: int
    """Articles of the corpus in a story with any of the crowd: each is wrong."""
    crowd_merged: int
    """Articles of the crowd in a story with any other article; some of them rightly."""
    candidates: int
    """Pairs that were proposed."""

    @property
    def crowd_merged_share(self) -> float:
        """Share of the crowd that was merged at all."""
        return self.crowd_merged / max(self.crowd, 1)


def crowd_test(
    corpora: Sequence[Path],
    crowd: Path,
    *,
    window: timedelta,
    now: datetime,
    on_progress: OnProgress = lambda progress: None,
) -> list[CrowdReport]:
    """Group each corpus together with the crowd, shifted to the days of the corpus."""
    others = _read_crowd(crowd, now)
    found: list[CrowdReport] = []
    for name, path in file_names(corpora).items():
        on_progress(Progress(done=len(found), total=len(corpora), step=name))
        articles = [
            article_text(number, line.outlet, line.page)
            for number, line in enumerate(load_lines(path, now))
            if line.page.article is not None
        ]
        found.append(_mixed(name, articles, shifted(others, articles), window))
    return found


def _read_crowd(path: Path, now: datetime) -> list[ArticleText]:
    pages = enumerate(read_jsonl(path, now=now))
    articles = [article_text(-1 - at, *page) for at, page in pages if page[1].article is not None]
    if not articles:
        raise WrongUse(f"{path} holds no articles")
    return articles


def shifted(crowd: Sequence[ArticleText], corpus: Sequence[ArticleText]) -> list[ArticleText]:
    """Return the crowd on the days of the corpus: in the same order, at the same times of day.

    A crowd of more days than the corpus has goes on them several days to each; one of fewer is
    spread over them.
    """
    days, onto = _days(crowd), _days(corpus)
    if not onto:
        return list(crowd)
    moved = {day: onto[at * len(onto) // len(days)] - day for at, day in enumerate(days)}
    return [_moved(article, moved) for article in crowd]


def _days(articles: Sequence[ArticleText]) -> list[date]:
    return sorted({_day(article) for article in articles if article.published})


def _day(article: ArticleText) -> date:
    return article.reference_at.astimezone(UTC).date()


def _moved(article: ArticleText, moved: Mapping[date, timedelta]) -> ArticleText:
    claim = article.published
    if claim is None:
        return article
    return replace(article, published=replace(claim, at=claim.at + moved[_day(article)]))


def _mixed(
    name: str, corpus: Sequence[ArticleText], crowd: Sequence[ArticleText], window: timedelta
) -> CrowdReport:
    folding = fold([*corpus, *crowd], window=window)
    ours = {article.article_id for article in corpus}
    merged = [story for story in folding.stories if len(story) > 1]
    return CrowdReport(
        name=name,
        articles=len(corpus),
        crowd=len(crowd),
        merged_with_crowd=sum(len(story & ours) for story in merged if story - ours),
        crowd_merged=sum(len(story - ours) for story in merged),
        candidates=folding.candidate_count,
    )
