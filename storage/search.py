"""Searches the articles, alike on SQLite and PostgreSQL, and ranks the stories that they tell."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    and_,
    case,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
)
from sqlalchemy import Integer as SqlInteger
from sqlalchemy.orm import Session

from pipeline.records import VariantKind
from pipeline.search_query import Filter, Phrase, Query, QueryError
from pipeline.snippets import Marked, mark, snippet
from storage.models import Article, Source, Variant, Version
from storage.outlet_details import outlet_named, source_id_of
from storage.queries import StoryRow, story_rows
from storage.search_index import quoted
from storage.turns import dialect_name
from storage.types import BigId
from storage.versions import NEWEST

WEEK = 7 * 24 * 3600
"""Seconds of age that count as much as half the articles."""

HEADLINE = 2
"""Weeks that a match in a headline counts for."""

_ID_MASK = 2**30 - 1

# Doublings of the number of matching articles that still count: 2, 4, 8 ... 128.
_DOUBLINGS = tuple(2**power for power in range(1, 8))


class SearchBy(StrEnum):
    """What a search lists."""

    STORIES = "stories"
    ARTICLES = "articles"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleHit:
    """An article that was found."""

    article_id: int
    story_id: int | None
    """None while it waits to be grouped."""
    outlet: str
    url: str
    kind: VariantKind | None
    lang: str | None
    published_at: datetime | None
    first_seen_at: datetime
    title: Marked
    snippet: Marked


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryHit:
    """A story of which articles were found, or an article that waits to be grouped."""

    story: StoryRow | None
    """None for an article that waits."""
    matching: int
    """How many of its articles were found."""
    best: ArticleHit
    """The one to show: a match in the headline before others, then the earliest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """One page of what was found, best first: stories or articles, as was asked."""

    stories: tuple[StoryHit, ...] = ()
    articles: tuple[ArticleHit, ...] = ()
    story_count: int | None = None
    """How many were found in all, where stories are listed; an article that waits counts as one."""
    article_count: int
    next_cursor: str | None
    """Asks for the next page; None where there is none."""


def search(
    session: Session,
    query: Query,
    *,
    by: SearchBy = SearchBy.STORIES,
    limit: int = 20,
    cursor: str | None = None,
) -> SearchPage:
    """Return what the newest versions of articles hold of a query, the best first.

    A story's rank is the time of its latest matching article, and a week for each doubling of the
    number of its matching articles (up to 128), and two weeks if a headline has all that was asked
    for. So a story with eight matching articles stands beside one of four that is a week newer.
    An article's is its own time, and the two weeks. A time after we first saw an article is not
    believed. Raises QueryError for an outlet that is not known, or a cursor that is none.
    """
    groups = _groups(_hits(session, query), by)
    listed = _page(session, groups, limit, _parse_cursor(cursor))
    shown = listed[:limit]
    more = f"{shown[-1].rank}:{shown[-1].key}" if len(listed) > limit else None
    if by is SearchBy.ARTICLES:
        found = _article_hits(session, query, [row.key for row in shown])
        return SearchPage(
            articles=tuple(found.values()),
            article_count=shown[0].total if shown else 0,
            next_cursor=more,
        )
    return SearchPage(
        stories=_story_hits(session, query, shown),
        story_count=shown[0].groups if shown else 0,
        article_count=int(shown[0].total) if shown else 0,
        next_cursor=more,
    )


def _hits(session: Session, query: Query) -> CTE:
    """The articles that fit: id, key of the story, whether the headline has it all, and time."""
    time = func.min if dialect_name(session) == "sqlite" else func.least
    at = time(Article.reference_at, Article.first_seen_at)
    wanted = (
        select(
            Article.id.label("article_id"),
            # An article that waits is a group of its own, below zero where no story is.
            func.coalesce(Variant.story_id, -Article.id).label("key"),
            _seconds(session, at).label("at"),
        )
        .outerjoin(Variant, Variant.article_id == Article.id)
        .where(*_conditions(session, query))
    )
    match = _MATCHES[dialect_name(session)](query)
    if match is None:
        return wanted.add_columns(literal(0).label("headline")).cte("hits")
    found, in_title = match
    title = select(in_title.c.article_id)
    return (
        wanted.join(found, found.c.article_id == Article.id)
        .add_columns(case((Article.id.in_(title), 1), else_=0).label("headline"))
        .cte("hits")
    )


def _groups(hits: CTE, by: SearchBy) -> CTE:
    """What is listed: its key, how many articles fit, and its rank."""
    if by is SearchBy.ARTICLES:
        rank = hits.c.at + hits.c.headline * HEADLINE * WEEK
        one = literal(1).label("matching")
        return select(hits.c.article_id.label("key"), one, rank.label("rank")).cte("groups")
    count = func.count()
    doublings: ColumnElement[int] = sum(
        (case((count >= size, 1), else_=0) for size in _DOUBLINGS), start=literal_column("0")
    )
    weeks = doublings + HEADLINE * func.max(hits.c.headline)
    rank = func.max(hits.c.at) + weeks * WEEK
    # The best article in one number, for the least of them to be taken along: a match in the
    # headline first, then the time, then the id. Enough for a thousand million articles.
    best = (1 - hits.c.headline) * literal(2**62, BigId) + hits.c.at * literal(2**30, BigId)
    best = func.min(best + hits.c.article_id)
    return (
        select(hits.c.key, count.label("matching"), rank.label("rank"), best.label("best"))
        .group_by(hits.c.key)
        .cte("groups")
    )


def _page(
    session: Session, groups: CTE, limit: int, after: tuple[int, int] | None
) -> Sequence[Any]:
    query = (
        select(
            groups,
            select(func.count()).select_from(groups).scalar_subquery().label("groups"),
            select(func.sum(groups.c.matching)).scalar_subquery().label("total"),
        )
        .order_by(groups.c.rank.desc(), groups.c.key.desc())
        .limit(limit + 1)
    )
    if after is not None:
        rank, key = after
        query = query.where(
            or_(groups.c.rank < rank, and_(groups.c.rank == rank, groups.c.key < key))
        )
    return session.execute(query).all()


def _parse_cursor(cursor: str | None) -> tuple[int, int] | None:
    if cursor is None:
        return None
    rank, _, key = cursor.partition(":")
    try:
        parsed = int(rank), int(key)
    except ValueError:
        parsed = (2**63, 0)
    if max(map(abs, parsed)) >= 2**62:
        raise QueryError(f"{cursor!r} is no cursor of a search")
    return parsed


def _story_hits(session: Session, query: Query, listed: Sequence[Any]) -> tuple[StoryHit, ...]:
    keys = [row.key for row in listed]
    best = {row.key: row.best & _ID_MASK for row in listed}
    rows = story_rows(session, [key for key in keys if key > 0])
    shown = _article_hits(session, query, best.values())
    return tuple(
        StoryHit(story=rows.get(row.key), matching=row.matching, best=shown[best[row.key]])
        for row in listed
    )


def _article_hits(
    session: Session, query: Query, article_ids: Iterable[int]
) -> dict[int, ArticleHit]:
    """The articles with these ids, in this order, with what was searched for marked."""
    ids = list(article_ids)
    rows = session.execute(
        select(Article, Source.name, Version, Variant.kind, Variant.story_id)
        .join(Source, Source.id == Article.source_id)
        .join(Version, NEWEST)
        .outerjoin(Variant, Variant.article_id == Article.id)
        .where(Article.id.in_(ids))
    )
    found = {
        article.id: ArticleHit(
            article_id=article.id,
            story_id=story_id,
            outlet=outlet,
            url=article.url,
            kind=kind,
            lang=article.lang,
            published_at=article.published_at,
            first_seen_at=article.first_seen_at,
            title=mark(version.title, query.wanted),
            snippet=snippet(_text(version), query.wanted),
        )
        for article, outlet, version, kind, story_id in rows
    }
    return {article_id: found[article_id] for article_id in ids if article_id in found}


def _text(version: Version) -> str:
    """The body, after the standfirst where that is no part of it."""
    lead = version.standfirst or ""
    return version.body if lead in version.body else f"{lead}\n\n{version.body}"


def _seconds(session: Session, at: ColumnElement[Any]) -> ColumnElement[int]:
    """A time as whole seconds since 1970."""
    if dialect_name(session) == "sqlite":
        return cast(func.strftime("%s", at), SqlInteger)
    return cast(func.floor(func.extract("epoch", at)), BigId)


def _conditions(session: Session, query: Query) -> list[ColumnElement[bool]]:
    conditions = [
        *_filtered(Article.source_id, query.outlets, lambda name: _outlet_id(session, name)),
        *_filtered(Article.lang, query.languages, str),
        *_filtered(Variant.kind, query.kinds, VariantKind),
    ]
    if query.since is not None:
        conditions.append(Article.reference_at >= query.since)
    if query.until is not None:
        conditions.append(Article.reference_at < query.until)
    return conditions


def _filtered(
    column: Any,  # noqa: ANN401 - a column of any type
    values: Filter,
    convert: Callable[[str], object],
) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if values.any_of:
        conditions.append(column.in_([convert(value) for value in values.any_of]))
    if values.none_of:
        none = column.not_in([convert(value) for value in values.none_of])
        conditions.append(or_(column.is_(None), none))
    return conditions


def _outlet_id(session: Session, given: str) -> int:
    name = outlet_named(session, given)
    found = None if name is None else source_id_of(session, name)
    if found is None:
        raise QueryError(f"no outlet is called {given!r}")
    return found


Match = tuple[Any, Any]
"""Two queries of `article_id`: what fits, and what has it all in the headline."""


def _sqlite_match(query: Query) -> Match | None:
    wanted = " AND ".join(_either(group, _fts5, " OR ") for group in query.groups)
    if not wanted:
        return None
    without = " OR ".join(_fts5(phrase) for phrase in query.excluded)
    whole = f"({wanted}) NOT ({without})" if without else wanted
    return (
        _searched(
            "SELECT rowid AS article_id FROM search_words WHERE search_words MATCH :q", whole
        ),
        _searched(
            "SELECT rowid AS article_id FROM search_words WHERE search_words MATCH :t",
            f"{{title}} : ({wanted})",
        ),
    )


def _postgresql_match(query: Query) -> Match | None:
    wanted = " & ".join(_either(group, _tsquery, " | ") for group in query.groups)
    if not wanted:
        return None
    whole = " & ".join([wanted, *(f"!{_tsquery(phrase)}" for phrase in query.excluded)])
    return (
        _searched("SELECT article_id FROM search_in_words(CAST(:q AS tsquery))", whole),
        _searched("SELECT article_id FROM search_in_titles(CAST(:t AS tsquery))", wanted),
    )


_MATCHES = {"sqlite": _sqlite_match, "postgresql": _postgresql_match}


def _searched(statement: str, value: str) -> Any:  # noqa: ANN401 - SQLAlchemy's
    name = "q" if ":q" in statement else "t"
    found = text(statement).bindparams(**{name: value}).columns(article_id=BigId)
    return found.subquery("found" if name == "q" else "in_title")


def _either(group: Iterable[Phrase], write: Callable[[Phrase], str], word: str) -> str:
    return f"({word.join(map(write, group))})"


def _fts5(phrase: Phrase) -> str:
    # No term holds a quotation mark, so each is one string of FTS5 whatever it says.
    return f'"{" ".join(phrase.terms)}"{" *" if phrase.beginning else ""}'


def _tsquery(phrase: Phrase) -> str:
    *first, last = map(quoted, phrase.terms)
    return f"({' <-> '.join([*first, last + (':*' if phrase.beginning else '')])})"
