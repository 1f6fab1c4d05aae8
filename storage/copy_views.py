"""The views of who took what from whom, and of edits that the copies never saw."""

from dataclasses import replace

from storage.view_parts import (
    BOOLEAN,
    CREDITS_OUTLET,
    HAS_SOURCE,
    INTEGER,
    LIKELY,
    NUMBER,
    PAIR_JOINS,
    SAME_FAMILY,
    SHARE_COPIED,
    SHARE_KEPT,
    TEXT,
    TIME,
    Column,
    Dialect,
    View,
    credits_another,
    told_at,
)


def _reprints(d: Dialect) -> str:
    copied, kept = f"({SHARE_COPIED})", f"({SHARE_KEPT})"
    # The thresholds are those by which the pipeline names the kinds of variants.
    return f"""
SELECT
  v.story_id AS story_id,
  {d.day("a.reference_at")} AS day,
  a.id AS article_id,
  s.name AS outlet,
  s.owner AS owner,
  a.url AS url,
  n.title AS title,
  o.id AS from_article_id,
  f.name AS from_outlet,
  f.owner AS from_owner,
  o.url AS from_url,
  q.title AS from_title,
  v.source_confidence AS confidence,
  v.source_reason AS reason,
  CASE WHEN {d.lesser(copied, kept)} >= 0.85 THEN 'reprint'
       WHEN {d.lesser(copied, kept)} >= 0.4 THEN 'light'
       WHEN {copied} >= 0.4 THEN 'abridged'
       WHEN {kept} >= 0.4 THEN 'expanded'
       ELSE 'rewrite' END AS relation,
  {d.rounded(copied, 3)} AS share_copied,
  {d.rounded(kept, 3)} AS share_kept,
  {d.rounded("CAST(c.measures ->> 'facts_share' AS double precision)", 3)} AS facts_share,
  CAST({d.rounded(f"100 * {copied}", 0)} AS integer) AS match_rate,
  COALESCE(a.lang <> o.lang, FALSE) AS translated,
  a.credit AS credit,
  {CREDITS_OUTLET} OR {credits_another("a", "s")} AS credited,
  {CREDITS_OUTLET} AS credits_outlet,
  {SAME_FAMILY} AS same_family,
  a.published_at AS published_at,
  o.published_at AS from_published_at,
  a.reference_at AS reference_at,
  {d.hours(told_at("a"), told_at("o"))} AS lag_hours,
  a.first_seen_at AS first_seen_at,
  o.first_seen_at AS from_first_seen_at,
  CASE WHEN o.version_count = 1 THEN 1 ELSE COALESCE(
    (SELECT max(u.number) FROM version u WHERE u.article_id = o.id
     AND u.fetched_at <= COALESCE({told_at("a")}, a.first_seen_at)), 1) END AS from_version,
  o.version_count AS from_version_count,
  c.probability AS probability,
  c.id AS comparison_id
FROM variant v
JOIN article a ON a.id = v.article_id
JOIN source s ON s.id = a.source_id
{PAIR_JOINS.strip()}
LEFT JOIN version n ON n.article_id = a.id AND n.number = a.version_count
LEFT JOIN version q ON q.article_id = o.id AND q.number = o.version_count
WHERE v.{HAS_SOURCE}"""


REPRINTS = View(
    name="reprints",
    meaning="Who took from whom: one line for each article of which the likely source is known, "
    "re-told ones included; relation and confidence say how much that means.",
    columns=(
        Column("story_id", INTEGER, "The story that both tell."),
        Column("day", TEXT, "Day of reference_at in UTC, as 2026-03-14."),
        Column("article_id", INTEGER, "The article that took."),
        Column("outlet", TEXT, "Its outlet."),
        Column("owner", TEXT, "Ownership family of that outlet."),
        Column("url", TEXT, "Its address."),
        Column("title", TEXT, "Its headline, as it is now."),
        Column("from_article_id", INTEGER, "The article that it was probably taken from."),
        Column("from_outlet", TEXT, "The outlet of that one."),
        Column("from_owner", TEXT, "Ownership family of that outlet."),
        Column("from_url", TEXT, "The address of that one."),
        Column("from_title", TEXT, "The headline of that one, as it is now."),
        Column("confidence", NUMBER, "How sure it is that it was taken from there.", "0 to 1"),
        Column("reason", TEXT, "Why that one is taken for its source."),
        Column(
            "relation",
            TEXT,
            "What it is of the one that it was taken from (variants.kind is relative to the "
            "story's original): reprint where 85 percent of either text stand in the other, light "
            "where 40 percent do, abridged and expanded where 40 percent of the one do; else "
            "rewrite.",
        ),
        Column(
            "share_copied",
            NUMBER,
            "Share of its text that stands in the other, by runs of three words; of the longer "
            "text by way of the lengths. Null across languages.",
            "0 to 1",
        ),
        Column("share_kept", NUMBER, "Share of the other's text that stands in it.", "0 to 1"),
        Column(
            "facts_share",
            NUMBER,
            "Share of names and numbers in both, of the text that has less; across languages too.",
            "0 to 1",
        ),
        Column("match_rate", INTEGER, "share_copied in percent.", "percent, 0 to 100"),
        Column("translated", BOOLEAN, "Whether the two are in different languages."),
        Column("credit", TEXT, "Agency or outlet that it names as the origin of its text."),
        Column(
            "credited",
            BOOLEAN,
            "Whether it names an origin: the outlet it was taken from, or an agency or outlet that "
            "is not its own.",
        ),
        Column("credits_outlet", BOOLEAN, "Whether it names the outlet it was taken from."),
        Column("same_family", BOOLEAN, "Whether both outlets are one, or have one owner."),
        Column("published_at", TIME, "When its outlet claims to have published it."),
        Column("from_published_at", TIME, "The same of the one it was taken from."),
        Column("reference_at", TIME, "published_at, else first_seen_at: its time for order."),
        Column(
            "lag_hours",
            NUMBER,
            "How much later it was published; null where either claims no time of day, or one later"
            " than we saw it. Below 0 where it credits a copy that is dated later.",
            "hours",
        ),
        Column("first_seen_at", TIME, "When we found it: our own clock."),
        Column("from_first_seen_at", TIME, "When we found the one it was taken from."),
        Column(
            "from_version",
            INTEGER,
            "Which version of the other was copied: the newest that we had fetched when it was "
            "published (else first seen).",
        ),
        Column("from_version_count", INTEGER, "How many versions of the other there are by now."),
        Column("probability", NUMBER, "That both tell the same story.", "0 to 1"),
        Column("comparison_id", INTEGER, "The measured pair: comparison.id has all measures."),
    ),
    sql=_reprints,
)


def _uncredited_copies(_: Dialect) -> str:
    columns = ", ".join(f"r.{column.name}" for column in REPRINTS.columns)
    return f"""
SELECT {columns} FROM reprints r
WHERE NOT r.credited AND NOT r.same_family AND r.relation <> 'rewrite'"""


UNCREDITED_COPIES = replace(
    REPRINTS,
    name="uncredited_copies",
    meaning="The lines of reprints that hold text of another family's article and name no origin.",
    sql=_uncredited_copies,
)


_EDIT_PAIRS = """
FROM version n
JOIN version b ON b.article_id = n.article_id AND b.number = n.number - 1
JOIN article a ON a.id = n.article_id
JOIN source s ON s.id = a.source_id
LEFT JOIN variant v ON v.article_id = a.id"""
# The copies z of article a, as articles y, that were there before version n.
_COPIES_BEFORE = f"""
FROM variant z JOIN article y ON y.id = z.article_id
WHERE z.likely_source_id = a.id AND z.source_confidence >= {LIKELY}
  AND COALESCE({told_at("y")}, y.first_seen_at) < n.fetched_at"""
_CHANGED_SINCE = """EXISTS (
  SELECT 1 FROM version u
  WHERE u.article_id = y.id AND u.number > 1 AND u.fetched_at >= n.fetched_at)"""


def _article_edits(d: Dialect) -> str:
    return f"""
SELECT
  a.id AS article_id,
  v.story_id AS story_id,
  s.name AS outlet,
  a.url AS url,
  {d.day("n.fetched_at")} AS day,
  b.number AS from_version,
  n.number AS to_version,
  n.fetched_at AS edited_at,
  b.fetched_at AS fetched_before_at,
  {d.hours("n.fetched_at", "a.reference_at")} AS age_hours,
  b.title AS title_before,
  n.title AS title_after,
  b.title <> n.title AS title_changed,
  b.body <> n.body AS text_changed,
  b.word_count AS words_before,
  n.word_count AS words_after,
  n.number = a.version_count AS is_newest,
  (SELECT count(*) {_COPIES_BEFORE}) AS copy_count,
  (SELECT count(*) {_COPIES_BEFORE} AND {_CHANGED_SINCE}) AS changed_copy_count,
  (SELECT count(*) {_COPIES_BEFORE} AND y.last_seen_at >= n.fetched_at
   AND NOT {_CHANGED_SINCE}) AS unchanged_copy_count,
  (SELECT count(*) {_COPIES_BEFORE} AND y.last_seen_at < n.fetched_at) AS unchecked_copy_count
{_EDIT_PAIRS}"""


ARTICLE_EDITS = View(
    name="article_edits",
    meaning="What was changed in articles after we first saw them: one line for each edit, with "
    "how many of the copies made before it were changed too.",
    columns=(
        Column("article_id", INTEGER, "The article that was edited."),
        Column("story_id", INTEGER, "The story it tells."),
        Column("outlet", TEXT, "Its outlet."),
        Column("url", TEXT, "Its address."),
        Column("day", TEXT, "Day of edited_at in UTC, as 2026-03-14."),
        Column("from_version", INTEGER, "Number of the version before the edit."),
        Column("to_version", INTEGER, "Number of the version after it."),
        Column("edited_at", TIME, "When we fetched the version after it: the edit was no later."),
        Column(
            "fetched_before_at", TIME, "When we fetched the version before: the edit was later."
        ),
        Column("age_hours", NUMBER, "From the article's reference_at to edited_at.", "hours"),
        Column("title_before", TEXT, "Headline before."),
        Column("title_after", TEXT, "Headline after."),
        Column("title_changed", BOOLEAN, "Whether the headline was changed."),
        Column("text_changed", BOOLEAN, "Whether the text was changed."),
        Column("words_before", INTEGER, "Words before.", "words"),
        Column("words_after", INTEGER, "Words after.", "words"),
        Column("is_newest", BOOLEAN, "Whether no later edit is known."),
        Column(
            "copy_count",
            INTEGER,
            f"Articles taken from it before the edit, with a confidence of {LIKELY} or more: they "
            "may hold what it changed.",
        ),
        Column("changed_copy_count", INTEGER, "Those that were changed after it."),
        Column(
            "unchanged_copy_count",
            INTEGER,
            "Those that were fetched again after it and had not changed: it never reached them.",
        ),
        Column(
            "unchecked_copy_count", INTEGER, "Those that were not fetched again: nothing is known."
        ),
    ),
    sql=_article_edits,
)


def _edit_reach(d: Dialect) -> str:
    return f"""
SELECT
  a.id AS article_id,
  v.story_id AS story_id,
  s.name AS outlet,
  a.url AS url,
  n.number AS to_version,
  n.fetched_at AS edited_at,
  b.title AS title_before,
  n.title AS title_after,
  y.id AS copy_article_id,
  t.name AS copy_outlet,
  y.url AS copy_url,
  z.source_confidence AS confidence,
  COALESCE({told_at("y")}, y.first_seen_at) AS copied_at,
  (SELECT max(u.number) FROM version u WHERE u.article_id = a.id AND u.number < n.number
   AND (u.number = 1 OR u.fetched_at <= COALESCE({told_at("y")}, y.first_seen_at)))
    AS copied_version,
  y.last_seen_at AS copy_last_seen_at,
  CASE WHEN {_CHANGED_SINCE} THEN 'changed'
       WHEN y.last_seen_at >= n.fetched_at THEN 'unchanged'
       ELSE 'unchecked' END AS reached,
  {d.hours("y.last_seen_at", "n.fetched_at")} AS watched_hours
{_EDIT_PAIRS}
JOIN variant z ON z.likely_source_id = a.id AND z.source_confidence >= {LIKELY}
JOIN article y ON y.id = z.article_id
JOIN source t ON t.id = y.source_id
WHERE COALESCE({told_at("y")}, y.first_seen_at) < n.fetched_at"""


EDIT_REACH = View(
    name="edit_reach",
    meaning="Whether an edit reached the copies: one line for each edit and each article that was "
    f"taken from the edited one before, with a confidence of {LIKELY} or more.",
    columns=(
        *ARTICLE_EDITS.pick("article_id", "story_id", "outlet", "url"),
        Column("to_version", INTEGER, "Number of the version after the edit."),
        Column("edited_at", TIME, "When we fetched that version: the edit was no later."),
        *ARTICLE_EDITS.pick("title_before", "title_after"),
        Column("copy_article_id", INTEGER, "The article that was taken from it."),
        Column("copy_outlet", TEXT, "The outlet of the copy."),
        Column("copy_url", TEXT, "The address of the copy."),
        Column("confidence", NUMBER, "How sure it is that it was taken from there.", "0 to 1"),
        Column(
            "copied_at", TIME, "When the copy was published, by its claim; else when we found it."
        ),
        Column("copied_version", INTEGER, "Which version of the edited article was copied."),
        Column("copy_last_seen_at", TIME, "When we last fetched the copy."),
        Column(
            "reached",
            TEXT,
            "changed: the copy was changed after the edit, in whatever way; unchanged: it was "
            "fetched again and had not been; unchecked: it was not fetched again.",
        ),
        Column(
            "watched_hours",
            NUMBER,
            "From the edit to the last fetch of the copy; below 0 where there was none after it.",
            "hours",
        ),
    ),
    sql=_edit_reach,
)
