"""Tests of pipeline.validation."""

from pipeline.evaluation import Label
from pipeline.training import corpus_examples
from pipeline.validation import FOLDS, LabelledCorpus, cross_validate, fold_of, validate_by_corpus
from tests.pipeline.test_training import corpus


def test_every_affair_is_judged_by_a_model_that_did_not_see_it():
    articles = corpus()
    labels = [
        Label(key=a.profile.article.url, story=a.story, kind="original" if i % 3 == 0 else "light")
        for i, a in enumerate(articles)
    ]
    found = cross_validate(
        {"small": LabelledCorpus(articles=articles, labels=labels)},
        list(corpus_examples(articles)),
    )
    assert found["small"].articles == len(articles)
    assert found["small"].b_cubed.f1 > 0.8
    assert len({fold_of(a.event) for a in articles}) == FOLDS


def test_a_corpus_is_judged_by_a_model_of_the_others_alone():
    articles = corpus()
    labels = [
        Label(key=a.profile.article.url, story=a.story, kind="original" if i % 3 == 0 else "light")
        for i, a in enumerate(articles)
    ]
    small = LabelledCorpus(articles=articles, labels=labels)
    learned = list(corpus_examples(articles))
    alone = validate_by_corpus({"small": small}, {"small": learned})
    taught = validate_by_corpus({"small": small}, {"small": [], "its twin": learned})
    assert alone["small"].found_stories == len(articles)  # without examples nothing is the same
    assert taught["small"].b_cubed.f1 > 0.8
