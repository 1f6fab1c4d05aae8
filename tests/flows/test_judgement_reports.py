from flows import judgement_reports
from flows.crowd import CrowdReport
from flows.labelled_pairs import report_pairs
from storage.doubts import Doubt, DoubtEnd
from storage.links import LinkRow
from tests.flows.conftest import NOW

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
