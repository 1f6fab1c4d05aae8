"""How the explanation of a pair is printed, and given to programs."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from flows import screen
from flows.judgement_reports import link_object, said, word
from pipeline.model import UNIT, to_logit

if TYPE_CHECKING:
    from pipeline.explanation import Agreement, Conflict, Demand, Explanation, Quoted
    from pipeline.quotations import Quotation, QuotedInBoth
    from pipeline.records import ArticleText
    from storage.pairs import StoredPair

_LISTED = 12
_SHOWN_CHARACTERS = 160


def show_explanation(pair: "StoredPair") -> None:
    """Print why two articles were judged as they were."""
    found = pair.explanation
    screen.say(
        f"{said(found.same_story)}, probability {found.probability:.3f} "
        f"(the same from {found.threshold:.2f} on; judged by {found.method})"
    )
    if found.demand_within is not None:
        _show_demand(found, found.demand_within)
    if found.too_short:
        screen.say("A text is too short to be judged by more than whether all words are equal.")
    _show_end("first", pair.first, pair.first_story)
    _show_end("second", pair.second, pair.second_story)
    if pair.link is not None:
        screen.say(f"Linked as {word(pair.link)} by {pair.link.who}: {pair.link.why}")
    if found.same_story and pair.parted:
        screen.say("Yet they are in two stories: the pairs with the other articles decided.")
    screen.say()
    _show_sum(found)
    screen.say()
    _show_passages(pair)
    for name, agreement in _agreements(found):
        _show_agreement(name, agreement)
    _show_quotations(found.quotations)


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
        "languages": found.languages,
        "demand": _demand_object(found.demand),
        "demand_within": found.demand_within and _demand_object(found.demand_within),
        "too_short": found.too_short,
        "unit": "thousandths of a logit",
        "total": found.total,
        "contributions": found.contributions,
        "passages": [
            asdict(p) | {"text": pair.first.body[p.first_start : p.first_end]}
            for p in found.passages
        ],
        **dict(_agreements(found)),
        "quotations": {
            "shared": [_quoted_object(pair) for pair in found.quotations.shared],
            "conflicting": [_quoted_object(pair) for pair in found.quotations.conflicting],
            "only_first": found.quotations.only_first,
            "only_second": found.quotations.only_second,
        },
    }


def _quoted_object(pair: "QuotedInBoth") -> dict[str, object]:
    return {
        "first": pair.first,
        "second": pair.second,
        "share": pair.share,
        "same_words": pair.same_words,
        "same_speaker": pair.same_speaker,
    }


def _demand_object(demand: "Demand") -> dict[str, object]:
    return {"needed": demand.needed, "possible": demand.possible, "share": demand.share}


def _show_demand(found: "Explanation", within: "Demand") -> None:
    one, other = found.languages
    screen.say(
        f"In two languages ({one}, {other}) more evidence is needed: words, passages and "
        "quotations cannot be compared, so that names, numbers, dates and matters must tell it "
        f"alone. The measures must add {_share(found.demand)}; within one language "
        f"{_share(within)}."
    )


def _share(demand: "Demand") -> str:
    needed, possible = _logit(demand.needed), _logit(demand.possible)
    return f"{needed} of the {possible} that they can ({demand.share:.0%})"


def _show_end(name: str, article: "ArticleText", story: int | None) -> None:
    at = "no date" if article.published is None else screen.claimed(article.published)
    where = "not grouped yet" if story is None else f"in story {story}"
    screen.say(
        f"{name}: article {article.article_id}, {article.outlet}, {at}, {where}: {article.title}"
    )
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
    )


def _show_agreement(name: str, agreement: "Agreement") -> None:
    lines = (
        ("in both", agreement.shared),
        ("alike, told otherwise", tuple(map(_conflict, agreement.conflicting))),
        ("only in the first", agreement.only_first),
        ("only in the second", agreement.only_second),
    )
    screen.say(name.capitalize())
    for what, items in lines:
        if items:
            more = f", ... {len(items) - _LISTED} more" if len(items) > _LISTED else ""
            screen.say(f"  {what}: {', '.join(map(_cut, items[:_LISTED]))}{more}")
    if not any(items for _, items in lines):
        screen.say("  none")


def _conflict(conflict: "Conflict") -> str:
    about = f"{conflict.about}: " if conflict.about else ""
    counts = " (counts as one name)" if conflict.counts else ""
    return f"{about}{_cut(conflict.first)} <> {_cut(conflict.second)}{counts}"


def _show_quotations(quoted: "Quoted") -> None:
    lines = (
        ("in both", [_in_both(pair) for pair in quoted.shared]),
        ("told otherwise", [_told_otherwise(pair) for pair in quoted.conflicting]),
        ("only in the first", list(map(_quotation, quoted.only_first))),
        ("only in the second", list(map(_quotation, quoted.only_second))),
    )
    screen.say("Quotations")
    for what, items in lines:
        if items:
            screen.say(f"  {what}:")
            for item in items[:_LISTED]:
                screen.say(f"    {item}")
            _show_rest(len(items))
    if not any(items for _, items in lines):
        screen.say("  none")


def _in_both(pair: "QuotedInBoth") -> str:
    first, second = pair.first.speaker, pair.second.speaker
    printed = {speaker.phrase: None for speaker in (first, second) if speaker is not None}
    who = " / ".join(printed) or "speaker not told"
    return f"{_places(pair)}: {_quote(pair.first)} - {who}"


def _told_otherwise(pair: "QuotedInBoth") -> str:
    what = [] if pair.same_words else ["other words"]
    what += ["another speaker"] if pair.same_speaker is False else []
    if pair.same_words:
        told = f"{_quote(pair.first)} - {_who(pair.first)} <> {_who(pair.second)}"
    else:
        told = f"{_quotation(pair.first)} <> {_quotation(pair.second)}"
    return f"{_places(pair)}, {' and '.join(what)}: {told}"


def _places(pair: "QuotedInBoth") -> str:
    one, other = pair.first, pair.second
    return f"first {one.start}-{one.end}, second {other.start}-{other.end}"


def _quotation(quotation: "Quotation") -> str:
    return f"{_quote(quotation)} - {_who(quotation)}"


def _quote(quotation: "Quotation") -> str:
    return f'"{_cut(" ".join(quotation.text.split()))}"'


def _who(quotation: "Quotation") -> str:
    return "speaker not told" if quotation.speaker is None else quotation.speaker.phrase


def _show_rest(count: int) -> None:
    if count > _LISTED:
        screen.say(f"  ... {count - _LISTED} more; --json has them all")


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}..."
