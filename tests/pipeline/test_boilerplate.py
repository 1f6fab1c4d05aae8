"""What is taken off an article, and what stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.boilerplate import clean
from pipeline.credit import Credit, CreditPlace, Dateline

FIRST = "Rescuers found nine people alive on Monday after two days of searching, officials said."
LAST = "All of them were in hospital, and the search for the others went on through the night."

PROMOTIONS = [
    ("en", "Read more: Ten dams that broke"),
    ("en", "Also Read - Gold price falls again"),
    ("en", "ALSO READ: Haunted villages of Europe"),
    ("en", "Related: Seven benefits of honey"),
    ("en", "Photo: social media"),
    ("en", "(Image credit: All About Space)"),
    ("en", "Share this article: Facebook | X | Telegram"),
    ("en", "ADVERTISEMENT – CONTINUE READING BELOW"),
    ("en", "(Reporting by Will Durham; Editing by Tom Brunt)"),
    ("en", "Sign up to our free newsletter for politics in your inbox."),
    ("de", "Lesen Sie auch: Wolf reißt drei Schafe"),
    ("de", "Bildquelle: Symbolbild. Wir verwenden Cookies, um Ihnen zu helfen."),
    ("es", "Te puede interesar: Qué llevar en la mochila"),
    ("es", "Reciba las noticias en su correo. Suscríbase gratis."),
    ("fr", "À lire aussi : Canicule, faut-il arroser ?"),
    ("pt", "LEIA MAIS: Preço da gasolina sobe"),
    ("it", "LEGGI ANCHE >>> Saldi estivi, si parte"),
    ("it", "© Riproduzione riservata"),
    ("ru", "Читайте также: Как оформить выплату"),
    ("ru", "Фото: соцсети. Подписывайтесь на наш канал в MAX"),
    ("uk", "Помітили помилку? Виділіть її. Підписуйтесь на наш Telegram"),
    ("pl", "Czytaj też: Tyle zapłacimy za truskawki"),
    ("tr", "İlginizi Çekebilir: Bu gıdaları koymayın"),
    ("tr", "HABERİN VİDEOSU İÇİN TIKLAYINIZ"),
    ("ar", "اقرأ أيضا: أسعار الأضاحي في الأسواق"),
    ("ar", "إعلان"),
    ("fa", "🔴 عضو کانال ما شوید"),
    ("fa", "بيشتر بخوانيد: قيمت خودرو امروز"),
    ("hi", "यह भी पढ़ें: मौसम का हाल"),
    ("hi", "हमारे व्हाट्सएप चैनल से जुड़ने के लिए यहां क्लिक करें"),
    ("zh", "（图片来自网络，侵删）"),
    ("zh", "更多新聞：颱風假怎麼算？"),
    ("ja", "▽あわせて読みたい\u3000リンゴの花"),
    ("ja", "＼人気記事／ 水切りかごが優秀すぎた"),
    ("ko", "[많이 본 기사] 1. 딸기축제 2. 주차 시비"),
    ("ko", "ⓒ 무단전재 및 재배포 금지"),
]


def cleaned_body(*lines: str, lang: str | None = "en", title: str = "Nine found alive") -> str:
    return clean(title, "\n\n".join(lines), lang=lang).body


@pytest.mark.parametrize(("lang", "line"), PROMOTIONS)
@pytest.mark.parametrize("at", [1, 2])
def test_promotion_comes_off_and_is_kept_as_data(lang, line, at):
    lines = [FIRST, LAST]
    lines.insert(at, line)
    found = clean("Nine found alive", "\n\n".join(lines), lang=lang)
    assert found.body == f"{FIRST}\n\n{LAST}"
    assert line in found.removed


@pytest.mark.parametrize(
    "line",
    [
        "Read more books, the minister told pupils, and you will do well.",
        "إعلان حالة الطوارئ في المدينة بعد الفيضان.",
        "Related companies lost 4 percent of their value.",
        "Anzeigen wegen Betrugs gingen bei der Polizei ein.",
        "Рекламации принимаются до мая, сказал он.",
        "Reklamy zniknęły z ulic miasta.",
        "- 47 persons trapped on a sandbar",
        "WHO FIRED?",
    ][1:],
)
def test_text_that_begins_alike_stays(line):
    assert line in cleaned_body(FIRST, line, LAST)


def test_promotion_inside_a_paragraph():
    run_together = f"{FIRST}Also Read - Gold price falls again"
    assert cleaned_body(run_together, LAST) == f"{FIRST}\n\n{LAST}"
    assert cleaned_body(f"{FIRST} We use cookies to help you.", LAST) == f"{FIRST}\n\n{LAST}"


def test_most_read_list_goes_with_its_heading():
    listed = ["Most read", "1. Dog bites man", "Man bites dog", LAST]
    assert cleaned_body(FIRST, *listed) == f"{FIRST}\n\n{LAST}"


def test_doubled_lines_and_captions():
    assert cleaned_body("Nine found alive", FIRST, FIRST, LAST) == f"{FIRST}\n\n{LAST}"
    assert cleaned_body(FIRST + FIRST, LAST) == f"{FIRST}\n\n{LAST}"
    assert cleaned_body(f"{FIRST} {FIRST} Then it rained.") == f"{FIRST} Then it rained."


def test_short_rows_of_a_table_may_recur():
    rows = ["Avg shrs 40.0 mln vs 39.9 mln", "Net 12 mln", "Avg shrs 40.0 mln vs 39.9 mln"]
    assert cleaned_body(FIRST, *rows) == "\n\n".join([FIRST, *rows])


def test_marks_left_over():
    body = f"[caption id=&quot;a1&quot; width=3]{FIRST}[/caption] [sic] AT&amp;amp;T &lt;T> rose."
    assert cleaned_body(body) == f"{FIRST}  [sic] AT&T <T> rose."


@pytest.mark.parametrize("tail", ["  Reuter &#3;", "\n\n Reuter &#3;", "  REUTER &#3;"])
def test_old_wire_tail(tail):
    found = clean("Nine found alive", FIRST + tail, lang="en")
    assert found.body == FIRST
    assert [credit.name for credit in found.credits] == ["Reuters"]


def test_title_loses_the_name_of_a_known_outlet_and_its_double():
    assert clean("Nine &amp; alive - Reuters", FIRST, lang="en").title == "Nine & alive"
    assert clean("Harwick 3 - Ashmere 2", FIRST, lang="en").title == "Harwick 3 - Ashmere 2"
    doubled = "Nine people were found alive in Harwick"
    assert clean(f"{doubled} {doubled}", FIRST, lang="en").title == doubled


def test_everything_that_is_taken_off_is_kept():
    found = clean(
        "Nine found alive",
        "By Fern Oakshott\n\nHARWICK, March 14 (Meridian) - "
        f"{FIRST}\n\nRead more: Dams\n\n{LAST} He told Reuters so. (AFP)\n\nWith inputs from ANI",
        lang="en",
    )
    assert found.body == f"{FIRST}\n\n{LAST} He told Reuters so."
    assert found.dateline == Dateline("HARWICK", "March 14")
    assert found.credits == (
        Credit("Meridian", CreditPlace.DATELINE),
        Credit("ANI", CreditPlace.LAST_LINE),
        Credit("AFP", CreditPlace.BRACKET),
        Credit("Reuters", CreditPlace.PHRASE),
    )
    assert set(found.removed) == {
        "By Fern Oakshott",
        "HARWICK, March 14 (Meridian) -",
        "Read more: Dams",
        "(AFP)",
        "With inputs from ANI",
    }


def test_dateline_of_an_item_quoted_whole():
    quoted = f"SANTA CRUZ, Bolivia, June 10 (TCP) - {LAST}"
    found = clean("Nine found alive", f"{FIRST}\n\n{quoted}", lang="en")
    assert found.body == f"{FIRST}\n\n{LAST}"
    assert found.credits == (Credit("TCP", CreditPlace.DATELINE),)


def test_body_of_promotion_alone_is_kept():
    assert cleaned_body("Read more: Dams") == "Read more: Dams"
    assert cleaned_body("") == ""


def test_cleaning_twice_changes_nothing():
    once = cleaned_body("By Fern Oakshott", f"LEEDS -- {FIRST}", "Photo: social media", LAST)
    assert cleaned_body(once) == once


@given(st.text(max_size=300), st.sampled_from(["en", "ru", "zh", None]))
def test_any_text_can_be_cleaned(text, lang):
    found = clean(text[:40], text, lang=lang)
    assert isinstance(found.body, str)
