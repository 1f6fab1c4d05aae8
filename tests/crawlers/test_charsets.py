"""Bytes whose charset is declared wrongly, or not at all."""

import time

import pytest

from crawlers.charsets import known_charset, to_text, wide_charset

RUSSIAN = "В понедельник портовое управление сообщило, что шторм застал город врасплох. " * 3
GREEK = "Η λιμενική αρχή ανακοίνωσε τη Δευτέρα ότι η καταιγίδα αιφνιδίασε την πόλη. " * 3
POLISH = "Urząd portowy poinformował w poniedziałek, że sztorm zaskoczył miasto. " * 3
CHINESE = "港务局周一表示，风暴让全市措手不及，但无人受伤。市长承诺提交完整报告。" * 3
JAPANESE = "港湾局は月曜日、嵐は町を驚かせたが、けが人はなかったと発表した。" * 3
KOREAN = "항만청은 월요일 폭풍이 도시를 놀라게 했지만 부상자는 없었다고 밝혔다." * 3
GERMAN = "Die Behörde erklärte, dass der Sturm die Stadt überrascht habe: „schön“. " * 3


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (GREEK, "cp1253"),
        (POLISH, "iso8859-2"),
        (CHINESE, "gb18030"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (KOREAN, "euc_kr"),
        (GERMAN, "cp1252"),
    ],
)
@pytest.mark.parametrize("declared", ["utf-8", "klingon", None])
def test_a_false_declaration_is_found_out(text: str, charset: str, declared: str | None) -> None:
    page = f"<html><head><script>{'x = 1;' * 9_000}</script></head><p>{text}</p>"
    assert to_text(page.encode(charset), [declared]) == (page, 0)


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        pytest.param("Шторм".encode(), ["cp1251"], "Шторм", id="utf-8-said-to-be-another"),
        pytest.param("Шторм".encode("koi8-r"), ["koi8-r"], "Шторм", id="short-and-true"),
        pytest.param("Шторм".encode("cp1251"), ["hex", "cp1251"], "Шторм", id="no-charset-first"),
        pytest.param(b"caf\xe9 noir", [None], "café noir", id="too-short-to-tell"),
        pytest.param("東京".encode("iso2022_jp"), ["iso-2022-jp"], "東京", id="escaped"),
        pytest.param(b"plain", ["utf-16"], "plain", id="ascii-said-to-be-wide"),
    ],
)
def test_what_is_declared_counts_where_it_can_be_true(
    data: bytes, declared: list[str | None], text: str
) -> None:
    assert to_text(data, declared) == (text, 0)


def test_a_broken_byte_among_good_ones_changes_nothing() -> None:
    found, lost = to_text(RUSSIAN.encode() + b"\xff" + RUSSIAN.encode(), ["cp1251"])
    assert (found.replace("\ufffd", ""), lost) == (RUSSIAN * 2, 1)


@pytest.mark.parametrize(
    "label",
    ["hex", "zlib", "rot13", "punycode", "idna", "undefined", "unicode_escape", "klingon", "", "ä"],
)
def test_what_is_no_charset_of_pages_is_not_known(label: str) -> None:
    assert known_charset(label) is None
    assert to_text(b"caf\xe9 noir", [label]) == ("café noir", 0)


def test_labels_mean_what_browsers_take_them_for() -> None:
    assert known_charset("latin1") == "cp1252"
    assert known_charset("GB2312") == "gb18030"
    assert known_charset("UTF8") == "utf-8"


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_characters_without_a_mark_are_told(charset: str) -> None:
    assert wide_charset(f"<html><p>{RUSSIAN}".encode(charset)) == charset
    assert wide_charset(b"<html>" + b"a" * 500 + b"\0\0\0") is None
    assert wide_charset(b"") is None


def test_noise_takes_no_time() -> None:
    started = time.monotonic()
    to_text(bytes(range(256)) * 30_000, ["utf-8"])
    assert time.monotonic() - started < 3
