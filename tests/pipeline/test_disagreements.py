from pipeline.disagreements import FactSort, find_disagreements
from tests.pipeline.factories import claim, profile


def told(*texts, **changes):
    """What articles of these texts disagree on: (sort, about, each value with who says it)."""
    profiles = [profile(number, text, **changes) for number, text in enumerate(texts, 1)]
    return [
        (found.sort, found.about, {side.value: side.article_ids for side in found.told})
        for found in find_disagreements(profiles)
    ]


def test_a_count_that_is_told_in_two_ways():
    assert told(
        "A fire killed 12 workers in the mill on Monday.",
        "Fire in a mill: 14 workers died, the mayor said.",
        "The mill burned down and 12 workers died.",
    ) == [(FactSort.NUMBER, "workers", {"12": (1, 3), "14": (2,)})]


def test_a_number_is_told_as_it_is_printed():
    profiles = [
        profile(1, "They sang before a crowd of 21,406 at Quarry Road."),
        profile(2, "They sang before 23,118 at Quarry Road."),
    ]
    (found,) = find_disagreements(profiles)
    assert [side.printed for side in found.told] == ["21,406 at Quarry", "23,118 at Quarry"]


def test_a_number_that_stands_apart_from_a_word_counts_nothing():
    assert told("He scored at 19, and Quarry Road rocked.", "Four went to Quarry Road.") == []


def test_a_rounded_count_is_no_disagreement():
    assert told("The court heard of 1234 boxes.", "The court heard of 1200 boxes.") == []


def test_counts_of_two_things_of_one_name_are_none():
    # Both tell of 41 and of 7; each names only one of them pilgrims.
    assert (
        told(
            "A bus with 41 pilgrims crashed, and 7 people died.",
            "A bus carrying 41 people crashed, and 7 pilgrims died.",
        )
        == []
    )


def test_a_text_that_counts_many_of_a_thing_counts_no_one_thing():
    assert told("It paid 5 euros.", "Some paid 6 euros, some 7 euros and some 8 euros.") == []


def test_a_name_that_is_spelled_in_two_ways():
    assert told(
        "The driver, Oskar Hollingsworth, was unhurt.",
        "They found Oskar Hollinsworth behind the wheel.",
    ) == [(FactSort.NAME, None, {"Hollingsworth": (1,), "Hollinsworth": (2,)})]


def test_a_people_is_no_other_spelling_of_its_place():
    assert told("The ship came from Zembria.", "They boarded a Zembrian ship.") == []


def test_spellings_of_two_languages_are_not_compared():
    one = profile(1, "The driver, Oskar Hollingsworth, was unhurt.")
    other = profile(2, "Gefunden wurde Oskar Hollinsworth.", lang="de")
    assert find_disagreements([one, other]) == []


def test_days_of_which_none_is_shared():
    assert told("It happened on March 3.", "It happened on March 9.", published=claim()) == [
        (FactSort.DAY, None, {"03-03": (1,), "03-09": (2,)})
    ]


def test_what_only_one_tells_is_no_disagreement():
    assert told("A fire killed 12 workers on March 3.", "A fire broke out in the mill.") == []


def test_no_article_disagrees_with_none():
    assert find_disagreements([]) == []
