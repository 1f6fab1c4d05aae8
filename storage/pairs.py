"""Two stored articles: why they were judged as they were, and what became of the pair."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

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


def stored_pair(session: Session, first: Profile, second: Profile) -> StoredPair:
    """Judge two stored articles anew, and tell what became of them."""
    first_id, second_id = first.article.article_id, second.article.article_id
    return StoredPair(
        first=first.article,
        second=second.article,
        first_story=story_of_article(session, first_id),
        second_story=story_of_article(session, second_id),
        link=find_link(session, first_id, second_id),
        explanation=explain(first, second),
    )


def load_pair(session: Session, first_id: int, second_id: int) -> tuple[Profile, Profile] | None:
    """Return two articles with their newest texts; None if either is not stored."""
    texts = {text.article_id: text for text in load_texts(session, (first_id, second_id))}
    if first_id not in texts or second_id not in texts:
        return None
    return Profile(texts[first_id]), Profile(texts[second_id])


def find_link(session: Session, one_id: int, other_id: int) -> LinkRow | None:
    """Return the link between two articles; None if no analyst has linked them."""
    links = list_links(session, article_id=one_id)
    return next((link for link in links if other_id in (link.first_id, link.second_id)), None)
