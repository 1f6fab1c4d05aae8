import pytest

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
