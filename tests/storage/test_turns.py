from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select, update

from storage.database import transaction
from storage.models import Source
from storage.turns import Turn, take_turn
from tests.storage.newsroom import Newsroom


def test_no_update_is_lost(newsroom: Newsroom):
    """Eight threads read, add one and write; each sees what the one before it wrote."""

    def add_one(_: int) -> None:
        with transaction(newsroom.engine) as session:
            take_turn(session, Turn.RECORD_PAGES)
            title = session.scalars(select(Source.title)).one()
            session.execute(update(Source).values(title=title + "+"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add_one, range(80)))
    assert newsroom.rows(Source)[0].title == "harbour-post" + 80 * "+"
