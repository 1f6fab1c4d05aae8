import pytest

from pipeline.records import DateOrigin, ListedPage
from storage.listings import listed_page, listing_of, renewed
from tests.storage.newsroom import NOON, hours, make_claim

URL = "https://harbour.example/crane"
DAY_ALONE = make_claim(has_time=False, has_offset=False, origin=DateOrigin.SITEMAP)


@pytest.mark.parametrize(
    "page",
    [
        ListedPage(url=URL),
        ListedPage(url=URL, title="Crane", published=make_claim(), modified=DAY_ALONE, text="<p>"),
    ],
    ids=["bare", "full"],
)
def test_a_listing_survives_its_json(page: ListedPage):
    assert listed_page(URL, listing_of(page)) == page


def test_what_is_left_open_takes_no_room():
    assert listing_of(ListedPage(url=URL)) == {}


def test_what_cannot_be_stored_is_mended():
    page = ListedPage(url=URL, title="a\0b", text="\ud800")
    assert listing_of(page) == {"title": "a\ufffdb", "text": "\ufffd"}


def test_of_two_listings_the_newer_goes_before_but_the_first_publication_stays():
    old = ListedPage(
        url=URL, title="Old", published=make_claim(), modified=make_claim(NOON + hours(2))
    )
    new = ListedPage(
        url=f"{URL}?b",
        title="New",
        published=make_claim(NOON + hours(1)),
        modified=make_claim(NOON + hours(1)),
        text="<p>",
    )
    assert renewed(old, new) == ListedPage(
        url=URL, title="New", published=old.published, modified=old.modified, text="<p>"
    )


def test_a_listing_that_says_less_takes_nothing_back():
    full = ListedPage(url=URL, title="Crane", published=make_claim(), text="<p>")
    assert renewed(full, ListedPage(url=URL)) == full
