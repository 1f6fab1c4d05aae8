from desk.quoting import AROUND, MOST_CHARACTERS, quote_passages
from pipeline.passages import shared_passages

SAME = "the mayor said that nobody had warned them"


def quoted(first: str, second: str, most: int = 5):
    return quote_passages(first, second, shared_passages(first, second), most=most)


def test_a_passage_stands_in_what_each_text_has_around_it():
    (found,) = quoted(f"On Monday {SAME} at all.", f"Told so:\n\nYesterday {SAME}, they wrote.")
    assert (found.first.before, found.first.passage, found.first.behind) == (
        "On Monday ",
        SAME,
        " at all.",
    )
    assert (found.second.before, found.second.behind) == ("Yesterday ", ", they wrote.")
    assert found.words == 8


def test_what_is_far_from_it_is_left_out_at_the_ends_of_words():
    far = "word " * AROUND
    (found,) = quoted(f"{far}{SAME} {far}", SAME)
    assert found.first.before.startswith("…word word")
    assert found.first.behind.endswith("word…")
    assert len(found.first.before) <= AROUND + 1
    assert (found.second.before, found.second.behind) == ("", "")


def test_of_a_long_passage_both_ends_are_quoted():
    text = " ".join(f"word{number}" for number in range(1_000))
    (found,) = quoted(text, text)
    assert found.first.passage.startswith("word0 word1 ")
    assert found.first.passage.endswith(" word998 word999")
    assert len(found.first.passage) < MOST_CHARACTERS + 10


def test_the_longest_are_quoted_in_the_order_of_the_first_text():
    short, long = "one two three four five", SAME
    found = quoted(f"{short} a {long} b {long[::-1]}", f"{long} x {short} y", most=1)
    assert [passage.first.passage for passage in found] == [long]
    found = quoted(f"{short} a {long}", f"{long} x {short}")
    assert [passage.first.passage for passage in found] == [short, long]


def test_scripts_without_spaces():
    text = "市長は誰も警告しなかったと述べた。" * 60
    (found, *_) = quoted(text, text)
    assert len(found.first.passage) <= MOST_CHARACTERS + 10
