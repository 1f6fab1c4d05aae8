"""Tests of storage.search: the same questions to both databases, with the same answers."""

import pytest
from sqlalchemy import update

from pipeline.records import VariantKind
from pipeline.search_query import QueryError, parse_query
from storage.database import transaction
from storage.models import Article, Source
from storage.search import SearchBy, SearchPage, search
from tests.storage.newsroom import NOON, Newsroom, hours, make_claim, make_page, make_plan

TEXTS = (
    # outlet, language, headline, body
    ("harbour-post", "en", "Storm floods the harbour", "The mayor of Łódź spoke of a port strike."),
    (
        "harbour-post",
        "en",
        "Storm floods harbour town",
        "A flood, and then more floods: the mayor.",
    ),
    ("evening", "en", "Port workers strike", "They strike at the port. O'Neill's union agreed."),
    ("evening", "de", "Sturm überflutet Hafen", "Die Bürgermeisterin sprach über den Sturm."),
    ("tokyo", "ja", "東京で地震", "東京都で強い地震があった。市長が述べた。"),
    ("tokyo", "zh", "市长 访问 京都", "市长星期一访问京都。没有地震。"),
    ("seoul", "ko", "정부가 발표했다", "정부는 한국 경제를 발표했다."),
    ("bangkok", "th", "น้ำท่วมกรุงเทพ", "น้ำท่วมในกรุงเทพ"),
    ("kazan", "ru", "Шторм затопил порт", "Мой мэр и новая ёлка."),
    ("cairo", "ar", "العاصفة تغرق الميناء", "قالَ أحمد إن العاصفة قوية"),
    ("delhi", "hi", "मंत्री ने कहा", "मंत्री ने कहा कि बाढ़ आई"),
    (
        "harbour-post",
        "en",
        "COVID-19 cases rise",
        "Cases rise: 1,500 in C++ & \\'x\\' :* (a|b) <-> !",
    ),
)

QUERIES = {
    "storm": {1, 2},
    "STORM mayor": {1, 2},
    "storm -strike": {2},
    '"port strike"': {1},
    "port strike": {1, 3},
    '"strike port"': set(),
    "flood": {2},
    "flood*": {1, 2},
    '"floods harbour"': {2},
    '"harbour the"': set(),  # from the headline into the text
    "flood OR strike": {1, 2, 3},
    "flood OR strike mayor": {1, 2},
    "lodz": {1},
    "ŁÓDŹ": {1},
    "uberflutet": {4},
    "ÜBERFLUTET burgermeister*": {4},
    "O’Neill": {3},
    "neil*": {3},
    "oneill": set(),
    "地震": {5, 6},
    "東京 地震": {5},
    "京都": {5, 6},
    "市长": {6},
    "长": {6},
    "市": {5, 6},
    '"地震が"': {5},
    "정부": {7},
    "한국 정부": {7},
    "กรุงเทพ": {8},
    "กรุงเทพ น้ำท่วม": {8},
    "елка": {9},
    "мои": set(),
    "احمد": {10},
    "العاصفة": {10},
    "मंत्री": {11},
    "COVID-19": {12},
    "covid 20": set(),
    '"1,500"': {12},
    "C++ :* <-> !": {12},
    "storm outlet:evening": set(),
    "strike outlet:Evening": {3},
    "port -outlet:evening": {1},
    "lang:de,ja": {4, 5},
    "-lang:en 地震": {5, 6},
    "kind:original storm": {1},
    "kind:reprint": {2},
    "-kind:reprint storm": {1},
    "storm since:2026-03-02T14:00": {2},
    "storm until:2026-03-02T14:00": {1},
    "since:2026-03-03": {12},
    "until:2026-03-01": set(),
}


@pytest.fixture
def filled(newsroom: Newsroom) -> Newsroom:
    """The texts as articles 1 to 12, an hour apart; the first two tell one story, most wait."""
    for number, (outlet, lang, title, body) in enumerate(TEXTS, 1):
        newsroom.record(
            make_page(
                f"https://{outlet}.example/{number}",
                title=title,
                body=body,
                lang=lang,
                fetched_at=NOON + hours(number),
            ),
            source_id=newsroom.name_source(outlet),
        )
    newsroom.save(make_plan(None, [1, 2]), make_plan(None, [3]))
    return newsroom


def ask(newsroom: Newsroom, typed: str, **options: object) -> SearchPage:
    with transaction(newsroom.engine) as session:
        return search(session, parse_query(typed), **options)


def found(newsroom: Newsroom, typed: str) -> set[int]:
    return {hit.article_id for hit in ask(newsroom, typed, by=SearchBy.ARTICLES).articles}


def test_both_databases_find_the_same_articles(filled: Newsroom):
    # In one test, since both databases are filled once for all of them.
    assert {typed: found(filled, typed) for typed in QUERIES} == QUERIES


@pytest.mark.parametrize(
    "typed",
    ['"', "'", "\\", "a' OR 1=1 --", "NEAR(a b, 3)", "title:storm", "{title}: storm", "^storm",
     "storm) OR (", "storm & !flood", "a:*", "storm NOT flood", "\0storm", "\ud800", "%s %(x)s :q",
     "; DROP TABLE article", "-" * 50, "(" * 200, "*", "a AND", "'a':A", "\u202estorm"],
)  # fmt: skip
def test_hostile_text_is_searched_for_or_explained(newsroom: Newsroom, typed: str):
    newsroom.record(make_page(title="storm", body=typed))
    try:
        assert ask(newsroom, typed).article_count == 1
    except QueryError as error:
        explained = str(error)
        assert explained


def test_a_story_is_found_once_with_its_best_article(filled: Newsroom):
    page = ask(filled, "storm mayor")
    (hit,) = page.stories
    assert (page.story_count, page.article_count, page.next_cursor) == (1, 2, None)
    assert hit.story is not None
    assert (hit.story.story_id, hit.matching, hit.best.article_id) == (1, 2, 1)
    title, text = hit.best.title, hit.best.snippet
    assert [title.text[a:b] for a, b in title.marks] == ["Storm"]
    assert [text.text[a:b] for a, b in text.marks] == ["mayor"]
    assert (hit.best.kind, hit.best.outlet) == (VariantKind.ORIGINAL, "harbour-post")


def test_an_article_that_waits_is_found_too(filled: Newsroom):
    (hit,) = ask(filled, "Sturm").stories
    assert (hit.story, hit.matching, hit.best.article_id, hit.best.story_id) == (None, 1, 4, None)


def test_a_match_in_the_headline_is_shown_before_an_earlier_one(newsroom: Newsroom):
    newsroom.record(
        make_page("https://harbour.example/1", title="News", body="A storm.", fetched_at=NOON),
        make_page("https://harbour.example/2", title="A storm", fetched_at=NOON + hours(1)),
    )
    newsroom.save(make_plan(None, [1, 2]))
    (hit,) = ask(newsroom, "storm").stories
    assert hit.best.article_id == 2


def rank_of(newsroom: Newsroom, typed: str, **options: object) -> list[int]:
    return [hit.best.article_id for hit in ask(newsroom, typed, **options).stories]


def test_size_freshness_and_headlines_rank_by_the_formula(newsroom: Newsroom):
    """Each doubling of the articles counts for a week, a headline with it all for two."""

    def page(number: int, days: float, title: str = "News", body: str = "A storm."):
        at = NOON.replace(day=1) + hours(24 * days)
        return make_page(
            f"https://harbour.example/{number}",
            title=f"{title} {number}",
            body=f"{body} {number}",
            fetched_at=at,
            published=make_claim(at),
        )

    newsroom.record(
        page(1, 0), page(2, 0), page(3, 0), page(4, 0),  # four articles: two weeks
        page(5, 13.9),
        page(6, 14.1),
        page(7, 0.05, title="A storm"),  # a headline: two weeks
        page(8, 20, body="Calm."),
    )  # fmt: skip
    newsroom.save(make_plan(None, [1, 2, 3, 4]), *(make_plan(None, [n]) for n in (5, 6, 7, 8)))
    assert rank_of(newsroom, "storm") == [6, 7, 1, 5]


def test_a_time_in_the_future_is_not_believed(newsroom: Newsroom):
    future = make_claim(NOON.replace(year=2099))
    newsroom.record(
        make_page("https://harbour.example/1", body="A storm. 1", published=future),
        make_page("https://harbour.example/2", body="A storm. 2", fetched_at=NOON + hours(1)),
    )
    assert rank_of(newsroom, "storm") == [2, 1]


def test_pages_go_on_where_the_one_before_ended(newsroom: Newsroom):
    newsroom.publish(7)
    for by in SearchBy:
        seen, cursor = [], None
        for size in (3, 3, 1):
            page = ask(newsroom, "title", by=by, limit=3, cursor=cursor)
            hits = page.articles or [hit.best for hit in page.stories]
            seen += [hit.article_id for hit in hits]
            assert (len(hits), page.article_count) == (size, 7)
            cursor = page.next_cursor
        assert (seen, cursor) == ([7, 6, 5, 4, 3, 2, 1], None)


@pytest.mark.parametrize("cursor", ["", "1", "a:b", "1:2:3", f"{10**30}:1", "1:9e9"])
def test_what_is_no_cursor_is_refused(newsroom: Newsroom, cursor: str):
    with pytest.raises(QueryError, match="no cursor"):
        ask(newsroom, "storm", cursor=cursor)


def test_an_unknown_outlet_is_named(newsroom: Newsroom):
    with pytest.raises(QueryError, match="no outlet is called 'nobody'"):
        ask(newsroom, "outlet:nobody")


def test_an_outlet_may_be_named_by_its_title(filled: Newsroom):
    with transaction(filled.engine) as session:
        session.execute(update(Source).where(Source.name == "evening").values(title="Evening News"))
    assert found(filled, 'strike outlet:"evening news"') == {3}


def test_nothing_found_is_an_empty_page(newsroom: Newsroom):
    page = ask(newsroom, "storm")
    assert (page.stories, page.story_count, page.article_count) == ((), 0, 0)
    assert ask(newsroom, "storm", by=SearchBy.ARTICLES) == SearchPage(
        article_count=0, next_cursor=None
    )


def test_an_article_without_a_language_is_in_none(filled: Newsroom):
    with transaction(filled.engine) as session:
        session.execute(update(Article).where(Article.id == 1).values(lang=None))
    assert found(filled, "storm lang:en") == {2}
    assert found(filled, "storm -lang:de") == {1, 2}
