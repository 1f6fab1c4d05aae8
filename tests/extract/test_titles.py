import pytest

from crawlers.extract.titles import (
    Title,
    choose_title,
    clean_title,
    letters_of,
    named_beside,
    site_names_of,
)

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


def test_dots_that_the_page_prints_are_its_own():
    own = "And then nobody swam any more …"
    assert chosen(("h1", "How to send us news"), ("h1", own), ("og", own)) == own
    assert chosen(("h1", own), ("og", own), ("title", f"{own} | Harbour Post")) == own
    whole = "And then nobody swam any more in Thornsea"
    assert chosen(("h1", own), ("og", own), ("title", whole)) == whole


def test_between_equals_the_first():
    assert chosen(("json-ld", "One"), ("h1", "Two")) == "One"


def test_no_title_is_empty():
    assert choose_title([]) == ""


def test_letters_make_spellings_equal():
    assert letters_of("‘Baths’ to CLOSE!") == letters_of('"baths" to close')


LONG = (
    "Council of Thornsea votes to close the seafront baths after a long debate on "
    "repairs to the roof"
)


def test_a_headline_that_machines_were_given_too_short_is_not_chosen():
    whole = f"{LONG} and money for the whole of the pier"
    assert chosen(("json-ld", LONG), ("h1", whole), ("og", LONG)) == whole
    assert chosen(("json-ld", LONG), ("title", f"{LONG} | Sport")) == LONG


def test_nor_one_that_ends_at_a_quotation_mark_of_its_own():
    whole = 'Council of Thornsea calls the "closing" of baths a pause'
    assert chosen(("h1", whole), ("og", "Council of Thornsea calls the")) == whole
    assert chosen(("og", "Council says"), ("title", 'Council says "pause" | Sport')) == (
        'Council says "pause" | Sport'
    )


def test_what_stands_beside_the_headline_in_the_title_names_the_site():
    headline = "Baths to close after council vote"
    beside = named_beside(f"{headline} | News | The Daily Quay", [headline])
    assert {"news", "thedailyquay"} <= beside
    assert named_beside(f"The Daily Quay – {headline}", [headline]) == {"thedailyquay"}
    assert named_beside("Baths to close | The Daily Quay", [headline]) == frozenset()
    assert named_beside("a | " * 100_000, [headline]) == frozenset()


def test_a_headline_is_cut_where_the_page_prints_its_end():
    titles = [Title("og", "Baths to close after vote - The Daily Quay")]
    assert choose_title(titles, "Baths to close after vote") == "Baths to close after vote"
    assert choose_title(titles, "Baths") == titles[0].text


def test_or_its_beginning():
    titles = [Title("title", "A Quay of My Own | Baths to close after vote")]
    assert choose_title(titles, "Baths to close after vote") == "Baths to close after vote"


def test_a_script_without_spaces_needs_none_around_a_hyphen():
    headline = "海辺の公営プールを閉鎖へ、町議会が可決"
    assert choose_title([Title("title", f"{headline}-港町新聞")], headline) == headline
    site = site_names_of(["港町新聞"])
    assert clean_title("og", f"{headline}－港町新聞", site) == Title("og", headline)
