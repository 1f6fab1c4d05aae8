"""What outlets repeat, as articles come, change and go. flows.grouping_job's tests say the rest."""

from collections.abc import Sequence

from pipeline.repetition import RECIPE, SAMPLE, TIMES, list_sentences, sample_key
from storage.candidates import load_texts
from storage.database import transaction
from storage.models import OutletSentence, RepeatedSentence, SentenceList
from storage.sentences import (
    OutletRepeat,
    forget_sentences,
    list_articles,
    repeated_sentences,
    unlisted_articles,
)
from tests.pipeline.factories import words
from tests.storage.newsroom import NOON, Newsroom, make_page

NOTE = "Follow the Harbour Post for the latest news of the county and its quays."


def body(start: int, note: str = NOTE) -> str:
    return f"{words(start, 20)}. {words(start + 20, 20).capitalize()}.\n\n{note}"


def address(number: int) -> str:
    return f"https://harbour.example/{number}"


def publish(newsroom: Newsroom, number: int, text: str) -> None:
    newsroom.record(make_page(address(number), body=text), run_id=newsroom.start_run())


def list_waiting(newsroom: Newsroom) -> list[int]:
    """List what waits, as grouping does, and return the ids of all that was read."""
    read: list[int] = []
    while waiting := unlisted(newsroom):
        with transaction(newsroom.engine) as session:
            texts = load_texts(session, waiting)
            list_articles(session, [(t, list_sentences(t.body)) for t in texts], now=NOON)
        read += waiting
    return read


def unlisted(newsroom: Newsroom) -> list[int]:
    with transaction(newsroom.engine) as session:
        return unlisted_articles(session)


def repeated(newsroom: Newsroom) -> list[str]:
    return [row.sentence for row in newsroom.rows(RepeatedSentence)]


def left_out(newsroom: Newsroom) -> list[int]:
    """The articles that have anything left out of them."""
    return [row.article_id for row in newsroom.rows(SentenceList) if row.left_out]


def publish_noted(newsroom: Newsroom, numbers: Sequence[int]) -> None:
    for number in numbers:
        publish(newsroom, number, body(100 * number))


def test_what_outlets_repeat_can_be_read_with_how_often(newsroom: Newsroom):
    publish_noted(newsroom, [1, 2, 3])
    list_waiting(newsroom)
    with transaction(newsroom.engine) as session:
        found = repeated_sentences(session)
        assert found == [OutletRepeat("harbour-post", NOTE, 3, NOON)]
        assert repeated_sentences(session, ["harbour-post"]) == found
        assert repeated_sentences(session, ["hill-times"]) == []


def test_each_version_is_listed_once_and_by_the_recipe_in_use(newsroom: Newsroom):
    publish_noted(newsroom, [1, 2])
    assert list_waiting(newsroom) == [1, 2]
    assert list_waiting(newsroom) == []
    publish(newsroom, 2, body(900))
    assert unlisted(newsroom) == [2]
    list_waiting(newsroom)
    with transaction(newsroom.engine) as session:
        session.get_one(SentenceList, 1).recipe = "older"
    assert list_waiting(newsroom) == [1]
    assert {row.recipe for row in newsroom.rows(SentenceList)} == {RECIPE}


def test_a_sentence_is_learned_with_its_third_article_and_left_out_of_all(newsroom: Newsroom):
    publish_noted(newsroom, [1, 2])
    list_waiting(newsroom)
    assert repeated(newsroom) == left_out(newsroom) == []
    publish_noted(newsroom, [3])
    assert list_waiting(newsroom) == [3]
    assert repeated(newsroom) == [NOTE]
    assert left_out(newsroom) == [1, 2, 3]
    (row,) = newsroom.rows(RepeatedSentence)
    assert (row.source_id, row.learned_at) == (newsroom.source_id, NOON)


def test_copies_of_one_article_teach_nothing_until_others_come(newsroom: Newsroom):
    for number in range(1, 6):
        publish(newsroom, number, body(100))
    publish(newsroom, 6, body(600))
    list_waiting(newsroom)
    assert repeated(newsroom) == []
    publish(newsroom, 7, body(700))
    list_waiting(newsroom)
    assert repeated(newsroom) == [NOTE]
    assert left_out(newsroom) == [1, 2, 3, 4, 5, 6, 7]


def test_an_edit_of_another_sentence_can_teach(newsroom: Newsroom):
    publish_noted(newsroom, [1, 2])
    publish(newsroom, 3, body(100))
    list_waiting(newsroom)
    assert repeated(newsroom) == []
    publish(newsroom, 3, body(300))
    list_waiting(newsroom)
    assert repeated(newsroom) == [NOTE]


def test_an_edit_that_drops_a_sentence_has_another_holder_read_again(newsroom: Newsroom):
    publish_noted(newsroom, range(1, 4))
    list_waiting(newsroom)
    publish(newsroom, 2, body(200, "And so it ended, with nothing for anyone to look at."))
    read = list_waiting(newsroom)
    assert (read[0], len(read)) == (2, 2)
    assert repeated(newsroom) == left_out(newsroom) == []


def test_a_removed_article_takes_its_sentences_along(newsroom: Newsroom):
    publish_noted(newsroom, range(1, 4))
    list_waiting(newsroom)
    with transaction(newsroom.engine) as session:
        forget_sentences(session, [3])
    assert {row.article_id for row in newsroom.rows(OutletSentence)} == {1, 2}
    assert len(unlisted(newsroom)) == 2  # the one forgotten, and one that shared its note
    with transaction(newsroom.engine) as session:
        forget_sentences(session, [1, 2])
    assert repeated(newsroom) == []
    assert newsroom.rows(OutletSentence) == newsroom.rows(SentenceList) == []


def test_of_many_holders_a_sample_decides(newsroom: Newsroom):
    numbers = sorted(range(1, SAMPLE + TIMES + 1), key=lambda number: sample_key(address(number)))
    for number in numbers:
        publish(newsroom, number, body(100))
    for number in numbers[-TIMES:]:
        publish(newsroom, number, body(100 + 100 * number))
    list_waiting(newsroom)
    assert repeated(newsroom) == []
    for number in numbers[:TIMES]:
        publish(newsroom, number, body(100 + 100 * number))
    list_waiting(newsroom)
    assert repeated(newsroom) == [NOTE]
    assert len(left_out(newsroom)) == len(numbers)
