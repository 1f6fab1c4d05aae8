"""How the commands' results are printed."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

from flows import screen
from flows.silent_sources import tell_silent
from pipeline.outcomes import Outcome
from pipeline.records import VariantKind

if TYPE_CHECKING:
    from crawlers.page_files import ExtractReport
    from flows.evaluating import CorpusReport
    from flows.grouping_job import GroupReport
    from flows.jobs import JobReport
    from pipeline.evaluation import Rates, Tally
    from storage.queries import StoryRow
    from storage.runs import Failure
    from storage.story_sizes import LargestStory

_LISTED_FAILURES = 20


def show_job(report: "JobReport") -> None:
    """Print what came in, by source, and what did not."""
    by_source = report.run.by_source
    if by_source:
        screen.show_table(
            ("source", "pages", "new", "changed", "unchanged", "other", "failed"),
            [_job_row(name, counts) for name, counts in by_source.items()],
            right=("pages", "new", "changed", "unchanged", "other", "failed"),
        )
    outcomes = report.run.outcomes
    if len(by_source) != 1:
        screen.say(_summary(outcomes))
    for failure in report.run.failures:
        screen.tell(f"{failure.outcome}  {_where_and_why(failure)}")
    failed = sum(count for outcome, count in outcomes.items() if outcome.failed)
    if failed > len(report.run.failures):
        more = failed - len(report.run.failures)
        screen.tell(f"... and {screen.counted(more, 'more failure')}")
    if report.skipped:
        screen.tell("Nothing was asked for; what is due is taken up by the next crawl.")
    elif report.run.finish_reason != "finished":
        screen.tell(f"The run did not get to its end: {report.run.finish_reason}")
    if report.trouble:
        screen.tell(report.trouble)
    tell_silent(report.silent)


def show_group(report: "GroupReport") -> None:
    """Print what grouping did."""
    if report.articles == 0:
        screen.say("Nothing new to group.")
    else:
        _show_grouped(report)
    if report.largest_story is not None:
        screen.say(_largest(report.largest_story))
    for warning in report.warnings:
        screen.tell(f"WARNING: {warning}")


def group_object(report: "GroupReport") -> dict[str, object]:
    """The same for programs."""
    fields = {name: getattr(report, name) for name in report.__dataclass_fields__}
    warnings = [asdict(warning) | {"remedy": warning.remedy} for warning in report.warnings]
    return fields | {"warnings": warnings}


def _largest(story: "LargestStory") -> str:
    at = f" at {screen.counted(story.outlets, 'outlet')}" if story.outlets is not None else ""
    return (
        f"Largest story: {story.story_id}, {screen.counted(story.articles, 'article')}{at}, "
        f"{screen.counted(story.depth, 'step')} in its longest chain of sources."
    )


def _show_grouped(report: "GroupReport") -> None:
    screen.say(
        f"Grouped {screen.counted(report.articles, 'article')}: "
        f"{screen.counted(report.opened, 'story', 'stories')} opened, {report.joined:,} joined, "
        f"{report.left:,} left, {report.merged:,} merged, {report.split:,} split; "
        f"{screen.counted(report.compared, 'pair')} compared."
    )


def show_extraction(report: "ExtractReport", output: str) -> None:
    """Print how many pages became articles, and which did not."""
    for page, reason in report.failures[:_LISTED_FAILURES]:
        screen.tell(f"{page}: {reason}")
    if len(report.failures) > _LISTED_FAILURES:
        screen.tell(f"... and {len(report.failures) - _LISTED_FAILURES:,} more")
    screen.tell(
        f"{screen.counted(report.page_count, 'page')}, "
        f"{screen.counted(report.article_count, 'article')} written to {output}"
    )


def show_stories(stories: "Iterable[StoryRow]") -> None:
    """Print stories, one in a row."""
    rows = [
        (
            story.story_id,
            screen.minute(story.first_at),
            story.article_count,
            story.outlet_count,
            story.independent_count,
            story.title,
            _kinds(story.kinds),
            ", ".join(story.outlets),
        )
        for story in stories
    ]
    if not rows:
        screen.tell("No stories of several articles; --min-articles 1 shows single ones too.")
    counts = ("articles", "outlets", "independent")
    columns = ("story", "first (UTC)", *counts, "headline", "kinds", "names of the outlets")
    screen.show_table(columns, rows, right=("story", *counts), below=3)


def show_evaluation(reports: "Iterable[CorpusReport]") -> None:
    """Print the figures of each corpus."""
    reports = list(reports)
    screen.show_table(
        ("corpus", "articles", "stories", "found", "B3 P", "B3 R", "B3 F1", "pair P", "pair R",
         "pair F1", "ARI"),
        [_figures(report) for report in reports],
        right=("articles", "stories", "found"),
    )  # fmt: skip
    for report in reports:
        screen.say(f"\n{report.name}")
        screen.say("  found with their original   " + tallies(report.scores.found))
        screen.say("  look-alikes merged (wrong)  " + tallies(report.scores.wrongly_merged))


def evaluation_object(report: "CorpusReport") -> dict[str, object]:
    """The figures of a corpus for programs."""
    scores = report.scores
    return {
        "corpus": report.name,
        "articles": scores.articles,
        "labelled_stories": scores.labelled_stories,
        "found_stories": scores.found_stories,
        "b_cubed": _rates_object(scores.b_cubed),
        "pairwise": _rates_object(scores.pairwise),
        "ari": scores.ari,
        "found": scores.found,
        "wrongly_merged": scores.wrongly_merged,
    }


def _rates_object(rates: "Rates") -> dict[str, float]:
    return {"precision": rates.precision, "recall": rates.recall, "f1": rates.f1}


def _job_row(name: str, counts: Mapping[Outcome, int]) -> tuple[object, ...]:
    special = (Outcome.STORED_NEW, Outcome.STORED_VERSION, Outcome.UNCHANGED)
    failed = sum(count for outcome, count in counts.items() if outcome.failed)
    pages = sum(counts.values())
    shown = [counts.get(outcome, 0) for outcome in special]
    return (name, pages, *shown, pages - sum(shown) - failed, failed)


def _where_and_why(failure: "Failure") -> str:
    if failure.outcome is Outcome.BAD_RECORD and failure.detail:
        return failure.detail  # it begins with file and line, as compilers do
    return f"{failure.url}: {failure.detail}" if failure.detail else failure.url


def _summary(outcomes: Mapping[Outcome, int]) -> str:
    if not outcomes:
        return "No pages."
    parts = ", ".join(f"{count:,} {outcome}" for outcome, count in outcomes.items())
    return f"{screen.counted(sum(outcomes.values()), 'page')}: {parts}"


def _kinds(kinds: Mapping[VariantKind, int]) -> str:
    return ", ".join(f"{count} {kind}" if count > 1 else str(kind) for kind, count in kinds.items())


def _figures(report: "CorpusReport") -> tuple[object, ...]:
    scores = report.scores
    rates = (*_rates(scores.b_cubed), *_rates(scores.pairwise), scores.ari)
    counts = (scores.articles, scores.labelled_stories, scores.found_stories)
    return (report.name, *counts, *(f"{rate:.3f}" for rate in rates))


def _rates(rates: "Rates") -> tuple[float, float, float]:
    return rates.precision, rates.recall, rates.f1


def tallies(counts: "Mapping[str, Tally]") -> str:
    """So many of so many, for each kind."""
    return "  ".join(f"{kind} {t.hits}/{t.of}" for kind, t in counts.items()) or "none labelled"
