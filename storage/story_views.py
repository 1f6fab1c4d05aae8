"""The views of stories and of their articles."""

from storage.view_parts import (
    BOOLEAN,
    COPIES,
    INTEGER,
    LIKELY,
    NUMBER,
    PAIR_JOINS,
    SHARE_COPIED,
    TEXT,
    TIME,
    Column,
    Dialect,
    View,
    family,
    told_at,
)

_ARTICLES = """FROM variant v JOIN article a ON a.id = v.article_id
   WHERE v.story_id = st.id"""
_OUTLETS = """FROM variant v JOIN article a ON a.id = v.article_id
   JOIN source s ON s.id = a.source_id WHERE v.story_id = st.id"""
_VARIANTS = "FROM variant v WHERE v.story_id = st.id"
_NEWEST = "FROM version n WHERE n.article_id = ca.id AND n.number = ca.version_count"


def _of_story(of_one: str, of_several: str) -> str:
    """A figure of a story. Most have one article, the canonical one: that needs no search."""
    return f"CASE WHEN st.article_count = 1 THEN {of_one} ELSE ({of_several}) END"


def _listed(d: Dialect, of_one: str, of_each: str) -> str:
    """The distinct values of a story's articles, in order."""
    values = f"SELECT DISTINCT {of_each} AS value {_OUTLETS} AND {of_each} IS NOT NULL ORDER BY 1"
    return _of_story(of_one, f"SELECT {d.listed('l.value')} FROM ({values}) AS l")


def _counted(of_one: str, of_each: str) -> str:
    """How many different values a story's articles have."""
    alone = f"CASE WHEN {of_one} IS NULL THEN 0 ELSE 1 END"
    return _of_story(alone, f"SELECT count(DISTINCT {of_each}) {_OUTLETS}")


def _stories(d: Dialect) -> str:
    # A subquery for each figure, so that a question pays for none but those that it asks for.
    first_at = _of_story("ca.reference_at", f"SELECT min(a.reference_at) {_ARTICLES}")
    last_at = _of_story("ca.reference_at", f"SELECT max(a.reference_at) {_ARTICLES}")
    last_id = f"SELECT a.id {_ARTICLES} ORDER BY a.reference_at DESC, a.id DESC LIMIT 1"
    outlet_count = f"COALESCE(st.outlet_count, {_counted('cs.id', 's.id')})"
    family_count = _counted("cs.id", family("s"))
    copies = _of_kinds(COPIES)
    return f"""
SELECT
  st.id AS story_id,
  {d.day(first_at)} AS day,
  (SELECT n.title {_NEWEST}) AS title,
  (SELECT {d.first_paragraph("n.body")} {_NEWEST}) AS lead,
  ca.url AS url,
  ca.lang AS language,
  st.canonical_article_id AS canonical_article_id,
  cs.name AS canonical_outlet,
  st.canonical_reason AS canonical_reason,
  {first_at} AS first_at,
  {last_at} AS last_at,
  {d.hours(last_at, first_at)} AS span_hours,
  {_of_story("ca.first_seen_at", f"SELECT min(a.first_seen_at) {_ARTICLES}")} AS found_at,
  st.article_count AS article_count,
  {outlet_count} AS outlet_count,
  {family_count} AS family_count,
  st.independent_count AS independent_count,
  {copies} AS reprint_count,
  st.article_count - {copies} AS unique_count,
  {_of_kinds("('rewrite')")} AS rewrite_count,
  {d.rounded(f"1.0 * {copies} / st.article_count", 3)} AS reprint_share,
  {_of_story("ca.version_count - 1", f"SELECT sum(a.version_count - 1) {_ARTICLES}")}
    AS edit_count,
  {_listed(d, "cs.name", "s.name")} AS outlets,
  {_listed(d, family("cs"), family("s"))} AS families,
  {_counted("ca.lang", "a.lang")} AS language_count,
  {_listed(d, "ca.lang", "a.lang")} AS languages,
  {_counted("cs.country", "s.country")} AS country_count,
  {_listed(d, "cs.country", "s.country")} AS countries,
  {outlet_count} > 1 AND {family_count} = 1 AS single_family,
  st.first_article_id AS first_article_id,
  fs.name AS first_outlet,
  st.first_certain AS first_certain,
  {_of_story("ca.id", last_id)} AS last_article_id,
  {d.rounded(_of_story("cv.score", f"SELECT avg(v.score) {_VARIANTS}"), 3)} AS mean_score,
  {d.rounded(_of_story("cv.score", f"SELECT min(v.score) {_VARIANTS}"), 3)} AS least_score,
  st.opened_at AS opened_at,
  st.changed_at AS changed_at,
  st.method AS method
FROM story st
JOIN article ca ON ca.id = st.canonical_article_id
JOIN source cs ON cs.id = ca.source_id
LEFT JOIN variant cv ON cv.article_id = ca.id
LEFT JOIN article fa ON fa.id = st.first_article_id
LEFT JOIN source fs ON fs.id = fa.source_id
WHERE st.merged_into_id IS NULL AND st.article_count > 0"""


def _of_kinds(kinds: str) -> str:
    """How many articles of a story are of some kinds."""
    alone = f"CASE WHEN cv.kind IN {kinds} THEN 1 ELSE 0 END"
    return _of_story(alone, f"SELECT count(*) {_VARIANTS} AND v.kind IN {kinds}")


STORIES = View(
    name="stories",
    meaning="One line for each living story, a story of one article included.",
    columns=(
        Column("story_id", INTEGER, "The story's number; it never changes its meaning."),
        Column("day", TEXT, "Day of first_at in UTC, as 2026-03-14."),
        Column("title", TEXT, "Headline of the article that stands for the story, as it is now."),
        Column("lead", TEXT, "First paragraph of that article."),
        Column("url", TEXT, "Address of that article."),
        Column("language", TEXT, "Language of that article, ISO 639-1."),
        Column("canonical_article_id", INTEGER, "Number of that article."),
        Column("canonical_outlet", TEXT, "Its outlet."),
        Column("canonical_reason", TEXT, "Why it was chosen to stand for the story."),
        Column("first_at", TIME, "When its earliest article was published, or else first seen."),
        Column("last_at", TIME, "The same of its latest article."),
        Column("span_hours", NUMBER, "From first_at to last_at.", "hours"),
        Column("found_at", TIME, "When we first saw any of its articles."),
        Column("article_count", INTEGER, "Articles that tell it: the size of the cluster."),
        Column("outlet_count", INTEGER, "Outlets that tell it."),
        Column("family_count", INTEGER, "Ownership families among them."),
        Column(
            "independent_count",
            INTEGER,
            "Outlets that are independent of each other: families of one owner, wire copy and "
            "copied text each count once. Null where it was not counted yet.",
        ),
        Column(
            "reprint_count",
            INTEGER,
            "Articles that hold the text of the original: reprint, light, abridged or expanded.",
        ),
        Column("unique_count", INTEGER, "The other articles: article_count less reprint_count."),
        Column("rewrite_count", INTEGER, "Articles that tell it in other words."),
        Column("reprint_share", NUMBER, "reprint_count by article_count.", "0 to 1"),
        Column("edit_count", INTEGER, "Edits of its articles that we have seen."),
        Column("outlets", TEXT, "Names of the outlets, parted by commas."),
        Column("families", TEXT, "Ownership families; an outlet without owner by its own name."),
        Column("language_count", INTEGER, "Languages it is told in."),
        Column("languages", TEXT, "Those languages."),
        Column("country_count", INTEGER, "Home countries of the outlets."),
        Column("countries", TEXT, "Those countries, ISO 3166."),
        Column("single_family", BOOLEAN, "Whether several outlets tell it, all of one owner."),
        Column("first_article_id", INTEGER, "The article that was probably published first."),
        Column("first_outlet", TEXT, "Its outlet."),
        Column("first_certain", BOOLEAN, "Whether the times leave no doubt that it was first."),
        Column("last_article_id", INTEGER, "The latest article."),
        Column("mean_score", NUMBER, "Mean of variants.score.", "0 to 1"),
        Column("least_score", NUMBER, "Least of variants.score: the weakest tie.", "0 to 1"),
        Column("opened_at", TIME, "When the story was first formed here."),
        Column("changed_at", TIME, "When anything of it was last written."),
        Column("method", TEXT, "Version of the judgement that formed it."),
    ),
    sql=_stories,
)


def _variants(d: Dialect) -> str:
    return f"""
SELECT
  v.story_id AS story_id,
  v.article_id AS article_id,
  s.name AS outlet,
  s.title AS outlet_title,
  s.owner AS owner,
  {family("s")} AS family,
  s.country AS country,
  a.url AS url,
  n.title AS title,
  n.standfirst AS standfirst,
  a.lang AS language,
  a.section AS section,
  (SELECT {d.listed("e.value")} FROM {d.elements("a.tags")}) AS tags,
  a.kind AS article_kind,
  a.free AS free,
  v.kind AS kind,
  v.canonical AS is_canonical,
  COALESCE(st.first_article_id = v.article_id, FALSE) AS is_first,
  v.kind IN {COPIES} AS is_duplicate,
  a.reference_at AS reference_at,
  a.published_at AS published_at,
  a.published_origin AS published_origin,
  a.published_has_time AS published_has_time,
  a.published_reason AS published_reason,
  a.modified_at AS modified_at,
  a.first_seen_at AS first_seen_at,
  a.last_seen_at AS last_seen_at,
  {d.hours("a.first_seen_at", told_at("a"))} AS found_after_hours,
  {d.hours(told_at("a"), told_at("fa"))} AS hours_after_first,
  (SELECT {d.listed("e.value")} FROM {d.elements("a.authors")}) AS authors,
  a.credit AS credit,
  o.id AS from_article_id,
  f.name AS from_outlet,
  v.source_confidence AS confidence,
  v.source_reason AS reason,
  v.score AS score,
  CAST({d.rounded(f"100 * ({SHARE_COPIED})", 0)} AS integer) AS match_rate,
  n.word_count AS word_count,
  a.version_count AS version_count,
  v.version_id AS version_id,
  v.version_id = n.id AS judged_newest,
  a.image_url AS image_url,
  a.declared_url AS declared_url,
  a.amp_url AS amp_url,
  (SELECT {d.listed("e.value")} FROM {d.elements("a.opt_outs")}) AS opt_outs,
  a.gone_at AS gone_at,
  v.joined_at AS joined_at,
  v.method AS method
FROM variant v
JOIN story st ON st.id = v.story_id
JOIN article a ON a.id = v.article_id
JOIN source s ON s.id = a.source_id
JOIN version n ON n.article_id = a.id AND n.number = a.version_count
LEFT JOIN article fa ON fa.id = st.first_article_id
{PAIR_JOINS}"""


VARIANTS = View(
    name="variants",
    meaning="One line for each article that has a story, with its place in it.",
    columns=(
        Column("story_id", INTEGER, "The story it tells."),
        Column("article_id", INTEGER, "The article."),
        Column("outlet", TEXT, "Short name of the outlet."),
        Column("outlet_title", TEXT, "Name of the outlet as readers know it."),
        Column("owner", TEXT, "Ownership family of the outlet."),
        Column("family", TEXT, "The same; an outlet without owner by its own name."),
        Column("country", TEXT, "Home country of the outlet, ISO 3166."),
        Column("url", TEXT, "Address of the article."),
        Column("title", TEXT, "Headline of its newest version."),
        Column(
            "standfirst",
            TEXT,
            "What stands between headline and text of that version and tells what is in the text.",
        ),
        Column("language", TEXT, "Language of its text, ISO 639-1."),
        Column("section", TEXT, "Section of the outlet, as printed."),
        Column("tags", TEXT, "Key words as printed, parted by commas."),
        Column(
            "article_kind",
            TEXT,
            "What kind of article it is: article, live-blog, gallery or video; null for an import.",
        ),
        Column(
            "free",
            BOOLEAN,
            "Whether all of it can be read without paying; null where it does not say.",
        ),
        Column(
            "kind",
            TEXT,
            "What it is of the story's original: original, reprint, light, abridged, expanded or "
            "rewrite.",
        ),
        Column("is_canonical", BOOLEAN, "Whether it stands for the story."),
        Column("is_first", BOOLEAN, "Whether it was probably published first."),
        Column(
            "is_duplicate",
            BOOLEAN,
            "Whether it holds the text of the original: reprint, light, abridged or expanded.",
        ),
        Column("reference_at", TIME, "published_at, else first_seen_at: its time for order."),
        Column("published_at", TIME, "When the outlet claims to have published it."),
        Column(
            "published_origin",
            TEXT,
            "Where that was read: feed, json-ld, meta, microdata, sitemap, address, text, import.",
        ),
        Column(
            "published_has_time",
            BOOLEAN,
            "Whether the claim names a time of day; if not, published_at is midnight UTC.",
        ),
        Column("published_reason", TEXT, "Why that claim was believed, or why none was."),
        Column("modified_at", TIME, "When the outlet claims to have last changed it."),
        Column("first_seen_at", TIME, "When we found it: our own clock."),
        Column("last_seen_at", TIME, "When we last fetched it."),
        Column(
            "found_after_hours", NUMBER, "From the claimed time of publication until then.", "hours"
        ),
        Column(
            "hours_after_first",
            NUMBER,
            "How much later it was published than the first article of the story; null where either"
            " claims no time of day, or one later than we saw it.",
            "hours",
        ),
        Column("authors", TEXT, "Writers as printed, parted by commas."),
        Column("credit", TEXT, "Agency or outlet that it names as the origin of its text."),
        Column("from_article_id", INTEGER, "The article it was probably taken from."),
        Column("from_outlet", TEXT, "The outlet of that article."),
        Column("confidence", NUMBER, "How sure that is.", "0 to 1"),
        Column("reason", TEXT, "Why that article is taken for its source."),
        Column(
            "score",
            NUMBER,
            "Probability of the pair that ties it to that article, else to the original.",
            "0 to 1",
        ),
        Column(
            "match_rate",
            INTEGER,
            "Share of its text that stands in the article it was taken from; null across "
            "languages.",
            "percent, 0 to 100",
        ),
        Column("word_count", INTEGER, "Words of its newest version.", "words"),
        Column("version_count", INTEGER, "Versions of it that we have."),
        Column("version_id", INTEGER, "The version that was judged."),
        Column("judged_newest", BOOLEAN, "Whether that is its newest; if not, it waits."),
        Column("image_url", TEXT, "Address of the picture that goes with its headline."),
        Column("declared_url", TEXT, "rel=canonical or og:url as printed: a claim."),
        Column("amp_url", TEXT, "Its AMP twin, as printed."),
        Column("opt_outs", TEXT, "Its reservations from text and data mining."),
        Column("gone_at", TIME, "When its address was found to be gone; null while it is there."),
        Column("joined_at", TIME, "When it came into this story."),
        Column("method", TEXT, "Version of the judgement that placed it."),
    ),
    sql=_variants,
)


def _first_publishers(d: Dialect) -> str:
    others = f"""FROM variant w JOIN article x ON x.id = w.article_id
     JOIN source y ON y.id = x.source_id
     WHERE w.story_id = v.story_id AND x.source_id <> a.source_id
       AND ({told_at("x")}) IS NOT NULL"""
    takers = f"""FROM variant w JOIN article x ON x.id = w.article_id
     WHERE w.likely_source_id = a.id AND w.source_confidence >= {LIKELY}"""
    return f"""
SELECT
  p.story_id, p.article_id, p.outlet, p.outlet_title, p.owner, p.country, p.url, p.title,
  p.published_at, p.published_origin, p.first_seen_at, p.certain, p.article_count, p.outlet_count,
  p.next_outlet, p.next_at, {d.hours("p.next_at", "p.told_at")} AS lead_hours,
  p.taken_count, p.taker_count
FROM (
  SELECT
    st.id AS story_id,
    a.id AS article_id,
    s.name AS outlet,
    s.title AS outlet_title,
    s.owner AS owner,
    s.country AS country,
    a.url AS url,
    n.title AS title,
    a.published_at AS published_at,
    a.published_origin AS published_origin,
    {told_at("a")} AS told_at,
    a.first_seen_at AS first_seen_at,
    st.first_certain AS certain,
    st.article_count AS article_count,
    st.outlet_count AS outlet_count,
    (SELECT y.name {others} ORDER BY x.published_at, x.id LIMIT 1) AS next_outlet,
    (SELECT min(x.published_at) {others}) AS next_at,
    (SELECT count(*) {takers}) AS taken_count,
    (SELECT count(DISTINCT x.source_id) {takers} AND x.source_id <> a.source_id) AS taker_count
  FROM story st
  JOIN article a ON a.id = st.first_article_id
  JOIN variant v ON v.article_id = a.id AND v.story_id = st.id
  JOIN source s ON s.id = a.source_id
  JOIN version n ON n.article_id = a.id AND n.number = 1
  WHERE st.merged_into_id IS NULL
) AS p"""


FIRST_PUBLISHERS = View(
    name="first_publishers",
    meaning="Who was first: one line for each story, with the article that was probably published "
    "first.",
    columns=(
        Column("story_id", INTEGER, "The story."),
        Column("article_id", INTEGER, "The article that was probably published first."),
        Column("outlet", TEXT, "Short name of its outlet."),
        *VARIANTS.pick("outlet_title", "owner", "country", "url"),
        Column("title", TEXT, "Headline of its first version."),
        Column("published_at", TIME, "When the outlet claims to have published it."),
        Column("published_origin", TEXT, "Where that was read."),
        Column("first_seen_at", TIME, "When we found it: our own clock."),
        Column("certain", BOOLEAN, "Whether the times leave no doubt that it was first."),
        Column("article_count", INTEGER, "Articles that tell the story."),
        Column("outlet_count", INTEGER, "Outlets that tell the story."),
        Column("next_outlet", TEXT, "The next other outlet that claims a time of day."),
        Column("next_at", TIME, "When that one claims to have published it."),
        Column(
            "lead_hours",
            NUMBER,
            "From its time to that one; null where it claims no time of day itself.",
            "hours",
        ),
        Column(
            "taken_count",
            INTEGER,
            f"Articles taken from it directly, with a confidence of {LIKELY} or more.",
        ),
        Column("taker_count", INTEGER, "Other outlets among those."),
    ),
    sql=_first_publishers,
)


def _independent_sources(d: Dialect) -> str:
    return f"""
SELECT
  t.story_id, t.day, t.title, t.first_at, t.article_count, t.outlet_count, t.family_count,
  t.reprint_count,
  (SELECT count(DISTINCT lower(a.credit)) FROM variant v JOIN article a ON a.id = v.article_id
   WHERE v.story_id = t.story_id) AS credited_count,
  (SELECT {d.listed("l.credit")} FROM (
     SELECT DISTINCT a.credit AS credit FROM variant v JOIN article a ON a.id = v.article_id
     WHERE v.story_id = t.story_id AND a.credit IS NOT NULL ORDER BY 1) AS l) AS credits,
  t.independent_count,
  t.outlet_count - t.independent_count AS overcount,
  {d.rounded("1.0 * t.independent_count / t.outlet_count", 3)} AS independent_share
FROM stories t"""


INDEPENDENT_SOURCES = View(
    name="independent_sources",
    meaning="How many sources a story really has: one line for each living story.",
    columns=(
        Column("story_id", INTEGER, "The story."),
        *STORIES.pick("day"),
        Column("title", TEXT, "Headline of the story."),
        *STORIES.pick("first_at"),
        Column("article_count", INTEGER, "Articles that tell it."),
        Column("outlet_count", INTEGER, "Outlets that tell it: what counting by eye would give."),
        *STORIES.pick("family_count"),
        Column("reprint_count", INTEGER, "Articles that hold the text of the original."),
        Column("credited_count", INTEGER, "Agencies and outlets that its articles credit."),
        Column("credits", TEXT, "Those, as printed, parted by commas."),
        *STORIES.pick("independent_count"),
        Column("overcount", INTEGER, "outlet_count less independent_count."),
        Column("independent_share", NUMBER, "independent_count by outlet_count.", "0 to 1"),
    ),
    sql=_independent_sources,
)


def _story_events(_: Dialect) -> str:
    return """
SELECT
  e.id AS event_id,
  e.story_id AS story_id,
  e.happened_at AS happened_at,
  e.kind AS kind,
  e.article_id AS article_id,
  s.name AS outlet,
  a.url AS url,
  n.title AS title,
  e.other_story_id AS other_story_id,
  e.actor AS actor,
  e.reason AS reason,
  st.merged_into_id AS merged_into_id
FROM story_event e
JOIN story st ON st.id = e.story_id
LEFT JOIN article a ON a.id = e.article_id
LEFT JOIN source s ON s.id = a.source_id
LEFT JOIN version n ON n.article_id = a.id AND n.number = a.version_count"""


STORY_EVENTS = View(
    name="story_events",
    meaning="The log of the stories: what joined, left, merged and split, when, by whom and why.",
    columns=(
        Column("event_id", INTEGER, "Number of the entry; later entries have larger ones."),
        Column("story_id", INTEGER, "The story it happened to."),
        Column("happened_at", TIME, "When."),
        Column("kind", TEXT, "opened, joined, left, merged, split or canonical-changed."),
        Column("article_id", INTEGER, "The article that joined, left or became canonical."),
        Column("outlet", TEXT, "The outlet of that article."),
        Column("url", TEXT, "The address of that article."),
        Column("title", TEXT, "Its headline, as it is now."),
        Column("other_story_id", INTEGER, "The story that merged into this one, or it split from."),
        Column("actor", TEXT, "The job or person that did it."),
        Column("reason", TEXT, "Why, for a person."),
        Column("merged_into_id", INTEGER, "Where the story itself went; null while it lives."),
    ),
    sql=_story_events,
)
