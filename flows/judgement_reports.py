"""How the judgement of pairs is printed: explanations, doubts, links, training."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from flows import reports, screen
from pipeline.model import UNIT, to_logit

if TYPE_CHECKING:
    from flows.crowd import CrowdReport
    from flows.explaining import StoredPair
    from flows.labelled_pairs import PairsReport
    from flows.training_job import Training
    from pipeline.explanation import Agreement, Explanation
    from pipeline.records import ArticleText
    from pipeline.reliability import Decile
    from storage.doubts import Doubt, DoubtEnd
    from storage.links import LinkRow

_LISTED = 12
_SHOWN_CHARACTERS = 160


def show_explanation(pair: "StoredPair") -> None:
    """Print why two articles were judged as they were."""
    found = pair.explanation
    screen.say(
        f"{_said(found.same_story)}, probability {found.probability:.3f} "
        f"(the same from {found.threshold:.2f} on; judged by {found.method})"
    )
    if found.too_short:
        screen.say("A text is too short to be judged by more than whether all words are equal.")
    _show_end("first", pair.first, pair.first_story)
    _show_end("second", pair.second, pair.second_story)
    if pair.link is not None:
        screen.say(f"Linked as {_word(pair.link)} by {pair.link.who}: {pair.link.why}")
    if found.same_story and pair.parted:
        screen.say("Yet they are in two stories: the pairs with the other articles decided.")
    screen.say()
    _show_sum(found)
    screen.say()
    _show_passages(pair)
    for name, agreement in _agreements(found):
        _show_agreement(name, agreement)


def explanation_object(pair: "StoredPair") -> dict[str, object]:
    """The same for programs."""
    found = pair.explanation
    return {
        "first": _end_object(pair.first, pair.first_story),
        "second": _end_object(pair.second, pair.second_story),
        "link": None if pair.link is None else link_object(pair.link),
        "same_story": found.same_story,
        "probability": found.probability,
        "threshold": found.threshold,
        "method": found.method,
        "one_language": found.one_language,
        "too_short": found.too_short,
        "unit": "thousandths of a logit",
        "total": found.total,
        "contributions": found.contributions,
        "passages": [
            asdict(p) | {"text": pair.first.body[p.first_start : p.first_end]}
            for p in found.passages
        ],
        **dict(_agreements(found)),
    }


def show_doubts(doubts: "Sequence[Doubt]") -> None:
    """Print the pairs that a person should look at."""
    if not doubts:
        screen.tell("No pairs in doubt; `newsfold group` judges what is new.")
    for doubt in doubts:
        screen.say(f"{doubt.probability:.2f}  taken for {_said(doubt.same_story).lower()}")
        for end in (doubt.first, doubt.second):
            screen.say(f"  {end.article_id}  {end.outlet}: {end.title}")
            screen.say(f"  {' ' * len(str(end.article_id))}  {end.url}")
        screen.say(f"  {_link_command(doubt, 'same|different')}")
        screen.say()


def doubt_object(doubt: "Doubt") -> dict[str, object]:
    """The same for programs."""
    commands = {word: _link_command(doubt, word) for word in ("same", "different")}
    return asdict(doubt) | {"commands": commands}


def show_links(links: "Iterable[LinkRow]") -> None:
    """Print what analysts decided, one pair in a row."""
    rows = [
        (
            link.first_id,
            link.second_id,
            _word(link),
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
    screen.show_table(columns, rows, right=("first", "second"), below=True)


def link_object(link: "LinkRow") -> dict[str, object]:
    """A link for programs."""
    return {
        "first": {"article_id": link.first_id, "url": link.first_url},
        "second": {"article_id": link.second_id, "url": link.second_url},
        "said": _word(link),
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
    if training.wire is not None:
        screen.say()
        show_pairs(training.wire)
    screen.say()
    show_reliability(training.deciles)


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


def _said(same: bool) -> str:
    return "The same story" if same else "Different stories"


def _word(link: "LinkRow") -> str:
    return "same" if link.same else "different"


def _link_command(doubt: "Doubt", word: str) -> str:
    return f"newsfold link {word} {_id(doubt.first)} {_id(doubt.second)} --why '...'"


def _id(end: "DoubtEnd") -> int:
    return end.article_id


def _show_end(name: str, article: "ArticleText", story: int | None) -> None:
    at = screen.minute(article.published.at) if article.published else "no date"
    where = "not grouped yet" if story is None else f"in story {story}"
    screen.say(f"{name}: {article.outlet}, {at}, {where}: {article.title}")
    screen.say(f"  {article.url}")


def _end_object(article: "ArticleText", story: int | None) -> dict[str, object]:
    return {
        "article_id": article.article_id,
        "version_id": article.version_id,
        "url": article.url,
        "outlet": article.outlet,
        "title": article.title,
        "published_at": article.published.at if article.published else None,
        "lang": article.lang,
        "story": story,
    }


def _show_sum(found: "Explanation") -> None:
    rows: list[tuple[object, ...]] = [
        (c.label, "" if c.value is None else f"{c.value:.2f}", _logit(c.added))
        for c in found.contributions
    ]
    threshold = _logit(round(to_logit(found.threshold) * UNIT))
    rows.append((f"sum; the same story from {threshold} on", "", _logit(found.total)))
    screen.show_table(("measure", "value", "adds"), rows, right=("value", "adds"))


def _logit(thousandths: int) -> str:
    return f"{thousandths / UNIT:+.3f}"


def _show_passages(pair: "StoredPair") -> None:
    passages = pair.explanation.passages
    words = sum(p.words for p in passages)
    screen.say(f"Shared passages: {len(passages)}, of {screen.counted(words, 'word')}")
    for p in sorted(passages, key=lambda p: -p.words)[:_LISTED]:
        text = " ".join(pair.first.body[p.first_start : p.first_end].split())
        screen.say(
            f"  first {p.first_start}-{p.first_end}, second {p.second_start}-{p.second_end}: "
            f"{_cut(text)}"
        )
    _show_rest(len(passages))


def _agreements(found: "Explanation") -> "tuple[tuple[str, Agreement], ...]":
    return (
        ("names", found.names),
        ("numbers", found.numbers),
        ("days", found.days),
        ("quotations", found.quotations),
    )


def _show_agreement(name: str, agreement: "Agreement") -> None:
    conflicts = [
        f"{c.about or ''}{': ' if c.about else ''}{_cut(c.first)} <> {_cut(c.second)}"
        for c in agreement.conflicting
    ]
    lines = (
        ("in both", agreement.shared),
        ("alike, told otherwise", conflicts),
        ("only in the first", agreement.only_first),
        ("only in the second", agreement.only_second),
    )
    screen.say(name.capitalize())
    parted = "\n    " if name == "quotations" else ", "
    for what, items in lines:
        if items:
            more = f"{parted}... {len(items) - _LISTED} more" if len(items) > _LISTED else ""
            first = parted if name == "quotations" else " "
            screen.say(f"  {what}:{first}{parted.join(map(_cut, items[:_LISTED]))}{more}")
    if not any(items for _, items in lines):
        screen.say("  none")


def _show_rest(count: int) -> None:
    if count > _LISTED:
        screen.say(f"  ... {count - _LISTED} more; --json has them all")


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}..."
