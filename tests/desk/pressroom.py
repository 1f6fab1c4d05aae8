"""What the desk is looked at with: the demo's labelled articles, and articles that mean harm."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.resources import as_file

from sqlalchemy import Engine

from crawlers.article_lines import read_jsonl
from flows.demo.press import CORPUS
from flows.grouping_job import group_articles
from pipeline.outcomes import Outcome
from pipeline.records import PageRecord
from storage.articles import record_pages
from storage.database import transaction
from storage.models import FinishReason, Job
from storage.queries import find_article, story_of_article
from storage.runs import finish_run, start_run
from storage.sources import name_sources
from tests.storage.newsroom import make_claim, make_ending, make_page

NOW = datetime(2026, 9, 25, 6, tzinfo=UTC)
"""When the desk is looked at: the day after the last of the articles."""

FIRST = "https://meridianwire.example/news/1082731"
COPY = (
    "https://www.sportsyard.example/2026/03/14/"
    "harwick-town-3-2-ashmere-athletic-teenage-sub-amankwah/"
)
HARM = "https://harm.example/1"
CROWD = 45
"""Articles of the story that does not fit on a page."""

_SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
_ENDLESS = "w" * 3000
_MILL = (
    "A fire killed 12 workers in a spinning mill at Ashmere in the night to Tuesday, and the owner "
    "is being asked why three of its four doors were locked. The mayor, Oskar Hollingsworth, said "
    "that nobody had warned the town. “We were told that all was well,” Hollingsworth said.\n\n"
    "The brigade needed six hours to put it out. Its chief spoke of a roof of 1,400 square metres "
    "that came down at once, and of a hydrant that gave no water. Four of the injured are still in "
    "the hospital at Thornsea, one of them in a coma, a doctor said on Wednesday morning."
)
_FERRY = (
    "The ferry to the northern islands sails again from Thursday, after eleven days in the dock "
    "for a new propeller shaft. Its owner, Boreal Lines, said that 4,300 passengers had been taken "
    "by bus and hired boat in the meantime, and that nobody would have to pay for the detour."
)


def fill(engine: Engine) -> None:
    """Store the labelled articles as they were published, one of them edited, and group them."""
    with as_file(CORPUS) as path:
        articles = list(read_jsonl(path, now=NOW))
    _record(engine, Job.CRAWL, [*map(_seen_soon, articles), *_failures()])
    _record(engine, Job.RECRAWL, [_edit(articles)])
    _group(engine)


def add_harm(engine: Engine) -> None:
    """Add what wants to break a page: as text, as names and addresses, and by its mere size."""
    _record(engine, Job.INGEST, [*_harm(), *_crowd()])
    _group(engine)


def numbers(engine: Engine) -> dict[str, int]:
    """The numbers of stories and articles by the names that addresses of pages use for them."""
    with transaction(engine) as session:
        found = {
            name: find_article(session, url) or 0
            for name, url in {
                "first": FIRST,
                "copy": COPY,
                "harm": HARM,
                "harm_copy": HARM.replace("/1", "/2"),
                "crowd": "https://outlet0.example/ferry",
            }.items()
        }
        stories = {
            f"{name}_story": story_of_article(session, article_id) or 0
            for name, article_id in found.items()
        }
    return found | stories


def _record(engine: Engine, job: Job, pages: list[tuple[str, PageRecord]]) -> None:
    with transaction(engine) as session:
        ids = name_sources(session, dict(pages), now=NOW)
        run_id = start_run(session, job, now=NOW - timedelta(minutes=4))
        record_pages(session, [(ids[name], page) for name, page in pages], run_id=run_id)
        finish_run(session, run_id, now=NOW - timedelta(minutes=3), reason=FinishReason.FINISHED)


def _group(engine: Engine) -> None:
    group_articles(engine, window=timedelta(days=7), now=lambda: NOW - timedelta(minutes=2))


def _seen_soon(named: tuple[str, PageRecord]) -> tuple[str, PageRecord]:
    """As if it had been crawled a quarter of an hour after it was published."""
    outlet, page = named
    claim = page.article.published if page.article else None
    if claim is None or claim.at.year < 2000:
        return named
    return outlet, replace(page, fetched_at=claim.at + timedelta(minutes=15))


def _edit(articles: list[tuple[str, PageRecord]]) -> tuple[str, PageRecord]:
    """The copy, fetched again after a correction and with one paragraph more."""
    outlet, page = next(
        named for named in articles if named[1].article and named[1].article.url == COPY
    )
    assert page.article is not None
    body = page.article.body.replace("21,406", "21,604")
    edited = replace(page.article, body=f"{body}\n\nThis report has been corrected.")
    return outlet, replace(page, article=edited, fetched_at=NOW - timedelta(minutes=4))


def _failures() -> Iterator[tuple[str, PageRecord]]:
    for number, outcome in enumerate((Outcome.TIMED_OUT, Outcome.HTTP_ERROR, Outcome.FAULT)):
        yield (
            "sportpulse.example",
            make_ending(
                outcome,
                f"https://www.sportpulse.example/news/{number}?{'long=' * 60}",
                fetched_at=NOW - timedelta(minutes=4),
                detail="no answer within 30 seconds",
            ),
        )


def _harm() -> Iterator[tuple[str, PageRecord]]:
    titles = [
        f"{_SCRIPT} {_ENDLESS}",
        f"\u202eoneplus \u0007 {{{{ 7 * 7 }}}} {_SCRIPT}",
        "",
        "حريق في مصنع للغزل يودي بحياة 12 عاملا",
    ]
    names = ["harm.example", '<b>harm</b> & "co"/..?a=b#c', "h" * 200, "غزل.example"]
    for number, (name, title) in enumerate(zip(names, titles, strict=True), 1):
        told = _MILL.replace("12 workers", "14 workers") if number == 2 else _MILL
        published = NOW - timedelta(hours=30 - number)
        yield (
            name,
            make_page(
                HARM.replace("/1", f"/{number}") + ("" if number < 3 else "?q=" + "%22%3E" * 60),
                title=title,
                body=f"{told}\n\n{_SCRIPT} {_ENDLESS}\n\n\u202e{title[:300]}",
                published=make_claim(published),
                fetched_at=published + timedelta(minutes=5),
                credit=_SCRIPT if number == 2 else None,
                lang="en",
            ),
        )


def _crowd() -> Iterator[tuple[str, PageRecord]]:
    for number in range(CROWD):
        outlet = f"outlet{number}.example"
        published = NOW - timedelta(hours=20, minutes=-7 * number)
        yield (
            outlet,
            make_page(
                f"https://{outlet}/ferry",
                title=f"Ferry to the islands sails again, day {number + 1}",
                body=_FERRY,
                published=make_claim(published),
                fetched_at=published + timedelta(minutes=5),
                credit="Meridian Wire" if number % 3 else None,
                lang="en",
            ),
        )
