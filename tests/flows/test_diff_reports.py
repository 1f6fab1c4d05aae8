"""Tests of flows.diff_reports."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from flows import diff_reports, screen
from flows.diffing import ArticleDiff
from pipeline.passage_diff import diff_passages
from pipeline.word_diff import diff_words
from storage.text_changes import change_of
from storage.versions import ArticleHead, Edit, VersionText

AT = datetime(2026, 3, 14, 12, tzinfo=UTC)
A, B, C = "a b c d e f g.", "h i j k l m.", "n o p q r."


def head(versions: int = 2, number: int = 1) -> ArticleHead:
    url = f"https://a.example/{number}"
    return ArticleHead(
        article_id=number, source="harbour", url=url, version_count=versions, gone_at=None
    )


def version(number: int, title: str, *paragraphs: str) -> VersionText:
    at = AT + timedelta(hours=number)
    return VersionText(number=number, title=title, body="\n\n".join(paragraphs), fetched_at=at)


def change(before: VersionText, after: VersionText, versions: int = 2):
    return change_of(Edit(article=head(versions), before=before, after=after))


def test_a_pipe_gets_marks_and_the_paragraphs_that_differ(capsys):
    before = version(1, "Ferry runs", A, B, "It sails at noon.", C)
    after = version(2, "Ferry runs again", A, B, "It sails at one.", C)
    diff_reports.show_change(change(before, after))
    assert capsys.readouterr().out.splitlines() == [
        "Article 1, harbour, 2 versions: https://a.example/1",
        "  version 1, read 2026-03-14 13:00 UTC, 22 words: Ferry runs",
        "  version 2, read 2026-03-14 14:00 UTC, 22 words: Ferry runs again",
        "",
        "Headline",
        "  Ferry runs {+again+}",
        "",
        "Text",
        "  ... 2 paragraphs the same",
        "  It sails at [-noon-]{+one+}.",
        "  ... 1 paragraph the same",
        "",
        "1 word added, 1 removed, another headline.",
    ]


def test_a_terminal_gets_colours_and_lines_of_its_width(terminal):
    before = version(1, "Ferry", f"{A} It sails at noon. {B} {C}")
    after = version(2, "Ferry", f"{A} It sails at one. {B} {C}", "So [b]they[/b] say.")
    shown = terminal(40, diff_reports.show_change, change(before, after))
    assert "\x1b[1;32mone\x1b[0m" in shown
    assert "\x1b[1;32mSo [b]they[/b] say.\x1b[0m" in shown
    plain = re.sub(r"\x1b\[[\d;]*m", "", shown).split("Text\n")[1]
    assert "at noon one." in plain
    assert all(line.startswith("  ") and len(line) <= 40 for line in plain.splitlines()[:3])


@pytest.mark.parametrize("variable", ["NO_COLOR", "TERM"])
def test_a_terminal_without_colours_gets_marks(terminal, monkeypatch, variable):
    monkeypatch.setenv(variable, "dumb")
    shown = terminal(
        40, diff_reports.show_change, change(version(1, "A", "b"), version(2, "A", "c"))
    )
    assert "[-b-]{+c+}" in shown
    assert "\x1b" not in shown


def test_nothing_to_show_is_said(capsys):
    same = version(1, "Ferry", A)
    diff_reports.show_change(change(same, same, versions=1))
    printed = capsys.readouterr().out
    assert printed.count("version 1,") == 1
    assert printed.endswith("It was never changed: there is one version.\n")
    diff_reports.show_change(change(same, version(3, "Ferry", f" {A}"), versions=3))
    assert capsys.readouterr().out.endswith("\n\nNo difference.\n")


def test_programs_get_numbers_and_pieces():
    found = screen.plain(
        diff_reports.change_object(change(version(1, "A", "b c"), version(2, "A", "b d e")))
    )
    assert found["from"] == {
        "number": 1, "fetched_at": "2026-03-14T13:00:00Z", "title": "A", "words": 2,
    }  # fmt: skip
    assert (found["title_changed"], found["words_added"], found["words_removed"]) == (False, 2, 1)
    assert found["body"] == [
        {"fate": "same", "text": "b "},
        {"fate": "removed", "text": "c"},
        {"fate": "added", "text": "d e"},
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (("A", "b"), ("B", "b"), "headline"),
        (("A", "b"), ("A", "c d"), "+2 -1 words"),
        (("A", "b"), ("B", "c"), "headline, +1 -1 words"),
        (("A", "b."), ("A", "b!"), "punctuation"),
    ],
)
def test_a_change_in_a_few_words(before, after, expected):
    assert diff_reports.summary(change(version(1, *before), version(2, *after))) == expected


def articles(first: str, second: str) -> ArticleDiff:
    return ArticleDiff(
        first=head(1, 1),
        second=head(1, 2),
        first_text=version(1, "Ferry", first),
        second_text=version(1, "Ferry", second),
        title=diff_words("Ferry", "Ferry"),
        body=diff_passages(first, second),
    )


def test_two_articles_are_shown_by_what_both_have(capsys):
    diff_reports.show_articles(articles(f"{A} {B} {C}", f"{A} {C} x y."))
    assert capsys.readouterr().out.splitlines()[5:] == [
        "Text",
        "  a b c d e f g. [-h i j k l m.-] n o p q r. {+x y.+}",
        "",
        "2 passages shared, of 12 words: 67% of the first, 86% of the second; 0 moved.",
    ]


def test_programs_get_the_passages_with_their_places():
    found = screen.plain(diff_reports.articles_object(articles(f"{B} {A}", f"{A} {B}")))
    assert (found["shared_words"], found["share_of_first"], found["share_of_second"]) == (13, 1, 1)
    assert [(p["text"], p["moved"]) for p in found["passages"]] == [(B, True), (A, False)]
    assert [piece["fate"] for piece in found["body"] if piece["text"].strip()] == ["same", "moved"]
    assert found["second"]["article_id"] == 2


def test_what_has_become_of_an_article_is_told(capsys):
    text = version(1, "Ferry runs", A)
    edit = Edit(article=replace(head(), gone_at=AT, moved_to_id=9), before=text, after=text)
    diff_reports.show_change(change_of(edit))
    assert capsys.readouterr().out.splitlines()[0] == (
        "Article 1, harbour, 2 versions: https://a.example/1 "
        "(gone since 2026-03-14 12:00, leads to article 9 now)"
    )
