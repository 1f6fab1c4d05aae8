"""Two stored articles: why they were judged as they were, and what became of the pair."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from flows.references import find_pair
from pipeline.comparison import Profile
from pipeline.explanation import Explanation, explain
from pipeline.records import ArticleText
from storage.candidates import load_texts
from storage.links import LinkRow, list_links
from storage.queries import story_of_article


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPair:
    """Two stored articles, judged anew from their newest versions."""

    first: ArticleText
    second: ArticleText
    first_story: int | None
    """None where it waits to be grouped."""
    second_story: int | None
    link: LinkRow | None
    """What an analyst decided; it comes before all evidence."""
    explanation: Explanation

    @property
    def parted(self) -> bool:
        """Whether both are grouped, and not together."""
        stories = (self.first_story, self.second_story)
        return None not in stories and self.first_story != self.second_story


def explain_stored(session: Session, one: str, other: str) -> StoredPair:
    """Explain two articles, each named by its id or an address that led to it."""
    first_id, second_id = find_pair(session, one, other)
    texts = {text.article_id: text for text in load_texts(session, (first_id, second_id))}
    first, second = texts[first_id], texts[second_id]
    return StoredPair(
        first=first,
        second=second,
        first_story=story_of_article(session, first_id),
        second_story=story_of_article(session, second_id),
        link=find_link(session, first_id, second_id),
        explanation=explain(Profile(first), Profile(second)),
    )


def find_link(session: Session, one_id: int, other_id: int) -> LinkRow | None:
    """Return the link between two articles; None if no analyst has linked them."""
    links = list_links(session, article_id=one_id)
    return next((link for link in links if other_id in (link.first_id, link.second_id)), None)
