"""How the judgement of pairs is printed: doubts, links, training."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from flows import reports, screen

if TYPE_CHECKING:
    from flows.crowd import CrowdReport
    from flows.labelled_pairs import PairsReport
    from flows.training_job import Training
    from pipeline.evaluation import Report, Tally
    from pipeline.reliability import Decile
    from storage.doubts import Doubt, DoubtEnd
    from storage.links import LinkRow


def show_doubts(doubts: "Sequence[Doubt]") -> None:
    """Print the pairs that a person should look at."""
    if not doubts:
        screen.tell("No pairs in doubt; `newsfold group` judges what is new.")
    for doubt in doubts:
        screen.say(f"{doubt.probability:.2f}  taken for {said(doubt.same_story).lower()}")
        for end in (doubt.first, doubt.second):
            screen.say(f"  {end.article_id}  {end.outlet}: {end.title}")
            screen.say(f"  {' ' * len(str(end.article_id))}  {end.url}")
        screen.say(f"  {_link_command(doubt, 'same|different')}")
        screen.say()


def doubt_object(doubt: "Doubt") -> dict[str, object]:
    """The same for programs."""
    commands = {what: _link_command(doubt, what) for what in ("same", "different")}
    return asdict(doubt) | {"commands": commands}


def show_links(links: "Iterable[LinkRow]") -> None:
    """Print what analysts decided, one pair in a row."""
    rows = [
        (
            link.first_id,
            link.second_id,
            word(link),
            link.who,
            screen.minute(link.linked_at),
            link.why,
            f"{link.first_url} {link.second_url}",
        )
        for link in links
    ]
    if not rows:
        screen.tell("No links; `newsfold link same A B --why TEXT` makes one.")
        return
    columns = ("first", "second", "said", "by", "at (UTC)", "why", "addresses")
    screen.show_table(columns, rows, right=("first", "second"), below=2)


def link_object(link: "LinkRow") -> dict[str, object]:
    """A link for programs."""
    return {
        "first": {"article_id": link.first_id, "url": link.first_url},
        "second": {"article_id": link.second_id, "url": link.second_url},
        "said": word(link),
        "why": link.why,
        "who": link.who,
        "linked_at": link.linked_at,
    }


def show_training(training: "Training") -> None:
    """Print how a new model does on what it did not learn from."""
    from flows.evaluating import CorpusReport

    reports.show_evaluation(
        [CorpusReport(name=name, scores=report) for name, report in training.reports.items()]
    )
    if training.by_corpus:
        screen.say()
        show_by_corpus(training.by_corpus)
    if training.wire is not None:
        screen.say()
        show_pairs(training.wire)
    screen.say()
    show_reliability(training.deciles)


def show_by_corpus(reports_by_name: "Mapping[str, Report]") -> None:
    """Print how each corpus is grouped by a model that learned from the others alone."""
    screen.show_table(
        ("without the corpus", "B3 P", "B3 R", "B3 F1", "found", "merged wrongly"),
        [
            (
                name,
                *(f"{rate:.3f}" for rate in (r.b_cubed.precision, r.b_cubed.recall, r.b_cubed.f1)),
                _of_all(r.found.values()),
                _of_all(r.wrongly_merged.values()),
            )
            for name, r in reports_by_name.items()
        ],
        right=("B3 P", "B3 R", "B3 F1", "found", "merged wrongly"),
    )


def _of_all(tallies: "Iterable[Tally]") -> str:
    counted = list(tallies)
    return f"{sum(tally.hits for tally in counted)}/{sum(tally.of for tally in counted)}"


def show_reliability(deciles: "Iterable[Decile]") -> None:
    """Print what became of the pairs of each tenth of the probability."""
    screen.show_table(
        ("probability", "pairs", "mean", "the same"),
        [
            (f"{d.lowest:.1f}-{d.lowest + 0.1:.1f}", d.pairs, f"{d.expected:.3f}", f"{d.same:.3f}")
            for d in deciles
        ],
        right=("pairs", "mean", "the same"),
    )


def training_object(training: "Training") -> dict[str, object]:
    """The same for programs."""
    return {
        "model": training.model.name,
        **training.model.training,
        "reliability": training.deciles,
        "wire": None if training.wire is None else pairs_object(training.wire),
    }


def show_pairs(report: "PairsReport") -> None:
    """Print how well labelled pairs are told apart."""
    rates = report.rates
    screen.say(
        f"{report.name}: {screen.counted(report.pairs, 'pair')}, precision of 'same' "
        f"{rates.precision:.3f}, recall {rates.recall:.3f}"
    )
    screen.say("  judged the same  " + reports.tallies(report.judged_same))


def pairs_object(report: "PairsReport") -> dict[str, object]:
    """The same for programs."""
    return {
        "pairs": report.name,
        "count": report.pairs,
        "precision": report.rates.precision,
        "recall": report.rates.recall,
        "judged_same": report.judged_same,
    }


def show_crowd(found: "Iterable[CrowdReport]") -> None:
    """Print what became of each corpus in the crowd."""
    columns = ("corpus in the crowd", "articles", "crowd", "candidates", "merged with the crowd",
               "crowd merged at all", "share")  # fmt: skip
    rows = [
        (r.name, r.articles, r.crowd, r.candidates, r.merged_with_crowd, r.crowd_merged,
         f"{r.crowd_merged_share:.3f}")
        for r in found
    ]  # fmt: skip
    screen.show_table(columns, rows, right=columns[1:])


def crowd_object(report: "CrowdReport") -> dict[str, object]:
    """The same for programs."""
    return asdict(report) | {"crowd_merged_share": report.crowd_merged_share}


def said(same: bool) -> str:
    """What was decided of a pair."""
    return "The same story" if same else "Different stories"


def word(link: "LinkRow") -> str:
    """What a link says."""
    return "same" if link.same else "different"


def _link_command(doubt: "Doubt", what: str) -> str:
    return f"newsfold link {what} {_id(doubt.first)} {_id(doubt.second)} --why '...'"


def _id(end: "DoubtEnd") -> int:
    return end.article_id
