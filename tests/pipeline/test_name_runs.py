"""Tests of pipeline.name_runs."""

import pytest

from pipeline.name_runs import NameReader, is_acronym
from pipeline.saying import pieces


def runs(text: str, lang: str = "en") -> list[str]:
    found = pieces(text, 0, len(text))
    return [text[run[0].start : run[-1].end] for run in NameReader(lang).runs(found)]


@pytest.mark.parametrize(
    ("lang", "text", "found"),
    [
        ("en", "On Monday, district chief Hom Rokaya said", ["chief Hom Rokaya"]),
        ("en", "the mayor of Ashmere, Dr. Ada M. Holm", ["Dr. Ada M. Holm"]),
        ("es", "el ministro de Defensa Juan Lozano", ["Juan Lozano"]),
        ("it", "Ada de Rossi", ["Ada de Rossi"]),
        ("ru", "депутат Верховной рады Остап Мельничук", ["Остап Мельничук"]),
        ("en", "The bridge Said is closed", []),
    ],
)
def test_names_are_capitals_in_a_row_with_their_titles(lang, text, found):
    assert runs(text, lang) == found


@pytest.mark.parametrize(
    ("lang", "text", "names"),
    [
        ("en", "Mayor Ada Holm", ("Ada", "Holm")),
        ("uk", "голова ОВА Богдан Глушко", ("Богдан", "Глушко")),
        ("de", "Rentnerin", ()),
        ("de", "Bäckereiverkäuferin Sevgi Aydemir", ("Sevgi", "Aydemir")),
    ],
)
def test_names_without_titles_and_offices(lang, text, names):
    assert NameReader(lang).names(pieces(text, 0, len(text))) == names


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Mayor Holm left", True),
        ("Ada Holm, 34, left", True),
        ("Ada Holm (81) left", True),
        ("Jo Tallentire said", True),
        ("Jo Tallentire, who had seen it all before, said", True),
        ("New Zealand said", False),
        ("Jo Tallentire left", False),
        ("TCP said", False),
    ],
)
def test_a_name_is_a_persons_by_title_age_or_verb(text, person):
    reader = NameReader("en")
    found = pieces(text, 0, len(text))
    (run,) = reader.runs(found)
    assert reader.is_person(found, run) is person


def test_the_last_name_is_the_nearest_and_rather_a_person_than_an_acronym():
    reader = NameReader("en")
    text = "Ada Holm met Jon Rask, TCP"
    run = reader.last_run(pieces(text, 0, len(text)))
    assert [piece.text for piece in run] == ["Jon", "Rask"]
    assert reader.last_run(pieces("it rained", 0, 9)) == ()


def test_an_acronym_is_one_short_word_of_capitals():
    assert is_acronym(pieces("TASS", 0, 4))
    assert not is_acronym(pieces("Tass", 0, 4))
