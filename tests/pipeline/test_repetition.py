"""What an outlet repeats: what is learned of it, and what is taken off."""

import random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline.boilerplate import Cleaned, clean
from pipeline.repetition import (
    SAMPLE,
    digests_of,
    is_repeated,
    learn_repeated,
    leave_out,
    list_sentences,
    sample_key,
    without_repeated,
)

NOTE = "The Herald has been telling the county its news every morning since it was founded."
SUBJECTS = ["The bridge", "A bakery", "The orchestra", "A farmer", "The school", "A ferry"]


def own_words(name: str) -> str:
    return (
        f"{name} was sold on Monday for a hundred crowns, to no one's joy at all. "
        f"{name} will close in May for repairs that nobody had asked for."
    )


def outlet(name: str, count: int, note: str = NOTE) -> list[tuple[str, str, str]]:
    """So many unlike articles of an outlet with one sentence: outlet, address, body."""
    return [
        (name, f"https://{name}/{at}", f"{own_words(subject)}\n\n{note}")
        for at, subject in enumerate(SUBJECTS[:count])
    ]


def learn(articles) -> dict[str, frozenset[int]]:
    return learn_repeated((name, url, list_sentences(body)) for name, url, body in articles)


def cleaned(body: str) -> Cleaned:
    return Cleaned("Sold", body, None, (), ("Advertisement",))


def left_of(body: str, articles) -> str:
    """What is left of a body by what the articles of its outlet, the first one's, teach."""
    return without_repeated(cleaned(body), learn(articles)[articles[0][0]]).body


def test_a_sentence_that_an_outlet_repeats_is_taken_off_and_kept_as_data():
    articles = outlet("herald.example", 3)
    found = without_repeated(cleaned(articles[0][2]), learn(articles)["herald.example"])
    assert found.body == own_words("The bridge")
    assert found.removed == ("Advertisement", NOTE)


def test_twice_is_not_repeated_nor_is_a_sentence_of_three_outlets():
    assert learn(outlet("herald.example", 2)) == {"herald.example": frozenset()}
    spread = [article for host in "abc" for article in outlet(f"{host}.example", 1)]
    assert set(learn(spread).values()) == {frozenset()}


def test_copies_and_edits_of_one_article_teach_nothing():
    body = outlet("herald.example", 1)[0][2]
    edits = [("herald.example", f"https://h.example/{n}", f"{body}\n\nEdit {n}.") for n in range(5)]
    assert learn(edits) == {"herald.example": frozenset()}


@pytest.mark.parametrize(
    "note",
    [
        pytest.param("He was arrested.", id="short"),
        pytest.param("Oper net loss 1,042,000 vs loss 4,077,000 in all", id="figures"),
    ],
)
def test_what_recurs_by_itself_is_never_learned(note):
    assert learn(outlet("herald.example", 4, note)) == {"herald.example": frozenset()}


def test_a_sentence_may_be_shorter_where_a_letter_is_a_syllable():
    note = "本報自創刊以來每天早上為全縣報導新聞。"
    assert left_of(f"{own_words('A ferry')}\n\n{note}", outlet("h.example", 3, note)) == own_words(
        "A ferry"
    )


def test_the_background_of_three_reports_stays_in_the_one_that_told_it_as_news():
    news = "The mayor of Harwick was arrested in her office on Monday over the sale of the quay."
    first = f"{news} {own_words('A witness')} {own_words('The court')}"
    articles = [*outlet("herald.example", 3, news), ("herald.example", "https://h/1", first)]
    assert left_of(first, articles) == first
    assert news not in left_of(articles[0][2], articles)


def test_the_notes_of_a_brief_go_though_they_stand_in_its_first_third():
    notes = " ".join(f"{NOTE[:-1]} by {owner}." for owner in ("Ash", "Birch", "Cedar", "Dogwood"))
    long = [
        ("herald.example", f"https://herald.example/{at}", f"{own} {notes}")
        for at, subject in enumerate(SUBJECTS)
        for own in (" ".join(own_words(f"{subject} of {town}") for town in "PQRS"),)
    ]
    brief = own_words("A dog").partition(" A dog")[0]
    assert left_of(f"{brief} {notes}", long) == brief


def test_what_opens_three_articles_is_taken_off_openings():
    opening = "The following changes on the quays of the county were made known last week:"
    articles = [
        ("herald.example", f"https://h.example/{at}", f"{opening}\n\n{own_words(subject)}")
        for at, subject in enumerate(SUBJECTS)
    ]
    assert left_of(articles[0][2], articles) == own_words("The bridge")


def test_the_middle_of_a_long_article_is_not_looked_at():
    middle = [own_words(letter) for letter in "ABCDEFGH"]
    body = "\n\n".join([*middle[:2], NOTE, *middle[2:]])
    assert left_of(body, outlet("herald.example", 3)) == body


def test_a_point_inside_a_name_parts_no_sentence():
    share = "The shares of Northern Harbours and Quays Holding <NHQH.N> were unchanged on Monday."
    body = f"{own_words('A ferry')} {share}"
    (listed,) = (s for s in list_sentences(body).edges.values() if "NHQH" in s)
    assert listed == share


def test_an_article_that_would_lose_everything_keeps_it():
    articles = outlet("herald.example", 3)
    assert left_of(NOTE, articles) == NOTE


def test_a_sentence_is_known_by_the_digests_that_are_learned_of_it():
    assert digests_of(NOTE) >= learn(outlet("herald.example", 3))["herald.example"] != frozenset()
    assert digests_of("He was arrested.") == frozenset()


def test_each_paragraph_keeps_its_place_however_much_it_loses():
    paragraphs = [own_words("The bridge"), NOTE, f"It rained on Sunday too. {NOTE}"]
    kept, removed = leave_out(paragraphs, digests_of(NOTE))
    assert kept == [paragraphs[0], "", "It rained on Sunday too."]
    assert removed == (NOTE, NOTE)
    assert leave_out([NOTE], digests_of(NOTE)) == ([NOTE], ())


def test_a_credit_in_a_repeated_sentence_is_kept():
    note = "Officials of the county told Reuters about all this, and more than this, last week."
    articles = outlet("herald.example", 3, note)
    printed = clean("Sold", articles[0][2], lang="en")
    found = without_repeated(printed, learn(articles)["herald.example"])
    assert note not in found.body
    assert [credit.name for credit in found.credits] == ["Reuters"]


def test_what_is_learned_does_not_depend_on_the_order():
    articles = outlet("herald.example", 6) + outlet("post.example", 6, own_words("A dog"))
    shuffled = random.Random(3).sample(articles, len(articles))
    assert learn(articles) == learn(shuffled)
    assert sum(map(len, learn(articles).values())) == 3


@given(st.lists(st.sampled_from("aabbcdeg"), min_size=3, max_size=9), st.data())
def test_more_articles_unlearn_nothing_of_a_sample(names, data):
    """So a decision stands until an article of the sample changes or goes."""
    holders = [dict.fromkeys([0, ord(name)], 50) | {ord(name) + 1: 60} for name in names]
    some = data.draw(st.lists(st.sampled_from(holders), max_size=9))
    assume(is_repeated(holders))  # not `if`: that would say nothing where none ever is
    assert is_repeated(some + holders)
    assert is_repeated(holders + some)


def test_of_many_articles_a_sample_by_their_addresses_decides():
    copies = [("h.example", f"https://h.example/{n}", f"{own_words('A dog')}\n\n{NOTE}")
              for n in range(200)]  # fmt: skip
    copies.sort(key=lambda article: sample_key(article[1]))
    unlike = outlet("h.example", 3)
    late = [(n, copies[-at][1], body) for at, (n, _, body) in enumerate(unlike, 1)]
    assert not learn([*copies[:-3], *late])["h.example"]
    assert learn([*copies[: SAMPLE - 3], *late])["h.example"]


@given(st.text(max_size=400))
def test_any_text_can_be_listed(text):
    body = clean("", text, lang=None).body
    listed = list_sentences(body)
    assert without_repeated(cleaned(body), listed.edges).title == "Sold"
