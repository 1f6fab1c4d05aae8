"""Tests of flows.search_reports."""

import re
from dataclasses import replace

import pytest

from flows.search_reports import show_page
from pipeline.records import VariantKind
from pipeline.snippets import Marked
from storage.search import ArticleHit, SearchPage, StoryHit
from tests.flows.conftest import NOW
from tests.flows.test_story_reports import STORY

HIT = ArticleHit(
    article_id=2,
    story_id=1,
    outlet="coast",
    url="https://c/2",
    kind=VariantKind.REPRINT,
    lang="en",
    published_at=NOW,
    first_seen_at=NOW,
    title=Marked("Ferry [bold] sinks", ((0, 5),)),
    snippet=Marked("… the ferry sank in a storm …", ((6, 11),)),
)
WAITING = replace(HIT, article_id=3, story_id=None, kind=None, title=Marked("Another ferry"))
STORIES = SearchPage(
    stories=(
        StoryHit(story=STORY, matching=1, best=HIT),
        StoryHit(story=None, matching=1, best=WAITING),
    ),
    story_count=1_200,
    article_count=3_000,
    next_cursor="17:2",
)
ARTICLES = SearchPage(articles=(HIT, WAITING), article_count=2, next_cursor=None)


@pytest.fixture
def shown(terminal):
    """What a terminal of 60 columns shows of a page, without its colours."""
    return lambda page: re.sub(r"\x1b\[[\d;]*m", "", terminal(60, show_page, page))


def test_a_terminal_shows_stories_as_blocks(shown):
    told = shown(STORIES)
    assert told.splitlines()[0].startswith(f"Story {STORY.story_id}, 1 of ")
    assert "Article 2, reprint, coast, 2026-03-14 12:00" in told
    assert "Ferry [bold] sinks" in told
    assert "    … the ferry sank in a storm …" in told
    assert "Article 3, not grouped yet, coast" in told
    assert told.splitlines()[-1] == (
        "2 of 1,200 stories, 3,000 articles in all; for more: --cursor 17:2"
    )
    assert max(map(len, told.splitlines()[:-1])) <= 60


def test_a_terminal_shows_articles_as_blocks(shown):
    told = shown(ARTICLES)
    assert "https://c/2" in told
    assert told.splitlines()[-1] == "2 articles"


def test_a_pipe_gets_a_line_for_each(capsys):
    show_page(STORIES)
    printed = capsys.readouterr()
    head, story, waiting = printed.out.splitlines()
    assert head.split("\t")[:3] == ["story", "matching", "articles"]
    assert story.split("\t")[:2] == [str(STORY.story_id), "1"]
    assert waiting.split("\t")[:3] == ["", "1", "1"]
    assert "--cursor 17:2" in printed.err
    show_page(ARTICLES)
    assert [line.split("\t")[0] for line in capsys.readouterr().out.splitlines()] == [
        "article",
        "2",
        "3",
    ]


def test_nothing_found_is_said(capsys):
    show_page(SearchPage(article_count=0, next_cursor=None))
    assert capsys.readouterr() == ("", "Nothing was found.\n")
