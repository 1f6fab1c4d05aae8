from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from pipeline.outcomes import Outcome
from pipeline.records import ArchivePlace, DateOrigin, PageKind, PageRecord
from storage.articles import text_sha256
from storage.database import transaction
from storage.models import Article, ArticleAlias, Feed, FeedKind, PageOutcome, Version
from storage.sources import FeedRecord, SourceRecord, save_sources
from storage.types import MAX_ADDRESS_BYTES
from tests.storage.newsroom import BODY, NOON, Newsroom, hours, make_claim, make_ending, make_page

NEW, VERSION, UNCHANGED = Outcome.STORED_NEW, Outcome.STORED_VERSION, Outcome.UNCHANGED


def test_a_new_page_is_an_article_with_one_version(newsroom: Newsroom):
    assert newsroom.record(make_page(lang="en", authors=("Ada Moss",), credit="AP")) == [NEW]
    article, (version,) = newsroom.article(), newsroom.versions()
    assert (article.url, article.version_count) == ("https://harbour.example/crane", 1)
    assert (article.lang, article.authors, article.credit) == ("en", ["Ada Moss"], "AP")
    assert article.first_seen_at == article.last_seen_at == article.reference_at == NOON
    assert (version.number, version.body, version.word_count) == (1, BODY, 11)
    assert version.crawl_run_id == newsroom.run_id


def test_the_same_text_again_only_moves_last_seen_at(newsroom: Newsroom):
    newsroom.record(make_page())
    again = make_page(body=BODY.replace(" ", "  "), fetched_at=NOON + hours(2))
    assert newsroom.record(again, run_id=newsroom.start_run()) == [UNCHANGED]
    article = newsroom.article()
    assert (article.first_seen_at, article.last_seen_at) == (NOON, NOON + hours(2))
    assert [version.body for version in newsroom.versions()] == [BODY]


@pytest.mark.parametrize(
    "change", [{"body": "Corrected."}, {"title": "Crane falls"}], ids=["body", "title"]
)
def test_a_new_text_is_a_new_version(newsroom: Newsroom, change: dict[str, str]):
    newsroom.record(make_page())
    later = make_page(**change, fetched_at=NOON + hours(1))
    assert newsroom.record(later, run_id=newsroom.start_run()) == [VERSION]
    assert [version.number for version in newsroom.versions()] == [1, 2]
    assert newsroom.article().version_count == 2


@pytest.mark.parametrize(
    "again",
    [
        {"title": "Crane falls in \u201charbour\u201d \u2013 mayor\u2019s plea"},
        {"title": "Crane falls in \u00abharbour\u00bb\u00a0\u2013 mayor's  plea"},
        {"body": BODY.replace(" ", "\n").replace("harbour", "har\u00adbour")},
    ],
    ids=["curved-quotes", "other-quotes", "breaks"],
)
def test_a_text_that_is_only_set_otherwise_is_no_version(newsroom: Newsroom, again: dict[str, str]):
    first = {"title": 'Crane falls in "harbour" \u2013 mayor\'s plea'}
    newsroom.record(make_page(**first))
    later = make_page(**first | again, fetched_at=NOON + hours(1))
    assert newsroom.record(later, run_id=newsroom.start_run()) == [UNCHANGED]


def test_an_edit_that_is_taken_back_is_a_version(newsroom: Newsroom):
    texts = [BODY, "Corrected.", BODY]
    outcomes = [
        newsroom.record(
            make_page(body=text, fetched_at=NOON + hours(hour)), run_id=newsroom.start_run()
        )
        for hour, text in enumerate(texts)
    ]
    assert outcomes == [[NEW], [VERSION], [VERSION]]


def test_reading_an_import_twice_changes_no_text(newsroom: Newsroom):
    lines = [
        make_page(requested_url=f"news.jsonl#{line}", body=body, fetched_at=NOON + hours(line))
        for line, body in enumerate(["First text.", "Second text."], start=1)
    ]
    assert newsroom.record(*lines) == [NEW, VERSION]
    assert newsroom.record(*lines, run_id=newsroom.start_run()) == [UNCHANGED, UNCHANGED]


@pytest.mark.parametrize("hours_apart", [0, 1])
def test_reading_old_captures_twice_changes_no_text(newsroom: Newsroom, hours_apart: int):
    captures = [
        make_page(body=body, fetched_at=NOON + hours(number * hours_apart))
        for number, body in enumerate(["First text.", "Second text."])
    ]
    for capture in captures:
        newsroom.record(capture, run_id=newsroom.start_run())
    again = [newsroom.record(capture, run_id=newsroom.start_run()) for capture in captures]
    assert again == [[UNCHANGED], [UNCHANGED]]


def test_an_older_capture_moves_first_seen_at_back(newsroom: Newsroom):
    newsroom.record(make_page())
    newsroom.record(make_page(fetched_at=NOON - hours(5)), run_id=newsroom.start_run())
    article = newsroom.article()
    assert article.first_seen_at == article.reference_at == NOON - hours(5)
    assert article.last_seen_at == NOON


def test_claims_that_were_absent_are_filled_and_known_ones_stay(newsroom: Newsroom):
    newsroom.record(make_page(lang="en"))
    newsroom.record(
        make_page(lang="cy", credit="PA", published=make_claim(NOON - hours(3), has_time=False)),
        run_id=newsroom.start_run(),
    )
    article = newsroom.article()
    assert (article.lang, article.credit) == ("en", "PA")
    assert article.published_at == article.reference_at == NOON - hours(3)
    assert article.published_origin is DateOrigin.JSON_LD
    assert (article.published_has_time, article.published_has_offset) == (False, True)


def test_the_first_claim_of_publication_and_the_last_of_modification_stay(newsroom: Newsroom):
    for shift in (0, 2, 1):
        claim = make_claim(NOON + hours(shift))
        newsroom.record(make_page(published=claim, modified=claim), run_id=newsroom.start_run())
    article = newsroom.article()
    assert (article.published_at, article.modified_at) == (NOON, NOON + hours(2))


def test_a_new_text_brings_the_claims_printed_with_it(newsroom: Newsroom):
    newsroom.record(make_page(credit="AP", lang="en"))
    newsroom.record(make_page(body="Other.", credit="PA"), run_id=newsroom.start_run())
    article = newsroom.article()
    assert (article.credit, article.lang) == ("PA", "en")


def test_every_address_that_led_to_an_article_is_its_alias(newsroom: Newsroom):
    page = make_page(
        "https://harbour.example/crane",
        requested_url="http://harbour.example/crane?ref=rss",
        final_url="https://harbour.example/crane.html",
    )
    newsroom.record(page)
    assert {alias.url for alias in newsroom.rows(ArticleAlias)} == {
        "https://harbour.example/crane",
        "http://harbour.example/crane?ref=rss",
        "https://harbour.example/crane.html",
    }


def test_an_import_line_is_no_alias(newsroom: Newsroom):
    newsroom.record(make_page(requested_url="news.jsonl#1"))
    assert [alias.url for alias in newsroom.rows(ArticleAlias)] == ["https://harbour.example/crane"]


def test_a_page_known_by_any_address_is_that_article(newsroom: Newsroom):
    newsroom.record(make_page("https://harbour.example/old-slug"))
    moved = make_page(
        "https://harbour.example/new-slug", requested_url="https://harbour.example/old-slug"
    )
    assert newsroom.record(moved, run_id=newsroom.start_run()) == [UNCHANGED]
    assert newsroom.article().url == "https://harbour.example/old-slug"
    assert len(newsroom.rows(ArticleAlias)) == 2


def test_its_own_address_counts_more_than_the_one_asked_for(newsroom: Newsroom):
    newsroom.record(
        make_page("https://harbour.example/monday", requested_url="https://harbour.example/latest"),
        make_page("https://harbour.example/tuesday"),
    )
    latest = make_page(
        "https://harbour.example/tuesday", requested_url="https://harbour.example/latest"
    )
    assert newsroom.record(latest, run_id=newsroom.start_run()) == [UNCHANGED]
    assert [article.version_count for article in newsroom.rows(Article)] == [1, 1]


LATEST = "https://harbour.example/latest"
MONDAY = "The council met on Monday and voted to raise the water rates by four per cent next year."
TUESDAY = "A crane fell across the eastern quay on Tuesday; the ferries sail again by noon today."


def redirected(url: str, *, asked: str = LATEST, at: float = 0, **fields: object) -> PageRecord:
    """A page that another address led to."""
    page = make_page(url, requested_url=asked, final_url=url, fetched_at=NOON + hours(at))
    return replace(page, article=replace(page.article, **fields)) if fields else page


def test_an_address_that_led_elsewhere_before_does_not_say_what_the_page_is(newsroom: Newsroom):
    newsroom.record(redirected("https://harbour.example/monday", body=MONDAY))
    later = redirected("https://harbour.example/tuesday", body=TUESDAY, at=24)
    assert newsroom.record(later, run_id=newsroom.start_run()) == [NEW]
    monday, tuesday = newsroom.rows(Article)
    assert (monday.version_count, monday.moved_to_id) == (1, None)
    (alias,) = newsroom.rows(ArticleAlias, url=LATEST)
    assert alias.article_id == tuesday.id
    (ending,) = newsroom.rows(PageOutcome, article_id=tuesday.id)
    assert ending.requested_url == LATEST


def test_both_may_come_in_one_batch(newsroom: Newsroom):
    pages = [
        redirected("https://harbour.example/monday", body=MONDAY),
        redirected("https://harbour.example/tuesday", asked=f"{LATEST}?", body=TUESDAY, at=1),
    ]
    assert newsroom.record(*pages) == [NEW, NEW]


def test_an_article_whose_address_leads_to_another_one_has_moved(newsroom: Newsroom):
    old, new = "https://harbour.example/monday", "https://harbour.example/tuesday"
    newsroom.record(make_page(old, body=MONDAY), make_page(new, body=TUESDAY))
    page = redirected(new, asked=old, body=TUESDAY, at=1)
    assert newsroom.record(page, run_id=newsroom.start_run()) == [UNCHANGED]
    monday, tuesday = newsroom.rows(Article)
    assert (monday.moved_to_id, tuesday.moved_to_id) == (tuesday.id, None)
    assert monday.last_seen_at == NOON
    (alias,) = newsroom.rows(ArticleAlias, url=old)
    assert alias.article_id == monday.id
    back = make_page(old, body=MONDAY, final_url=old, fetched_at=NOON + hours(2))
    newsroom.record(back, run_id=newsroom.start_run())
    assert newsroom.rows(Article)[0].moved_to_id is None


def test_an_article_that_moved_to_one_that_was_not_known(newsroom: Newsroom):
    old, new = "https://harbour.example/monday", "https://harbour.example/tuesday"
    newsroom.record(make_page(old, body=MONDAY))
    page = redirected(new, asked=old, body=TUESDAY, at=1)
    assert newsroom.record(page, run_id=newsroom.start_run()) == [NEW]
    monday, tuesday = newsroom.rows(Article)
    assert monday.moved_to_id == tuesday.id


@pytest.mark.parametrize(
    ("body", "outcome"),
    [(MONDAY, UNCHANGED), (f"{MONDAY} The mayor abstained.", VERSION)],
    ids=["same-text", "edited"],
)
def test_an_article_under_a_new_address_is_the_same_article(
    newsroom: Newsroom, body: str, outcome: Outcome
):
    old, new = "https://harbour.example/rates", "https://harbour.example/rates-go-up"
    newsroom.record(make_page(old, body=MONDAY))
    page = redirected(new, asked=old, body=body, at=1)
    assert newsroom.record(page, run_id=newsroom.start_run()) == [outcome]
    assert {alias.url for alias in newsroom.rows(ArticleAlias)} == {old, new}
    assert (newsroom.article().url, newsroom.article().moved_to_id) == (old, None)


def test_an_article_that_is_gone_is_marked_and_kept_until_it_is_back(newsroom: Newsroom):
    url = "https://harbour.example/crane"
    newsroom.record(make_page(url))
    for hour in (1, 2):
        gone = make_ending(Outcome.GONE, url, status=404, fetched_at=NOON + hours(hour))
        assert newsroom.record(gone, run_id=newsroom.start_run()) == [Outcome.GONE]
        assert newsroom.article().gone_at == NOON + hours(1)
    assert newsroom.article().last_seen_at == NOON
    newsroom.record(make_page(url, fetched_at=NOON + hours(3)), run_id=newsroom.start_run())
    assert newsroom.article().gone_at is None


def test_it_is_back_when_its_server_says_it_is_as_before(newsroom: Newsroom):
    url = "https://harbour.example/crane"
    newsroom.record(make_page(url))
    for hour, outcome in enumerate((Outcome.GONE, Outcome.NOT_MODIFIED), start=1):
        ending = make_ending(outcome, url, fetched_at=NOON + hours(hour))
        newsroom.record(ending, run_id=newsroom.start_run())
    assert (newsroom.article().gone_at, newsroom.article().last_seen_at) == (None, NOON + hours(2))


def test_an_old_capture_does_not_bring_an_article_back(newsroom: Newsroom):
    url = "https://harbour.example/crane"
    newsroom.record(make_page(url))
    gone = make_ending(Outcome.GONE, url, fetched_at=NOON + hours(2))
    newsroom.record(gone, run_id=newsroom.start_run())
    for hour in (-9, 1):
        old = make_page(url, requested_url="old.warc#1", fetched_at=NOON + hours(hour))
        newsroom.record(old, run_id=newsroom.start_run())
        assert newsroom.article().gone_at == NOON + hours(2)


def test_an_alias_that_is_gone_takes_no_article_with_it(newsroom: Newsroom):
    newsroom.record(make_page(requested_url=LATEST))
    newsroom.record(make_ending(Outcome.GONE, LATEST), run_id=newsroom.start_run())
    assert newsroom.article().gone_at is None


def test_the_way_to_a_page_and_its_other_names_are_aliases(newsroom: Newsroom):
    page = replace(
        redirected("https://harbour.example/crane"),
        aliases=("https://harbour.example/hop", "https://harbour.example/og"),
    )
    newsroom.record(page)
    assert {alias.url.rpartition("/")[2] for alias in newsroom.rows(ArticleAlias)} == {
        *("crane", "latest", "hop", "og")
    }


def test_a_name_that_another_article_has_is_left_to_it(newsroom: Newsroom):
    first, second = (f"https://harbour.example/{n}" for n in (1, 2))
    newsroom.record(make_page(first, body=MONDAY))
    newsroom.record(replace(make_page(second, body=TUESDAY), aliases=(first,)))
    one, two = newsroom.rows(Article)
    assert (one.version_count, two.version_count, one.moved_to_id) == (1, 1, None)
    (alias,) = newsroom.rows(ArticleAlias, url=first)
    assert alias.article_id == one.id


def test_what_a_page_reserves_is_kept_with_its_article(newsroom: Newsroom):
    newsroom.record(make_page())
    assert newsroom.article().opt_outs is None
    for signals in (("noai",), ()):
        page = replace(make_page(), opt_outs=signals)
        newsroom.record(page, run_id=newsroom.start_run())
        assert newsroom.article().opt_outs == list(signals)
    refused = replace(
        make_ending(Outcome.REFUSED_BY_OPT_OUT, make_page().requested_url),
        opt_outs=("tdm-reservation",),
    )
    newsroom.record(refused, run_id=newsroom.start_run())
    assert newsroom.article().opt_outs == ["tdm-reservation"]


def test_a_version_knows_what_read_it_and_where_the_page_is_kept(newsroom: Newsroom):
    place = ArchivePlace(file="2026/a.warc.gz", offset=77)
    newsroom.record(replace(make_page(), extractor="1", place=place))
    (version,) = newsroom.versions()
    kept = (version.extractor, version.archive_file, version.archive_offset)
    assert kept == ("1", "2026/a.warc.gz", 77)


def test_a_page_as_before_of_an_article_that_was_removed_is_no_article(newsroom: Newsroom):
    ending = make_ending(Outcome.UNCHANGED, "https://harbour.example/crane")
    assert newsroom.record(ending) == [Outcome.NOT_MODIFIED]


def test_pages_of_a_batch_meet_each_other(newsroom: Newsroom):
    outcomes = newsroom.record(
        make_page(requested_url="https://harbour.example/1"),
        make_page(requested_url="https://harbour.example/2"),
        make_page(requested_url="https://harbour.example/3", body=f"{BODY} It was old."),
    )
    assert outcomes == [NEW, UNCHANGED, VERSION]
    assert newsroom.article().version_count == 2


def test_a_batch_leaves_what_its_pages_one_by_one_leave(newsroom: Newsroom):
    pages = [
        make_page(f"https://harbour.example/{number % 7}", requested_url=f"f#{number}", body=body)
        for number, body in enumerate(["One.", "Two.", "One."] * 8)
    ]
    outcomes = newsroom.record(*pages)
    texts = [(v.article_id, v.number, v.body) for v in newsroom.versions()]
    other = Newsroom(newsroom.engine)
    moved = [
        make_page(p.article.url + "x", requested_url=p.requested_url, body=p.article.body)
        for p in pages
    ]
    assert [outcome for page in moved for outcome in other.record(page)] == outcomes
    ids = sorted({article_id for article_id, *_ in texts})
    again = [(v.article_id, v.number, v.body) for v in newsroom.versions()][len(texts) :]
    assert sorted((a - max(ids), n, b) for a, n, b in again) == sorted(texts)


def test_each_page_of_a_run_has_one_outcome(newsroom: Newsroom):
    page, gone = make_page(), make_ending(Outcome.GONE, detail="410")
    assert newsroom.record(page, gone) == [NEW, Outcome.GONE]
    before = newsroom.content()
    changed = make_page(body="Corrected.", fetched_at=NOON + hours(1))
    assert newsroom.record(changed, gone) == [NEW, Outcome.GONE]
    assert newsroom.content() == before
    endings = {row.outcome: (row.article_id, row.detail) for row in newsroom.rows(PageOutcome)}
    assert endings == {NEW: (newsroom.article().id, None), Outcome.GONE: (None, "410")}


def test_a_repeat_within_a_batch_is_counted_once(newsroom: Newsroom):
    assert newsroom.record(make_page(), make_page(body="Other.")) == [NEW, NEW]
    assert len(newsroom.rows(PageOutcome)) == len(newsroom.versions()) == 1


def test_an_empty_batch_is_nothing(newsroom: Newsroom):
    before = newsroom.content()
    assert newsroom.record() == []
    assert newsroom.content() == before


def test_text_that_no_database_holds_is_mended(newsroom: Newsroom):
    page = make_page(
        title="Nul \0 here", body="Half a pair \ud83d.", authors=("A\0da",), credit="\udfff"
    )
    assert newsroom.record(page) == [NEW]
    (version,) = newsroom.versions()
    assert (version.title, version.body) == ("Nul \ufffd here", "Half a pair \ufffd.")
    assert newsroom.article().authors == ["A\ufffdda"]
    assert newsroom.record(page, run_id=newsroom.start_run()) == [UNCHANGED]


def test_an_article_with_a_nul_in_its_address_is_found_again(newsroom: Newsroom):
    page = make_page("https://harbour.example/a\0b")
    assert newsroom.record(page) == [NEW]
    assert newsroom.record(page, run_id=newsroom.start_run()) == [UNCHANGED]


def test_an_address_with_a_nul_is_counted_once(newsroom: Newsroom):
    ending = make_ending(Outcome.GONE, url="http://harbour.example/\0\udc80")
    assert newsroom.record(ending, ending) == [Outcome.GONE] * 2
    assert newsroom.record(ending) == [Outcome.GONE]
    assert len(newsroom.rows(PageOutcome)) == 1


def test_an_article_with_an_endless_address_is_refused(newsroom: Newsroom):
    page = make_page("https://harbour.example/" + "é" * MAX_ADDRESS_BYTES, requested_url="f#1")
    assert newsroom.record(page) == [Outcome.REFUSED_ADDRESS]
    (ending,) = newsroom.rows(PageOutcome)
    assert "2000 bytes" in ending.detail
    assert newsroom.rows(Article) == []


def test_endless_addresses_asked_for_are_told_apart(newsroom: Newsroom):
    start = "https://harbour.example/" + "a" * MAX_ADDRESS_BYTES
    pages = [make_page(requested_url=start + end) for end in "xy"]
    assert newsroom.record(*pages) == [NEW, UNCHANGED]
    assert len(newsroom.rows(PageOutcome)) == 2
    assert len(newsroom.rows(ArticleAlias)) == 1


def test_a_feed_remembers_how_it_was_last_read(newsroom: Newsroom):
    url = "https://harbour.example/rss"
    feed = FeedRecord(url=url, kind=FeedKind.FEED)
    with transaction(newsroom.engine) as session:
        record = SourceRecord(name="harbour-post", title="Harbour Post", feeds=(feed,))
        save_sources(session, [record], now=NOON)
    newsroom.record(make_ending(Outcome.FEED_BROKEN, url, kind=PageKind.FEED))
    (row,) = newsroom.rows(Feed)
    assert (row.last_outcome, row.last_fetched_at) == (Outcome.FEED_BROKEN, NOON)


@pytest.mark.parametrize(
    ("title", "body", "same"),
    [
        pytest.param("Cafe\u0301", "a b", True, id="unicode-form"),
        pytest.param("Café ", "a\n\nb", True, id="white-space"),
        pytest.param("Café", "A b", False, id="case"),
        pytest.param("Café a", "b", False, id="border"),
    ],
)
def test_the_hash_folds_form_but_not_words(title: str, body: str, same: bool):
    assert (text_sha256(title, body) == text_sha256("Café", "a b")) is same


def test_writers_at_once_leave_one_article_with_versions_in_a_row(newsroom: Newsroom):
    """Eight writers see the same new addresses, in opposite orders, each with a text of its own."""
    runs = [newsroom.start_run() for _ in range(8)]

    def write(run_id: int) -> list[Outcome]:
        numbers = range(20) if run_id % 2 else reversed(range(20))
        pages = [
            make_page(
                f"https://harbour.example/{number}",
                requested_url=f"https://harbour.example/short/{number}",
                body=f"Text of run {run_id}.",
            )
            for number in numbers
        ]
        return newsroom.record(*pages, run_id=run_id)

    with ThreadPoolExecutor(8) as pool:
        outcomes = [outcome for batch in pool.map(write, runs) for outcome in batch]
    assert (outcomes.count(NEW), outcomes.count(VERSION)) == (20, 140)
    assert len(newsroom.rows(ArticleAlias)) == 40
    numbers = {a.id: [] for a in newsroom.rows(Article)}
    for version in newsroom.rows(Version):
        numbers[version.article_id].append(version.number)
    assert all(sorted(found) == list(range(1, 9)) for found in numbers.values())
