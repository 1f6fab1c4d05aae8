import pytest

from crawlers.extract import markup
from crawlers.extract.markup import NotMarkup, decode, parse_document

WORDS = "Crónica: el cerro avisó, señaló Muñoz"


@pytest.mark.parametrize(
    ("page", "content_type"),
    [
        pytest.param(WORDS.encode(), None, id="utf-8"),
        pytest.param(WORDS.encode(), "text/html; charset=iso-8859-1", id="wrong-header"),
        pytest.param(b'<meta charset="latin1">' + WORDS.encode(), None, id="wrong-meta"),
        pytest.param(WORDS.encode("cp1252"), "text/html; charset=windows-1252", id="header"),
        pytest.param(b'<meta charset="cp1252">' + WORDS.encode("cp1252"), None, id="meta"),
        pytest.param(WORDS.encode("cp1252"), None, id="undeclared"),
        pytest.param(WORDS.encode("cp1252"), "text/html; charset=klingon", id="unknown-charset"),
        pytest.param(WORDS.encode("utf-16"), None, id="utf-16"),
    ],
)
def test_bytes_become_the_text_that_was_meant(page, content_type):
    assert decode(page, content_type).endswith(WORDS)


def test_an_escaped_charset_is_read_as_declared():
    page = '<meta charset="iso-2022-jp">東京'.encode("iso-2022-jp")
    assert decode(page).endswith("東京")


def test_characters_that_break_parsers_are_dropped():
    assert decode("a\x00b\x0bc\ud800d\ufffee\n") == "abcde\n"


@pytest.mark.parametrize(
    ("charset", "words"),
    [
        (
            "shift_jis",
            "海辺のプールを閉鎖する案を市議会が可決した。冬の間ずっと続いた運動は終わる。",
        ),
        ("euc-kr", "시의회는 화요일 밤 해변 수영장을 폐쇄하기로 했다. 반대 운동은 이로써 끝났다."),
        ("gb18030", "索恩西市议会周二晚间决定关闭海滨浴场，持续了整个冬天的保留运动就此结束。"),
        ("windows-1251", "Городской совет решил закрыть бассейн, положив конец кампании."),
    ],
)
def test_an_undeclared_charset_is_told_from_the_words(charset, words):
    page = f"<html><body><script>var a;</script><p>{words * 3}</p></body></html>"
    assert words in decode(page.encode(charset))


@pytest.mark.parametrize(
    ("lang", "charset", "words"),
    [
        ("pl-PL", "windows-1250", "Sztorm zamknął port, a dach targu rybnego zerwał się i spadł."),
        ("cs", "windows-1250", "Bouře uzavřela přístav a střecha rybího trhu uletěla."),
        ("tr", "windows-1254", "Fırtına limanı kapattı, balık pazarının çatısı uçtu."),
        ("lt", "windows-1257", "Audra uždarė uostą, žuvų turgaus stogas nuskrido į jūrą."),
        ("de", "windows-1252", "Der Sturm schloss den Hafen – „alle Fähren“ blieben zurück."),
        ("ru", "windows-1251", "Буря закрыла гавань, и крышу рыбного рынка сорвало."),
    ],
)
@pytest.mark.parametrize("content_type", [None, "text/html; charset=utf-8"])
def test_where_no_true_charset_is_declared_the_language_tells(lang, charset, words, content_type):
    page = f'<!DOCTYPE html><html dir="ltr" lang="{lang}"><body><p>{words}</p></body></html>'
    assert words in decode(page.encode(charset), content_type)
    said = page.replace("<body>", f"<meta charset={charset}><body>").replace(lang, "tr", 1)
    assert words in decode(said.encode(charset), content_type)


@pytest.mark.parametrize("text", ["", "  ", "no markup at all"])
def test_nothing_to_parse_is_named(text):
    with pytest.raises(NotMarkup, match="no markup"):
        parse_document(text)


def test_far_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(markup, "MAX_CHARACTERS", 100)
    with pytest.raises(NotMarkup, match="no article"):
        parse_document("<p>" + "x" * 100)


@pytest.mark.parametrize("page", ["<div>" * 9_000, "<section><p>" * 9_000 + "</section>" * 9_000])
def test_what_nests_without_end_is_refused(page):
    with pytest.raises(NotMarkup, match="9,000 deep"):
        parse_document(page)


@pytest.mark.parametrize("page", ["<p>line" * 9_000, "<div><p>line</p></div>" * 9_000])
def test_what_is_only_long_is_parsed(page):
    assert len(parse_document(page).css("p")) == 9_000
