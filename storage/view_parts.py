"""What the views are made of: their columns as data, and the few words that dialects differ in."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class ColumnKind(StrEnum):
    """What a column of a view holds."""

    INTEGER = "integer"
    NUMBER = "number"
    TEXT = "text"
    BOOLEAN = "boolean"
    TIME = "time"


INTEGER, NUMBER, TEXT = ColumnKind.INTEGER, ColumnKind.NUMBER, ColumnKind.TEXT
BOOLEAN, TIME = ColumnKind.BOOLEAN, ColumnKind.TIME


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a view; the meaning becomes its comment."""

    name: str
    kind: ColumnKind
    meaning: str
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Dialect:
    """The spellings of one database for what SQL has no common word for."""

    postgresql: bool

    def rounded(self, number: str, digits: int) -> str:
        """A number to so many digits behind the point."""
        if self.postgresql:
            return f"CAST(round(CAST({number} AS numeric), {digits}) AS double precision)"
        return f"round({number}, {digits})"

    def hours(self, later: str, earlier: str) -> str:
        """The hours from one time to another, to the hundredth."""
        if self.postgresql:
            return self.rounded(f"EXTRACT(EPOCH FROM {later} - {earlier}) / 3600", 2)
        return self.rounded(f"(julianday({later}) - julianday({earlier})) * 24", 2)

    def days_before(self, time: str, days: int) -> str:
        """The time so many days before another."""
        if self.postgresql:
            return f"({time} - INTERVAL '{days} days')"
        return f"datetime({time}, '-{days} days')"

    def day(self, time: str) -> str:
        """The day of a time in UTC, as text."""
        if self.postgresql:
            return f"to_char({time} AT TIME ZONE 'UTC', 'YYYY-MM-DD')"
        return f"substr({time}, 1, 10)"

    def listed(self, text: str) -> str:
        """The texts of a group, parted by commas, in the order of the rows."""
        return f"{'string_agg' if self.postgresql else 'group_concat'}({text}, ', ')"

    def elements(self, column: str) -> str:
        """The elements of a JSON list, as lines of a table e with the column value."""
        if self.postgresql:
            safe = f"CASE WHEN jsonb_typeof({column}) = 'array' THEN {column} ELSE '[]' END"
            return f"jsonb_array_elements_text({safe}) AS e(value)"
        return f"json_each({column}) AS e"

    def gathered(self, number: str) -> str:
        """An aggregate of the numbers of a group, for `median` to read in a query around it."""
        if self.postgresql:
            return f"percentile_cont(0.5) WITHIN GROUP (ORDER BY {number})"
        return f"json_group_array({number}) FILTER (WHERE {number} IS NOT NULL)"

    def median(self, gathered: str) -> str:
        """The median, to the hundredth, of what was `gathered`; SQLite has no word for it."""
        if self.postgresql:
            return self.rounded(gathered, 2)
        return self.rounded(
            "(SELECT avg(m.x) FROM (SELECT e.value AS x, row_number() OVER (ORDER BY e.value) AS n,"
            f" count(*) OVER () AS c FROM json_each({gathered}) AS e) AS m"
            " WHERE m.n IN ((m.c + 1) / 2, (m.c + 2) / 2))",
            2,
        )

    def first_paragraph(self, body: str) -> str:
        """A text up to its first empty line."""
        if self.postgresql:
            return rf"split_part({body}, E'\n\n', 1)"
        end = f"instr({body} || char(10, 10), char(10, 10))"
        return f"substr({body}, 1, {end} - 1)"

    def lesser(self, one: str, other: str) -> str:
        """The smaller of two numbers."""
        return f"{'LEAST' if self.postgresql else 'min'}({one}, {other})"


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A view: a query under a name, whose columns stay as they are."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    """In the order of the query."""
    sql: Callable[[Dialect], str]

    def pick(self, *names: str) -> tuple[Column, ...]:
        """Return some of its columns, for a view in which they mean the same."""
        columns = {column.name: column for column in self.columns}
        return tuple(columns[name] for name in names)


COPIES = "('reprint', 'light', 'abridged', 'expanded')"
"""The kinds of variants that hold so much of another text that they are no source of their own."""


LIKELY = 0.5
"""Confidence from which an article counts as taken. A later report of the same that shares no text
with an earlier one has 0.3: it may well be the outlet's own."""

HAS_SOURCE = "likely_source_id > 0"
"""Whether a variant was taken from another article. Not `IS NOT NULL`: from this both databases see
that the index of the column leads to these few rows, and skip the others."""


def told_at(article: str) -> str:
    """When an article was published, if it claims a time of day that can be believed; else null."""
    return (
        f"CASE WHEN {article}.published_has_time "
        f"AND {article}.published_at <= {article}.first_seen_at THEN {article}.published_at END"
    )


def family(source: str) -> str:
    """The ownership family of an outlet; one without an owner is its own."""
    return f"COALESCE({source}.owner, {source}.name)"


def credits_another(article: str, source: str) -> str:
    """Whether an article names an origin that is not its own outlet.

    As the pipeline does, but for romanisation: letters are compared without spaces and hyphens,
    and "Meridian Wire" is `meridianwire.example`.
    """

    def compact(text: str) -> str:
        return f"replace(replace(lower({text}), ' ', ''), '-', '')"

    credit = compact(f"{article}.credit")
    named = f"substr({compact(f'{source}.name')} || '.', 1, length({credit}) + 1) = {credit} || '.'"
    return (
        f"({article}.credit IS NOT NULL AND {credit} <> {compact(f'{source}.title')} "
        f"AND NOT {named})"
    )


# A pair of an article and the one it was probably taken from: article a of source s with variant
# v, and article o of source f; c is what was measured, w and x are the texts that were compared.
PAIR_JOINS = """
LEFT JOIN article o ON o.id = v.likely_source_id
LEFT JOIN source f ON f.id = o.source_id
LEFT JOIN comparison c
  ON c.first_id = CASE WHEN v.article_id < o.id THEN v.article_id ELSE o.id END
  AND c.second_id = CASE WHEN v.article_id < o.id THEN o.id ELSE v.article_id END
LEFT JOIN version w
  ON w.id = CASE WHEN v.article_id < o.id THEN c.first_version_id ELSE c.second_version_id END
LEFT JOIN version x
  ON x.id = CASE WHEN v.article_id < o.id THEN c.second_version_id ELSE c.first_version_id END
"""
_SHARE = "CAST(c.measures ->> 'text_share' AS double precision)"
# text_share is of the shorter text; the longer one is so many times as long.
_OF_LONGER = f"{_SHARE} * CAST(c.measures ->> 'length_share' AS double precision)"
SHARE_COPIED = f"CASE WHEN w.word_count <= x.word_count THEN {_SHARE} ELSE {_OF_LONGER} END"
SHARE_KEPT = f"CASE WHEN w.word_count <= x.word_count THEN {_OF_LONGER} ELSE {_SHARE} END"
SAME_FAMILY = "(s.id = f.id OR COALESCE(s.owner = f.owner, FALSE))"
CREDITS_OUTLET = "COALESCE(v.source_reason LIKE 'credits %', FALSE)"
