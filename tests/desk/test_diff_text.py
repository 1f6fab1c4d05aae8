from desk.diff_text import diff_paragraphs
from pipeline.word_diff import Fate, diff_words

PLAIN = "\n\n".join(f"Paragraph {number} says that nothing at all happened." for number in range(9))


def shown(before: str, after: str) -> list[str]:
    marks = {Fate.SAME: "{}", Fate.REMOVED: "[-{}-]", Fate.ADDED: "[+{}+]"}
    return [
        "".join(
            f"<{part.skipped}>" if part.skipped else marks[part.fate].format(part.text)
            for part in parts
        )
        for parts in diff_paragraphs(diff_words(before, after))
    ]


def test_a_short_text_is_shown_whole():
    assert shown("It runs at noon.", "It runs at one.") == ["It runs at [-noon-][+one+]."]


def test_what_is_the_same_far_from_a_change_is_counted():
    changed = PLAIN.replace("Paragraph 4 says", "Paragraph 4 denies")
    before, line, after = shown(PLAIN, changed)
    assert line == "Paragraph 4 [-says -][+denies +]that nothing at all happened."
    assert (before, after) == ("<32>", "<32>")


def test_a_new_paragraph_stands_by_itself():
    added = PLAIN.replace("Paragraph 4", "This is new.\n\nParagraph 4")
    assert "[+This is new.+]" in shown(PLAIN, added)


def test_nothing_but_what_is_counted_is_left_out():
    changed = PLAIN.replace("Paragraph 4 says", "Paragraph 4 denies").replace("8 says", "8 said")
    parts = [part for parts in diff_paragraphs(diff_words(PLAIN, changed)) for part in parts]
    words = sum(
        part.skipped or len(part.text.replace(".", "").split())
        for part in parts
        if part.fate is not Fate.REMOVED
    )
    assert words == 9 * 8


def test_a_text_that_did_not_change():
    assert shown(PLAIN, PLAIN) == ["<72>"]
    assert shown("", "") == []
