"""The views of outlets: whom they take from, what they are like, and whether they still answer."""

from storage.view_parts import (
    BOOLEAN,
    COPIES,
    CREDITS_OUTLET,
    HAS_SOURCE,
    INTEGER,
    LIKELY,
    NUMBER,
    SAME_FAMILY,
    TEXT,
    TIME,
    Column,
    Dialect,
    View,
    credits_another,
    family,
    told_at,
)

ENOUGH_ARTICLES = 5
"""Of fewer articles nothing is said of what an outlet is like."""

MANY_FAMILIES = 3
"""Who takes from one partner has a partner; who takes from so many takes from everybody."""


_ARTICLES_OF = (
    "(SELECT count(*) FROM source z JOIN article y ON y.source_id = z.id WHERE z.name = p.outlet)"
)


def _outlet_pairs(d: Dialect) -> str:
    likely = f"r.confidence >= {LIKELY}"
    # Of one outlet SQLite groups that one only: it carries a condition into one grouping, not two.
    return f"""
SELECT
  p.outlet, p.from_outlet, p.owner, p.from_owner, p.same_family,
  p.taken_count, p.story_count, p.copy_count, p.rewrite_count,
  {d.rounded(f"1.0 * p.taken_count / {_ARTICLES_OF}", 3)} AS output_share,
  {d.median("p.lags")} AS median_lag_hours,
  {d.rounded("p.share_copied", 3)} AS mean_share_copied,
  p.likely_count, p.uncredited_count,
  {d.rounded("1.0 * p.uncredited_count / NULLIF(p.likely_count, 0)", 3)} AS uncredited_share,
  {d.rounded("p.confidence", 3)} AS mean_confidence,
  p.first_at, p.last_at
FROM (
  SELECT
    r.outlet, r.from_outlet, r.owner, r.from_owner, r.same_family,
    count(*) AS taken_count,
    count(DISTINCT r.story_id) AS story_count,
    count(*) FILTER (WHERE r.relation <> 'rewrite') AS copy_count,
    count(*) FILTER (WHERE r.relation = 'rewrite') AS rewrite_count,
    {d.gathered("r.lag_hours")} AS lags,
    avg(r.share_copied) AS share_copied,
    count(*) FILTER (WHERE {likely}) AS likely_count,
    count(*) FILTER (WHERE {likely} AND NOT r.credited) AS uncredited_count,
    avg(r.confidence) AS confidence,
    min(r.reference_at) AS first_at,
    max(r.reference_at) AS last_at
  FROM reprints r
  GROUP BY r.outlet, r.from_outlet, r.owner, r.from_owner, r.same_family
) AS p"""


OUTLET_PAIRS = View(
    name="outlet_pairs",
    meaning="Who takes from whom, by outlets: one line for each pair of which one took from the "
    "other, whatever the confidence; mean_confidence says how sure that is.",
    columns=(
        Column("outlet", TEXT, "The outlet that takes."),
        Column("from_outlet", TEXT, "The outlet that it takes from."),
        Column("owner", TEXT, "Ownership family of the first."),
        Column("from_owner", TEXT, "Ownership family of the second."),
        Column("same_family", BOOLEAN, "Whether both are one, or have one owner."),
        Column("taken_count", INTEGER, "Articles that were taken, surely or not."),
        Column("story_count", INTEGER, "Stories of those."),
        Column("copy_count", INTEGER, "Those that hold text of the other's article."),
        Column("rewrite_count", INTEGER, "Those that tell the same in other words."),
        Column("output_share", NUMBER, "taken_count by all articles of the outlet.", "0 to 1"),
        Column("median_lag_hours", NUMBER, "Median of reprints.lag_hours.", "hours"),
        Column("mean_share_copied", NUMBER, "Mean of reprints.share_copied.", "0 to 1"),
        Column("likely_count", INTEGER, f"Those with a confidence of {LIKELY} or more."),
        Column("uncredited_count", INTEGER, "Those of likely_count that name no origin."),
        Column("uncredited_share", NUMBER, "uncredited_count by likely_count.", "0 to 1"),
        Column("mean_confidence", NUMBER, "Mean of reprints.confidence.", "0 to 1"),
        Column("first_at", TIME, "Time of the first of those articles."),
        Column("last_at", TIME, "Time of the last."),
    ),
    sql=_outlet_pairs,
)

# f is set only where the article was taken from another family.
_TAKEN = "f.id IS NOT NULL"
_LIKELY = f"{_TAKEN} AND v.source_confidence >= {LIKELY}"
_CREDITED = f"({CREDITS_OUTLET} OR {credits_another('a', 's')})"
_TAKERS = f"""FROM article x
     JOIN variant z ON z.likely_source_id = x.id AND z.source_confidence >= {LIKELY}
     JOIN article y ON y.id = z.article_id JOIN source t ON t.id = y.source_id
     WHERE z.{HAS_SOURCE} AND x.source_id = p.source_id AND t.id <> p.source_id
       AND NOT COALESCE(t.owner = p.owner, FALSE)"""


def _outlet_profile(d: Dialect) -> str:
    def share(count: str, total: str) -> str:
        return d.rounded(f"1.0 * {count} / NULLIF({total}, 0)", 3)

    spread = d.lesser("1.0", f"1.0 * p.from_family_count / {MANY_FAMILIES}")
    lag = d.hours(told_at("a"), told_at("o"))
    after_first = d.hours(told_at("a"), told_at("fa"))
    return f"""
SELECT
  p.outlet, p.title, p.home_url, p.country, p.language, p.owner,
  p.article_count, p.grouped_count, p.first_at, p.last_at, p.shared_count, p.first_count,
  {share("p.first_count", "p.shared_count")} AS first_share,
  p.taken_count, p.from_family_count,
  {d.rounded("1 - p.taken / NULLIF(p.grouped_count, 0)", 3)} AS originality,
  p.copy_count,
  {share("p.copy_count", "p.grouped_count")} AS copy_share,
  p.rewrite_count,
  {share("p.rewrite_count", "p.grouped_count")} AS rewrite_share,
  p.uncredited_count,
  {share("p.uncredited_count", "p.taken_count")} AS uncredited_share,
  {d.median("p.lags")} AS median_lag_hours,
  {d.median("p.hours_after_first")} AS median_hours_after_first,
  (SELECT count(*) {_TAKERS}) AS taken_from_it_count,
  (SELECT count(DISTINCT t.id) {_TAKERS}) AS taker_count,
  p.edited_count,
  {share("p.edited_count", "p.article_count")} AS edited_share,
  p.gone_count,
  CASE WHEN p.grouped_count >= {ENOUGH_ARTICLES}
       THEN CAST({d.rounded(f"100 * p.uncredited / p.grouped_count * {spread}", 0)} AS integer)
  END AS farm_score
FROM (
  SELECT
    s.id AS source_id,
    s.name AS outlet, s.title AS title, s.home_url AS home_url, s.country AS country,
    s.language AS language, s.owner AS owner,
    count(a.id) AS article_count,
    count(v.article_id) AS grouped_count,
    min(a.reference_at) AS first_at,
    max(a.reference_at) AS last_at,
    count(DISTINCT CASE WHEN st.outlet_count > 1 THEN st.id END) AS shared_count,
    count(DISTINCT CASE WHEN st.outlet_count > 1 AND st.first_article_id = a.id THEN st.id END)
      AS first_count,
    count(*) FILTER (WHERE {_LIKELY}) AS taken_count,
    COALESCE(sum(CASE WHEN {_TAKEN} THEN v.source_confidence END), 0) AS taken,
    count(DISTINCT {family("f")}) AS from_family_count,
    count(*) FILTER (WHERE {_LIKELY} AND v.kind IN {COPIES}) AS copy_count,
    count(*) FILTER (WHERE {_LIKELY} AND v.kind = 'rewrite') AS rewrite_count,
    count(*) FILTER (WHERE {_LIKELY} AND NOT {_CREDITED}) AS uncredited_count,
    COALESCE(sum(CASE WHEN {_TAKEN} AND NOT {_CREDITED} THEN v.source_confidence END), 0)
      AS uncredited,
    {d.gathered(f"CASE WHEN {_LIKELY} THEN {lag} END")} AS lags,
    {d.gathered(f"CASE WHEN a.id <> fa.id THEN {after_first} END")} AS hours_after_first,
    count(*) FILTER (WHERE a.version_count > 1) AS edited_count,
    count(a.gone_at) AS gone_count
  FROM source s
  LEFT JOIN article a ON a.source_id = s.id
  LEFT JOIN variant v ON v.article_id = a.id
  LEFT JOIN story st ON st.id = v.story_id
  LEFT JOIN article fa ON fa.id = st.first_article_id
  LEFT JOIN article o ON o.id = v.likely_source_id
  LEFT JOIN source f ON f.id = o.source_id AND NOT {SAME_FAMILY}
  GROUP BY s.id, s.name, s.title, s.home_url, s.country, s.language, s.owner
) AS p"""


OUTLET_PROFILE = View(
    name="outlet_profile",
    meaning="What an outlet is like: one line for each. Taken means taken from an outlet of "
    f"another family, with a confidence of {LIKELY} or more; originality and farm_score take in "
    "what is less sure, and weigh by the confidence.",
    columns=(
        Column("outlet", TEXT, "Short name of the outlet."),
        Column("title", TEXT, "Name as readers know it."),
        Column("home_url", TEXT, "Address of the home page."),
        Column("country", TEXT, "Home country, ISO 3166."),
        Column("language", TEXT, "Usual language, ISO 639-1."),
        Column("owner", TEXT, "Ownership family."),
        Column("article_count", INTEGER, "Its articles that we have."),
        Column("grouped_count", INTEGER, "Those that have a story; the shares are of these."),
        Column("first_at", TIME, "Reference time of the earliest."),
        Column("last_at", TIME, "Reference time of the latest."),
        Column("shared_count", INTEGER, "Stories that it tells and another outlet too."),
        Column("first_count", INTEGER, "Those in which it was probably first."),
        Column("first_share", NUMBER, "first_count by shared_count.", "0 to 1"),
        Column("taken_count", INTEGER, "Articles that were probably taken from another family."),
        Column("from_family_count", INTEGER, "Families that it takes from, surely or not."),
        Column(
            "originality",
            NUMBER,
            "1 less the sum of reprints.confidence over its articles from other families by "
            "grouped_count: the expected share of what is its own.",
            "0 to 1",
        ),
        Column(
            "copy_count", INTEGER, "Taken articles that hold the text of their story's original."
        ),
        Column("copy_share", NUMBER, "copy_count by grouped_count.", "0 to 1"),
        Column("rewrite_count", INTEGER, "Taken articles that re-tell in other words."),
        Column("rewrite_share", NUMBER, "rewrite_count by grouped_count.", "0 to 1"),
        Column("uncredited_count", INTEGER, "Taken articles that name no origin."),
        Column("uncredited_share", NUMBER, "uncredited_count by taken_count.", "0 to 1"),
        Column(
            "median_lag_hours",
            NUMBER,
            "Median of reprints.lag_hours: how long after the article that it took.",
            "hours",
        ),
        Column(
            "median_hours_after_first",
            NUMBER,
            "Median of variants.hours_after_first where it was not first.",
            "hours",
        ),
        Column("taken_from_it_count", INTEGER, "Articles of other families taken from it."),
        Column("taker_count", INTEGER, "Outlets among those."),
        Column("edited_count", INTEGER, "Its articles that were edited after we first saw them."),
        Column("edited_share", NUMBER, "edited_count by article_count.", "0 to 1"),
        Column("gone_count", INTEGER, "Its articles whose address is gone."),
        Column(
            "farm_score",
            INTEGER,
            "How much it looks like a content farm: 100 x U / grouped_count x min(1, "
            f"from_family_count / {MANY_FAMILIES}), where U is the sum of reprints.confidence over "
            "its articles from other families that name no origin. 100: all is surely taken, "
            "nothing credited, "
            f"and from {MANY_FAMILIES} families or more. Null under {ENOUGH_ARTICLES} articles. "
            "Own reports that come later than those of others add up to 35 at most.",
            "0 to 100",
        ),
    ),
    sql=_outlet_profile,
)


def _outlet_ranks(d: Dialect) -> str:
    return f"""
SELECT
  rank() OVER (ORDER BY g.taker_count DESC, g.taken_from_it_count DESC) AS rank,
  {d.rounded("100 * percent_rank() OVER (ORDER BY g.taker_count, g.taken_from_it_count)", 1)}
    AS percentile,
  g.outlet, g.title, g.owner, g.taker_count, g.taken_from_it_count
FROM (
  SELECT
    s.name AS outlet, s.title AS title, s.owner AS owner,
    count(DISTINCT t.id) AS taker_count,
    count(t.id) AS taken_from_it_count
  FROM source s
  LEFT JOIN (
    SELECT o.source_id AS source_id, y.source_id AS taker_id
    FROM variant z
    JOIN article o ON o.id = z.likely_source_id
    JOIN article y ON y.id = z.article_id
    WHERE z.{HAS_SOURCE} AND z.source_confidence >= {LIKELY}
  ) AS x ON x.source_id = s.id
  LEFT JOIN source t
    ON t.id = x.taker_id AND t.id <> s.id AND NOT COALESCE(t.owner = s.owner, FALSE)
  GROUP BY s.id, s.name, s.title, s.owner
) AS g"""


OUTLET_RANKS = View(
    name="outlet_ranks",
    meaning="Outlets by how many others take from them, the most first: our own measure of their "
    "weight. All are weighed against each other, so this one takes as long for one as for all.",
    columns=(
        Column("rank", INTEGER, "1 for the outlet from which the most others take."),
        Column("percentile", NUMBER, "Share of the outlets that rank lower.", "0 to 100"),
        *OUTLET_PROFILE.pick("outlet", "title", "owner"),
        Column("taker_count", INTEGER, "Outlets of other families that take from it."),
        Column(
            "taken_from_it_count",
            INTEGER,
            f"Articles that they took, with a confidence of {LIKELY} or more.",
        ),
    ),
    sql=_outlet_ranks,
)

WATCHED_DAYS = 7
"""What is said of requests is said of so many days before the last run ended."""

_FAILED = (
    "('http-error', 'timed-out', 'too-large', 'network-error', 'extraction-failed', "
    "'feed-broken', 'sitemap-broken', 'abandoned', 'bad-record', 'fault')"
)
_REFUSED = "('refused-by-robots', 'refused-address', 'refused-by-opt-out')"
_NEWEST = 50


def _source_health(d: Dialect) -> str:
    pages = f"""FROM page_outcome g WHERE g.source_id = s.id
     AND g.fetched_at > {d.days_before("b.as_of", WATCHED_DAYS)}"""
    latest = f"""SELECT a.reference_at AS at FROM article a WHERE a.source_id = s.id
     ORDER BY a.reference_at DESC LIMIT {_NEWEST}"""
    return f"""
SELECT
  h.outlet, h.title, h.owner, h.as_of,
  CASE WHEN h.article_count = 0 THEN 'empty'
       WHEN h.listing_count > 0 AND h.retired_count = h.listing_count THEN 'retired'
       WHEN h.page_count > 0 AND h.failed_count = h.page_count THEN 'failing'
       WHEN h.last_found_at <= h.silent_at THEN 'silent'
       ELSE 'ok' END AS state,
  h.listing_count, h.failing_count, h.retired_count, h.last_listed_at, h.last_new_at,
  h.article_count, h.last_article_at, h.last_found_at,
  {d.hours("h.as_of", "h.last_article_at")} AS silent_hours,
  h.usual_gap_hours,
  CASE WHEN h.last_found_at <= h.silent_at THEN h.silent_reason END AS silent_reason,
  h.page_count, h.new_count, h.changed_count, h.failed_count, h.refused_count, h.no_body_count,
  {d.rounded("1.0 * h.failed_count / NULLIF(h.page_count, 0)", 3)} AS failed_share,
  h.last_page_at, h.waiting_count, h.given_up_count
FROM (
  SELECT
    s.name AS outlet, s.title AS title, s.owner AS owner, b.as_of AS as_of,
    s.silent_at AS silent_at, s.silent_reason AS silent_reason,
    (SELECT count(*) FROM feed l WHERE l.source_id = s.id) AS listing_count,
    (SELECT count(*) FROM feed l WHERE l.source_id = s.id AND l.failing_since IS NOT NULL)
      AS failing_count,
    (SELECT count(*) FROM feed l WHERE l.source_id = s.id AND l.retired_at IS NOT NULL)
      AS retired_count,
    (SELECT max(l.last_fetched_at) FROM feed l WHERE l.source_id = s.id) AS last_listed_at,
    (SELECT max(l.last_new_at) FROM feed l WHERE l.source_id = s.id) AS last_new_at,
    (SELECT count(*) FROM article a WHERE a.source_id = s.id) AS article_count,
    (SELECT max(a.reference_at) FROM article a WHERE a.source_id = s.id) AS last_article_at,
    (SELECT max(a.first_seen_at) FROM article a WHERE a.source_id = s.id) AS last_found_at,
    (SELECT {d.rounded(f"{d.hours('max(n.at)', 'min(n.at)')} / NULLIF(count(*) - 1, 0)", 2)}
     FROM ({latest}) AS n) AS usual_gap_hours,
    (SELECT count(*) {pages}) AS page_count,
    (SELECT count(*) {pages} AND g.outcome = 'stored-new') AS new_count,
    (SELECT count(*) {pages} AND g.outcome = 'stored-version') AS changed_count,
    (SELECT count(*) {pages} AND g.outcome IN {_FAILED}) AS failed_count,
    (SELECT count(*) {pages} AND g.outcome IN {_REFUSED}) AS refused_count,
    (SELECT count(*) {pages} AND g.outcome = 'no-body') AS no_body_count,
    (SELECT max(g.fetched_at) FROM page_outcome g WHERE g.source_id = s.id) AS last_page_at,
    (SELECT count(*) FROM frontier e WHERE e.source_id = s.id AND e.next_try_at IS NOT NULL)
      AS waiting_count,
    (SELECT count(*) FROM frontier e WHERE e.source_id = s.id AND e.next_try_at IS NULL)
      AS given_up_count
  FROM source s
  CROSS JOIN (SELECT max(COALESCE(finished_at, started_at)) AS as_of FROM crawl_run) AS b
) AS h"""


SOURCE_HEALTH = View(
    name="source_health",
    meaning="Whether an outlet still brings something: one line for each, as of the end of the "
    "last run, so that nobody is silent because no crawl was run.",
    columns=(
        *OUTLET_PROFILE.pick("outlet", "title", "owner"),
        Column("as_of", TIME, "When the last run ended, or began if it runs: what is now here."),
        Column(
            "state",
            TEXT,
            "empty: no article of it is known; retired: all its listings count as dead; failing: "
            f"no page of the last {WATCHED_DAYS} days was had; silent: far more articles were "
            "missing when its last crawl ended than its own rhythm explains, and none was found "
            "since; else ok.",
        ),
        Column("listing_count", INTEGER, "Its feeds, sitemaps and sections."),
        Column("failing_count", INTEGER, "Those that failed when last asked for."),
        Column("retired_count", INTEGER, "Those that count as dead."),
        Column("last_listed_at", TIME, "When one of them was last asked for."),
        Column("last_new_at", TIME, "When one of them last listed something new."),
        Column("article_count", INTEGER, "Its articles that we have."),
        Column("last_article_at", TIME, "When the latest was published, or else first seen."),
        Column("last_found_at", TIME, "When we last found one."),
        Column("silent_hours", NUMBER, "From last_article_at to as_of.", "hours"),
        Column(
            "usual_gap_hours",
            NUMBER,
            f"Mean time from one article to the next, of its {_NEWEST} latest.",
            "hours",
        ),
        Column(
            "silent_reason",
            TEXT,
            "What was missing, and how its listings answered; null where it is not silent.",
        ),
        Column("page_count", INTEGER, f"Pages asked for in the {WATCHED_DAYS} days before as_of."),
        Column("new_count", INTEGER, "Those that were new articles."),
        Column("changed_count", INTEGER, "Those that were changed articles."),
        Column("failed_count", INTEGER, "Those that failed, for whatever reason."),
        Column("refused_count", INTEGER, "Those that may not be fetched or kept."),
        Column("no_body_count", INTEGER, "Those that held no article."),
        Column("failed_share", NUMBER, "failed_count by page_count.", "0 to 1"),
        Column("last_page_at", TIME, "When a page of it was last asked for."),
        Column("waiting_count", INTEGER, "Listed articles that are still to be asked for."),
        Column("given_up_count", INTEGER, "Listed articles that are not asked for any more."),
    ),
    sql=_source_health,
)
