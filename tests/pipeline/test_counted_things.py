import pytest

from pipeline.counted_things import CountedThings
from pipeline.facts import look_up
from tests.pipeline.factories import profile


@pytest.mark.parametrize(
    ("text", "word", "found"),
    [
        ("A fire killed 12 workers.", "workers", {12: "12 workers"}),
        ("Two workers died, later 14 workers.", "workers", {2: "Two workers", 14: "14 workers"}),
        ("She took 1.6 million from a children's hospice.", "hospice", {
            1_600_000: "1.6 million from a children's hospice"
        }),
        ("He is 19, and Quarry Road rocked.", "quarry", {}),
        ("Part 1: Corvane tops the poll.", "corvane", {}),
        ("No worker was hurt.", "workers", {}),
    ],
)  # fmt: skip
def test_the_numbers_before_a_word_as_they_are_printed(text, word, found):
    assert CountedThings(profile(1, text)).of(look_up(word, "en").key) == found


def test_headlines_count_too():
    things = CountedThings(profile(1, "The mill is gone.", title="Fire kills 12 workers"))
    assert things.of(look_up("workers", "en").key) == {12: "12 workers"}
