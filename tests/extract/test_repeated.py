"""What an outlet repeats, taken off an article."""

from crawlers.extract.article import extract_page, to_article
from crawlers.extract.repeated import without_repeated
from pipeline.repetition import digests_of
from tests.extract.pages import BODY, PARAGRAPHS, make_page

URL = "https://www.harbourpost.example/news/8812"
NOTE = "The Harbour Post has told the county its news every morning since the harbour was built."
MORE = (
    "A further vote is due in June, when the new council meets for the first time, and the baths "
    "will stay open until then."
)


def test_a_sentence_that_the_outlet_repeats_is_taken_off_and_kept_beside_the_body():
    page = make_page(after=f"<p>{MORE} {NOTE}</p>")
    assert extract_page(page, URL).body == f"{BODY}\n\n{MORE} {NOTE}"
    found = extract_page(page, URL, repeated=digests_of(NOTE))
    assert found.body == f"{BODY}\n\n{MORE}"
    assert found.left_out == (NOTE,)
    article = to_article(found)
    assert article is not None
    assert article.body == found.body


def test_a_paragraph_that_holds_nothing_else_goes():
    found = extract_page(make_page(after=f"<p>{NOTE}</p>"), URL, repeated=digests_of(NOTE))
    assert [part.text for part in found.parts] == list(PARAGRAPHS)


def test_a_sentence_is_the_same_whatever_its_spaces_and_capitals():
    page = make_page(after=f"<p>{NOTE.upper().replace(' ', '  ')}</p>")
    assert extract_page(page, URL, repeated=digests_of(NOTE)).body == BODY


def test_without_anything_that_is_repeated_the_reading_is_as_it_was():
    found = extract_page(make_page(), URL)
    assert without_repeated(found, frozenset()) is found
    assert without_repeated(found, digests_of(NOTE)) == found
