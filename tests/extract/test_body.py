from dataclasses import replace

import pytest

from crawlers.extract.body import clean_lines, credit_line, find_body
from crawlers.extract.markup import parse_tree
from crawlers.extract.metadata import PageMetadata
from tests.extract.pages import PARAGRAPHS, TITLE, make_page

TEXT = list(PARAGRAPHS)
SAYS = PageMetadata(title=TITLE, titles=(TITLE,), authors=("Helen Marsh",))


def body_of(page: str, metadata: PageMetadata = SAYS) -> list[str]:
    return list(find_body(parse_tree(page), metadata).paragraphs)


def test_furniture_around_the_text_is_left_out():
    related = "<section class='related'><h3>Related</h3><a href='/2'>Library saved</a></section>"
    assert body_of(make_page(after=related)) == TEXT


def test_the_repeated_headline_is_dropped_however_it_is_spelt():
    assert clean_lines([TITLE.upper(), f"‘{TITLE}’", *TEXT], SAYS) == TEXT


@pytest.mark.parametrize(
    "line",
    [
        "Read more: Library saved by one vote",
        "ALSO READ: What the register is for",
        "Related: Ten pools that came back",
        "Sign up to our free Beehive newsletter",
        "Follow us on Facebook and Instagram",
        "Filed under: Councils |",
        "Comments",
        "Advertisement",
        "Lesen Sie auch: Bad bleibt zu",
        "Lea también: Cierran la piscina",
        "Lire aussi : La piscine ferme",
        "Leia mais: Piscina fecha",
        "Читайте также: Бассейн закроют",
    ],
)
def test_a_promotion_is_dropped_wherever_it_stands(line):
    assert clean_lines([TEXT[0], line, *TEXT[1:]], SAYS) == TEXT


@pytest.mark.parametrize(
    "line",
    [
        "Related companies paid the mayor's travel, the auditors found.",
        "Comments by the mayor had angered the swimmers before the vote.",
        "Following the vote the meeting was suspended for ten minutes.",
        "Read more slowly, the report says something else.",
        "Sources close to the mayor denied the claim.",
    ],
)
def test_a_sentence_that_begins_like_a_promotion_stays(line):
    assert clean_lines([*TEXT, line], SAYS) == [*TEXT, line]


def test_a_long_paragraph_is_never_furniture():
    line = "Read more: " + "the report runs to ninety pages and says little that is new, " * 5
    assert clean_lines([*TEXT, line], SAYS) == [*TEXT, line]


def test_byline_and_time_stamp_go_from_the_top_only():
    top = ["By Helen Marsh", "Published: 12 May 2026"]
    assert clean_lines([*top, *TEXT], SAYS) == TEXT
    assert clean_lines([*TEXT, "Helen Marsh"], SAYS) == [*TEXT, "Helen Marsh"]


def test_closing_lines_go_from_the_end_only():
    closing = ["Tom Ackroyd contributed to this report.", "Source: Harbour Wire"]
    assert clean_lines([*TEXT, *closing], SAYS) == TEXT
    assert clean_lines([closing[0], *TEXT], SAYS) == [closing[0], *TEXT]


def test_a_list_item_that_is_one_link_is_dropped():
    links = "<ul><li><a href='/2'>Library saved by one vote</a></li></ul>"
    kept = "<ul><li>the pool in Leyburn, which reopened in March</li></ul>"
    found = body_of(make_page(after=links + kept))
    assert not any("Library saved" in line for line in found)
    assert any("Leyburn" in line for line in found)


def test_the_credit_of_a_closing_line_is_kept_as_data():
    assert credit_line([*TEXT, "Quelle: mpd"]) == "mpd"
    assert credit_line(["Source: Harbour Wire", *TEXT, *TEXT]) is None
    assert find_body(parse_tree(make_page(after="<p>Source: Harbour Wire</p>")), SAYS).credit == (
        "Harbour Wire"
    )


def test_a_page_that_is_built_by_script_gives_what_its_json_ld_says():
    shell = "<html><body><div id='app'>Loading</div></body></html>"
    assert body_of(shell, PageMetadata(body="\n".join(TEXT))) == TEXT


def test_a_teaser_in_json_ld_does_not_replace_the_text():
    assert body_of(make_page(), replace(SAYS, body=TEXT[0])) == TEXT


def test_text_in_scripts_with_vowel_signs_counts_as_text():
    hindi = "थॉर्नसी की परिषद ने मंगलवार रात को समुद्र तट के स्नानघर को बंद करने के लिए मतदान किया। " * 4
    assert body_of(f"<html><body><article><p>{hindi}</p><p>{hindi}अंत</p></article></body></html>")
