import pytest

from crawlers.extract.lines import clean_lines, credit_line, leads_elsewhere
from crawlers.extract.titles import letters_of
from tests.extract.pages import PARAGRAPHS, TITLE

TEXT = list(PARAGRAPHS)


def clean(lines: list[str]) -> list[str]:
    return [lines[n] for n in clean_lines(lines, {letters_of(TITLE)}, ["Helen Marsh"])]


def test_the_repeated_headline_is_dropped_however_it_is_spelt():
    assert clean([TITLE.upper(), f"‘{TITLE}’", *TEXT]) == TEXT


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
        "Passer la publicité",
        "Lea también: Cierran la piscina",
        "Lire aussi : La piscine ferme",
        "Leia mais: Piscina fecha",
        "Leggi anche: La piscina chiude",
        "LÄS OCKSÅ: Badet stänger",
        "CZYTAJ TEŻ: Kąpielisko zamknięte",
        "Читайте также: Бассейн закроют",
        "اقرأ أيضا: إغلاق الحمامات",
        "関連記事：プール閉鎖へ",
        "相关阅读：浴场将关闭",
        "관련기사 수영장 폐쇄",
        "Empfohlener redaktioneller Inhalt",
        "To view this content, allow cookies of the platform.",
    ],
)
def test_what_leads_elsewhere_is_dropped_wherever_it_stands(line):
    assert leads_elsewhere(line)
    assert clean([TEXT[0], line, *TEXT[1:]]) == TEXT


@pytest.mark.parametrize(
    "line",
    [
        "Related companies paid the mayor's travel, the auditors found.",
        "Comments by the mayor had angered the swimmers before the vote.",
        "Following the vote the meeting was suspended for ten minutes.",
        "Read more slowly, the report says something else.",
        "Sources close to the mayor denied the claim.",
        "Mehr als die Hälfte der Mitglieder stimmte dagegen.",
        "Video shows the mayor leaving the hall.",
    ],
)
def test_a_sentence_that_begins_alike_stays(line):
    assert clean([*TEXT, line]) == [*TEXT, line]


def test_a_long_paragraph_is_never_furniture():
    line = "Read more: " + "the report runs to ninety pages and says little that is new, " * 5
    assert clean([*TEXT, line]) == [*TEXT, line]


@pytest.mark.parametrize(
    "line",
    [
        "By Helen Marsh",
        "Helen Marsh",
        "Published: 12 May 2026",
        "Stand: 14.03.2026 18:05 Uhr",
        "3 min read",
    ],
)
def test_byline_and_stamp_go_from_the_top_only(line):
    assert clean([line, *TEXT]) == TEXT
    assert clean([*TEXT, line, TEXT[0] + " Again."])[-2] == line


@pytest.mark.parametrize(
    "line",
    [
        "Tom Ackroyd contributed to this report.",
        "Source: Harbour Wire",
        "helen.marsh@harbourpost.example",
        "Write to Helen Marsh at helen@harbourpost.example",
        "© 2026 Harbour Post",
        "Copyright by Harbour Post",
    ],
)
def test_closing_lines_go_from_the_end_only(line):
    assert clean([*TEXT, line]) == TEXT
    assert clean([TEXT[0], line, *TEXT[1:]]) == [TEXT[0], line, *TEXT[1:]]


def test_a_line_that_stands_in_for_something_else_is_no_text():
    line = "Your consent is needed to show this post here"
    assert clean([TEXT[0], line, TEXT[1], line, TEXT[2], line]) == TEXT
    assert clean([TEXT[0], line, *TEXT[1:]]) == [TEXT[0], line, *TEXT[1:]]


def test_a_last_line_that_names_an_address_in_a_sentence_stays():
    line = (
        "料金は市の案内（www.baths.example）で確認し、窓口か電話で予約してほしいと市は話している。"
    )
    assert clean([*TEXT, line]) == [*TEXT, line]


@pytest.mark.parametrize(
    "line",
    [
        "Stand: 14.03.2026 10:22 Uhr",
        "Mis à jour le 14 mars 2026",
        "Güncellenme: 14 Mart 2026",
        "Riproduzione riservata",
        "Źródło: PAP",
        "（责任编辑：张三）",
        "무단전재 및 재배포 금지",
        "Leave a comment",
    ],
)
def test_how_a_page_closes_goes_from_the_end_alone(line):
    assert clean([*TEXT, line]) == TEXT
    assert line in clean([*TEXT[:1], line, *TEXT[1:], *TEXT])


@pytest.mark.parametrize(
    "line",
    [
        "Published in 2019, the report had found no fault with the pool.",
        "Stand der Dinge ist, dass niemand zahlt.",
        "Updated lists were read out to the gallery",
        "Copyright law does not protect titles, the court said.",
    ],
)
def test_a_last_sentence_that_begins_like_a_closing_line_stays(line):
    assert clean([*TEXT, line]) == [*TEXT, line]


def test_figures_may_come_again():
    line = "Portions: 1 green, 1 red, 1 yellow and one spoon of oil"
    assert clean([line, *TEXT, line, line]).count(line) == 3


def test_a_rule_between_sections_stays():
    assert clean([TEXT[0], "___", *TEXT[1:]]) == [TEXT[0], "___", *TEXT[1:]]


def test_the_credit_of_a_closing_line():
    assert credit_line([*TEXT, "Quelle: dpa"]) == "dpa"
    assert credit_line([*TEXT, "Źródło: PAP"]) == "PAP"
    assert credit_line([*TEXT, "来源：新华社"]) == "Xinhua"
    assert credit_line(["Source: Harbour Wire", *TEXT, *TEXT]) is None


@pytest.mark.parametrize(
    "line",
    [
        "Helen Marsh is a reporter for the Harbour Post.",
        "Helen Marsh covers councils, and writes a letter on baths.",
        "Helen Marsh ist Redakteurin und schreibt über Bäder.",
    ],
)
def test_what_the_author_does_for_a_living_goes_from_the_end_alone(line):
    assert clean([*TEXT, line]) == TEXT
    assert line in clean([*TEXT[:1], line, *TEXT[1:], *TEXT])


def test_an_author_in_the_news_stays():
    line = "Helen Marsh was among those who swam."
    assert clean([*TEXT, line]) == [*TEXT, line]
