"""Tests of pipeline.facts."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.facts import LEAD_WORDS, Facts, extract_facts, look_up
from pipeline.lexicon import LANGUAGES
from pipeline.names import skeleton
from tests.pipeline.factories import NOON

MONDAY = NOON  # 2 March 2026


def facts(body: str, lang: str = "en", title: str = "", published_at=MONDAY) -> Facts:
    return extract_facts(title, body, lang=lang, published_at=published_at)


def names(body: str, lang: str = "en", title: str = "") -> set[str]:
    return set(facts(body, lang, title).whole.exact_names)


def numbers(body: str, lang: str = "en") -> set[float]:
    return set(facts(body, lang).whole.numbers)


# --- Numbers ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "text", "found"),
    [
        ("en", "forty two men, nine thousand sheep", {42, 9000}),
        ("en", "forty-two men", {42}),
        ("en", "1,432 men and 2.5 million, 3bn", {1432, 2500000, 3000000000}),
        ("en", "5 lakh and 3 crore, Rs 1,50,000", {500000, 30000000, 150000}),
        ("en", "at 10:30 they lost 3:2", set()),
        ("en", "in 1987 200 men", {1987}),
        ("de", "4,1 Mrd. Euro, einundzwanzig Tote", {4100000000, 21}),
        ("de", "1.432 Tote", {1432}),
        ("fr", "2,5 millions et 12 000 morts", {2500000, 12000}),
        ("es", "treinta y cinco muertos, dos mil heridos", {35, 2000}),
        ("pt", "trinta e cinco mortos e 3 milhões", {35, 3000000}),
        ("it", "quaranta due morti, 3 miliardi", {42, 3000000000}),
        ("pl", "2,5 tys. osób, dwadzieścia osób", {2500, 20}),
        ("ru", "2,5 тыс. рублей и 3 млрд, сорок два человека", {2500, 3000000000, 42}),
        ("uk", "п’ять осіб, 2 млн", {5, 2000000}),
        ("tr", "kırk iki kişi, 5 bin", {42, 5000}),
        ("ar", "٣ ملايين", {3000000}),
        ("fa", "۳٫۵ میلیون", {3500000}),
        ("hi", "5 लाख, दस", {500000, 10}),
        ("ko", "5억3천만 원", {530000000}),
        ("ko", "3만5000명", {35000}),
        ("ja", "1億2000万円", {120000000}),
        ("zh", "2.5亿元", {250000000}),
    ],
)
def test_numbers(lang, text, found):
    assert numbers(text, lang) == found


def test_a_number_counts_the_word_after_it():
    counted = facts("Some 42 houses burned. In 1987. Houses stood.").whole.counted
    assert counted == {look_up("houses", "en").key: {42.0}}


# --- Days -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "on March 4"),
        ("en", "on 4 March"),
        ("en", "on March 4th, 2026"),
        ("en", "on the 4th of March"),
        ("de", "am 4. März 2026"),
        ("fr", "le 4 mars"),
        ("es", "el 4 de marzo de 2026"),
        ("pt", "em 4 de março"),
        ("it", "il 4 marzo"),
        ("pl", "4 marca"),
        ("ru", "4 марта"),
        ("uk", "4 березня"),
        ("tr", "4 Mart"),
        ("ar", "٤ مارس"),
        ("fa", "۴ مارس"),
        ("hi", "४ मार्च"),
        ("zh", "3月4日"),
        ("ja", "3月4日に"),
        ("ko", "3월 4일"),
    ],
)
def test_days_of_all_languages(lang, text):
    found = facts(text, lang)
    assert found.days == {(3, 4)}
    assert 4 not in found.whole.numbers


@pytest.mark.parametrize(
    "text", ["in March 3.5 pct", "on 45 March", "he may 3 times", "page 3. May"]
)
def test_what_is_no_day(text):
    assert facts(text).days == ({(5, 3)} if "may" in text else frozenset())


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "on Friday"),
        ("de", "am Freitag"),
        ("fr", "vendredi"),
        ("es", "el viernes"),
        ("it", "venerdì"),
        ("pl", "w piątek"),
        ("ru", "в пятницу"),
        ("uk", "у п’ятницю"),
        ("uk", "п'ятниця"),
        ("tr", "cuma günü"),
        ("ar", "يوم الجمعة"),
        ("fa", "روز جمعه"),
        ("hi", "शुक्रवार को"),
    ],
)
def test_a_weekday_is_the_last_before_publication(lang, text):
    assert facts(text, lang).weekdays == {(2, 27)}


def test_weekdays():
    assert facts("on Monday").weekdays == {(3, 2)}
    assert facts("on Monday", published_at=None).weekdays == frozenset()


@pytest.mark.parametrize(
    ("text", "day"), [("سه‌شنبه", (2, 24)), ("چهارشنبه", (2, 25)), ("پنج‌شنبه", (2, 26))]
)
def test_persian_weekdays_with_and_without_joiner(text, day):
    assert facts(text, "fa").weekdays == {day}


# --- Names ------------------------------------------------------------------------------------


def test_one_man_in_three_spellings_has_one_key():
    keys = [
        set(facts(f"{text} …", lang).whole.names)
        for lang, text in (
            ("ru", "Ярамир Темирханов"),
            ("en", "Yaramyr Temirkhanov"),
            ("en", "Yaromir Temirkanov"),
        )
    ]
    assert keys == [{skeleton("yaramir"), skeleton("temirkhanov")}] * 3


def test_a_common_word_is_a_name_inside_a_sentence_only():
    assert "stone" in names("The actor Stone left. Stone came back.")
    assert "stone" not in names("Stone was thrown.")


def test_a_rare_word_with_a_capital_is_a_name_at_the_start_too():
    assert names("Temirkhanov left.") == {"temirkhanov"}


def test_a_headline_has_the_names_of_its_body():
    title = facts("The actor Stone left.", title="Stone Thrown At Window").title
    assert set(title.exact_names) == {"stone"}


def test_a_shouted_headline_names_only_what_is_rare():
    title = facts("It was so.", title="COCOA EXPORTER TEMIRKHANOV ARRESTED").title
    assert set(title.exact_names) == {"temirkhanov"}


def test_german_nouns_and_compounds_are_no_names():
    text = "Der Regierungssprecher und die Hafenbehörde warnten Wagenknechtowitsch vor Überflutung."
    assert names(text, "de") == {"wagenknechtowitsch"}


@pytest.mark.parametrize(
    ("lang", "text", "name"),
    [
        ("en", "with Temirkhanov's men", "temirkhanov"),
        ("fr", "l’avocat d’Erignac", "erignac"),
        ("it", "il sindaco dell’Aquilani", "aquilani"),
    ],
)
def test_possessives_and_elisions_fall_off(lang, text, name):
    assert name in names(text, lang)


def test_contractions_are_no_names():
    assert names("I think We've seen. He said They'll go") == set()


@pytest.mark.parametrize(
    ("lang", "text", "name"),
    [
        ("ar", "قال تيمرخانوف", "tymrkhnwf"),
        ("fa", "تیمورخانوف گفت", "tymwrkhnwf"),
        ("hi", "तेमिरखानोव ने कहा", "temirkhanov"),
        ("ja", "テミルハノフは", "temiruhanofu"),
        ("ko", "테미르하노프는", "temileuhanopeu"),
    ],
)
def test_rare_words_are_names_where_there_are_no_capitals(lang, text, name):
    found = facts(text, lang)
    assert found.caseless
    assert name in found.whole.exact_names


# --- Quotations, parts, words -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", 'He said "we shall never leave".'),
        ("en", "He said “we shall never leave”."),
        ("de", "Er sagte „wir gehen niemals fort“."),
        ("fr", "Il dit « nous ne partirons jamais »."),
        ("ja", "彼は「決議案撤回拒否」と述べた"),
        ("zh", "他说“我们决不离开”。"),
    ],
)
def test_quotations(lang, text):
    (quotation,) = facts(text, lang).quotations
    assert len(quotation) >= 4


def test_a_short_quotation_is_none():
    assert facts('He said "no way" twice.').quotations == ()


def test_the_lead_is_the_headline_and_the_first_words():
    body = "Temirkhanov left. " + "It was so. " * LEAD_WORDS + "Sarvarov came with 1,432 men."
    found = facts(body, title="Kazmirov Wins")
    assert set(found.lead.exact_names) == {"temirkhanov", "kazmirov"}
    assert set(found.whole.exact_names) == {"temirkhanov", "kazmirov", "sarvarov"}
    assert set(found.title.exact_names) == {"kazmirov"}
    assert found.lead.numbers == {}


def test_words_are_those_of_the_body_in_order():
    assert facts("We've 3 ships.", title="Other").words == ("weve", "3", "ships")


def test_spellings_of_one_key_keep_the_greatest_weight():
    one, both = facts("destroyer"), facts("destroy destroyer destroyed")
    (key,) = one.whole.words
    assert both.whole.words[key] >= one.whole.words[key]


# --- Any text ---------------------------------------------------------------------------------

SCRIPTS = "aZéßıŞЯёїק東京カなこ한억만नि़าตี٣۳ةُ‌'’ʼ\"“”«»「」.。!؟,:\n 0123456789-%"


@given(
    st.one_of(st.text(max_size=80), st.text(alphabet=SCRIPTS, max_size=80)),
    st.sampled_from([*sorted(LANGUAGES), "und", "th"]),
)
def test_no_text_raises(text, lang):
    found = facts(text, lang, title=text[:20])
    for part in (found.title, found.lead):
        assert part.words.keys() <= found.whole.words.keys()
        assert part.names.keys() <= found.whole.names.keys()
        assert part.numbers.keys() <= found.whole.numbers.keys()
    assert found == facts(text, lang, title=text[:20])


@given(st.text(alphabet=string.ascii_letters + " .", max_size=80))
def test_every_word_is_kept(text):
    assert facts(text).words == tuple(text.lower().replace(".", " ").split())
