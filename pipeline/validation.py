"""Cross-validation of the judgement: every pair is scored by a model that saw neither affair."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from zlib import crc32

from pipeline.comparison import compare, one_language
from pipeline.evaluation import Label, Report, score
from pipeline.grouping import Pair, connected
from pipeline.linkage import clipped_logit, cut_component
from pipeline.model import Model
from pipeline.training import Example, Labelled, fit_model
from pipeline.verdict import SAME_STORY, too_short

FOLDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledCorpus:
    """A labelled corpus: its articles and, in the same order, their labels."""

    articles: Sequence[Labelled]
    labels: Sequence[Label]


def cross_validate(
    corpora: Mapping[str, LabelledCorpus], examples: Sequence[Example]
) -> dict[str, Report]:
    """Return the figures of each corpus, grouped by models that were trained without its affairs.

    Affairs are dealt to `FOLDS` by their names. All pairs of a corpus are judged, as if bands had
    proposed each: what the judgement does is measured, not what bands miss.
    """
    models = [_trained_without(examples, number) for number in range(FOLDS)]
    return {name: _grouped(corpus, models) for name, corpus in corpora.items()}


def validate_by_corpus(
    corpora: Mapping[str, LabelledCorpus], examples: Mapping[str, Sequence[Example]]
) -> dict[str, Report]:
    """Return the figures of each corpus, grouped by a model that learned nothing of that corpus.

    examples: those of each corpus by its name, and any others under names of their own. What the
    model does with texts of another hand and another kind is nearer to this than to
    `cross_validate`.
    """
    found = {}
    for name, corpus in corpora.items():
        kept = [e for other, part in examples.items() if other != name for e in part]
        within, across = fit_model(kept)
        model = Model(name=f"without-{name}", within=within, across=across)
        found[name] = _grouped(corpus, [model] * FOLDS)
    return found


def fold_of(name: str) -> int:
    """Return the fold that an affair is dealt to."""
    return crc32(name.encode()) % FOLDS


def _trained_without(examples: Sequence[Example], number: int) -> Model:
    kept = [e for e in examples if number not in map(fold_of, e.folds)]
    within, across = fit_model(kept)
    return Model(name=f"without-{number}", within=within, across=across)


def _grouped(corpus: LabelledCorpus, models: Sequence[Model]) -> Report:
    chances = _chances(corpus, models)
    same = [pair for pair, chance in chances.items() if chance >= SAME_STORY]
    scores = {pair: clipped_logit(chance) for pair, chance in chances.items()}
    order = {at: a.profile.article.url for at, a in enumerate(corpus.articles)}
    stories = [
        story
        for component in connected(range(len(corpus.articles)), same)
        for story in cut_component(
            component, scores, order=order, threshold=clipped_logit(SAME_STORY)
        )
    ]
    predicted = {corpus.labels[at].key: number for number, s in enumerate(stories) for at in s}
    return score(corpus.labels, predicted)


def _chances(corpus: LabelledCorpus, models: Sequence[Model]) -> dict[Pair, float]:
    found: dict[Pair, float] = {}
    for one, other in combinations(range(len(corpus.articles)), 2):
        a, b = corpus.articles[one], corpus.articles[other]
        if too_short(a.profile, b.profile):
            found[one, other] = 0.0
            continue
        model = models[fold_of(a.event)]
        within = one_language(a.profile, b.profile)
        measures = compare(a.profile, b.profile)
        found[one, other] = model.score(measures, one_language=within).probability
    return found
