"""The demo: crawls the press of invented outlets for real, groups it, and shows what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import as_file
from pathlib import Path

from flows import reports, screen
from flows.config import Settings, load_settings
from flows.demo.press import CORPUS, Press, serve_press
from flows.faults import WrongUse
from flows.grouping_job import GroupReport
from flows.holding import Clock
from flows.jobs import JobContext, JobReport, crawl_outlets, group_new
from pipeline.evaluation import Report, load_labels, score
from pipeline.outcomes import Outcome
from storage.database import make_engine, transaction
from storage.queries import StoryRow, find_article, list_stories, story_of_article


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoReport:
    """What the demo did and found."""

    database_url: str
    expected: int
    """Articles that the press printed."""
    crawl: JobReport
    group: GroupReport
    stories: list[StoryRow]
    scores: Report


async def run_demo(directory: Path, *, clock: Clock) -> DemoReport:
    """Crawl and group the press into a fresh database under `directory`."""
    database = _fresh_database(directory)
    with serve_press() as press:
        settings = _settings(directory, database, press)
        with screen.progress("crawling", "pages") as draw:
            context = JobContext(settings=settings, clock=clock, on_progress=draw)
            crawl = await crawl_outlets(context)
        with screen.progress("grouping", "") as draw:
            group = group_new(JobContext(settings=settings, clock=clock, on_progress=draw))
    with transaction(make_engine(settings.database_url, read_only=True)) as session:
        stories = list_stories(session)
        found = {url: find_article(session, url) for url in press.expected}
        story_ids = {
            press.expected[url]: story_of_article(session, article_id)
            for url, article_id in found.items()
            if article_id is not None
        }
    return DemoReport(
        database_url=settings.database_url,
        expected=len(press.expected),
        crawl=crawl,
        group=group,
        stories=stories,
        scores=_score(story_ids),
    )


def show_demo(report: DemoReport) -> None:
    """Print what the demo found, how right it was, and what to try next."""
    reports.show_stories(report.stories)
    sources = report.crawl.run.by_source
    new = sum(counts.get(Outcome.STORED_NEW, 0) for counts in sources.values())
    scores = report.scores
    screen.say()
    screen.say(
        f"{screen.counted(sum(report.crawl.run.outcomes.values()), 'page')} of "
        f"{screen.counted(len(sources), 'outlet')} requested over HTTP; "
        f"{new:,} of {report.expected:,} articles found and stored."
    )
    screen.say(
        f"Against the labels: B-cubed F1 {scores.b_cubed.f1:.2f} (precision "
        f"{scores.b_cubed.precision:.2f}, recall {scores.b_cubed.recall:.2f})."
    )
    screen.say(f"  sitting with their original: {reports.tallies(scores.found)}")
    screen.say(f"  look-alikes merged wrongly: {reports.tallies(scores.wrongly_merged)}")
    screen.say(f"Database: {report.database_url}")
    screen.say("Try next:")
    for line in _next_steps(report):
        screen.say(f"  {line}")


def _fresh_database(directory: Path) -> Path:
    """Where the database goes; what an earlier demo left there is deleted."""
    database = directory / "newsfold.db"
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for suffix in ("", "-wal", "-shm"):
            database.with_name(database.name + suffix).unlink(missing_ok=True)
    except OSError as error:
        raise WrongUse(f"{directory} cannot be used: {error.strerror}; see --directory") from error
    return database


def _settings(directory: Path, database: Path, press: Press) -> Settings:
    catalogue = directory / "sources.toml"
    catalogue.write_text(press.catalogue_toml, encoding="utf-8")
    return load_settings(
        directory=directory,
        database_url=f"sqlite:///{database}",
        sources=catalogue,
        hosts=dict(press.hosts),
        archive_pages="none",
    )


def _score(story_ids: Mapping[str, int | None]) -> Report:
    """Score stories by article id of the corpus. What is in no story counts as one by itself."""
    with as_file(CORPUS) as corpus:
        rows = load_labels(corpus)
    found = {
        label.key: story_ids[str(row["id"])]
        for label, row in rows
        if story_ids.get(str(row["id"])) is not None
    }
    return score([label for label, _ in rows], found)


def _next_steps(report: DemoReport) -> list[str]:
    command = f"newsfold --database-url {report.database_url}"
    steps = [
        f"{command} desk     the stories as web pages",
        f"{command} export variants --output -",
        "newsfold evaluate --help     how well labelled articles of your own are grouped",
        "newsfold sources --help      outlets of your own; then: newsfold crawl",
    ]
    if report.stories:
        largest = max(report.stories, key=lambda story: story.article_count)
        steps.insert(0, f"{command} show {largest.story_id}")
    return steps
