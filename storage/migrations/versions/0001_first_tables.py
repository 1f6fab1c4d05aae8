"""First tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "crawl_run",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="Our number for the run.",
        ),
        sa.Column("job", sa.String(length=32), nullable=False, comment="crawl, recrawl or ingest."),
        sa.Column(
            "started_at", sa.DateTime(timezone=True), nullable=False, comment="When it began."
        ),
        sa.Column(
            "finished_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it ended; null while it runs.",
        ),
        sa.Column(
            "finish_reason",
            sa.String(length=32),
            nullable=True,
            comment="finished, cancelled, timed-out, died or killed.",
        ),
        sa.Column(
            "flow_run_id",
            sa.Text(),
            nullable=True,
            comment="The run of the workflow engine that it belongs to.",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crawl_run")),
        comment="One run that brought pages in: a crawl, a re-crawl, an ingest.",
    )
    op.create_table(
        "lease",
        sa.Column("job", sa.Text(), nullable=False, comment="The job."),
        sa.Column(
            "holder",
            sa.Text(),
            nullable=False,
            comment="Who does it: host, process and a random part.",
        ),
        sa.Column("acquired_at", sa.DateTime(timezone=True), nullable=False, comment="Since when."),
        sa.Column(
            "heartbeat_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When the holder last gave a sign.",
        ),
        sa.Column(
            "expires_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When anyone else may take it, should no further sign come.",
        ),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_lease")),
        comment="Who may do a job now, so that it never runs twice at a time.",
    )
    op.create_table(
        "source",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="Our number for the source.",
        ),
        sa.Column(
            "name",
            sa.Text(),
            nullable=False,
            comment="Short name in lower case, as used in sources.toml and commands.",
        ),
        sa.Column("title", sa.Text(), nullable=False, comment="Name as readers know it."),
        sa.Column("home_url", sa.Text(), nullable=True, comment="Address of the home page."),
        sa.Column(
            "country", sa.Text(), nullable=True, comment="ISO 3166 code of the home country."
        ),
        sa.Column(
            "language", sa.Text(), nullable=True, comment="ISO 639-1 code of the usual language."
        ),
        sa.Column(
            "time_zone",
            sa.Text(),
            nullable=True,
            comment="IANA zone in which its dates without an offset are read.",
        ),
        sa.Column(
            "owner",
            sa.Text(),
            nullable=True,
            comment="Ownership family; outlets of one family are not independent of each other.",
        ),
        sa.Column(
            "local",
            sa.Boolean(),
            nullable=False,
            comment="Whether addresses of this machine or network may be fetched for it.",
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When the source was first stored.",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("name", name=op.f("uq_source_name")),
        comment="An outlet that is watched, as the catalogue describes it.",
    )
    op.create_table(
        "article",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="Our number for the article.",
        ),
        sa.Column(
            "source_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="The outlet that published it.",
        ),
        sa.Column("url", sa.Text(), nullable=False, comment="Our canonical address for it."),
        sa.Column(
            "published_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the outlet claims to have published it. Never replaced once known.",
        ),
        sa.Column(
            "published_origin",
            sa.String(length=32),
            nullable=True,
            comment="Where that claim was read.",
        ),
        sa.Column(
            "published_has_time",
            sa.Boolean(),
            nullable=True,
            comment="Whether the claim names a time of day; if not, published_at is midnight UTC.",
        ),
        sa.Column(
            "published_has_offset",
            sa.Boolean(),
            nullable=True,
            comment="Whether the claim names an offset; if not, the zone of the source was taken.",
        ),
        sa.Column(
            "modified_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the outlet claims to have last changed it: the latest such claim seen.",
        ),
        sa.Column(
            "modified_origin",
            sa.String(length=32),
            nullable=True,
            comment="Where that claim was read.",
        ),
        sa.Column(
            "modified_has_time",
            sa.Boolean(),
            nullable=True,
            comment="Whether the claim names a time of day; if not, modified_at is midnight UTC.",
        ),
        sa.Column(
            "modified_has_offset",
            sa.Boolean(),
            nullable=True,
            comment="Whether the claim names an offset; if not, the zone of the source was taken.",
        ),
        sa.Column(
            "authors",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            comment="Writers as printed: a JSON list.",
        ),
        sa.Column(
            "lang", sa.Text(), nullable=True, comment="ISO 639-1 code of the text's language."
        ),
        sa.Column(
            "credit",
            sa.Text(),
            nullable=True,
            comment="Agency or outlet that the article names as the origin of its text.",
        ),
        sa.Column(
            "declared_url",
            sa.Text(),
            nullable=True,
            comment="rel=canonical or og:url as printed: a claim, not believed by itself.",
        ),
        sa.Column(
            "first_seen_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When we first fetched it.",
        ),
        sa.Column(
            "last_seen_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When we last fetched it.",
        ),
        sa.Column(
            "reference_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="Its time for order and windows: published_at, else first_seen_at.",
        ),
        sa.Column(
            "version_count",
            sa.Integer(),
            nullable=False,
            comment="How many versions it has; the newest is the one with this number.",
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_article_source_id_source")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
        sa.UniqueConstraint("url", name=op.f("uq_article_url")),
        comment="One canonical address at one source. Its text lives in version; what "
        "the outlet claims and what was seen are kept apart.",
    )
    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_article_reference_at"), ["reference_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_article_source_id"), ["source_id"], unique=False)

    op.create_table(
        "feed",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="Our number for the feed.",
        ),
        sa.Column(
            "source_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="Whose feed it is.",
        ),
        sa.Column("url", sa.Text(), nullable=False, comment="Address of the feed."),
        sa.Column(
            "kind", sa.String(length=32), nullable=False, comment="feed (RSS, Atom) or sitemap."
        ),
        sa.Column(
            "last_fetched_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it was last requested.",
        ),
        sa.Column(
            "last_outcome", sa.String(length=32), nullable=True, comment="How that request ended."
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_feed_source_id_source")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed")),
        sa.UniqueConstraint("source_id", "url", name=op.f("uq_feed_source_id_url")),
        comment="An address at a source that lists new articles.",
    )
    op.create_table(
        "article_alias",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="Our number for the alias.",
        ),
        sa.Column("url", sa.Text(), nullable=False, comment="The address."),
        sa.Column(
            "article_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="The article it leads to.",
        ),
        sa.Column(
            "first_seen_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When it first led there.",
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_article_alias_article_id_article")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_alias")),
        sa.UniqueConstraint("url", name=op.f("uq_article_alias_url")),
        comment="Every address that led to an article, its own included.",
    )
    with op.batch_alter_table("article_alias", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_article_alias_article_id"), ["article_id"], unique=False
        )

    op.create_table(
        "page_outcome",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="Our number for the page.",
        ),
        sa.Column(
            "crawl_run_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="The run that asked for it.",
        ),
        sa.Column(
            "source_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="The source it was asked for.",
        ),
        sa.Column(
            "requested_url",
            sa.Text(),
            nullable=False,
            comment="The address asked for, or file#line of an import; cut and hashed if "
            "very long.",
        ),
        sa.Column(
            "kind",
            sa.String(length=32),
            nullable=False,
            comment="What it was asked for as: article, feed, sitemap.",
        ),
        sa.Column("final_url", sa.Text(), nullable=True, comment="The address after redirects."),
        sa.Column(
            "status", sa.Integer(), nullable=True, comment="The HTTP status; null if none came."
        ),
        sa.Column(
            "outcome",
            sa.String(length=32),
            nullable=False,
            comment="How it ended; the glossary lists the words.",
        ),
        sa.Column("detail", sa.Text(), nullable=True, comment="Why, for a person."),
        sa.Column(
            "fetched_at", sa.DateTime(timezone=True), nullable=False, comment="When it ended."
        ),
        sa.Column(
            "article_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="The article it led to.",
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_page_outcome_article_id_article")
        ),
        sa.ForeignKeyConstraint(
            ["crawl_run_id"], ["crawl_run.id"], name=op.f("fk_page_outcome_crawl_run_id_crawl_run")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_page_outcome_source_id_source")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_outcome")),
        sa.UniqueConstraint(
            "crawl_run_id", "requested_url", name=op.f("uq_page_outcome_crawl_run_id_requested_url")
        ),
        comment="How each requested page of a run ended; each page is counted once.",
    )
    op.create_table(
        "story",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="Our number for the story.",
        ),
        sa.Column(
            "opened_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When the story was first formed.",
        ),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When anything of it, its variants included, was last written.",
        ),
        sa.Column(
            "canonical_article_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="The article that stands for the story.",
        ),
        sa.Column(
            "canonical_reason", sa.Text(), nullable=False, comment="Why that article was chosen."
        ),
        sa.Column(
            "article_count",
            sa.Integer(),
            nullable=False,
            comment="How many articles tell it; 0 once it has gone into another story.",
        ),
        sa.Column(
            "method",
            sa.Text(),
            nullable=False,
            comment="The version of the judgement that formed it.",
        ),
        sa.Column(
            "merged_into_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="The story that it went into; null while it lives.",
        ),
        sa.ForeignKeyConstraint(
            ["canonical_article_id"],
            ["article.id"],
            name=op.f("fk_story_canonical_article_id_article"),
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["story.id"], name=op.f("fk_story_merged_into_id_story")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story")),
        comment="A set of articles that tell the same news item. Its number never changes.",
        sqlite_autoincrement=True,
    )
    op.create_table(
        "version",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="Our number for the version.",
        ),
        sa.Column(
            "article_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="Whose text it is.",
        ),
        sa.Column(
            "number",
            sa.Integer(),
            nullable=False,
            comment="1 for the first version of the article, then 2...",
        ),
        sa.Column("title", sa.Text(), nullable=False, comment="Headline."),
        sa.Column(
            "body", sa.Text(), nullable=False, comment="Paragraphs, parted by an empty line."
        ),
        sa.Column(
            "text_sha256",
            sa.Text(),
            nullable=False,
            comment="Hash of title and body with white space and Unicode forms folded.",
        ),
        sa.Column(
            "word_count",
            sa.Integer(),
            nullable=False,
            comment="Runs of non-space characters in the body.",
        ),
        sa.Column(
            "crawl_run_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="The run that fetched it.",
        ),
        sa.Column(
            "fetched_at", sa.DateTime(timezone=True), nullable=False, comment="When it was fetched."
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_version_article_id_article")
        ),
        sa.ForeignKeyConstraint(
            ["crawl_run_id"], ["crawl_run.id"], name=op.f("fk_version_crawl_run_id_crawl_run")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version")),
        sa.UniqueConstraint("article_id", "number", name=op.f("uq_version_article_id_number")),
        comment="The text of an article at one fetch. Only added, never changed, and "
        "only when the cleaned title or body differs from the version before.",
    )
    op.create_table(
        "comparison",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="Our number for the pair.",
        ),
        sa.Column(
            "first_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="The article of the pair with the smaller number.",
        ),
        sa.Column(
            "second_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="The other article of the pair.",
        ),
        sa.Column(
            "first_version_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="The text of the first article that was compared.",
        ),
        sa.Column(
            "second_version_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="The text of the second article that was compared.",
        ),
        sa.Column(
            "method",
            sa.Text(),
            nullable=False,
            comment="The version of the judgement that decided.",
        ),
        sa.Column(
            "same_story", sa.Boolean(), nullable=False, comment="Whether both tell the same story."
        ),
        sa.Column(
            "probability",
            sa.Double(),
            nullable=False,
            comment="That both tell the same story, from 0 to 1.",
        ),
        sa.Column(
            "measures",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            comment="What was measured: a JSON object of name and number.",
        ),
        sa.Column(
            "proposed",
            sa.Boolean(),
            nullable=False,
            comment="Whether bands proposed it; else it was compared as part of a component.",
        ),
        sa.Column(
            "judged_at", sa.DateTime(timezone=True), nullable=False, comment="When it was decided."
        ),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_comparison_one_spelling")),
        sa.ForeignKeyConstraint(
            ["first_id"], ["article.id"], name=op.f("fk_comparison_first_id_article")
        ),
        sa.ForeignKeyConstraint(
            ["first_version_id"],
            ["version.id"],
            name=op.f("fk_comparison_first_version_id_version"),
        ),
        sa.ForeignKeyConstraint(
            ["second_id"], ["article.id"], name=op.f("fk_comparison_second_id_article")
        ),
        sa.ForeignKeyConstraint(
            ["second_version_id"],
            ["version.id"],
            name=op.f("fk_comparison_second_version_id_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comparison")),
        sa.UniqueConstraint("first_id", "second_id", name=op.f("uq_comparison_first_id_second_id")),
        comment="Two articles that were compared: what was measured and what was decided.",
    )
    with op.batch_alter_table("comparison", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comparison_second_id"), ["second_id"], unique=False)

    op.create_table(
        "signature",
        sa.Column(
            "version_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="The version that was signed.",
        ),
        sa.Column(
            "scheme",
            sa.Text(),
            nullable=False,
            comment="Everything that must be equal for two signatures to compare.",
        ),
        sa.Column(
            "hash_values",
            sa.LargeBinary(),
            nullable=False,
            comment="Little-endian uint32 each; empty for a text too short to sign.",
        ),
        sa.Column(
            "band_keys",
            sa.LargeBinary(),
            nullable=False,
            comment="Little-endian uint64, one a band; empty for a text too short to sign.",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_signature_version_id_version")
        ),
        sa.PrimaryKeyConstraint("version_id", "scheme", name=op.f("pk_signature")),
        comment="The MinHash values of a version under one scheme.",
    )
    op.create_table(
        "story_event",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="Our number for the entry.",
        ),
        sa.Column(
            "story_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="The story it happened to.",
        ),
        sa.Column(
            "kind",
            sa.String(length=32),
            nullable=False,
            comment="opened, joined, left, merged, split or canonical-changed.",
        ),
        sa.Column(
            "article_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="The article that joined, left or became canonical.",
        ),
        sa.Column(
            "other_story_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="The story that merged into this one, or that this one split from.",
        ),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False, comment="When."),
        sa.Column("actor", sa.Text(), nullable=False, comment="The job or person that did it."),
        sa.Column("reason", sa.Text(), nullable=True, comment="Why, for a person."),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_story_event_article_id_article")
        ),
        sa.ForeignKeyConstraint(
            ["other_story_id"], ["story.id"], name=op.f("fk_story_event_other_story_id_story")
        ),
        sa.ForeignKeyConstraint(
            ["story_id"], ["story.id"], name=op.f("fk_story_event_story_id_story")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story_event")),
        comment="The log of a story: who did what to it, when and why.",
    )
    with op.batch_alter_table("story_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_story_event_story_id"), ["story_id"], unique=False)

    op.create_table(
        "variant",
        sa.Column(
            "article_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="The article.",
        ),
        sa.Column(
            "story_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="The story it tells.",
        ),
        sa.Column(
            "version_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="The text that was judged.",
        ),
        sa.Column(
            "kind",
            sa.String(length=32),
            nullable=False,
            comment="What it is relative to the original: original, reprint, light, "
            "abridged, expanded or rewrite.",
        ),
        sa.Column(
            "canonical", sa.Boolean(), nullable=False, comment="Whether it stands for the story."
        ),
        sa.Column(
            "score",
            sa.Double(),
            nullable=True,
            comment="Probability of the pair that ties it to its likely source, else the original.",
        ),
        sa.Column(
            "likely_source_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="The article it was probably taken from; null where that is not known.",
        ),
        sa.Column(
            "method",
            sa.Text(),
            nullable=False,
            comment="The version of the judgement that placed it.",
        ),
        sa.Column(
            "joined_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When it came into this story.",
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_variant_article_id_article")
        ),
        sa.ForeignKeyConstraint(
            ["likely_source_id"], ["article.id"], name=op.f("fk_variant_likely_source_id_article")
        ),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_variant_story_id_story")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_variant_version_id_version")
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_variant")),
        comment="The place of an article in its story; an article is in one story at most.",
    )
    with op.batch_alter_table("variant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_variant_story_id"), ["story_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("variant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_variant_story_id"))

    op.drop_table("variant")
    with op.batch_alter_table("story_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_story_event_story_id"))

    op.drop_table("story_event")
    op.drop_table("signature")
    with op.batch_alter_table("comparison", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_comparison_second_id"))

    op.drop_table("comparison")
    op.drop_table("version")
    op.drop_table("story")
    op.drop_table("page_outcome")
    with op.batch_alter_table("article_alias", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_article_alias_article_id"))

    op.drop_table("article_alias")
    op.drop_table("feed")
    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_article_source_id"))
        batch_op.drop_index(batch_op.f("ix_article_reference_at"))

    op.drop_table("article")
    op.drop_table("source")
    op.drop_table("lease")
    op.drop_table("crawl_run")
