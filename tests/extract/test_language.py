import pytest

from crawlers.extract.language import detect_language, primary_subtag
from tests.extract.pages import BODY

GERMAN = (
    "Unbekannte haben in der Nacht zum Dienstag zwei Geldautomaten gesprengt. Dabei wurde ein "
    "Wohnhaus so schwer beschädigt, dass die Bewohner ihre Wohnungen verlassen mussten."
)


# The detector gives a tenth of it to the Arabic of Morocco, which has a code of its own.
ARABIC = (
    "أغلقت العاصفة الميناء يوم الاثنين وبقيت العبارات في الميناء حتى المساء بحسب ما قاله مدير "
    "الميناء. لم يصب أحد بأذى لكن سقف سوق السمك طار ويجب بناؤه من جديد قبل الشتاء."
)
# Nor is it sure which of the two ways of writing Norwegian this is.
NORWEGIAN = (
    "Stormen stengte hamna på mandag, og ferjene låg ved kai til kvelden, sa hamnesjefen. Ingen "
    "blei skadd, men taket på fisketorget blåste av."
)


@pytest.mark.parametrize(
    ("text", "lang"), [(BODY, "en"), (GERMAN, "de"), (ARABIC, "ar"), (NORWEGIAN, "no")]
)
def test_a_long_text_speaks_for_itself(text, lang):
    assert detect_language(text, "fr", "ru") == lang


def test_a_short_text_is_in_the_first_language_declared():
    assert detect_language("Ja. Oslo 3-2.", None, "x", "nb-NO", "en") == "no"


def test_a_short_text_without_a_declaration_has_none():
    assert detect_language("Oslo 3-2") is None


@pytest.mark.parametrize(
    ("tag", "code"),
    [("en-GB", "en"), ("pt_BR", "pt"), (" DE ", "de"), ("iw", "he"), ("", None), ("xxx", None)],
)
def test_a_tag_is_cut_to_its_first_part(tag, code):
    assert primary_subtag(tag) == code
