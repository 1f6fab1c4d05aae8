import pytest

from crawlers.extract.titles import Title, choose_title, clean_title, letters_of, site_names_of

SITE = site_names_of(["Harbour Post"])


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("Baths to close | Harbour Post", "Baths to close"),
        ("Harbour Post – Baths to close", "Baths to close"),
        ("Baths to close - Councils", "Baths to close - Councils"),
        ("<b>Baths</b> to &quot;close&quot;", 'Baths to "close"'),
        ("  Baths\n to close ", "Baths to close"),
        ("HARBOUR POST", None),
        ("...", None),
    ],
)
def test_markup_and_the_name_of_the_site_come_off(printed, text):
    title = clean_title("og", printed, SITE)
    assert (title and title.text) == text


def chosen(*titles: tuple[str, str]) -> str:
    return choose_title([Title(source, text) for source, text in titles])


def test_the_headline_that_sources_agree_on():
    assert chosen(("json-ld", "Other"), ("h1", "Baths close"), ("og", "Baths close")) == (
        "Baths close"
    )


def test_a_kicker_is_no_part_of_the_headline():
    whole = "Thornsea: Baths to close after council vote"
    cut = "Baths to close after council vote"
    assert choose_title([Title("h1", whole, parted=True), Title("title", cut)]) == cut
    assert chosen(("h1", whole), ("title", cut)) == whole


def test_a_headline_that_was_cut_is_not_chosen():
    assert chosen(("json-ld", "Baths to close after…"), ("title", "Baths to close after vote")) == (
        "Baths to close after vote"
    )


def test_between_equals_the_first():
    assert chosen(("json-ld", "One"), ("h1", "Two")) == "One"


def test_no_title_is_empty():
    assert choose_title([]) == ""


def test_letters_make_spellings_equal():
    assert letters_of("‘Baths’ to CLOSE!") == letters_of('"baths" to close')
