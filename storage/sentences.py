"""Finds the sentences that an outlet repeats, as its articles come, change and go.

What is repeated is a function of the stored articles alone: each sentence that an article brings
or loses is decided anew, from a sample of its holders that does not depend on their order.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import numpy as np
from sqlalchemy import delete, func, literal, or_, select, update
from sqlalchemy.orm import Session, aliased

from pipeline.records import ArticleText
from pipeline.repetition import RECIPE, SAMPLE, TIMES, SentenceList, is_repeated, sample_key
from storage.models import Article, OutletSentence, RepeatedSentence, Source, Version
from storage.models import SentenceList as SentenceListRow
from storage.turns import Turn, take_turn
from storage.upserts import chunks, insert_or_ignore, insert_or_update
from storage.versions import NEWEST

_LENGTHS = np.dtype("<u4")


class Sentence(NamedTuple):
    """A sentence of an outlet."""

    source_id: int
    digest: int


class OutletRepeat(NamedTuple):
    """A sentence that an outlet repeats, as one of its articles prints it."""

    source: str
    sentence: str
    articles: int
    """So many hold it near their beginning or end."""
    learned_at: datetime


Listed = Sequence[tuple[ArticleText, SentenceList]]


def unlisted_articles(session: Session) -> list[int]:
    """Return the ids of articles whose newest version's sentences are not listed, ascending."""
    row = SentenceListRow
    return list(
        session.scalars(
            select(Article.id)
            .join(Version, NEWEST)
            .outerjoin(row, row.article_id == Article.id)
            .where(
                or_(row.article_id.is_(None), row.version_id != Version.id, row.recipe != RECIPE)
            )
            .order_by(Article.id)
        )
    )


def list_articles(session: Session, listed: Listed, *, now: datetime) -> set[int]:
    """Store the sentences of articles, and decide which of them their outlets repeat.

    All articles that hold a sentence on which the decision changed have it left out, or left in,
    from now on, and wait to be grouped again. Returns the ids of articles that must be listed
    again before everything is decided: each holds a sentence that one of these has lost.
    """
    take_turn(session, Turn.SAVE_STORIES)
    ids = [article.article_id for article, _ in listed]
    sources = _source_ids(session, ids)
    before = _holdings(session, ids)
    after = {
        article.article_id: {
            Sentence(sources[article.article_id], digest) for digest in sentences.edges
        }
        for article, sentences in listed
    }
    lost = {article_id: before[article_id] - after[article_id] for article_id in ids}
    _forget_holdings(session, [article_id for article_id in ids if lost[article_id]])
    _save(session, listed, after)
    printed = {
        Sentence(sources[article.article_id], digest): sentence
        for article, sentences in listed
        for digest, sentence in sentences.edges.items()
    }
    changed = _decide(session, ids, printed, now)
    _leave_out(session, {*ids, *_holders(session, changed)})
    return _list_again(session, set().union(*lost.values()))


def forget_sentences(session: Session, article_ids: Collection[int]) -> None:
    """Drop the lists of these articles; what their outlets repeat is decided by the next run."""
    lost = set().union(*_holdings(session, article_ids).values())
    _forget_holdings(session, article_ids)
    for chunk in chunks(article_ids):
        session.execute(delete(SentenceListRow).where(SentenceListRow.article_id.in_(chunk)))
    _list_again(session, lost)


def repeated_sentences(session: Session, sources: Collection[str] = ()) -> list[OutletRepeat]:
    """Return what outlets are known to repeat, outlet by outlet, the most repeated first.

    sources: the names of those that are asked for; none means all.
    """
    row, held = RepeatedSentence, OutletSentence
    articles = func.count(held.article_id.distinct())
    query = (
        select(Source.name, row.sentence, articles, func.min(row.learned_at))
        .join(Source, Source.id == row.source_id)
        .join(held, (held.source_id == row.source_id) & (held.digest == row.digest))
        .group_by(Source.name, row.sentence)
        .order_by(Source.name, articles.desc(), row.sentence)
    )
    if sources:
        query = query.where(Source.name.in_(sources))
    return [OutletRepeat(*found) for found in session.execute(query)]


def _source_ids(session: Session, article_ids: Iterable[int]) -> dict[int, int]:
    return {
        article_id: source_id
        for chunk in chunks(article_ids)
        for article_id, source_id in session.execute(
            select(Article.id, Article.source_id).where(Article.id.in_(chunk))
        )
    }


def _holdings(session: Session, article_ids: Iterable[int]) -> dict[int, set[Sentence]]:
    """The sentences that each article is known to hold."""
    row = OutletSentence
    found: dict[int, set[Sentence]] = defaultdict(set)
    for chunk in chunks(article_ids):
        query = select(row.article_id, row.source_id, row.digest).where(row.article_id.in_(chunk))
        for article_id, source_id, digest in session.execute(query):
            found[article_id].add(Sentence(source_id, digest))
    return found


def _forget_holdings(session: Session, article_ids: Iterable[int]) -> None:
    for chunk in chunks(article_ids):
        session.execute(delete(OutletSentence).where(OutletSentence.article_id.in_(chunk)))


def _save(session: Session, listed: Listed, holdings: Mapping[int, set[Sentence]]) -> None:
    insert_or_ignore(
        session,
        OutletSentence,
        [
            {
                "source_id": sentence.source_id,
                "digest": sentence.digest,
                "sample_key": key,
                "article_id": article.article_id,
            }
            for article, _ in listed
            for key in [sample_key(article.url)]
            for sentence in holdings[article.article_id]
        ],
    )
    row = SentenceListRow
    insert_or_update(
        session,
        row,
        [
            {
                "article_id": article.article_id,
                "version_id": article.version_id,
                "recipe": RECIPE,
                "lengths": np.array(list(sentences.lengths.items()), _LENGTHS).tobytes(),
            }
            for article, sentences in listed
        ],
        key=[row.article_id],
        update=[row.version_id, row.recipe, row.lengths],
    )


def _decide(
    session: Session, article_ids: Sequence[int], printed: Mapping[Sentence, str], now: datetime
) -> set[Sentence]:
    """Store which sentences of these articles are repeated; return those on which it changed."""
    known = _held_often(session, article_ids)
    samples = {sentence: _sample(session, sentence) for sentence in known}
    lengths = _load_lengths(session, {holder for sample in samples.values() for holder in sample})
    repeated = {
        sentence
        for sentence, sample in samples.items()
        if len(sample) >= TIMES and is_repeated([lengths[holder] for holder in sample])
    }
    learned = {sentence for sentence in repeated if not known[sentence]}
    unlearned = {sentence for sentence in known.keys() - repeated if known[sentence]}
    insert_or_ignore(
        session,
        RepeatedSentence,
        [
            {**sentence._asdict(), "sentence": printed[sentence], "learned_at": now}
            for sentence in sorted(learned)
        ],
    )
    _unlearn(session, unlearned)
    return learned | unlearned


def _held_often(session: Session, article_ids: Iterable[int]) -> dict[Sentence, bool]:
    """The sentences of these articles that may be repeated, and whether they counted as such."""
    here, there, row = OutletSentence, aliased(OutletSentence), RepeatedSentence
    by_enough = (
        select(literal(1))
        .where(there.source_id == here.source_id, there.digest == here.digest)
        .offset(TIMES - 1)  # not a count: some are held by every article of their outlet
        .limit(1)
        .exists()
    )
    known = (
        select(literal(1))
        .where(row.source_id == here.source_id, row.digest == here.digest)
        .exists()
    )
    query = select(here.source_id, here.digest, known).where(or_(by_enough, known)).distinct()
    return {
        Sentence(source_id, digest): bool(is_known)
        for chunk in chunks(article_ids)
        for source_id, digest, is_known in session.execute(query.where(here.article_id.in_(chunk)))
    }


def _sample(session: Session, sentence: Sentence, size: int = SAMPLE) -> list[int]:
    row = OutletSentence
    return list(
        session.scalars(
            select(row.article_id)
            .where(row.source_id == sentence.source_id, row.digest == sentence.digest)
            .order_by(row.sample_key, row.article_id)
            .limit(size)
        )
    )


def _load_lengths(session: Session, article_ids: Iterable[int]) -> dict[int, dict[int, int]]:
    row = SentenceListRow
    return {
        article_id: dict(
            zip(*np.frombuffer(lengths, _LENGTHS).reshape(-1, 2).T.tolist(), strict=True)
        )
        for chunk in chunks(article_ids)
        for article_id, lengths in session.execute(
            select(row.article_id, row.lengths).where(row.article_id.in_(chunk))
        )
    }


def _unlearn(session: Session, sentences: Iterable[Sentence]) -> None:
    row = RepeatedSentence
    for source_id, digest in sentences:
        session.execute(delete(row).where(row.source_id == source_id, row.digest == digest))


def _holders(session: Session, sentences: Iterable[Sentence]) -> Iterator[int]:
    row = OutletSentence
    for source_id, digest in sentences:
        yield from session.scalars(
            select(row.article_id).where(row.source_id == source_id, row.digest == digest)
        )


def _leave_out(session: Session, article_ids: Collection[int]) -> None:
    """Note which sentences are left out of these articles, where that is not noted already."""
    held, known, row = OutletSentence, RepeatedSentence, SentenceListRow
    for chunk in chunks(article_ids):
        found: dict[int, set[int]] = defaultdict(set)
        repeated = (held.source_id == known.source_id) & (held.digest == known.digest)
        query = select(held.article_id, held.digest).join(known, repeated)
        for article_id, digest in session.execute(query.where(held.article_id.in_(chunk))):
            found[article_id].add(digest)
        noted = session.execute(
            select(row.article_id, row.left_out).where(row.article_id.in_(chunk))
        )
        changes = [
            {"article_id": article_id, "left_out": frozenset(found[article_id])}
            for article_id, left_out in noted
            if left_out != found[article_id]
        ]
        if changes:
            session.execute(update(row), changes)


def _list_again(session: Session, sentences: Iterable[Sentence]) -> set[int]:
    """Have one holder of each sentence listed again, so that the sentence is decided anew."""
    again: set[int] = set()
    for sentence in sentences:
        holders = _sample(session, sentence, 1)
        again.update(holders)
        if not holders:
            _unlearn(session, [sentence])
    for chunk in chunks(sorted(again)):
        row = SentenceListRow
        session.execute(update(row).where(row.article_id.in_(chunk)).values(recipe=""))
    return again
