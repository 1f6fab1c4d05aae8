import pytest

from flows import explanation_reports, screen
from pipeline.comparison import Profile
from pipeline.explanation import explain
from storage.pairs import StoredPair
from tests.flows.test_judgement_reports import LINK
from tests.pipeline.factories import claim, profile
from tests.pipeline.test_explanation import FIRE, FIRST, SECOND, THIRD


def stored(first: Profile = FIRST, second: Profile = SECOND, **changes) -> StoredPair:
    values = {
        "first": first.article,
        "second": second.article,
        "first_story": 7,
        "second_story": 7,
        "link": None,
        "explanation": explain(first, second),
    }
    return StoredPair(**values | changes)


def shown(capsys, pair: StoredPair) -> str:
    explanation_reports.show_explanation(pair)
    return capsys.readouterr().out


def test_an_explanation_prints_a_sum_that_comes_out(capsys):
    lines = [line.split("\t") for line in shown(capsys, stored()).splitlines() if "\t" in line][1:]
    *added, total = [round(float(cells[2]) * 1000) for cells in lines]
    assert sum(added) == total == stored().explanation.total


def test_an_explanation_names_what_is_shared_and_what_conflicts(capsys):
    text = shown(capsys, stored())
    assert "Temirkhanov <> Temirkanov" in text
    assert "workers: 12 <> 14" in text
    assert "1234 ~ 1200" in text
    assert "first 253-" in text or "Shared passages: " in text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"link": LINK}, "Linked as different by ada: other mills"),
        ({"first_story": None}, "not grouped yet"),
        ({"second_story": 8}, "in story 8"),
    ],
)
def test_an_explanation_tells_what_became_of_the_pair(capsys, changes, message):
    assert message in shown(capsys, stored(**changes))


def test_two_stories_in_spite_of_the_judgement_are_remarked(capsys):
    reprint = profile(2, FIRST.article.body)
    assert "Yet" in shown(capsys, stored(second=reprint, second_story=8))
    assert "Yet" not in shown(capsys, stored(second=reprint))


def test_texts_too_short_are_remarked(capsys):
    assert "too short" in shown(capsys, stored(profile(1, "Yes."), profile(2, "No.")))


def test_an_explanation_for_programs_has_the_passages_with_their_text():
    found = screen.plain(explanation_reports.explanation_object(stored(link=LINK)))
    assert sum(c["added"] for c in found["contributions"]) == found["total"]
    passage = found["passages"][0]
    body = FIRST.article.body
    assert passage["text"] == body[passage["first_start"] : passage["first_end"]]
    assert found["link"]["said"] == "different"
    assert found["first"]["published_at"] == "2026-03-02T12:00:00Z"
    assert found.keys() >= {"names", "numbers", "days", "quotations"}


def test_an_explanation_tells_who_is_quoted_and_where(capsys):
    text = shown(capsys, stored())
    start = FIRE.index("We had the flames")
    assert f"first {start}-{start + 53}, second " in text
    assert '"We had the flames under control within forty minutes," - Temirkhanov <> ' in text
    assert "other words" in text


def test_an_explanation_tells_of_another_speaker(capsys):
    told = FIRE.replace("Temirkhanov told reporters", "mill owner Ada Holm told reporters")
    text = shown(capsys, stored(second=profile(2, told)))
    assert "another speaker" in text
    assert "- Temirkhanov <> owner Ada Holm" in text


def test_quotations_that_agree_or_stand_in_one_text_are_listed(capsys):
    more = FIRE + ' "Nobody will lose their job over this".'
    text = shown(capsys, stored(second=profile(2, more)))
    assert 'forty minutes," - Temirkhanov' in text
    assert '"Nobody will lose their job over this" - speaker not told' in text


def test_a_pair_in_two_languages_is_said_to_need_more(capsys):
    text = shown(capsys, stored(second=THIRD))
    assert "In two languages (en, ru) more evidence is needed" in text
    assert "more evidence" not in shown(capsys, stored())
    found = screen.plain(explanation_reports.explanation_object(stored(second=THIRD)))
    assert found["languages"] == ["en", "ru"]
    assert found["demand"]["share"] > found["demand_within"]["share"]


def test_a_day_without_a_time_is_printed_as_one(capsys):
    day = claim(FIRST.article.published.at.replace(hour=0), has_time=False)
    assert "2026-03-02, in story" in shown(capsys, stored(first=profile(1, FIRE, published=day)))


def test_programs_get_quotations_with_offsets_and_speakers():
    found = screen.plain(explanation_reports.explanation_object(stored()))
    (pair,) = found["quotations"]["conflicting"]
    first = pair["first"]
    assert FIRE[first["start"] : first["end"]] == first["text"]
    assert first["speaker"]["phrase"] == "Temirkhanov"
    assert (pair["same_words"], pair["same_speaker"]) == (False, True)
