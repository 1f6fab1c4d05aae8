from dataclasses import replace
from datetime import timedelta

from flows import screen
from flows.story_reports import show_story, story_object
from pipeline.independence import Group
from pipeline.records import StoryEventKind, VariantKind
from storage.queries import EventRow, StoryDetail, StoryRow, VariantRow
from storage.showing import FirstPublisher, StoryView
from tests.flows.conftest import NOW
from tests.flows.test_judgement_reports import LINK

ORIGINAL = VariantRow(
    article_id=1,
    outlet="harbour",
    kind=VariantKind.ORIGINAL,
    title="Ferry sinks",
    url="https://h/1",
    published_at=NOW,
    published_has_time=True,
    first_seen_at=NOW,
    credit=None,
    score=None,
    likely_source_id=None,
    likely_source_url=None,
    source_confidence=None,
    source_reason=None,
    canonical=True,
    version_count=1,
)
REPRINT = replace(
    ORIGINAL,
    article_id=2,
    outlet="coast",
    url="https://c/2",
    kind=VariantKind.REPRINT,
    canonical=False,
    credit="Harbour",
    score=0.875,
    likely_source_id=1,
    likely_source_url="https://h/1",
    source_confidence=0.95,
    source_reason="credits harbour",
)
STORY = StoryRow(
    story_id=7,
    title="Ferry sinks",
    article_count=2,
    outlet_count=2,
    first_at=NOW,
    last_at=NOW,
    kinds={VariantKind.ORIGINAL: 1, VariantKind.REPRINT: 1},
    outlets=("harbour", "coast"),
    canonical_url="https://h/1",
    independent_count=1,
    first_url="https://h/1",
    first_certain=False,
)
OPENED = EventRow(
    kind=StoryEventKind.OPENED,
    happened_at=NOW,
    actor="group",
    article_url=None,
    other_story_id=None,
    reason=None,
)
FIRST = FirstPublisher(
    article_id=1,
    outlet="harbour",
    url="https://h/1",
    certain=False,
    earliest=NOW,
    latest=NOW,
    rivals=(2,),
)


def view(*variants: VariantRow, **changes) -> StoryView:
    detail = StoryDetail(
        story=STORY,
        opened_at=NOW,
        changed_at=NOW,
        canonical_reason="other variants credit harbour",
        method="m1",
        variants=variants or (ORIGINAL, REPRINT),
        events=(OPENED,),
    )
    values = {
        "detail": detail,
        "first": FIRST,
        "groups": (
            Group(outlets=frozenset({"harbour", "coast"}), reasons=("credit: harbour",)),
            Group(outlets=frozenset({"inland"})),
        ),
        "credits": {"Harbour": 1},
        "days": frozenset(),
        "wrong_clocks": frozenset(),
    }
    return StoryView(**values | changes)


def shown(capsys, story: StoryView) -> str:
    show_story(story)
    return capsys.readouterr().out


def test_a_story_says_how_it_was_counted_chosen_and_who_was_first(capsys):
    assert shown(capsys, view()).splitlines()[:6] == [
        "Story 7: Ferry sinks",
        "2 articles at 2 outlets, 1 independent source",
        "Canonical: article 1, harbour: other variants credit harbour",
        "First published: article 1, harbour, 2026-03-14 12:00 "
        "(not certain; before it may have been 2)",
        "Credited: Harbour (1)",
        "One source: coast, harbour (credit: harbour)",
    ]


def test_a_first_publisher_is_certain_or_lies_between_two_times(capsys):
    sure = replace(FIRST, certain=True, rivals=())
    assert "2026-03-14 12:00 (certain)" in shown(capsys, view(first=sure))
    day = replace(FIRST, latest=NOW + timedelta(days=1))
    text = shown(capsys, view(first=day))
    assert "between 2026-03-14 12:00 and 2026-03-15 12:00 (not" in text
    assert "by 2026-03-14 12:00 (not" in shown(capsys, view(first=replace(FIRST, earliest=None)))
    assert "First published" not in shown(capsys, view(first=None))


def test_each_variant_says_from_which_article_it_was_taken(capsys):
    line = next(line for line in shown(capsys, view()).splitlines() if line.startswith("2\t"))
    assert line.split("\t") == [
        "2",
        "2026-03-14 12:00",
        "reprint",
        "coast",
        "0.88",
        "Ferry sinks",
        "https://c/2",
        "probably from article 1 (0.95): credits harbour",
    ]


def test_a_weak_source_is_possible_and_none_is_not_known(capsys):
    weak = replace(REPRINT, source_confidence=0.31, source_reason="1% of it stands in harbour")
    text = shown(capsys, view(ORIGINAL, weak))
    assert "credits Harbour; perhaps from article 1 (0.31): 1% of it stands in harbour" in text
    unknown = replace(REPRINT, likely_source_id=None, credit=None)
    assert "source not known" in shown(capsys, view(ORIGINAL, unknown))


def test_an_outlet_that_names_itself_credits_nobody(capsys):
    assert (
        "credits"
        not in shown(
            capsys, view(replace(ORIGINAL, credit="Harbour"), groups=(), **{"credits": {}})
        ).partition("article\t")[2]
    )


def test_days_and_wrong_clocks_are_marked(capsys):
    midnight = replace(ORIGINAL, published_at=NOW.replace(hour=0))
    text = shown(capsys, view(midnight, REPRINT, days=frozenset({1}), wrong_clocks=frozenset({2})))
    assert "1\t2026-03-14\toriginal *" in text
    assert "2\t2026-03-14 12:00 (wrong)\treprint" in text


def test_links_and_the_log_are_told(capsys):
    lines = shown(capsys, view(links=(LINK,))).splitlines()
    assert "link 1: article 1 different from 2, said ada on 2026-03-14 (other mills)" in lines
    assert lines[-1] == "2026-03-14 12:00  opened"


def test_programs_get_all_of_it():
    found = screen.plain(story_object(view(links=(LINK,), wrong_clocks=frozenset({2}))))
    assert found["canonical_reason"] == "other variants credit harbour"
    assert found["first"]["rivals"] == [2]
    assert found["independent_sources"][0] == {
        "outlets": ["coast", "harbour"],
        "reasons": ["credit: harbour"],
    }
    assert (found["credits"], found["wrong_clocks"]) == ({"Harbour": 1}, [2])
    assert found["links"][0]["said"] == "different"
    assert found["variants"][1]["likely_source_id"] == 1


def test_what_has_become_of_an_address_stands_behind_it(capsys):
    gone = replace(REPRINT, version_count=3, gone_at=NOW, moved_to_id=9)
    printed = shown(capsys, view(ORIGINAL, gone))
    assert (
        "https://c/2 (3 versions, gone since 2026-03-14 12:00, leads to article 9 now)" in printed
    )
    assert "https://h/1 (" not in printed
