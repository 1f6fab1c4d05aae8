"""Tests of storage.shelf: which stored article a page shows."""

from dataclasses import replace

import pytest

from pipeline.outcomes import Outcome
from pipeline.records import PageRecord, Validators
from storage.models import Article, ArticleAlias
from tests.storage.newsroom import NOON, Newsroom, hours, make_ending, make_page

NEW, VERSION, UNCHANGED = Outcome.STORED_NEW, Outcome.STORED_VERSION, Outcome.UNCHANGED
CRANE = "A crane fell across the eastern quay on Monday; the ferries sail again by noon today."
RATES = "The council met on Tuesday and voted to raise the water rates by four per cent next year."
BRIDGE = "The bridge at Moorby stays closed until Friday, since a lorry has damaged two pillars."


def read(url: str, *, at: float = 0, declared: str | None = None, body: str = CRANE) -> PageRecord:
    """A page that was asked for and answered at `url`."""
    page = make_page(declared or url, requested_url=url, final_url=url, body=body)
    return replace(
        page, fetched_at=NOON + hours(at), validators=Validators(body_sha256=str(hash(body)))
    )


@pytest.mark.parametrize(
    "twin",
    [
        "https://www.harbour.example/crane",
        "http://harbour.example/crane",
        "http://www.harbour.example:80/crane?utm_source=x",
        "https://m.harbour.example/crane",
    ],
)
def test_an_address_and_its_twins_are_one_article(newsroom: Newsroom, twin: str):
    first = "https://harbour.example/crane"
    newsroom.record(read(first))
    assert newsroom.record(read(twin, at=1), run_id=newsroom.start_run()) == [UNCHANGED]
    later = read(twin, at=2, body=RATES)
    assert newsroom.record(later, run_id=newsroom.start_run()) == [VERSION]
    assert (newsroom.article().url, newsroom.article().moved_to_id) == (first, None)
    assert {alias.url for alias in newsroom.rows(ArticleAlias)} == {first, twin}


def test_twins_of_one_batch_are_one_article(newsroom: Newsroom):
    pages = [read("http://harbour.example/crane"), read("https://www.harbour.example/crane", at=1)]
    assert newsroom.record(*pages) == [NEW, UNCHANGED]


def test_a_page_that_leads_to_its_twin_has_not_moved(newsroom: Newsroom):
    old, new = "http://harbour.example/crane", "https://www.harbour.example/crane"
    newsroom.record(read(old))
    redirected = replace(read(new, at=1, body=RATES), requested_url=old)
    assert newsroom.record(redirected, run_id=newsroom.start_run()) == [VERSION]
    assert newsroom.article().moved_to_id is None


def test_a_twin_that_is_gone_marks_the_article(newsroom: Newsroom):
    newsroom.record(read("https://harbour.example/crane"))
    gone = make_ending(
        Outcome.GONE, "http://harbour.example/crane", status=410, fetched_at=NOON + hours(1)
    )
    newsroom.record(gone, run_id=newsroom.start_run())
    assert newsroom.article().gone_at == NOON + hours(1)


SHARED = "https://harbour.example/latest-from-the-harbour"
PAGES = [
    ("https://harbour.example/crane", CRANE),
    ("https://harbour.example/rates", RATES),
    ("https://harbour.example/bridge", BRIDGE),
]


@pytest.mark.parametrize("in_one_batch", [True, False])
def test_an_address_that_many_pages_declare_is_believed_of_none(
    newsroom: Newsroom, in_one_batch: bool
):
    pages = [read(url, declared=SHARED, body=body) for url, body in PAGES]
    if in_one_batch:
        assert newsroom.record(*pages) == [NEW, NEW, NEW]
    else:
        assert [newsroom.record(page) for page in pages] == [[NEW], [NEW], [NEW]]
    assert [article.url for article in newsroom.rows(Article)] == [url for url, _ in PAGES]
    again = [replace(page, fetched_at=NOON + hours(1)) for page in pages]
    assert newsroom.record(*again, run_id=newsroom.start_run()) == [UNCHANGED] * 3
    edited = read(PAGES[0][0], at=2, declared=SHARED, body=f"{CRANE} Nobody was hurt.")
    assert newsroom.record(edited, run_id=newsroom.start_run()) == [VERSION]
    assert [article.url for article in newsroom.rows(Article)] == [url for url, _ in PAGES]


def test_pages_of_one_template_are_told_by_their_headlines(newsroom: Newsroom):
    pages = [
        replace(page, article=replace(page.article, title=f"Water rates of {number}"))
        for number in (1, 2)
        for page in [read(f"https://harbour.example/{number}", declared=SHARED)]
    ]
    pages[1] = replace(pages[1], article=replace(pages[1].article, body=f"{CRANE} So they say."))
    assert newsroom.record(*pages) == [NEW, NEW]


def test_an_article_that_was_read_at_the_address_keeps_it(newsroom: Newsroom):
    newsroom.record(read(SHARED))
    other = read(PAGES[1][0], declared=SHARED, body=RATES)
    assert newsroom.record(other, run_id=newsroom.start_run()) == [NEW]
    assert [article.url for article in newsroom.rows(Article)] == [SHARED, PAGES[1][0]]


@pytest.mark.parametrize("body", [CRANE, f"{CRANE} Nobody was hurt."], ids=["same", "edited"])
def test_a_declared_address_is_believed_where_the_text_agrees(newsroom: Newsroom, body: str):
    newsroom.record(read(SHARED))
    twin = read("https://harbour.example/crane?view=short", at=1, declared=SHARED, body=body)
    newsroom.record(twin, run_id=newsroom.start_run())
    assert newsroom.article().url == SHARED
