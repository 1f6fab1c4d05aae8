import pytest

from crawlers.extract.lines import leads_elsewhere
from crawlers.extract.phrases import begins_as

LEADS = "leads_elsewhere.txt"


@pytest.mark.parametrize(
    "line",
    [
        "Pročitajte i: Bazen se zatvara",
        "Preberite tudi",
        "Прочетете още за басейна",
        "Διαβάστε ακόμα: Κλείνει η πισίνα",
        "اقرأ أيضًا: إغلاق الحمامات",
        "यह भी पढ़ें: तालाब बंद",
        "আরও পড়ুন: পুকুর বন্ধ",
        "【写真】閉鎖されるプール",
        "Foto: Helene Marsch/Hafenpost",
        "CITEŞTE ŞI: Bazinul se închide",
        "İlgili Haberler",
        "BUNLARI DA OKUYUN: Havuz kapanıyor",
        "ΔΙΑΒΑΣΤΕ ΑΚΟΜΗ: Κλείνει η πισίνα",
    ],
)
def test_the_way_elsewhere_in_many_languages(line):
    assert begins_as(LEADS, line)


@pytest.mark.parametrize(
    ("line", "begins"),
    [
        ("Zum Artikel", True),
        ("Zum Artikel: Bad bleibt zu", True),
        ("Zum Artikel 5 der Satzung gab es keinen Antrag", False),
        ("Saken fortsetter onsdag", False),
        ("Saken fortsetter under bildet", True),
        ("Werbung!", True),
        ("Werbung für das Bad", False),
        ("Signs up to forty swimmers", False),
        ("- Werbung -", True),
        ("Wer bung", False),
        ("", False),
        ("—", False),
    ],
)
def test_how_much_of_a_line_a_phrase_must_be(line, begins):
    assert begins_as(LEADS, line) is begins


def test_each_table_says_how_its_phrases_count():
    assert begins_as("closing_lines.txt", "（責任編輯：張三）")
    assert begins_as("stamp_lines.txt", "Zuletzt aktualisiert: 14.03.2026")


@pytest.mark.parametrize(
    ("label", "sentence"),
    [
        ("Most popular: the baths", "Most popular of the proposals is a tax on sugar."),
        ("Mehr dazu in der Bildstrecke", "Mehr dazu will das Ministerium erst am Montag sagen."),
        ("Sur le même sujet La piscine ferme", "Sur le même sujet, la ministre s'est tue."),
        ("Más información aquí", "Más información sobre el caso se dará el lunes, dijo el juez."),
        ("Per approfondire", "Per approfondire la questione, i pm hanno chiesto una perizia."),
        ("Zapisz się na newsletter.", "Zapisz się do lekarza trzeba pół roku wcześniej."),
        ("Следите за новостями", "Следите за давлением и пейте больше воды, советуют врачи."),
        ("Стежте за нами", "Стежте за тиском і пийте більше води, радять лікарі."),
        ("اشترك في نشرتنا البريدية", "اشترك في العملية نحو ألف جندي، بحسب الجيش."),
        ("עוד בנושא: הבריכה נסגרת", "עוד בנושא זה אמר השר כי לא ייסוג."),
        ("関連記事 プール閉鎖へ", "関連記事を書いた記者は取材に応じていない。"),
        ("相关新闻 浴场将关闭", "相关新闻发布会将于周三举行。"),
        ("관련 기사 수영장 폐쇄…", "관련 기사에는 댓글이 천 개 넘게 달렸다."),
        ("Lees meer over het bad", "Lees meer boeken, zegt de minister tegen scholieren."),
        ("Se også: Badet lukker.", "Se også på prisen, råder eksperten."),
        ("Il vous reste 68,3 % de cet article à lire.", "Il vous reste dix jours pour payer."),
        ("Like us on Facebook.", "Like many politicians on Facebook, he was attacked."),
    ],
)
def test_a_label_is_told_from_a_sentence_that_begins_alike(label, sentence):
    assert leads_elsewhere(label)
    assert not leads_elsewhere(sentence)


@pytest.mark.parametrize(
    ("notice", "sentence"),
    [
        ("Tutti i diritti riservati.", "Tutti i diritti dei lavoratori saranno garantiti."),
        ("Wszelkie prawa zastrzeżone.", "Wszelkie prawa do filmu ma spółka z Gdyni."),
        ("저작권자 ⓒ 항구신문 무단전재 및 재배포 금지", "저작권자는 소송을 제기하겠다고 밝혔다."),
        ("無断転載を禁じます。", "無断転載が相次いでいるとして、出版社が提訴した。"),
        ("校对：张三", "校对工作将由三名专家完成。"),
    ],
)
def test_a_notice_is_told_from_a_sentence_that_begins_alike(notice, sentence):
    assert begins_as("closing_lines.txt", notice)
    assert not begins_as("closing_lines.txt", sentence)
