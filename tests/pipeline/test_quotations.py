"""Tests of pipeline.quotations."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.lexicon import LANGUAGES
from pipeline.quotations import Quotation, find_quotations, match_quotations


def speakers(text: str, lang: str = "en") -> list[str | None]:
    return [q.speaker and q.speaker.phrase for q in find_quotations(text, lang)]


# Who speaks, and in which words a newsroom of each language says so.
TOLD = [
    ("en", "Mayor Ada Holm", '"The bridge will stay closed all winter," said Mayor Ada Holm.'),
    ("en", "Holm", '"The bridge will stay closed," Holm told the Harbour Post on Monday.'),
    ("en", "Ada Holm", 'Ada Holm, who leads the council, said: "The bridge will stay closed."'),
    ("en", "a fisherman", '"Nobody has ever asked us about it," a fisherman said.'),
    ("en", "Ada Holm", 'According to Ada Holm, "the bridge will stay closed all winter".'),
    ("en", "Irina", '"He was always a polite boy," Irina, who lives upstairs, recalled.'),
    ("en", "Dr. Ada M. Holm", '"It is safe to drink again," said Dr. Ada M. Holm of the board.'),
    ("de", "Bürgermeisterin Ada Holm", "„Die Brücke bleibt zu“, sagte Bürgermeisterin Ada Holm."),
    ("de", "Rüdt", "«Das war ein schwerer Tag», so Rüdt."),
    ("de", "Ehlermann", "Laut Ehlermann noch offen: „Wir fangen im Herbst an.“"),
    ("fr", "le préfet, Alain Desroz", "« Le pont reste fermé », a dit le préfet, Alain Desroz."),
    ("fr", "Alain Desroz", "Pour Alain Desroz, « le pont restera fermé tout l'hiver »."),
    ("es", "la alcaldesa, Ana Lozano", '"El puente sigue cerrado", dijo la alcaldesa, Ana Lozano.'),
    ("es", "Ana Lozano", '"Mi hijo nos avisó ayer", afirmó a la prensa Ana Lozano.'),
    ("it", "sindaco Ermete Rossi", '"Il ponte resta chiuso", ha detto il sindaco Ermete Rossi.'),
    ("it", "Ermete Rossi", 'Ermete Rossi ha riferito: «Il ponte resta chiuso tutto l\'inverno».'),
    ("pt", "o prefeito, João Quadros", '"A ponte segue fechada", disse o prefeito, João Quadros.'),
    ("ru", "мэр Олег Прилуцкий", "«Мост закрыт на зиму», — сказал мэр Олег Прилуцкий."),
    ("ru", "Вадим Шестов", "Глава области Вадим Шестов назвал это «атакой на мирный город»."),
    ("ru", "собеседник агентства", '"Мост закрыт на зиму", - сказал собеседник агентства.'),
    ("uk", "Кременюк", "«Міст закрито на зиму», — написав Кременюк."),
    ("pl", "prezes Ewa Sielska", '"Most jest zamknięty na zimę" - powiedziała prezes Ewa Sielska.'),
    ("pl", "sędzia Jan Lis", '"Most jest zamknięty na zimę" - mówił w sądzie sędzia Jan Lis.'),
    ("tr", "Vali Melih Anadollu", 'Vali Melih Anadollu, "Köprü bütün kış kapalı" diye konuştu.'),
    ("tr", "Aksoydan", '"Her taş bir gün sahibini bulur" diyen Aksoydan sustu.'),
    ("ar", "الخبير نواف الشرعة", 'ويرى الخبير نواف الشرعة أن "الجسر سيبقى مغلقا كله".'),
    ("ar", "رابح بوشناقة، الناطق", '"وجدنا الركاب عالقين هناك"، يروي رابح بوشناقة، الناطق.'),
    ("fa", "بهروز تاجدینی، مدیرکل", "بهروز تاجدینی، مدیرکل، گفت: «این حادثه فوتی نداشت.»"),
    ("hi", "दुल्हन", 'दुल्हन ने पत्रकारों से कहा, "फेरे तो होने ही थे, बारिश हो या धूप।"'),
    ("hi", "एसपी रामधनी", 'एसपी रामधनी बोले, "पुल अब सर्दी भर बंद रहेगा।"'),
    ("zh", "湖南游客欧阳菱", "“无人机飞过来的时候，大家都哭了。”湖南游客欧阳菱说。"),
    ("zh", "董事长仲孙衡", "董事长仲孙衡在仪式上说：“股价一天说明不了一款药。”"),
    ("ja", "柘植原一成市長", "柘植原一成市長は「市にとって最強の予報官だ」と話した。"),
    ("ko", "천무겸 경찰서장", '천무겸 경찰서장은 "출항이 통제됐어야 하는 상황인지 본다"고 말했다.'),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "who", "text"), TOLD, ids=[f"{t[0]}-{t[1]}" for t in TOLD])
def test_who_speaks_is_told_beside_the_verb(lang, who, text):
    assert speakers(text, lang) == [who]


def test_every_language_is_tried():
    assert {lang for lang, _, _ in TOLD} == LANGUAGES


def test_offsets_are_those_of_the_words_and_of_the_name():
    text = "Rain.\n\n« Le pont reste fermé », a dit le préfet, Alain Desroz."
    (quotation,) = find_quotations(text, "fr")
    assert text[quotation.start : quotation.end] == quotation.text == "Le pont reste fermé"
    speaker = quotation.speaker
    assert text[speaker.start : speaker.end] == speaker.phrase
    assert speaker.names == ("Alain", "Desroz")


@pytest.mark.parametrize(
    "quoted",
    ['"{}"', "“{}”", "„{}“", "„{}”", "«{}»", "« {} »", "»{}«", "‘{}’", "'{}'", "”{}”"],
)
def test_the_marks_of_many_languages(quoted):
    words = "Nobody's job is lost over this"
    text = f"It's late. {quoted.format(words)}, said Ada Holm."
    assert [q.text for q in find_quotations(text, "en")] == [words]


@pytest.mark.parametrize(
    "text",
    [
        'They call it "the quiet coast" here.',
        "委託先の「港情報」が入力した。",
        "It's late, isn't it?",
    ],
)
def test_a_few_words_are_no_quotation(text):
    assert find_quotations(text, "en") == []


def test_a_term_in_quotation_marks_has_no_speaker():
    assert speakers("委託先の「ミナト情報システム」の担当者が入力した。", "ja") == [None]
    assert speakers('The prize "For Merit to the Whole Region" was taken away.') == [None]


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ('Mayor Ada Holm spoke at noon.\n\n"The bridge will stay closed," she said.', "en"),
        ('La alcaldesa Ana Lozano llegó tarde.\n\n"El puente sigue cerrado", ha dicho.', "es"),
        ("Le maire Alain Desroz est venu. « Le pont reste fermé », a-t-il dit.", "fr"),
        ("Губернатор Олег Прилуцкий приехал. «Мост закрыт на зиму», — сказал он.", "ru"),
    ],
)
def test_a_pronoun_is_the_one_person_named_before(text, lang):
    (who,) = speakers(text, lang)
    assert who is not None
    assert who.split()[-1] in ("Holm", "Lozano", "Desroz", "Прилуцкий")


@pytest.mark.parametrize(
    "text",
    [
        'Mayor Ada Holm met Captain Jon Rask.\n\n"The bridge will stay closed," she said.',
        'Mayor Ada Holm left.\n\nLater Tom Grey came in.\n\n"The bridge stays closed," he said.',
        '"The bridge will stay closed all winter," she said.',
        'Mayor Ada Holm left.\n\nIt rained.\n\nIt rained.\n\n"The bridge stays closed," she said.',
    ],
    ids=["two persons", "somebody else since", "nobody", "long ago"],
)
def test_a_pronoun_that_may_be_several_or_none_is_left_open(text):
    assert speakers(text) == [None]


def test_who_goes_on_speaking_need_not_be_told_again():
    text = '"The bridge stays closed," said Ada Holm. "We know that it hurts." A storm is coming.'
    assert speakers(text) == ["Ada Holm", "Ada Holm"]


def test_a_sentence_between_breaks_off():
    text = (
        '"The bridge stays closed," said Ada Holm. The sign reads "closed until the ice is gone".'
    )
    assert speakers(text + ' A poster has "open it again before spring".')[-1] is None


def test_the_next_paragraph_is_somebody_else():
    text = '"The bridge stays closed," said Ada Holm.\n\n"We were not asked at all."\n\nIt rained.'
    assert speakers(text) == ["Ada Holm", None]


def test_a_quotation_of_two_paragraphs_is_told_in_the_last():
    text = "“The bridge will stay closed.\n\n“We know that it hurts,” said Ada Holm."
    assert speakers(text) == ["Ada Holm", "Ada Holm"]


def test_a_language_that_is_not_known_has_quotations_without_speakers():
    text = '"Leo kwenye mpaka tulikutana," alisema Nina Kruglova.'
    assert [(q.text, q.speaker) for q in find_quotations(text, "sw")] == [
        ("Leo kwenye mpaka tulikutana,", None)
    ]


PIECES = st.lists(
    st.sampled_from(
        ['"', "“", "”", "«", "»", "「", "」", "'", "’", ".", ",", ":", "\n", " said ", " he ",
         "Ada Holm", " the mayor ", "сказал", " 说", "は", "と話した", "고 말했다", "قال",
         " ने कहा ", "one two three four five", "一二三四五六七八",
         "“The storm took the roof of the old school,” said Ada Holm. ",
         "\nThe mayor said: “Nobody had seen it coming at all.” ",
         "«Никто этого не ждал, и мы тоже», — сказал Иван Петров. ",
         "「嵐が学校の屋根を奪った」と町長は話した。"]
    ),
    max_size=25,
)  # fmt: skip


@given(PIECES.map("".join), st.sampled_from(sorted(LANGUAGES)))
def test_no_text_stops_the_reader(text, lang):
    for quotation in find_quotations(text, lang):
        assert text[quotation.start : quotation.end] == quotation.text
        if quotation.speaker is not None:
            who = quotation.speaker
            assert " ".join(text[who.start : who.end].split()) == who.phrase
            assert who.start < who.end


def both(ours: str, theirs: str):
    return match_quotations(find_quotations(ours, "en"), find_quotations(theirs, "en"))


SAID = '"The bridge will stay closed for the whole winter," said {}.'


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Mayor Ada Holm", "Holm", True),
        ("Ada Holm", "Ada Holme", True),
        ("Ada Holm", "Jon Rask", False),
        ("Ada Holm", "the mayor", None),
        ("the mayor", "the mayor", True),
    ],
)
def test_the_same_words_may_be_in_another_mouth(one, other, same):
    (pair,) = both(SAID.format(one), SAID.format(other))
    assert (pair.same_words, pair.same_speaker) == (True, same)
    assert pair.disagrees is (same is False)


def test_other_words_of_one_speaker_disagree():
    (pair,) = both(
        '"The bridge will stay closed for the whole winter," said Ada Holm.',
        '"The bridge will stay closed until the ice is gone," said Ada Holm.',
    )
    assert (pair.same_words, pair.same_speaker, pair.disagrees) == (False, True, True)


def test_each_quotation_is_matched_once_the_most_alike_first():
    ours = [Quotation(text="we will not pay a single crown for it", start=0, end=1)]
    theirs = [
        Quotation(text="we will not pay anything", start=0, end=1),
        Quotation(text="We will not pay a single crown for it!", start=2, end=3),
    ]
    assert [pair.second for pair in match_quotations(ours, theirs)] == [theirs[1]]
    assert match_quotations(ours, []) == []
