import pytest
from sqlalchemy import Table
from sqlalchemy.exc import IntegrityError

from storage.database import transaction
from storage.models import Article, Base, Comparison
from tests.storage.newsroom import NOON, Newsroom

TABLES = Base.metadata.sorted_tables


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_data_dictionary_is_complete(table: Table):
    assert table.comment
    assert [column.name for column in table.columns if not column.comment] == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_constraint_has_a_name(table: Table):
    assert [constraint for constraint in table.constraints if not constraint.name] == []


def test_a_pair_has_one_spelling(newsroom: Newsroom):
    newsroom.publish(2)
    pair = Comparison(
        first_id=2,
        second_id=1,
        first_version_id=2,
        second_version_id=1,
        method="m1",
        same_story=True,
        probability=1.0,
        measures={},
        proposed=True,
        judged_at=NOON,
    )
    with (
        pytest.raises(IntegrityError, match="ck_comparison_one_spelling"),
        transaction(newsroom.engine) as session,
    ):
        session.add(pair)


def test_foreign_keys_are_enforced(newsroom: Newsroom):
    orphan = Article(
        source_id=99,
        url="https://harbour.example/a",
        authors=[],
        first_seen_at=NOON,
        last_seen_at=NOON,
        reference_at=NOON,
        version_count=0,
    )
    with pytest.raises(IntegrityError), transaction(newsroom.engine) as session:
        session.add(orphan)
