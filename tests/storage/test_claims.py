"""Tests of storage.claims."""

from datetime import timedelta

import pytest

from pipeline.records import DateClaim
from storage.claims import modified_claim, published_claim, set_claim, tells_time
from storage.models import Article
from tests.storage.newsroom import NOON, make_claim

MIDNIGHT = NOON - timedelta(hours=12)


def test_an_article_has_the_claims_that_it_was_given():
    article = Article()
    assert (published_claim(article), modified_claim(article)) == (None, None)
    published, modified = make_claim(NOON), make_claim(NOON + timedelta(hours=1))
    set_claim(article, "published", published)
    set_claim(article, "modified", modified)
    assert (published_claim(article), modified_claim(article)) == (published, modified)


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        pytest.param(None, True, id="first-seen"),
        pytest.param(make_claim(NOON), True, id="time"),
        pytest.param(make_claim(MIDNIGHT), False, id="midnight"),
    ],
)
def test_midnight_is_a_day_and_no_time(claim: DateClaim | None, told: bool):
    article = Article(lang="en")
    if claim is not None:
        set_claim(article, "published", claim)
    assert tells_time(article) is told
