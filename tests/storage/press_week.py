"""Two days of an invented press, to ask questions of: who wrote what, and who took it from whom."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, text, update

from pipeline.records import (
    JudgedPair,
    StoryEvent,
    StoryEventKind,
    StoryPlan,
    VariantKind,
    VariantPlan,
)
from storage.database import transaction
from storage.models import FinishReason, Source
from storage.runs import finish_run
from storage.stories import add_comparisons
from tests.storage.newsroom import Newsroom, make_claim, make_page, make_pair

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)

OUTLETS = {
    "meridian-wire": ("Meridian Wire", "GB", None),
    "harbour-post": ("Harbour Post", "GB", "Harbour Media"),
    "harbour-echo": ("Harbour Echo", "GB", "Harbour Media"),
    "tidal-times": ("Tidal Times", "IE", None),
    "valley-courier": ("Valley Courier", "US", None),
    "bright-daily": ("Bright Daily", None, None),
    "north-star": ("North Star", "NO", None),
}


@dataclass(frozen=True, kw_only=True)
class Told:
    """An article, and what it is of the one that it was taken from."""

    outlet: str
    clock: str
    """Time of publication on the day of the story."""
    title: str
    words: int = 100
    kind: VariantKind = VariantKind.REPRINT
    taken_from: int | None = None
    """The place of that one in the story."""
    confidence: float = 0.9
    share: float = 0.9
    """Share of the shorter text that stands in the other."""
    credit: str | None = None


def own(outlet: str, clock: str, title: str, **more: object) -> Told:
    return Told(outlet=outlet, clock=clock, title=title, kind=VariantKind.ORIGINAL, **more)


def later(outlet: str, clock: str, title: str, **more: object) -> Told:
    """An article that tells the same in its own words."""
    fields = {"kind": VariantKind.REWRITE, "taken_from": 0, "confidence": 0.33, "share": 0.05}
    return Told(outlet=outlet, clock=clock, title=title, **fields | more)


def taken(outlet: str, clock: str, title: str, **more: object) -> Told:
    return Told(outlet=outlet, clock=clock, title=title, **{"taken_from": 0} | more)


WIRE = {"credit": "Meridian Wire", "confidence": 0.95, "share": 0.96}
LIGHT, ABRIDGED = {"kind": VariantKind.LIGHT}, {"kind": VariantKind.ABRIDGED}

# Day of the week, how many of the outlets are independent, and the articles: the first is the
# original.
STORIES: list[tuple[int, int, list[Told]]] = [
    (0, 2, [
        own("meridian-wire", "08:00", "Two hurt as crane falls in harbour"),
        taken("harbour-post", "08:40", "Crane falls in harbour, two hurt", **WIRE),
        taken("harbour-echo", "09:00", "Two hurt by falling crane", **WIRE),
        later("tidal-times", "10:30", "Harbour crane comes down: what we know"),
        taken("bright-daily", "11:00", "Shock as crane crashes down", share=0.7, **LIGHT),
    ]),
    (0, 1, [
        own("harbour-post", "09:15", "Council cuts ferry subsidy"),
        taken("harbour-echo", "09:20", "Ferry subsidy cut by council", share=0.98),
    ]),
    (0, 2, [
        own("valley-courier", "07:00", "Valley school wins science prize"),
        taken("bright-daily", "07:50", "This school won a prize", share=0.8, **LIGHT),
        later("tidal-times", "09:10", "Prize for school in the valley"),
    ]),
    (0, 2, [
        own("tidal-times", "12:00", "Bridge to close for a year"),
        taken("bright-daily", "12:30", "Bridge closed: a year of jams", words=50, **ABRIDGED),
        taken("valley-courier", "15:00", "Old bridge to be shut for a year", words=140,
              credit="Tidal Times", confidence=0.95, share=0.3, kind=VariantKind.REWRITE),
    ]),
    (1, 3, [
        own("tidal-times", "06:00", "Minister resigns over ferry deal"),
        later("meridian-wire", "06:20", "Minister resigns"),
        later("valley-courier", "07:00", "Why the minister had to go"),
        taken("harbour-post", "06:45", "Minister resigns", taken_from=1, **WIRE),
        taken("bright-daily", "07:15", "Minister GONE", taken_from=2, share=0.6, **LIGHT),
    ]),
    (1, 1, [
        own("harbour-post", "10:00", "Harbour to get a new crane"),
        taken("bright-daily", "10:25", "A new crane is coming", share=0.75, **LIGHT),
    ]),
    (1, 1, [own("valley-courier", "13:00", "Rain ends the drought")]),
    (-6, 1, [own("north-star", "09:00", "Ice opens early in the north")]),
    (-6, 1, [own("north-star", "15:00", "Ships wait at the ice")]),
]  # fmt: skip


def fill(engine: Engine) -> None:
    """Store the two days, crawled until Tuesday 20:00."""
    newsroom = Newsroom(engine)
    ids = {name: newsroom.name_source(name) for name in OUTLETS}
    with transaction(engine) as session:
        for name, (title, country, owner) in OUTLETS.items():
            facts = {"title": title, "country": country, "owner": owner, "language": "en"}
            session.execute(update(Source).where(Source.id == ids[name]).values(**facts))
    number = 1
    for day, independent, articles in STORIES:
        number = _store_story(newsroom, ids, number, day, independent, articles)
    _edit_the_wire(newsroom, ids)
    with transaction(engine) as session:
        end = MONDAY + timedelta(days=1, hours=20)
        silent = {"silent_at": end, "silent_reason": "nothing new for 7 days; its feed answers"}
        session.execute(update(Source).where(Source.name == "north-star").values(**silent))
        finish_run(session, newsroom.run_id, now=end, reason=FinishReason.FINISHED)


def _store_story(
    newsroom: Newsroom,
    ids: dict[str, int],
    first: int,
    day: int,
    independent: int,
    articles: list[Told],
) -> int:
    for at, told in enumerate(articles):
        published = _at(day, told.clock)
        page = make_page(
            _url(told.outlet, first + at),
            title=told.title,
            body=_body(told),
            fetched_at=published + timedelta(minutes=10),
            published=make_claim(published),
            credit=told.credit,
            lang="en",
        )
        newsroom.record(page, source_id=ids[told.outlet])
    pairs = [_pair(first, at, articles) for at in range(1, len(articles))]
    with transaction(newsroom.engine) as session:
        add_comparisons(session, pairs, now=_at(day, "18:00"))
    times = [told.clock for told in articles]
    numbers = [first + at for at in range(len(articles))]
    plan = StoryPlan(
        story_id=None,
        variants=tuple(_variant(first, at, articles) for at in range(len(articles))),
        canonical_reason="earliest",
        outlet_count=len({told.outlet for told in articles}),
        independent_count=independent,
        first_article_id=first + times.index(min(times)),
        first_certain=True,
        events=(
            StoryEvent(kind=StoryEventKind.OPENED),
            *(StoryEvent(kind=StoryEventKind.JOINED, article_id=number) for number in numbers),
        ),
    )
    newsroom.save(plan, now=_at(day, "18:00"))
    return first + len(articles)


def _variant(first: int, at: int, articles: list[Told]) -> VariantPlan:
    told = articles[at]
    source = None if told.taken_from is None else articles[told.taken_from]
    named = told.credit is not None
    return VariantPlan(
        article_id=first + at,
        version_id=first + at,
        kind=told.kind,
        canonical=at == 0,
        score=None if source is None else 0.9,
        likely_source_id=None if told.taken_from is None else first + told.taken_from,
        source_confidence=None if source is None else told.confidence,
        source_reason=None
        if source is None
        else f"credits {source.outlet}"
        if named
        else f"{told.share:.0%} of it stands in {source.outlet}, which was there before it",
    )


def _pair(first: int, at: int, articles: list[Told]) -> JudgedPair:
    told = articles[at]
    source = told.taken_from or 0
    lengths = sorted((told.words, articles[source].words))
    measures = {
        "text_share": told.share,
        "length_share": lengths[0] / lengths[1],
        "facts_share": 0.8,
    }
    return make_pair(first + source, first + at, measures=measures)


def _edit_the_wire(newsroom: Newsroom, ids: dict[str, int]) -> None:
    """The wire corrects its report; one copy follows, one does not, one is not fetched again."""
    edits = [
        ("meridian-wire", 1, "12:00", "Nobody hurt as crane falls in harbour"),
        ("harbour-post", 2, "12:40", "Crane falls in harbour, nobody hurt"),
        ("bright-daily", 5, "13:00", "Shock as crane crashes down"),
        ("valley-courier", 8, "16:00", "Valley school wins national science prize"),
    ]
    for outlet, number, clock, title in edits:
        told = next(t for t in _told(number))
        page = make_page(
            _url(outlet, number), title=title, body=_body(told), fetched_at=_at(0, clock)
        )
        newsroom.record(page, source_id=ids[outlet], run_id=newsroom.start_run())


def _told(number: int) -> list[Told]:
    articles = [told for _, _, story in STORIES for told in story]
    return articles[number - 1 : number]


def _at(day: int, clock: str) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return MONDAY + timedelta(days=day, hours=hour, minutes=minute)


def _url(outlet: str, number: int) -> str:
    return f"https://{outlet}.example/{number}"


def _body(told: Told) -> str:
    """So many words that are the article's own: who holds whose text is said by the measures."""
    return f"{told.title}.\n\n" + " ".join(
        f"{told.outlet.replace('-', '')}{at}" for at in range(told.words - len(told.title.split()))
    )


def rows(engine: Engine, sql: str) -> list[tuple[object, ...]]:
    """What a query of an analyst gives."""
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(sql))]
