"""The index of the search: the terms of each article's newest version.

`search_words` is a table of PostgreSQL's tsvectors, or an FTS5 table of SQLite; both are given the
terms of `pipeline.search_text`, ready made. Whoever stores a version calls `index_articles` in the
same transaction, so that what is stored is found and what is found is stored.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, delete, func, select, text
from sqlalchemy.orm import Session
from sqlalchemy.sql import column, table

from pipeline.search_text import search_terms
from storage.database import transaction
from storage.models import Article, Version
from storage.turns import Turn, dialect_name, take_turn
from storage.types import BigId
from storage.upserts import chunks
from storage.versions import NEWEST

_BATCH = 1_000
# Terms between headline, standfirst and body: no phrase reaches from one into another.
_GAP = 10

_INSERT = {
    "sqlite": text(
        "INSERT OR REPLACE INTO search_words (rowid, title, standfirst, body) "
        "VALUES (:article, :title, :standfirst, :body)"
    ),
    "postgresql": text(
        "INSERT INTO search_words (article_id, title, words) "
        "VALUES (:article, CAST(:title AS tsvector), CAST(:words AS tsvector)) "
        "ON CONFLICT (article_id) DO UPDATE SET title = excluded.title, words = excluded.words"
    ),
}
_KEY = {"sqlite": "rowid", "postgresql": "article_id"}


@dataclass(frozen=True, slots=True)
class IndexedText:
    """What is found of an article."""

    article_id: int
    title: str
    body: str
    standfirst: str | None = None

    @property
    def lead(self) -> str:
        """The standfirst, where it is not a part of the body anyway."""
        return "" if self.standfirst is None or self.standfirst in self.body else self.standfirst


def index_articles(session: Session | Connection, texts: Iterable[IndexedText]) -> None:
    """Let the search find articles by these texts, and no longer by those that they had."""
    dialect = dialect_name(session)
    for chunk in chunks(texts, _BATCH):
        rows = [_ROWS[dialect](text) for text in chunk]
        session.execute(_INSERT[dialect], rows)


def forget_indexed(session: Session, article_ids: Iterable[int]) -> None:
    """Let the search no longer find these articles."""
    key = column(_KEY[dialect_name(session)], BigId)
    for chunk in chunks(article_ids):
        session.execute(delete(table("search_words", key)).where(key.in_(chunk)))


def index_newest(session: Session, article_ids: Iterable[int]) -> None:
    """Index the newest stored versions of these articles."""
    for chunk in chunks(article_ids, _BATCH):
        rows = session.execute(
            select(Article.id, Version.title, Version.body, Version.standfirst)
            .join(Version, NEWEST)
            .where(Article.id.in_(chunk))
        )
        index_articles(session, [IndexedText(*row) for row in rows])


def rebuild_index(
    engine: Engine, *, on_progress: Callable[[int, int], None] = lambda done, total: None
) -> int:
    """Make the index anew from the stored versions and return how many articles it holds.

    It is found by all the while: each batch is a transaction, in which no page is recorded.

    on_progress: called with how many articles are done, and how many there are.
    """
    with transaction(engine) as session:
        total = session.scalar(select(func.count()).select_from(Article)) or 0
    done, last = 0, 0
    while True:
        with transaction(engine) as session:
            take_turn(session, Turn.RECORD_PAGES)
            after = select(Article.id).where(Article.id > last).order_by(Article.id).limit(_BATCH)
            ids = list(session.scalars(after))
            index_newest(session, ids)
        if not ids:
            break
        done, last = done + len(ids), ids[-1]
        on_progress(done, total)
    with transaction(engine) as session:
        take_turn(session, Turn.RECORD_PAGES)
        _forget_missing(session)
    return done


def _forget_missing(session: Session) -> None:
    """Drop what belongs to no article; on SQLite, no key holds the one to the other."""
    if dialect_name(session) == "sqlite":
        session.execute(
            text("DELETE FROM search_words WHERE rowid NOT IN (SELECT id FROM article)")
        )
        session.execute(text("INSERT INTO search_words (search_words) VALUES ('optimize')"))


def _sqlite_row(text: IndexedText) -> dict[str, object]:
    return {
        "article": text.article_id,
        "title": " ".join(search_terms(text.title)),
        "standfirst": " ".join(search_terms(text.lead)),
        "body": " ".join(search_terms(text.body)),
    }


def _postgresql_row(text: IndexedText) -> dict[str, object]:
    title = search_terms(text.title)
    lead = search_terms(text.lead)
    body = search_terms(text.body)
    after_title = len(title) + _GAP
    after_lead = after_title + (len(lead) + _GAP if lead else 0)
    return {
        "article": text.article_id,
        "title": _vector([(1, title)]),
        "words": _vector([(1, title), (after_title, lead), (after_lead, body)]),
    }


_ROWS = {"sqlite": _sqlite_row, "postgresql": _postgresql_row}


def _vector(texts: Iterable[tuple[int, Sequence[str]]]) -> str:
    """Terms with their places, as PostgreSQL writes a tsvector."""
    places: dict[str, list[str]] = defaultdict(list)
    for start, terms in texts:
        for place, term in enumerate(terms, start):
            places[term].append(str(place))
    return " ".join(f"{quoted(term)}:{','.join(found)}" for term, found in places.items())


def quoted(term: str) -> str:
    """A term as PostgreSQL writes it in a tsvector and a tsquery."""
    escaped = term.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
