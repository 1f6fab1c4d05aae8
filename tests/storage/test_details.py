"""What else a page says of its article."""

from pipeline.records import ArticleKind, DateCandidate
from storage.details import MAX_CANDIDATES, MAX_PRINTED
from tests.storage.newsroom import NOON, Newsroom, hours, make_claim, make_page

CLAIM = make_claim()
FIRST = DateCandidate("datePublished", "2026-03-02T12:00:00Z", CLAIM)
SAID = {
    "standfirst": "A crane fell.",
    "section": "Port",
    "tags": ("crane", "har\0bour"),
    "image_url": "https://harbour.example/crane.jpg",
    "amp_url": "https://harbour.example/crane/amp",
    "kind": ArticleKind.GALLERY,
    "free": False,
    "published": CLAIM,
    "published_reason": "json-ld datePublished",
    "published_candidates": (FIRST, DateCandidate("<time>", "soon", None)),
}


def test_what_a_page_says_is_kept(newsroom: Newsroom):
    newsroom.record(make_page(**SAID))
    article = newsroom.article()
    assert (article.section, article.kind, article.free) == ("Port", ArticleKind.GALLERY, False)
    assert (article.image_url, article.amp_url) == (SAID["image_url"], SAID["amp_url"])
    assert article.tags == ["crane", "har\ufffdbour"]
    assert article.published_reason == "json-ld datePublished"
    assert article.published_candidates == [
        {
            "field": "datePublished",
            "printed": "2026-03-02T12:00:00Z",
            "origin": "json-ld",
            "at": "2026-03-02T12:00:00+00:00",
        },
        {"field": "<time>", "printed": "soon", "origin": None, "at": None},
    ]
    assert [version.standfirst for version in newsroom.versions()] == ["A crane fell."]


def test_what_a_later_page_leaves_out_stays_and_a_new_text_brings_its_own(newsroom: Newsroom):
    newsroom.record(make_page(**SAID))
    newsroom.record(make_page(section="Sport", tags=("x",)), run_id=newsroom.start_run())
    assert (newsroom.article().section, newsroom.article().free) == ("Port", False)
    newsroom.record(
        make_page(body="Other.", section="Sport", free=True), run_id=newsroom.start_run()
    )
    article = newsroom.article()
    assert (article.section, article.free, article.tags) == (
        "Sport",
        True,
        ["crane", "har\ufffdbour"],
    )


def test_the_choice_that_is_explained_is_the_one_that_stays(newsroom: Newsroom):
    newsroom.record(make_page(published_reason="no date"))
    assert newsroom.article().published_reason == "no date"
    newsroom.record(make_page(**SAID), run_id=newsroom.start_run())
    later = make_claim(NOON + hours(2))
    newsroom.record(
        make_page(body="Other.", published=later, published_reason="re-dated"),
        run_id=newsroom.start_run(),
    )
    article = newsroom.article()
    assert (article.published_at, article.published_reason) == (NOON, "json-ld datePublished")


def test_a_standfirst_alone_makes_no_version(newsroom: Newsroom):
    newsroom.record(make_page(standfirst="A crane fell."))
    newsroom.record(make_page(standfirst="A crane fell down."), run_id=newsroom.start_run())
    assert [version.standfirst for version in newsroom.versions()] == ["A crane fell."]


def test_no_page_fills_the_table_with_dates(newsroom: Newsroom):
    many = (DateCandidate("<time>", "x" * 9_999, None),) * 999
    newsroom.record(make_page(published_candidates=many))
    kept = newsroom.article().published_candidates
    assert kept is not None
    assert {len(row["printed"]) for row in kept} == {MAX_PRINTED}
    assert len(kept) == MAX_CANDIDATES
