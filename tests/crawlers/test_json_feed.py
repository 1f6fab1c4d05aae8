"""JSON Feed, whole and broken."""

import json

import pytest

from crawlers.feed_entries import FeedContent, FeedEntry, NotAFeed
from crawlers.json_feed import is_json, read_json_feed

FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Harbour Post",
    "language": "en",
    "items": [
        {
            "id": "1",
            "url": "https://harbour.example/storm",
            "title": "Storm &amp; quay",
            "content_html": "<p>It came.</p>",
            "date_published": "2026-03-02T10:15:00Z",
            "date_modified": "2026-03-02T12:15:00Z",
        },
        {"id": "https://harbour.example/2", "content_text": "One.\nTwo < three."},
        {"id": 3, "url": None, "external_url": "https://elsewhere.example/", "title": 7},
    ],
}


def test_a_feed_is_read() -> None:
    assert read_json_feed(json.dumps(FEED)) == FeedContent(
        form="JSON Feed 1.1",
        title="Harbour Post",
        language="en",
        entries=(
            FeedEntry(
                links=["https://harbour.example/storm"],
                title="Storm & quay",
                published="2026-03-02T10:15:00Z",
                modified="2026-03-02T12:15:00Z",
                text="<p>It came.</p>",
            ),
            FeedEntry(
                links=["https://harbour.example/2"], text="<p>One.</p><p>Two &lt; three.</p>"
            ),
            FeedEntry(links=["https://elsewhere.example/"]),
        ),
        faults=(),
    )


def test_version_1_0_is_read() -> None:
    feed = read_json_feed('{"version": "https://jsonfeed.org/version/1", "items": []}')
    assert (feed.form, feed.entries) == ("JSON Feed 1", ())


def test_a_cut_feed_gives_the_items_before_the_break() -> None:
    text = json.dumps(FEED)
    feed = read_json_feed(text[: text.index("elsewhere")])
    assert [entry.links for entry in feed.entries] == [
        ["https://harbour.example/storm"],
        ["https://harbour.example/2"],
    ]
    assert "not well-formed" in feed.faults[0]
    assert feed.form == "JSON Feed 1.1"


def test_line_breaks_within_texts_are_no_fault() -> None:
    text = '{"version": "https://jsonfeed.org/version/1", "items": [{"title": "a\nb"}]}'
    assert read_json_feed(text).entries[0].title == "a b"


@pytest.mark.parametrize(
    "text",
    ["[]", "{}", '{"items": 3}', "{", "[" * 200_000, '{"posts": []}', "[1, 2]", '{"items": "'],
    ids=["list", "object", "number", "cut", "deep", "other", "numbers", "cut-value"],
)
def test_json_that_is_no_feed_is_told(text: str) -> None:
    assert is_json(text)
    with pytest.raises(NotAFeed, match="no JSON Feed"):
        read_json_feed(text)


def test_a_feed_without_its_list_says_so() -> None:
    feed = read_json_feed('{"version": "https://jsonfeed.org/version/1.1"}')
    assert (feed.entries, feed.faults) == ((), ("it has no list of items",))


def test_items_that_are_none_are_entries_without_an_address() -> None:
    feed = read_json_feed('{"items": [1, "x", null, {"url": "http://a.example/1"}]}')
    assert [list(entry.links) for entry in feed.entries] == [[], [], [], ["http://a.example/1"]]


def test_more_items_than_any_feed_has_are_left_out() -> None:
    text = '{"items": [' + ",".join(["{}"] * 100_000) + "]}"
    for given in (text, text[:-1]):
        feed = read_json_feed(given)
        assert len(feed.entries) == 10_000
        assert "the rest is left out" in feed.faults[-1]


def test_numbers_that_no_one_needs_break_nothing() -> None:
    item = f'{{"url": "http://a.example/1", "id": {"9" * 5000}, "date_published": NaN}}'
    feed = read_json_feed(f'{{"version": "https://jsonfeed.org/version/1.1", "items": [{item}]}}')
    assert [list(entry.links) for entry in feed.entries] == [["http://a.example/1"]]
    assert feed.faults == ()


def test_a_backslash_that_was_not_escaped_costs_nothing() -> None:
    items = r'{"url": "http://a.example/1", "title": "C:\new \x \" \u0041"}, {"url": "http://a.example/2"}'
    feed = read_json_feed(f'{{"version": "https://jsonfeed.org/version/1.1", "items": [{items}]}}')
    assert [list(entry.links) for entry in feed.entries] == [
        ["http://a.example/1"],
        ["http://a.example/2"],
    ]
    assert feed.entries[0].title == r'C: ew \x " A'
    assert "escape" in feed.faults[0]
