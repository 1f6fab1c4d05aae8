"""Datelines, credit lines and phrases, in all the languages of the cleaning."""

import pytest

from pipeline.credit import (
    Credit,
    CreditPlace,
    Dateline,
    known_agency,
    names_outlet,
    read_byline,
    read_credit_line,
    read_opening,
    read_phrases,
    read_tail,
)

EN = "Rescuers found nine people alive on Monday after two days of searching, officials said."
RU = "Спасатели нашли девять человек живыми после двух дней поисков."
AR = "عثر رجال الإنقاذ على تسعة أشخاص أحياء بعد يومين من البحث."
FA = "امدادگران پس از دو روز نه نفر را زنده پیدا کردند."
HI = "बचाव दल को दो दिन की तलाश के बाद नौ लोग जिंदा मिले।"
ZH = "救援人员找到九名幸存者，他们已被送往医院。"
JA = "消防隊は９人を救助したと発表した。"
KO = "구조대는 아홉 명을 구조해 병원으로 옮겼다고 밝혔다."

OPENINGS = [
    ("HARWICK, England, March 14 (Meridian) - ", EN, "HARWICK, England", "March 14", "Meridian"),
    ("LONDON, March 3 (Bridgewater News) -- ", EN, "LONDON", "March 3", "Bridgewater News"),
    ("WASHINGTON, D.C. (Meridian) — ", EN, "WASHINGTON, D.C.", None, "Meridian"),
    ("ST. JOSEPH, Mich. (AP) — ", EN, "ST. JOSEPH, Mich.", None, "AP"),
    ("Hong Kong (CNN Business) ", EN, "Hong Kong", None, "CNN"),
    ("MOSCOW, March 4. /TASS/. ", EN, "MOSCOW", "March 4", "TASS"),
    ("Bad Ellershausen (mpd) - ", EN, "Bad Ellershausen", None, "mpd"),
    ("Frankfurt/Main (dpa) - ", EN, "Frankfurt/Main", None, "dpa"),
    ("Madrid, 4 mar (EFE).- ", EN, "Madrid", "4 mar", "EFE"),
    ("COPIAPÓ (Chile), 29 abr (Cordal) - ", EN, "COPIAPÓ (Chile)", "29 abr", "Cordal"),
    ("PARIS, 4 mars (AFP) - ", EN, "PARIS", "4 mars", "AFP"),
    ("Bruxelles, le 4 mars 2026 (Belga) - ", EN, "Bruxelles", "4 mars 2026", "Belga"),
    ("São Paulo, 4 mar (Lusa) – ", EN, "São Paulo", "4 mar", "Lusa"),
    ("(ANSA) - ROMA, 04 MAR - ", EN, "ROMA", "04 MAR", "ANSA"),
    ("МОСКВА, 11 декабря. /ТАСС/. ", RU, "МОСКВА", "11 декабря", "TASS"),
    ("МОСКВА, 19 декабря – РИА Новости. ", RU, "МОСКВА", "19 декабря", "RIA Novosti"),
    ("ЗАРЕЧНОГОРСК, 19 апреля. «Южная сводка». ", RU, "ЗАРЕЧНОГОРСК", "19 апреля", "Южная сводка"),
    ("КИЇВ, 4 березня. /Укрінформ/. ", RU, "КИЇВ", "4 березня", "Ukrinform"),
    ("Warszawa, 4.03.2026 (PAP) - ", EN, "Warszawa", "4.03.2026", "PAP"),
    ("ANKARA (AA) - ", EN, "ANKARA", None, "AA"),
    ("القاهرة 4 مارس (رويترز) - ", AR, "القاهرة", "4 مارس", "Reuters"),
    (
        "عين السدرة (الجزائر) 12 مارس (أطلس برس) - ",
        AR,
        "عين السدرة (الجزائر)",
        "12 مارس",
        "أطلس برس",
    ),
    ("تهران - ایرنا - ", FA, "تهران", None, "IRNA"),
    ("नयी दिल्ली, चार मार्च (भाषा) ", HI, "नयी दिल्ली", "चार मार्च", "PTI"),
    ("जयपुर, 12 अप्रैल (उसंसे)। ", HI, "जयपुर", "12 अप्रैल", "उसंसे"),
    ("新华社北京3月4日电 ", ZH, "北京", "3月4日", "Xinhua"),
    ("东望社贵阳7月3日电（记者 闻人朔）", ZH, "贵阳", "7月3日", "东望社"),
    ("【東京共同】", JA, "東京", None, "Kyodo"),
    ("[ワシントン ４日 ロイター] - ", JA, "ワシントン", "４日", "Reuters"),
    ("(서울=연합뉴스) 홍길동 기자 = ", KO, "서울", None, "Yonhap"),
    ("(해원=누리통신) 배도윤 기자 = ", KO, "해원", None, "누리통신"),
]


@pytest.mark.parametrize(("printed", "text", "place", "day", "name"), OPENINGS)
def test_dateline_comes_off_with_its_agency(printed, text, place, day, name):
    opening = read_opening(printed + text)
    assert opening.rest == text
    assert opening.dateline == Dateline(place, day)
    assert [credit.name for credit in opening.credits] == [name]


@pytest.mark.parametrize(
    ("printed", "text", "name"),
    [
        ("(Reuters) - ", EN, "Reuters"),
        ("(CNN) ", EN, "CNN"),
        ("(أ ف ب) - ", AR, "AFP"),
        ("中新网3月4日电 ", ZH, "China News Service"),
        ("（新华社）", ZH, "Xinhua"),
        ("【3月4日 AFP】", JA, "AFP"),
    ],
)
def test_agency_before_the_text_is_a_lead_credit(printed, text, name):
    opening = read_opening(printed + text)
    assert (opening.rest, opening.dateline) == (text, None)
    assert opening.credits == (Credit(name, CreditPlace.LEAD),)


@pytest.mark.parametrize(
    ("printed", "place", "day"),
    [
        ("PORTAGE, Ind. - ", "PORTAGE, Ind.", None),
        ("LEEDS -- ", "LEEDS", None),
        ("ЗАРЕЧНОГОРСК, 17 апреля. ", "ЗАРЕЧНОГОРСК", "17 апреля"),
        ("Bangui - ", "Bangui", None),
    ],
)
def test_cut_dateline_has_no_credit(printed, place, day):
    opening = read_opening(printed + EN)
    assert (opening.rest, opening.credits) == (EN, ())
    assert opening.dateline == Dateline(place, day)


def test_doubled_dateline_comes_off_whole():
    opening = read_opening(f"PARIS, March 4 (AFP) - PARIS, March 4 (AFP) - {EN}")
    assert opening.rest == EN
    assert opening.credits == (Credit("AFP", CreditPlace.DATELINE),)


def test_erased_credit_leaves_no_empty_bracket():
    assert read_opening(f"() - {EN}").rest == EN


@pytest.mark.parametrize(
    "text",
    [
        EN,
        f"Angela Merkel (CDU) - she was chancellor for long - said so. {EN}",
        f"Peter Smith (42) - a baker - said so. {EN}",
        f"The company (NYSE: ABC) - a maker of things - said so. {EN}",
        "Sinner - Alcaraz 6-4, 6-3",
        "Mr Smith - who is 42 - said on Monday that he would leave the company for good.",
        RU,
        AR,
        HI,
        ZH,
        JA,
        KO,
        "",
    ],
)
def test_ordinary_opening_stays(text):
    assert read_opening(text).rest == text


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("With inputs from ANI", ["ANI"]),
        ("(With PTI inputs)", ["PTI"]),
        ("(c) Kyodo", ["Kyodo"]),
        ("- Reuters", ["Reuters"]),
        ("TASS, March 4", ["TASS"]),
        ("(afp/dpa)", ["AFP", "dpa"]),
        ("wit/dpa/AFP", ["dpa", "AFP"]),
        ("Quelle: ntv.de, afp/dpa", ["ntv", "AFP", "dpa"]),
        ("NNN-PTI", ["NNN", "PTI"]),
        ("(PAG)", ["PAG"]),
        ("Źródło: APK", ["APK"]),
        ("na podst. APK, oprac. własne", ["APK"]),
        ("(fonte: NotAl e nostre elaborazioni)", ["NotAl"]),
        ("Kaynak: BA", ["BA"]),
        ("Источник: ТАСС", ["TASS"]),
        ("المصدر: وكالة البادية", ["وكالة البادية"]),
        ("(وكالات)", ["وكالات"]),
        ("منبع: چكاوك", ["چكاوك"]),
        ("来源：东望社　编辑：石榴", ["东望社"]),
        ("（東和）", ["東和"]),
        ("누리통신", ["누리통신"]),
        ("(해원=누리통신)", ["누리통신"]),
        ("jgr/ mkw/", []),
    ],
)
def test_credit_line(line, names):
    found = read_credit_line(line)
    assert found is not None
    assert [credit.name for credit in found] == names


@pytest.mark.parametrize(
    "line",
    [
        "We'll be watching.",
        "膝で草",
        "Source close to the family: he left",
        "Quarry Road",
        EN,
        KO,
        "이 사고로 다친 사람은 없다.",
    ],
)
def test_line_of_text_is_no_credit_line(line):
    assert read_credit_line(line) is None


@pytest.mark.parametrize(
    ("tail", "name"),
    [
        (" (APK)", "APK"),
        (" (AFP)", "AFP"),
        (" /НХ/", "НХ"),
        ("/ راوی", "راوی"),
        ("【関東連絡】", "関東連絡"),
        ("（东望社）", "东望社"),
        ("  Reuter", "Reuters"),
        (" — ТАСС", "TASS"),
    ],
)
def test_credit_behind_the_last_sentence(tail, name):
    text, credits = read_tail(EN + tail)
    assert text == EN
    assert credits == (Credit(name, CreditPlace.BRACKET),)


@pytest.mark.parametrize("tail", ["", " (laughing out loud)", " (2026)", " He left."])
def test_other_ends_stay(tail):
    assert read_tail(EN + tail) == (EN + tail, ())


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Meridian correspondents", ["Meridian"]),
        ("By Boreal News, Helsinki", ["Boreal News"]),
        ("By Jane Doe | Reuters", ["Reuters"]),
        ("Von dpa", ["dpa"]),
        ("Redacción / Cordal", ["Cordal"]),
        ("Meridian | Split", ["Meridian"]),
        ("TCP", ["TCP"]),
        ("By Tasha Brindley, Senior Reporter", []),
        ("di Redazione Viterbo", []),
    ],
)
def test_byline(line, names):
    found = read_byline(line)
    assert found is not None
    assert [credit.name for credit in found] == names


@pytest.mark.parametrize("line", [EN, "WHERE DID IT HAPPEN?", "By the time they came, it burned"])
def test_first_line_of_text_is_no_byline(line):
    assert read_byline(line) is None


PHRASES = [
    ("en", "The dam broke, as reported by TASS.", ["TASS"]),
    ("en", 'He told Reuters: "It is over."', ["Reuters"]),
    ("en", "The Sun reported that he fled.", ["The Sun"]),
    ("en", "It fell, the Northgate news agency said.", ["Northgate"]),
    ("de", "Es gab Tote, wie dpa berichtet.", ["dpa"]),
    ("es", "El plan sigue, informó EFE.", ["EFE"]),
    ("fr", "Le maire l'a dit à l'AFP.", ["AFP"]),
    ("pt", "A ponte caiu, informou a agência Lusa.", ["Lusa"]),
    ("it", "Lo ha detto all'ANSA il sindaco.", ["ANSA"]),
    ("ru", "Мост закрыт, сообщает ТАСС.", ["TASS"]),
    ("ru", "Мост закрыт, передает корреспондент Накануне.RU.", ["Nakanune.RU"]),
    ("ru", "Об этом «Экрану» рассказал адвокат.", ["Экран"]),
    ("uk", "Як передає «Укрвісник», міст закрито.", ["Укрвісник"]),
    ("pl", "Tak powiedział PAP rzecznik policji.", ["PAP"]),
    ("tr", "Vali, AA muhabirine yaptığı açıklamada konuştu.", ["AA"]),
    ("ar", "وأغلق الجسر نقلا عن رويترز.", ["Reuters"]),
    ("fa", "به گزارش ایرنا، پل بسته شد.", ["IRNA"]),
    ("fa", "به گزارش خبرنگار ورزشی راوی، تیم برد.", ["راوی"]),
    ("hi", "समाचार एजेंसी एएनआई के मुताबिक पुल बंद है।", ["ANI"]),
    ("zh", "据新华社报道，大桥已关闭。", ["Xinhua"]),
    ("ja", "ロイター通信によると、橋は閉鎖された。", ["Reuters"]),
    ("ko", "연합뉴스에 따르면 다리가 폐쇄됐다.", ["Yonhap"]),
    (None, "Мост закрыт, сообщает ТАСС.", ["TASS"]),
]


@pytest.mark.parametrize(("lang", "text", "names"), PHRASES)
def test_phrase(lang, text, names):
    assert read_phrases(text, lang) == tuple(Credit(name, CreditPlace.PHRASE) for name in names)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "According to Prime Minister Smith, the paper said the sun told no lies."),
        ("en", "Smith told the court, police said."),
        ("en", "The state news agency reported nothing."),
        ("ru", "Об этом сообщает Министерство обороны РФ."),
        ("ru", "Рассказал корреспондент Николай Бондарь."),
        ("zh", "据当地媒体报道，大桥已关闭。"),
    ],
)
def test_other_sources_are_no_credit(lang, text):
    assert read_phrases(text, lang) == ()


@pytest.mark.parametrize(
    ("name", "canonical"),
    [
        ("Agence France-Presse", "AFP"),
        ("РИА Новости", "RIA Novosti"),
        ("연합뉴스", "Yonhap"),
        ("afp", "AFP"),
        ("tap", None),
        ("Meridian", None),
    ],
)
def test_known_agency(name, canonical):
    assert known_agency(name) == canonical


@pytest.mark.parametrize(
    ("credit", "outlet", "same"),
    [
        ("Meridian Wire", "meridianwire.example", True),
        ("Meridian", "www.meridian-wire.example", True),
        ("РИА Новости", "ria.ru", True),
        ("TASS", "tass.ru", True),
        ("TASS", "ТАСС", True),
        ("Экран", "ekran.example", True),
        ("AFP/dpa", "Deutsche Presse-Agentur", True),
        ("The Guardian", "theguardian.com", True),
        ("BBC News", "bbc.co.uk", True),
        ("Eastgate Press", "eastgatetimes.example", False),
        ("Reuters", "tass.ru", False),
        ("AP", "apotheke.example", False),
        ("Press", "press.example", True),
        (None, "tass.ru", False),
        ("TASS", "", False),
    ],
)
def test_names_outlet(credit, outlet, same):
    assert names_outlet(credit, outlet) is same
