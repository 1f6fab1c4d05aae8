from dataclasses import replace

import numpy as np
from sqlalchemy import Engine, update

from pipeline.records import Signature
from storage.candidates import (
    load_signatures,
    load_texts,
    load_window,
    pending_articles,
    save_signatures,
)
from storage.database import transaction
from storage.models import SentenceList, Variant
from storage.sources import SourceRecord, save_sources
from tests.storage.newsroom import NOON, Newsroom, hours, make_claim, make_page, make_plan


def pending(newsroom: Newsroom, method: str = "m1", limit: int | None = None) -> list[int]:
    with transaction(newsroom.engine) as session:
        return pending_articles(session, method=method, limit=limit)


def make_signature(*keys: int, scheme: str = "s1") -> Signature:
    values = np.arange(4, dtype="<u4")
    return Signature(
        scheme=scheme, values=values.tobytes(), band_keys=np.array(keys, dtype="<u8").tobytes()
    )


def test_what_was_never_placed_waits(newsroom: Newsroom):
    newsroom.publish(3)
    newsroom.save(make_plan(None, [2]))
    assert pending(newsroom) == [1, 3]
    assert pending(newsroom, limit=1) == [1]


def test_another_method_makes_all_wait(newsroom: Newsroom):
    newsroom.publish(2)
    newsroom.save(make_plan(None, [1, 2]))
    assert pending(newsroom, "m1") == []
    assert pending(newsroom, "m2") == [1, 2]


def test_a_new_version_makes_its_article_wait(newsroom: Newsroom):
    newsroom.publish(2)
    newsroom.save(make_plan(None, [1, 2]))
    newsroom.record(
        make_page("https://harbour.example/2", body="Corrected."), run_id=newsroom.start_run()
    )
    assert pending(newsroom) == [2]


def test_what_was_placed_with_something_else_left_out_waits(newsroom: Newsroom):
    newsroom.publish(3)
    newsroom.save(make_plan(None, [1, 2, 3]))
    with transaction(newsroom.engine) as session:
        for number, left_out in ((1, frozenset()), (2, frozenset({7})), (3, frozenset({7, 9}))):
            row = SentenceList(article_id=number, version_id=number, recipe="r", lengths=b"")
            row.left_out = left_out
            session.add(row)
        session.execute(
            update(Variant).where(Variant.article_id == 3).values(left_out=frozenset({9, 7}))
        )
    assert pending(newsroom) == [2]
    with transaction(newsroom.engine) as session:
        found = load_texts(session, [1, 2, 3])
    assert [text.left_out for text in found] == [set(), {7}, {7, 9}]


def test_texts_are_the_newest_versions_with_what_is_claimed(newsroom: Newsroom):
    with transaction(newsroom.engine) as session:
        record = SourceRecord(name="harbour-post", title="Harbour Post", owner="Quay Group")
        save_sources(session, [record], now=NOON)
    claim = make_claim(has_time=False, has_offset=False)
    newsroom.publish(2, published=claim, credit="AP", lang="en")
    newsroom.record(
        make_page("https://harbour.example/1", body="Corrected."), run_id=newsroom.start_run()
    )
    with transaction(newsroom.engine) as session:
        first, second = load_texts(session, [2, 1, 1, 99])
    assert (first.article_id, first.version_id, first.body) == (1, 3, "Corrected.")
    assert (second.title, second.outlet, second.owner) == ("Title 2", "harbour-post", "Quay Group")
    assert (second.published, second.credit, second.lang) == (claim, "AP", "en")
    assert second.first_seen_at == NOON + hours(2)


def test_signatures_come_back_as_they_were(newsroom: Newsroom):
    newsroom.publish(3)
    signatures = {1: make_signature(7, 2**63 + 9), 2: make_signature()}
    with transaction(newsroom.engine) as session:
        save_signatures(session, signatures.items())
        assert load_signatures(session, "s1", [1, 2, 3]) == signatures
        assert load_signatures(session, "s2", [1, 2, 3]) == {}


def test_signing_again_replaces_what_was_signed_with_something_else_left_out(newsroom: Newsroom):
    newsroom.publish(1)
    for left_out in (frozenset(), frozenset({-5, 7})):
        signature = replace(make_signature(7 + len(left_out)), left_out=left_out)
        with transaction(newsroom.engine) as session:
            save_signatures(session, [(1, signature)])
            assert load_signatures(session, "s1", [1])[1] == signature


def test_a_window_holds_signed_newest_versions(newsroom: Newsroom):
    newsroom.publish(6)
    newsroom.record(
        make_page("https://harbour.example/3", body="Corrected.", fetched_at=NOON + hours(9)),
        run_id=newsroom.start_run(),
    )
    with transaction(newsroom.engine) as session:
        signed = {number: make_signature(number, 2**63 + number) for number in (1, 2, 3, 6, 7)}
        save_signatures(session, signed.items())
        save_signatures(session, [(4, make_signature())])  # too short to be signed
        save_signatures(session, [(5, make_signature(5, 5, scheme="s2"))])
        found = load_window(session, scheme="s1", earliest=NOON + hours(2), latest=NOON + hours(5))
    assert found.article_ids.tolist() == [2, 3]
    assert found.version_ids.tolist() == [2, 7]
    assert found.reference_at.tolist() == [(NOON + hours(n)).timestamp() for n in (2, 3)]
    assert found.band_keys.tolist() == [[2, 2**63 + 2], [7, 2**63 + 7]]
    assert found.band_keys.dtype == np.uint64


def test_an_empty_window_has_no_rows(engine: Engine):
    with transaction(engine) as session:
        found = load_window(session, scheme="s1", earliest=NOON, latest=NOON)
    assert len(found.article_ids) == len(found.reference_at) == len(found.band_keys) == 0
    assert found.band_keys.ndim == 2
