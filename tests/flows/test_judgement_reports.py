import pytest

from flows import judgement_reports, screen
from flows.crowd import CrowdReport
from flows.explaining import StoredPair
from flows.labelled_pairs import report_pairs
from pipeline.comparison import Profile
from pipeline.explanation import explain
from storage.doubts import Doubt, DoubtEnd
from storage.links import LinkRow
from tests.flows.conftest import NOW
from tests.pipeline.factories import profile
from tests.pipeline.test_explanation import FIRST, SECOND

LINK = LinkRow(
    link_id=1,
    first_id=1,
    second_id=2,
    first_url="https://a/",
    second_url="https://b/",
    same=False,
    why="other mills",
    who="ada",
    linked_at=NOW,
)


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
    judgement_reports.show_explanation(pair)
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
    found = screen.plain(judgement_reports.explanation_object(stored(link=LINK)))
    assert sum(c["added"] for c in found["contributions"]) == found["total"]
    passage = found["passages"][0]
    body = FIRST.article.body
    assert passage["text"] == body[passage["first_start"] : passage["first_end"]]
    assert found["link"]["said"] == "different"
    assert found["first"]["published_at"] == "2026-03-02T12:00:00Z"
    assert found.keys() >= {"names", "numbers", "days", "quotations"}


def test_a_doubt_comes_with_the_command_that_settles_it(capsys):
    first = DoubtEnd(article_id=3, url="https://a/", outlet="a", title="A fire")
    second = DoubtEnd(article_id=8, url="https://b/", outlet="b", title="A blaze")
    doubt = Doubt(first=first, second=second, probability=0.46, same_story=True)
    judgement_reports.show_doubts([doubt])
    printed = capsys.readouterr().out
    assert "newsfold link same|different 3 8 --why '...'" in printed
    assert "a: A fire" in printed
    commands = judgement_reports.doubt_object(doubt)["commands"]
    assert commands["same"] == "newsfold link same 3 8 --why '...'"


def test_no_doubts_and_no_links_say_so(capsys):
    judgement_reports.show_doubts([])
    judgement_reports.show_links([])
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "newsfold group" in printed.err
    assert "newsfold link same" in printed.err


def test_links_are_listed(capsys):
    judgement_reports.show_links([LINK])
    line = "1\t2\tdifferent\tada\t2026-03-14 12:00\tother mills\thttps://a/ https://b/"
    assert capsys.readouterr().out.splitlines()[1] == line


def test_pairs_and_crowds_are_shown(capsys):
    judgement_reports.show_pairs(report_pairs("p", ["same", "other"], [True, True]))
    report = CrowdReport(
        name="c", articles=5, crowd=40, merged_with_crowd=1, crowd_merged=10, candidates=99
    )
    judgement_reports.show_crowd([report])
    printed = capsys.readouterr().out
    assert "precision of 'same' 0.500, recall 1.000" in printed
    assert "c\t5\t40\t99\t1\t10\t0.250" in printed
    assert judgement_reports.crowd_object(report)["crowd_merged_share"] == 0.25
