import json
from dataclasses import replace

import pytest

from crawlers.extract import body as body_module
from crawlers.extract.body import find_body, title_fit
from crawlers.extract.markup import parse_document
from crawlers.extract.metadata import PageMetadata
from crawlers.extract.reading import BodySource, Part, PartKind
from crawlers.extract.titles import Title
from tests.extract.pages import BODY, PARAGRAPHS, TEXT, TITLE, make_page

TEXTS = list(PARAGRAPHS)
SAYS = PageMetadata(titles=(Title("h1", TITLE),), authors=("Helen Marsh",))
LEAD = "The town cannot pay for the repairs that its pool of ninety years needs."


def body_of(page: str, metadata: PageMetadata = SAYS) -> list[str]:
    return [part.text for part in find_body(parse_document(page), metadata).parts]


def test_furniture_around_the_text_is_left_out():
    related = "<section class='related'><h3>Related</h3><a href='/2'>Library saved</a></section>"
    assert body_of(make_page(after=related)) == TEXTS


def test_parts_say_what_they_are():
    inner = (
        f"<p>{TEXTS[0]}</p><h2>Ten minutes</h2><p>{TEXTS[1]}</p><ul><li>one of the pools</li></ul>"
        f"<blockquote><p>We have looked at it all.</p></blockquote><p>{TEXTS[2]}</p>"
    )
    found = find_body(parse_document(f"<article><h1>{TITLE}</h1>{inner}</article>"), SAYS)
    assert [part.kind for part in found.parts] == [
        PartKind.PARAGRAPH,
        PartKind.SUBHEADING,
        PartKind.PARAGRAPH,
        PartKind.LIST_ITEM,
        PartKind.QUOTATION,
        PartKind.PARAGRAPH,
    ]


@pytest.mark.parametrize(
    ("header", "lang", "opens"),
    [
        (f"<p class='standfirst'>{LEAD}</p>", "en", True),
        (f"<h2 class='standfirst'>{LEAD}</h2>", "en", False),
    ],
)
def test_a_standfirst_is_a_field_and_as_a_paragraph_opens_the_body(header, lang, opens):
    metadata = replace(SAYS, declared_langs=(lang,))
    page = f"<article><h1>{TITLE}</h1>{header}<div class='text'>{TEXT}</div></article>"
    found = find_body(parse_document(page), metadata)
    assert found.standfirst == LEAD
    assert (found.parts[0] == Part(PartKind.PARAGRAPH, LEAD)) is opens
    assert [part.text for part in found.parts][-3:] == TEXTS


def test_names_that_would_hide_the_text_are_passed_over():
    page = f"<h1>{TITLE}</h1><div class='promo'>{TEXT}</div>"
    assert body_of(page) == TEXTS


def test_a_page_that_is_built_by_script_gives_what_its_json_ld_says():
    shell = "<html><body><div id='app'>Loading</div></body></html>"
    found = find_body(parse_document(shell), replace(SAYS, body="\n".join(TEXTS)))
    assert ([part.text for part in found.parts], found.source) == (TEXTS, BodySource.JSON_LD)


def test_or_what_its_scripts_hold():
    script = f'<script type="application/json">{json.dumps({"body": TEXTS})}</script>'
    found = find_body(parse_document(f"<html><body><p>Loading</p>{script}</body></html>"), SAYS)
    assert ([part.text for part in found.parts], found.source) == (TEXTS, BodySource.SCRIPT)


def test_text_in_scripts_that_does_not_go_with_the_headline_is_not_taken():
    data = json.dumps(
        {"body": [f"Wind turbines stood still all week, number {n}. " * 3 for n in range(9)]}
    )
    script = f'<script type="application/json">{data}</script>'
    assert body_of(f"<html><body><p>Loading</p>{script}</body></html>") == ["Loading"]


def test_a_teaser_in_json_ld_does_not_replace_the_text():
    assert body_of(make_page(), replace(SAYS, body=TEXTS[0])) == TEXTS


def test_lines_that_json_ld_does_not_have_are_dropped():
    page = make_page(after="<p>Helen Marsh has written of pools for ten years and swims daily.</p>")
    assert body_of(page, replace(SAYS, body="\n".join(TEXTS))) == TEXTS


def test_a_printed_standfirst_stays_where_json_ld_begins_behind_it():
    header = f"<p class='standfirst'>{LEAD}</p>"
    page = f"<article><h1>{TITLE}</h1>{header}<div class='text'>{TEXT}</div></article>"
    assert body_of(page, replace(SAYS, body="\n".join(TEXTS))) == [LEAD, *TEXTS]


def test_and_opens_a_longer_text_of_json_ld_once():
    header = f"<p class='standfirst'>{LEAD}</p>"
    page = f"<article><h1>{TITLE}</h1>{header}<div class='text'><p>{TEXTS[0]}</p></div></article>"
    assert body_of(page, replace(SAYS, body="\n".join(TEXTS))) == [LEAD, *TEXTS]
    assert body_of(page, replace(SAYS, body="\n".join([LEAD, *TEXTS]))) == [LEAD, *TEXTS]


def test_an_article_in_the_cell_of_a_list_is_no_list():
    page = f"<ul><li><h3>{TITLE}</h3>{TEXT}</li><li><a href='/2'>Library saved</a></li></ul>"
    found = find_body(parse_document(page), SAYS)
    assert [part.kind for part in found.parts] == [PartKind.PARAGRAPH] * 3


def test_the_text_under_the_declared_headline_is_read_not_that_under_the_name_of_a_section():
    titles = (Title("json-ld", TITLE), Title("h1", "Latest stories"), Title("og", TITLE))
    intro = "<section><h1>Latest stories</h1><p>We follow what we report, for years if needed.</p>"
    other = "".join(f"<p>Wind turbines stood still all week, number {n}.</p>" for n in range(40))
    page = (
        f"<main>{intro}</section><article><h2>{TITLE}</h2><div>{TEXT}</div></article>"
        f"<article><h2>Wind farms idle</h2><div>{other}</div></article></main>"
    )
    assert body_of(page, PageMetadata(titles=titles)) == TEXTS


def test_subheadings_of_the_first_rank_stay():
    titles = (*SAYS.titles, Title("h1", "Ten minutes"))
    inner = f"<p>{TEXTS[0]}</p><h1>Ten minutes</h1><p>{TEXTS[1]}</p><p>{TEXTS[2]}</p>"
    page = f"<article><h1>{TITLE}</h1>{inner}</article>"
    assert body_of(page, PageMetadata(titles=titles)) == [TEXTS[0], "Ten minutes", *TEXTS[1:]]


def test_a_doubtful_reading_is_checked(monkeypatch):
    other = tuple(Part(PartKind.PARAGRAPH, text) for text in TEXTS)
    monkeypatch.setattr(body_module, "ask_again", lambda markup: other)
    page = "<html><body><p>Cookies are needed for this site to work.</p></body></html>"
    found = find_body(parse_document(page), SAYS)
    assert (found.parts, found.source) == (other, BodySource.SECOND_OPINION)


def test_a_sure_reading_is_not(monkeypatch):
    monkeypatch.delattr(body_module, "ask_again")
    assert body_of(make_page()) == TEXTS


def test_how_much_of_its_own_account_is_in_a_text():
    assert title_fit(BODY, SAYS) > 0.5
    assert title_fit("Wind turbines stood still.", SAYS) == 0
    assert title_fit(BODY, PageMetadata()) == 0


def test_words_are_compared_without_their_endings():
    said = PageMetadata(titles=(Title("h1", "Городской совет закрывает приморский бассейн"),))
    text = "В городском совете решили закрыть бассейны у моря."
    assert title_fit(text, said) >= 0.5


def test_a_script_without_spaces_is_compared_by_pairs_of_signs():
    said = PageMetadata(titles=(Title("h1", "海辺の公営プールを閉鎖へ、町議会が可決"),))
    assert title_fit("町議会は火曜夜、公営プールの閉鎖を賛成多数で可決した。", said) >= 0.5
    assert title_fit("風力発電所は今週、ほとんど止まったままだった。", said) < 0.3


def test_lines_around_the_headline_that_name_a_year():
    page = make_page(before="<div class='date'>14 March 2026</div>")
    assert find_body(parse_document(page), SAYS).stamps == ("14 March 2026",)


def test_those_behind_it_come_first():
    page = make_page(before="<div class='date'>14 March 2026</div>").replace(
        "<article>", "<article><p>Today: 20 March 2026</p>"
    )
    stamps = find_body(parse_document(page), SAYS).stamps
    assert stamps == ("14 March 2026", "Today: 20 March 2026")


def test_a_year_before_the_web_is_no_stamp():
    page = make_page(before="<div class='date'>Since 14 March 1934</div>")
    assert find_body(parse_document(page), SAYS).stamps == ()


def test_text_in_scripts_with_vowel_signs_counts_as_text():
    hindi = "थॉर्नसी की परिषद ने मंगलवार रात को समुद्र तट के स्नानघर को बंद करने के लिए मतदान किया। " * 4
    page = f"<html><body><article><p>{hindi}</p><p>{hindi}अंत</p></article></body></html>"
    assert len(body_of(page)) == 2
