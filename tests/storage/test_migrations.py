import alembic.command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from pipeline.signatures import sign_text
from storage.candidates import load_signatures, pending_articles, save_signatures
from storage.database import SCHEMA_REVISION, check_schema, transaction, upgrade
from storage.models import (
    Article,
    Base,
    OutletSentence,
    RepeatedSentence,
    SentenceList,
    Story,
    Variant,
)
from storage.sentences import unlisted_articles
from tests.storage.newsroom import NOON, Newsroom, make_plan


def make_config() -> Config:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.set_main_option("path_separator", "os")
    return config


def test_migrations_build_the_models(engine: Engine):
    with engine.connect() as connection:
        # The index of the search is a table of another sort on each database, and no model.
        def include(_: object, name: str, kind: str, *__: object) -> bool:
            return not (kind == "table" and name.startswith("search_words"))

        options = {"compare_type": True, "render_as_batch": True, "include_object": include}
        found = compare_metadata(
            MigrationContext.configure(connection, opts=options), Base.metadata
        )
    assert found == []


def test_the_revision_that_commands_ask_for_is_the_newest():
    assert ScriptDirectory.from_config(make_config()).get_heads() == [SCHEMA_REVISION]


def test_upgrading_again_changes_nothing(newsroom: Newsroom, database_url: str):
    newsroom.publish(2)
    before = newsroom.content()
    upgrade(database_url)
    assert newsroom.content() == before


def test_stories_of_the_first_tables_are_kept(newsroom: Newsroom, engine: Engine):
    newsroom.publish(2)
    newsroom.save(make_plan(None, [1, 2]))
    config = make_config()
    for step, target in ((alembic.command.downgrade, "0001"), (alembic.command.upgrade, "head")):
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            step(config, target)
    (story,) = newsroom.rows(Story)
    assert (story.article_count, story.canonical_reason) == (2, "earliest")
    assert (story.independent_count, story.first_article_id) == (None, None)
    _, reprint = newsroom.rows(Variant)
    assert (reprint.likely_source_id, reprint.score, reprint.source_reason) == (1, 0.75, None)


def test_placements_and_signatures_of_the_second_tables_are_kept(
    newsroom: Newsroom, engine: Engine
):
    newsroom.publish(2)
    newsroom.save(make_plan(None, [1, 2]))
    signature = sign_text("a b c d e f")
    with transaction(engine) as session:
        save_signatures(session, [(1, signature)])
        session.add(SentenceList(article_id=1, version_id=1, recipe="r", lengths=b""))
        session.add(OutletSentence(source_id=1, digest=-7, sample_key=2**62, article_id=1))
        session.add(RepeatedSentence(source_id=1, digest=-7, sentence="So.", learned_at=NOON))
    config = make_config()
    for step, target in ((alembic.command.downgrade, "0002"), (alembic.command.upgrade, "head")):
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            step(config, target)
    assert {len(newsroom.rows(t)) for t in (SentenceList, OutletSentence, RepeatedSentence)} == {0}
    assert [(v.article_id, v.left_out) for v in newsroom.rows(Variant)] == [(1, set()), (2, set())]
    with transaction(engine) as session:
        assert load_signatures(session, signature.scheme, [1]) == {1: signature}
        assert pending_articles(session, method="m1") == []
        assert unlisted_articles(session) == [1, 2]


def test_articles_of_the_third_tables_get_their_keys_and_hashes(newsroom: Newsroom, engine: Engine):
    newsroom.publish(2, body="\u201cNobody was hurt\u201d, said the mayor.")
    before = [version.text_sha256 for version in newsroom.versions()]
    config = make_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        alembic.command.downgrade(config, "0003")
        connection.execute(text("UPDATE version SET text_sha256 = 'old'"))
        alembic.command.upgrade(config, "head")
    assert [version.text_sha256 for version in newsroom.versions()] == before
    keys = [article.page_key for article in newsroom.rows(Article)]
    assert keys == ["//harbour.example/1", "//harbour.example/2"]


def test_migrations_go_down_and_up_again(engine: Engine):
    config = make_config()
    for step, target in ((alembic.command.downgrade, "base"), (alembic.command.upgrade, "head")):
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            step(config, target)
    check_schema(engine)
