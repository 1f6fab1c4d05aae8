"""Two articles side by side: what both tell, what it adds up to, and who may have it from whom."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate

from desk.asked import Asked, NotFound, WrongQuestion
from desk.marked_text import Stretch, stretches
from desk.page import Page
from desk.story_page import Command
from pipeline.explanation import Contribution, Explanation
from pipeline.marking import Mark, MarkKind, Telling, mark_pair
from pipeline.model import UNIT, to_logit
from pipeline.pair_order import PairOrder, TimeTold, order_of
from pipeline.records import ArticleText
from pipeline.word_diff import count_words
from storage.links import LinkRow
from storage.outlet_details import outlet_titles
from storage.pairs import StoredPair, load_pair, stored_pair


@dataclass(frozen=True, slots=True, kw_only=True)
class PairSide:
    """One of the two articles."""

    article_id: int
    version_id: int
    outlet: str
    url: str
    title: str
    language: str | None
    published_at: datetime | None
    first_seen_at: datetime
    time: TimeTold
    credit: str | None
    story_id: int | None
    """None where it waits to be grouped."""
    words: int
    shared: float
    """The share of it that stands in the other: of its text, or of its names and numbers."""
    body: str
    marks: tuple[Mark, ...]

    @property
    def stretches(self) -> list[Stretch]:
        """The text with its marks."""
        return stretches(self.body, self.marks)

    @property
    def counts(self) -> dict[tuple[MarkKind, Telling], int]:
        """How many marks there are of each sort."""
        counts: dict[tuple[MarkKind, Telling], int] = {}
        for mark in self.marks:
            counts[mark.kind, mark.telling] = counts.get((mark.kind, mark.telling), 0) + 1
        return counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of the sum: a measure, and what the sum is with it."""

    measure: Contribution
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PairPage:
    """A pair in full."""

    first: PairSide
    second: PairSide
    titles: dict[str, str]
    """Of both outlets, by their names."""
    link: LinkRow | None
    parted: bool
    """Whether both are grouped, and not together."""
    explanation: Explanation
    order: PairOrder
    lag_seconds: float | None
    """How long after the first the second was published; None where their times do not tell."""
    commands: tuple[Command, ...]

    @property
    def needed(self) -> int:
        """The sum from which on it is one story, in thousandths of a logit."""
        return round(to_logit(self.explanation.threshold) * UNIT)

    @property
    def steps(self) -> list[Step]:
        """The contributions with the sum as it grows."""
        added = self.explanation.contributions
        sums = list(accumulate((c.added for c in added), initial=0))
        return [
            Step(measure=c, before=before, after=after)
            for c, before, after in zip(added, sums, sums[1:], strict=False)
        ]

    @property
    def telling_steps(self) -> list[Step]:
        """Those that change the sum."""
        return [step for step in self.steps if step.measure.added]

    @property
    def silent_measures(self) -> list[Contribution]:
        """The measures that add nothing."""
        return [c for c in self.explanation.contributions if not c.added]

    @property
    def reach(self) -> tuple[int, int]:
        """The least and the most that the sum comes to, zero and what is needed included."""
        ends = [0, self.needed, *(step.after for step in self.steps)]
        return min(ends), max(ends)

    def side(self, article_id: int) -> PairSide:
        """One of the two by its number."""
        return self.first if self.first.article_id == article_id else self.second


def read_pair(asked: Asked) -> PairPage:
    """Read two articles, in the order asked for."""
    first_id, second_id = asked.id("first_id"), asked.id("second_id")
    if first_id == second_id:
        raise WrongQuestion(f"/pair/{first_id}/{second_id} names one article twice; name two.")
    profiles = load_pair(asked.session, first_id, second_id)
    if profiles is None:
        raise NotFound(
            f"Of the articles {first_id} and {second_id}, one at least is not stored.",
            "A story's page leads to its pairs.",
        )
    first, second = profiles
    pair = stored_pair(asked.session, first, second)
    order = order_of(first, second)
    marks = mark_pair(first, second, pair.explanation)
    return PairPage(
        first=_side(
            first.article, pair.first_story, order.first_time, order.first_in_second, marks[0]
        ),
        second=_side(
            second.article, pair.second_story, order.second_time, order.second_in_first, marks[1]
        ),
        titles=outlet_titles(asked.session, {first.article.outlet, second.article.outlet}),
        link=pair.link,
        parted=pair.parted,
        explanation=pair.explanation,
        order=order,
        lag_seconds=_lag(order),
        commands=tuple(_commands(pair)),
    )


def _side(
    article: ArticleText,
    story_id: int | None,
    time: TimeTold,
    shared: float,
    marks: tuple[Mark, ...],
) -> PairSide:
    return PairSide(
        article_id=article.article_id,
        version_id=article.version_id,
        outlet=article.outlet,
        url=article.url,
        title=article.title,
        language=article.lang,
        published_at=article.published.at if article.published else None,
        first_seen_at=article.first_seen_at,
        time=time,
        credit=article.credit,
        story_id=story_id,
        words=count_words(article.body),
        shared=round(shared, 4),
        body=article.body,
        marks=marks,
    )


def _lag(order: PairOrder) -> float | None:
    exact = [time.earliest == time.latest for time in (order.first_time, order.second_time)]
    if order.first_before is None or not all(exact):
        return None
    return (order.second_time.latest - order.first_time.latest).total_seconds()


def _commands(pair: StoredPair) -> Iterator[Command]:
    """What an analyst may want to do next; nothing that an outlet wrote stands in a command."""
    both = f"{pair.first.article_id} {pair.second.article_id}"
    yield Command(purpose="This evidence in the terminal", line=f"newsfold explain {both}")
    yield Command(purpose="What the second has of the first", line=f"newsfold diff {both}")
    if pair.link is None or not pair.link.same:
        yield Command(
            purpose="Decide that both tell one story, for good",
            line=f'newsfold link same {both} --why "..."',
        )
    if pair.link is None or pair.link.same:
        yield Command(
            purpose="Decide that they tell two stories, for good",
            line=f'newsfold link different {both} --why "..."',
        )
    if pair.link is not None:
        yield Command(purpose="Take back what was decided", line=f"newsfold link remove {both}")


PAIR = Page(path="/pair/{first_id:int}/{second_id:int}", template="pair.html", read=read_pair)
