from sqlalchemy import Engine

from storage.database import transaction
from storage.models import Feed, FeedKind, Source
from storage.sources import FeedRecord, SourceRecord, list_sources, name_sources, save_sources
from tests.storage.newsroom import NOON, Newsroom, hours

RSS = FeedRecord(url="https://harbour.example/rss", kind=FeedKind.FEED)
MAP = FeedRecord(url="https://harbour.example/map.xml", kind=FeedKind.SITEMAP)
HARBOUR = SourceRecord(
    name="harbour-post",
    title="Harbour Post",
    home_url="https://harbour.example/",
    country="GB",
    language="en",
    time_zone="Europe/London",
    owner="Quay Group",
    local=True,
    feeds=(MAP, RSS),
)


def test_what_is_saved_is_listed_by_name(engine: Engine):
    other = SourceRecord(name="evening", title="Evening")
    with transaction(engine) as session:
        ids = save_sources(session, [HARBOUR, other], now=NOON)
        assert list_sources(session) == [other, HARBOUR]
        assert set(ids) == {"harbour-post", "evening"}


def test_saving_again_changes_the_row_and_keeps_its_id(engine: Engine):
    with transaction(engine) as session:
        first = save_sources(session, [HARBOUR], now=NOON)
    renamed = SourceRecord(name="harbour-post", title="The Post", feeds=(RSS,))
    with transaction(engine) as session:
        assert save_sources(session, [renamed], now=NOON + hours(1)) == first
        source = session.query(Source).one()
        assert (source.title, source.owner, source.created_at) == ("The Post", None, NOON)
        assert session.query(Feed).count() == 2


def test_a_name_alone_does_not_change_what_is_known(engine: Engine):
    with transaction(engine) as session:
        ids = save_sources(session, [HARBOUR], now=NOON)
        found = name_sources(session, ["unknown", "harbour-post", "unknown"], now=NOON)
        assert found["harbour-post"] == ids["harbour-post"]
        assert list_sources(session) == [HARBOUR, SourceRecord(name="unknown", title="unknown")]


def test_no_names_have_no_ids(newsroom: Newsroom):
    with transaction(newsroom.engine) as session:
        assert name_sources(session, [], now=NOON) == save_sources(session, [], now=NOON) == {}
