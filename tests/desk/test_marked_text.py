from desk.marked_text import LONG, stretches
from pipeline.marking import Mark, MarkKind, Telling


def mark(kind: MarkKind, start: int, end: int, **fields) -> Mark:
    return Mark(kind=kind, telling=Telling.ALIKE, start=start, end=end, **fields)


def shown(body: str, *marks: Mark) -> str:
    """The text with brackets around its marks: passages, quotations, facts."""
    lines = []
    for stretch in stretches(body, marks):
        for paragraph in stretch.paragraphs:
            line = ""
            for run in paragraph:
                inner = ""
                for quoted in run.quoted:
                    text = "".join(f"<{p.text}>" if p.mark else p.text for p in quoted.pieces)
                    inner += f"({text})" if quoted.mark else text
                line += f"[{inner}]" if run.mark else inner
            lines.append(line)
    return "|".join(lines)


BODY = "one two three four\n\nfive six"


def test_marks_that_overlap_are_cut_into_each_other():
    marks = (
        mark(MarkKind.PASSAGE, 4, 13),
        mark(MarkKind.QUOTATION, 8, 18),
        mark(MarkKind.NAME, 4, 7),
        mark(MarkKind.NUMBER, 14, 18),
    )
    assert shown(BODY, *marks) == "one [<two> (three)]( <four>)|five six"


def test_a_mark_that_a_passage_cuts_is_told_to_go_on():
    marks = (mark(MarkKind.PASSAGE, 4, 13), mark(MarkKind.QUOTATION, 0, 18))
    stretch, *_ = stretches(BODY, marks)
    quoted = [quoted for run in stretch.paragraphs[0] for quoted in run.quoted]
    assert [(part.pieces[0].text, part.edges.split()) for part in quoted] == [
        ("one ", ["continued"]),
        ("two three", ["resumed", "continued"]),
        (" four", ["resumed"]),
    ]


def test_a_passage_goes_on_in_the_next_paragraph_and_opens_once():
    passage = mark(MarkKind.PASSAGE, 14, 24, number=1)
    assert shown(BODY, passage) == "one two three [four]|[five] six"
    opened = [
        run.opens
        for stretch in stretches(BODY, (passage,))
        for paragraph in stretch.paragraphs
        for run in paragraph
        if run.mark
    ]
    assert opened == [True, False]


def test_of_two_passages_that_overlap_the_first_stays_whole():
    marks = (mark(MarkKind.PASSAGE, 0, 7), mark(MarkKind.PASSAGE, 4, 13))
    assert shown(BODY, *marks) == "[one two] three four|five six"


def test_nothing_of_a_text_is_lost():
    marks = [mark(MarkKind.NAME, at, at + 2) for at in range(0, len(BODY) - 2, 3)]
    assert shown(BODY, *marks).replace("<", "").replace(">", "") == BODY.replace("\n\n", "|")
    assert shown("") == ""


def test_of_a_long_text_what_is_not_shared_is_folded():
    line = "w " * 100
    body = "\n\n".join([line] * (LONG // 200 + 4))
    passage = mark(MarkKind.PASSAGE, 0, 9)
    first, rest = stretches(body, (passage,))
    assert (first.folded, len(first.paragraphs)) == (False, 1)
    assert (rest.folded, len(rest.paragraphs)) == (True, LONG // 200 + 3)
    assert rest.words == 100 * len(rest.paragraphs)
    assert not any(stretch.folded for stretch in stretches(body[:LONG], (passage,)))
